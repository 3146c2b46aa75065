"""The city: network, zones, places and sites, as columns."""

from __future__ import annotations

import functools
import os
from typing import TYPE_CHECKING, Any, List, Tuple

import numpy as np

from . import _engine, maps
from .scenario import Path
from .table import Array, Table, html_table

if TYPE_CHECKING:
    import geopandas


class City:
    """The fixed description of a city. Never changes; its columns are views into it.

    Rows are numbered from 0; columns such as ``links["from"]`` hold row numbers of other tables.
    """

    def __init__(self, handle: _engine.City) -> None:
        self._handle = handle

    @property
    def name(self) -> str:
        """Its name."""
        return self._handle.name

    @property
    def crs(self) -> str:
        """Metric coordinate reference system of all x_m and y_m, such as "EPSG:5899"."""
        return self._handle.crs

    @property
    def is_schematic(self) -> bool:
        """Whether it is authored from facts and rules, not surveyed."""
        return self._handle.schematic

    @property
    def residents(self) -> int:
        """Residents of all zones, persons."""
        return self._handle.resident_count()

    @functools.cached_property
    def nodes(self) -> Table:
        """Junctions and ends of streets."""
        return Table("nodes", self._handle.nodes())

    @functools.cached_property
    def links(self) -> Table:
        """One direction of one stretch of road each."""
        return Table("links", self._handle.links())

    @functools.cached_property
    def zones(self) -> Table:
        """Wards and communes."""
        return Table("zones", self._handle.zones())

    @functools.cached_property
    def places(self) -> Table:
        """Where activities happen."""
        return Table("places", self._handle.places())

    @functools.cached_property
    def sites(self) -> Table:
        """Hotspots and cameras."""
        return Table("sites", self._handle.sites())

    @functools.cached_property
    def shapes(self) -> Tuple[Array, Array]:
        """Link k follows ``points[offset[k]:offset[k + 1]]``: offset (links + 1,), points (all, 2) in m."""
        return self._handle.shapes()

    def link_shape(self, link: int) -> Array:
        """The line of one link, shape (points, 2), m."""
        offset, points = self.shapes
        line: Array = points[offset[link] : offset[link + 1]]
        return line

    def to_geopandas(self, layer: str) -> "geopandas.GeoDataFrame":
        """A layer ("links", "nodes", "zones", "places" or "sites") with its geometry, in the city's CRS."""
        import geopandas

        table: Table = {"links": self.links, "nodes": self.nodes, "zones": self.zones, "places": self.places,
                        "sites": self.sites}[layer]
        frame = geopandas.GeoDataFrame(table.to_pandas(), geometry=self._geometry(layer, table), crs=self.crs)
        return frame

    def _geometry(self, layer: str, table: Table) -> List[Any]:
        import shapely.geometry as shapes

        if layer == "links":
            return [shapes.LineString(self.link_shape(link)) for link in range(table.rows)]
        if layer == "zones":
            return [
                shapes.MultiPolygon([shapes.Polygon(outer, holes) for outer, holes in polygons])
                for polygons in self._handle.areas()
            ]
        return [shapes.Point(x, y) for x, y in zip(table["x_m"], table["y_m"])]

    def __repr__(self) -> str:
        kind = " (schematic, not surveyed)" if self.is_schematic else ""
        return (
            f"<City {self.name}{kind}: {self.residents:,} residents in {self.zones.rows} zones, "
            f"{self.places.rows} places, {self.sites.rows} sites, {self.nodes.rows} nodes, {self.links.rows} links>"
        )

    def _repr_html_(self) -> str:
        rows = [
            ("residents", f"{self.residents:,}"), ("zones", self.zones.rows), ("places", self.places.rows),
            ("sites", self.sites.rows), ("nodes", f"{self.nodes.rows:,}"), ("links", f"{self.links.rows:,}"),
            ("roads, km", f"{np.sum(self.links['length_m']) / 1000:,.0f}"), ("CRS", self.crs),
        ]
        return f"<p><b>{self.name}</b></p>" + maps.svg(self) + html_table(("", ""), rows)


def load_city(folder: Path) -> City:
    """A city from its folder, authored or imported. Raises InputError with every fault of its layers."""
    return City(_engine.load_city(os.fspath(folder)))
