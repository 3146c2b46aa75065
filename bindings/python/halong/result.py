"""Results of a run: in memory, or from its HDF5 file."""

from __future__ import annotations

import functools
import html
import os
import pathlib
from typing import TYPE_CHECKING, Any, Dict, List, NamedTuple, Tuple

import numpy as np

from . import _engine, maps
from .city import City
from .errors import InputError
from .scenario import Path, Scenario, parse
from .table import Array, Table, html_table

if TYPE_CHECKING:
    import geopandas
    import pandas
    import xarray

HOURS = 24
MS_PER_HOUR = 3_600_000
THOUSANDTHS = 1000  # services count in thousandths of their unit


class Kpi(NamedTuple):
    """One indicator of a run in its own unit."""

    id: str
    value: float
    unit: str
    name_vi: str
    name_en: str
    definition: str


def kpi_frame(kpis: Dict[str, Kpi]) -> "pandas.DataFrame":
    """Indicators by id, with value, unit and names."""
    import pandas

    return pandas.DataFrame([kpi[:5] for kpi in kpis.values()], columns=list(Kpi._fields[:5])).set_index("id")


def kpi_html(kpis: Dict[str, Kpi]) -> str:
    """The table of indicators for notebooks."""
    rows = [(kpi.name_vi, kpi.name_en, f"{kpi.value:,.1f}", kpi.unit) for kpi in kpis.values()]
    return html_table(("Chỉ số", "Indicator", "", ""), rows)


class Service(NamedTuple):
    """What one service offered, covered and carried, never mixed up.

    ``by_site`` and ``by_zone``: "offered", "covered" and "carried", each of shape (rows, 24, 5): by row, hour of the day
    and class of person, in thousandths of ``unit``. ``sites`` and ``places``: the row of the city's table for each row.
    ``waits``: of services that people queue for, columns of shape (rows, 24); else empty.
    """

    service: str
    unit: str
    sites: Array
    places: Array
    by_site: Dict[str, Array]
    by_zone: Dict[str, Array]
    waits: Dict[str, Array]
    peak_load: Array
    busy_share: Array
    extras: Dict[str, float]


class Result:
    """A finished run. All arrays are read-only views into it, without copies."""

    def __init__(self, handle: _engine.Result) -> None:
        self._handle = handle

    @property
    def digest(self) -> str:
        """Hash of all that happened, 16 hexadecimal digits: the same as ``halong run`` prints."""
        return self._handle.digest

    @property
    def is_valid(self) -> bool:
        """Whether no more legs were held at the end than the limit allows."""
        return self._handle.valid

    @property
    def wall_s(self) -> float:
        """Wall time of the simulation, s."""
        return self._handle.wall_s

    @property
    def scenario(self) -> Scenario:
        """The scenario that ran."""
        return Scenario(self._handle.day.scenario)

    @functools.cached_property
    def city(self) -> City:
        """The city as it was on that day."""
        return City(self._handle.day.city)

    @functools.cached_property
    def kpis(self) -> Dict[str, Kpi]:
        """Every indicator by its id."""
        return {row[0]: Kpi(*row) for row in self._handle.kpis()}

    @property
    def changes(self) -> List[Tuple[float, str]]:
        """What was changed from outside while the day ran: (time of day in s, what)."""
        return [(time_ms / 1000, text) for time_ms, text in self._handle.changes()]

    def save(self, folder: Path) -> pathlib.Path:
        """Writes the files that ``halong run`` leaves, the report among them, and gives the folder.

        Raises InputError when there is something in it, CannotWrite when there cannot be.
        """
        out = pathlib.Path(folder)
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise InputError(f"{out} exists and is not empty")
        self._handle.save(os.fspath(out))
        return out

    @functools.cached_property
    def link_hours(self) -> Table:
        """By link and hour: vehicles (links, 24, 7), walkers, time_ms, free_time_ms (links, 24)."""
        return Table("link hours", self._handle.link_hours())

    @functools.cached_property
    def legs(self) -> Table:
        """Door to door: one row for each stay, with the leg that follows it."""
        return Table("legs", self._handle.legs())

    @functools.cached_property
    def stays(self) -> Table:
        """What people do where: one row for each stay of the plans, in the rows of ``legs``."""
        return Table("stays", self._handle.stays())

    @functools.cached_property
    def travellers(self) -> Table:
        """Who travels: stays first_stay … end_stay - 1 are his."""
        return Table("travellers", self._handle.travellers())

    @functools.cached_property
    def services(self) -> Dict[str, Service]:
        """What each service offered, covered and carried, by its name ("wifi", "camera", …)."""
        return {raw["service"]: Service(**raw) for raw in self._handle.services()}

    @functools.cached_property
    def zone_present(self) -> Array:
        """Presence by zone and hour, shape (zones, 24), person-milliminutes."""
        return self._handle.zone_present()

    @property
    def volume(self) -> Array:
        """Vehicles of all classes by link and hour, shape (links, 24); a sum, so a copy."""
        total: Array = self.link_hours["vehicles"].sum(axis=2, dtype=np.uint32)
        return total

    def to_pandas(self) -> "pandas.DataFrame":
        """The indicators by id."""
        return kpi_frame(self.kpis)

    def to_geopandas(self) -> "geopandas.GeoDataFrame":
        """The links with the day's sums: vehicles, walkers, vehicle_hours, delay_hours."""
        layer = self.city.to_geopandas("links")
        time_ms, free_ms = (self.link_hours[name].sum(axis=1) for name in ("time_ms", "free_time_ms"))
        layer["vehicles"] = self.link_hours["vehicles"].sum(axis=(1, 2))
        layer["walkers"] = self.link_hours["walkers"].sum(axis=1)
        layer["vehicle_hours"] = time_ms / MS_PER_HOUR
        layer["delay_hours"] = (time_ms - free_ms) / MS_PER_HOUR
        return layer

    def to_xarray(self) -> "xarray.Dataset":
        """Link hours and presence with named dimensions: link, hour, vehicle_class, zone. The arrays stay views."""
        import xarray

        sums = self.link_hours
        two = ("link", "hour")
        return xarray.Dataset(
            {
                "vehicles": ((*two, "vehicle_class"), sums["vehicles"], {"units": "1"}),
                "walkers": (two, sums["walkers"], {"units": "1"}),
                "time": (two, sums["time_ms"], {"units": "ms", "long_name": "time on the link"}),
                "free_time": (two, sums["free_time_ms"], {"units": "ms"}),
                "present": (("zone", "hour"), self.zone_present, {"units": "person-milliminutes"}),
            },
            coords={
                "vehicle_class": list(_engine.vehicle_classes),
                "hour": np.arange(HOURS),
                "link_id": ("link", self.city.links["stable_id"]),
                "zone_name": ("zone", self.city.zones["name"].astype(str)),
            },
            attrs={"title": self.scenario.title, "digest": self.digest},
        )

    def __repr__(self) -> str:
        valid = "" if self.is_valid else ", NOT VALID"
        return f"<Result of {self.scenario.id}, seed {self.scenario.seed}: digest {self.digest}{valid}>"

    def _repr_html_(self) -> str:
        weight = self.link_hours["vehicles"].sum(axis=(1, 2))
        head = f"<p><b>{html.escape(self.scenario.title)}</b>: digest {self.digest}, vehicles a day</p>"
        return head + maps.svg(self.city, weight) + kpi_html(self.kpis)


