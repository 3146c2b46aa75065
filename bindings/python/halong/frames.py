"""Cities and demand from data frames: written as files of our own forms, and judged by the engine's own readers."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import pathlib
import shutil
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Union

import numpy as np

from .city import City, load_city
from .errors import CannotWrite, InputError
from .scenario import Path, toml_value

if TYPE_CHECKING:
    import geopandas
    import pandas


def write_city(
    folder: Path, *, roads: "geopandas.GeoDataFrame", zones: "geopandas.GeoDataFrame",
    places: "Optional[geopandas.GeoDataFrame]" = None, name: str, crs: str = "EPSG:5899",
    site_rules: Optional[Path] = None, schematic: bool = True,
) -> City:
    """Writes a city folder (city.toml and its layers) and loads it.

    ``roads``: centre lines with the columns id, name, class, lanes, oneway ("yes", "no"), maxspeed_kmh.
    ``zones``: areas with id, name, population, and as far as known households, jobs, school_places, street_spacing_m,
    street_bearing_deg. ``places``: points with id, name, kind and what data/halong/README.md names further.
    ``crs``: the metric system in which the engine works. Frames may be in any system that they declare.
    Raises InputError with every fault that the engine's readers find, CannotWrite, or InputError when the folder exists.
    """
    out = pathlib.Path(folder)
    if out.exists():
        raise InputError(f"{out} exists: choose another folder, or remove it")
    lines = ['format = "halong-city/1"', f"name = {toml_value(name)}", f"crs = {toml_value(crs)}",
             f"schematic = {toml_value(schematic)}"]
    layers = {"roads": roads, "zones": zones, "places": places}
    try:
        out.mkdir(parents=True)
        for layer, frame in layers.items():
            if frame is None:
                continue
            (out / f"{layer}.geojson").write_text(_geojson(layer, frame), encoding="utf-8")
            lines.append(f'{layer} = "{layer}.geojson"')
        if site_rules is not None:
            shutil.copyfile(site_rules, out / "site_rules.toml")
            lines.append('site_rules = "site_rules.toml"')
        (out / "city.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    except OSError as error:
        raise CannotWrite(f"{out} cannot be written: {error}") from error
    return load_city(out)


def _geojson(layer: str, frame: "geopandas.GeoDataFrame") -> str:
    if frame.crs is None:
        raise InputError(f"{layer} say nothing of their coordinate reference system", [
            ("", 0, 0, f"the frame of {layer} has no crs", "set it: frame.set_crs(\"EPSG:4326\")")])
    in_degrees = frame.to_crs("EPSG:4326")
    names = [column for column in frame.columns if column != frame.geometry.name]
    features: List[Dict[str, Any]] = []
    for shape, values in zip(in_degrees.geometry, frame[names].itertuples(index=False, name=None)):
        properties = {key: _plain(value) for key, value in zip(names, values)}
        features.append({"type": "Feature", "geometry": None if shape is None else shape.__geo_interface__,
                         "properties": {key: value for key, value in properties.items() if value is not None}})
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def _plain(value: Any) -> Any:
    """A value as JSON knows it; None for what is missing."""
    if hasattr(value, "item"):
        value = value.item()
    return None if value is None or value != value else value


def write_routes(path: Path, vehicles: "pandas.DataFrame", city: City) -> pathlib.Path:
    """Writes a route file, which a scenario names as ``demand.route_file``, from one row for each vehicle.

    Columns: id (text, unique), class ("motorbike", "car", "van", "bus", "coach", "lorry", "bicycle"), departure_s
    (seconds after 00:00), links (list of rows of ``city.links`` in their order). A name that ends in .gz is compressed.
    The engine judges it when a day is planned with it.
    """
    missing = [name for name in ("id", "class", "departure_s", "links") if name not in vehicles.columns]
    if missing:
        raise InputError(f"vehicles lack the columns {', '.join(missing)}")
    ids = np.array([f"{key:016x}" for key in city.links["stable_id"].tolist()], dtype=object)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["id", "class", "departure_ms", "links"])
    for row, (key, kind, start_s, links) in enumerate(
        zip(vehicles["id"], vehicles["class"], vehicles["departure_s"], vehicles["links"])
    ):
        route = np.asarray(links, dtype=np.int64)
        if route.size == 0 or (route < 0).any() or (route >= len(ids)).any():
            raise InputError(f"vehicle {row} ('{key}'): its links must be rows of city.links, 0 to {len(ids) - 1}")
        writer.writerow([key, kind, round(1000 * float(start_s)), " ".join(ids[route])])
    out = pathlib.Path(path)
    _replace(out, text.getvalue().encode("utf-8"))
    return out


def _replace(path: pathlib.Path, content: bytes) -> None:
    """Complete under its final name, or not at all."""
    aside: Union[pathlib.Path, str] = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(aside, "wb") as file:
            file.write(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written: {error}") from error
