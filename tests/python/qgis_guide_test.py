"""The guide data/qgis.md: its commands and its study run, with sites drawn as QGIS draws them, on a town of two quarters.
And what a scenario gives other models: matrices, a network that comes back, GTFS."""

import os
import pathlib
import re
import shlex
import tempfile

import h5py
from osgeo import gdal, ogr, osr

import _small_town
from _program import HOME, halong, require_program

SCENARIO = """format = "halong-scenario/1"
extends = "{home}/scenarios/weekday.toml"
city = "../town"
[demand]
visitors_per_day = 300
"""


def draw_sites(path):
    """Three points at the quarter's streets, in the city's system, as New GeoPackage Layer saves them."""
    system = osr.SpatialReference()
    system.ImportFromEPSG(5899)
    globe = osr.SpatialReference()
    globe.ImportFromEPSG(4326)
    for one in (system, globe):
        one.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    to_metric = osr.CoordinateTransformation(globe, system)
    data = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = data.CreateLayer("drawn", system, ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("id", ogr.OFTString))
    for name, lon, lat in (("góc-chợ", 107.075, 20.951), ("b", 107.080, 20.951), ("c", 107.083, 20.952)):
        x, y, _ = to_metric.TransformPoint(lon, lat)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["id"] = name
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({x} {y})"))
        layer.CreateFeature(feature)


def follow_guide(folder):
    guide = (HOME / "data" / "qgis.md").read_text(encoding="utf-8")
    commands = [line.strip() for block in re.findall(r"```sh\n(.*?)```", guide, re.S) for line in block.splitlines()
                if line.strip()]
    studies = re.findall(r"```toml\n(.*?)```", guide, re.S)
    assert len(commands) == 5 and len(studies) == 1, commands
    (folder / "my-study.toml").write_text(studies[0], encoding="utf-8")
    draw_sites(folder / "drawn.gpkg")
    for command in commands:
        words = shlex.split(command)
        assert words[0] == "./halong", command
        halong(0, *words[1:])
    inline = re.search(r"`\./halong (export my-day --to geojson[^`]*)`", guide)
    halong(0, *shlex.split(inline.group(1)))
    assert {path.name for path in (folder / "peak").iterdir()} == {"links.geojson"}
    data = ogr.Open(str(folder / "my-new-map" / "halong.gpkg"))
    names = {site["id"] for site in data.GetLayerByName("sites") if site["rule"] == "drawn"}
    assert len(names) == 3 and any("góc-chợ" in name for name in names), names
    assert (folder / "my-answer" / "report.html").exists()


def check_models(folder):
    day = folder / "scenarios" / "weekday.toml"
    halong(0, "export", day, "--to", "omx", "--out", folder / "omx")
    with h5py.File(folder / "omx" / "trips.omx") as matrices:
        zones = int(matrices.attrs["SHAPE"][0])
        assert matrices.attrs["OMX_VERSION"] == b"0.2" and zones == len(_small_town.QUARTERS)
        total = matrices["data/all_persons"][()]
        by_mode = sum(matrices[f"data/{name}"][()] for name in matrices["data"] if name.startswith("persons_by_"))
        assert total.shape == (zones, zones) and total.sum() > 0 and (total == by_mode).all()
        assert {name.decode() for name in matrices["lookup/zone_id"][()]} == set(_small_town.QUARTERS)
    halong(0, "export", day, "--to", "gmns", "--hours", "7-8", "--out", folder / "gmns")
    assert "user equilibrium" in halong(0, "assign", folder / "gmns", "--gap", "1e-3", "--out", folder / "flows.csv")
    assert "has no timetable" in halong(2, "export", day, "--to", "gtfs", "--out", folder / "gtfs")
    assert "nobody travels yet" in halong(2, "export", folder / "town", "--to", "omx", "--out", folder / "none")
    assert not (folder / "gtfs").exists() and not (folder / "none").exists()
    halong(0, "export", HOME / "data" / "halong", "--to", "gtfs", "--out", folder / "gtfs")
    trips = (folder / "gtfs" / "trips.txt").read_text(encoding="utf-8").splitlines()
    assert len(trips) == 925, len(trips)  # 924 a day, each by itself where the feed gives a headway
    assert "▁" in halong(0, "info", folder / "my-day")


def check_replanned(folder):
    """Matrices are those of the day that a run drives: after its days of replanning."""
    text = (folder / "scenarios" / "weekday.toml").read_text(encoding="utf-8")
    persons = []
    for days in (0, 1):
        name = f"replanned-{days}"
        scenario = folder / "scenarios" / f"{name}.toml"
        scenario.write_text(f"{text}[replanning]\ndays = {days}\ndeparture_times = true\n", encoding="utf-8")
        halong(0, "export", scenario, "--to", "omx", "--hours", "7-8", "--out", folder / name)
        with h5py.File(folder / name / "trips.omx") as matrices:
            persons.append(matrices["data/all_persons"][()])
    assert persons[0].sum() > 0 and (persons[0] != persons[1]).any(), persons


def main():
    require_program("the guide to QGIS")
    gdal.UseExceptions()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        _small_town.write(HOME, folder / "town")
        (folder / "scenarios").mkdir()
        (folder / "scenarios" / "weekday.toml").write_text(SCENARIO.format(home=HOME), encoding="utf-8")
        os.chdir(folder)
        follow_guide(folder)
        check_models(folder)
        check_replanned(folder)
        os.chdir(HOME)


main()