class ResultFile:
    """A result that lies on disk: the ``run.h5`` of ``halong run`` or ``study`` (engine/results/FORMAT.md)."""

    def __init__(self, path: pathlib.Path) -> None:
        self.path = path
        self._kpis = _engine.read_kpis(os.fspath(path))  # also says whether it is one of ours

    @functools.cached_property
    def kpis(self) -> Dict[str, Kpi]:
        """Every indicator by its id."""
        return {row[0]: Kpi(*row) for row in self._kpis}

    @functools.cached_property
    def scenario(self) -> Scenario:
        """The scenario that ran, every key with its value."""
        return parse(self._text("provenance/scenario_toml"), os.fspath(self.path))

    @functools.cached_property
    def provenance(self) -> Dict[str, Any]:
        """Everything needed to make the run again."""
        import json

        record: Dict[str, Any] = json.loads(self._text("provenance/record"))
        return record

    def array(self, name: str) -> Array:
        """A dataset of the file such as "link_volume", read into memory."""
        import h5py

        with h5py.File(self.path) as file:
            if name not in file:
                raise InputError(f"{self.path} has no dataset '{name}'")
            values: Array = file[name][()]
            return values

    def _text(self, name: str) -> str:
        value: Any = self.array(name)
        return value.decode() if isinstance(value, bytes) else str(value)

    def to_pandas(self) -> "pandas.DataFrame":
        """The indicators by id."""
        return kpi_frame(self.kpis)

    def to_xarray(self, group: str = "/") -> "xarray.Dataset":
        """The file, or a group of it such as "zones" or "wifi", as xarray opens it; close it after use."""
        import xarray

        return xarray.open_dataset(self.path, group=None if group == "/" else group)

    def __repr__(self) -> str:
        return f"<ResultFile {self.path}>"

    def _repr_html_(self) -> str:
        return f"<p><b>{html.escape(str(self.path))}</b></p>" + kpi_html(self.kpis)


def open_result(path: Path) -> ResultFile:
    """The result in a file, or in the folder of a run. Raises InputError when it is not one of ours."""
    found = pathlib.Path(path)
    return ResultFile(found / "run.h5" if found.is_dir() else found)


