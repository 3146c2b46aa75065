"""The city in Python: columns are read-only views without copies that keep the city alive, and layers are what they say."""

import copy
import gc
import pickle

import numpy as np

from _halong_module import HOME, halong, raises


def is_view(array: np.ndarray) -> bool:
    return array.base is not None and not array.flags.owndata and not array.flags.writeable


def views(city: halong.City) -> None:
    for table in (city.nodes, city.links, city.zones, city.places, city.sites):
        assert table.rows > 0
        for column in table.columns:
            assert column.meaning or column.name == "name", column.name
            assert len(column.values) == table.rows
            assert not column.values.flags.writeable, column.name
            if column.values.dtype != object:
                assert is_view(column.values), column.name
    copied = pickle.loads(pickle.dumps(copy.copy(city.links)))
    assert (copied["length_m"] == city.links["length_m"]).all() and copied != city.links and city.links == city.links
    again = halong.City(city._handle)
    for name in ("length_m", "from", "bridge"):
        assert np.shares_memory(city.links[name], again.links[name]), name
    assert np.shares_memory(city.places["gates"], again.places["gates"])
    raises(ValueError, "read-only", city.links["length_m"].__setitem__, 0, 1.0)
    raises(AttributeError, "no column 'lenght_m'", getattr, city.links, "lenght_m")


def owner_lives() -> None:
    lengths = halong.load_city(HOME / "data/halong").links["length_m"]
    total = lengths.sum()
    gc.collect()
    junk = [bytearray(1 << 20) for _ in range(64)]  # takes the place of whatever was freed
    assert lengths.sum() == total and len(junk) == 64


def content(city: halong.City) -> None:
    links, nodes = city.links, city.nodes
    offset, points = city.shapes
    assert city.residents == city.zones["residents"].sum() and city.crs == "EPSG:5899" and city.is_schematic
    assert len(offset) == links.rows + 1 and offset[-1] == len(points)
    ends = np.column_stack([nodes["x_m"], nodes["y_m"]])
    assert np.array_equal(points[offset[:-1]], ends[links["from"]])
    assert np.array_equal(points[offset[1:] - 1], ends[links["to"]])
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    length = along[offset[1:] - 1] - along[offset[:-1]]
    assert np.allclose(length, links["length_m"], rtol=0.02, atol=1.0)
    two_way = links["reverse"] != 2**32 - 1
    assert np.array_equal(links["from"][two_way], links["to"][links["reverse"][two_way]])
    assert (links["width_m"] > 0).all() and (links["lanes"] >= 1).all() and links["speed_limit_kmh"].max() <= 120
    assert {"trunk", "residential"} <= set(links.words("road_class"))
    assert "hotel" in set(city.places.words("kind")) and set(city.sites["service"]) == {"wifi", "camera"}
    assert (city.places["zone"] < city.zones.rows).all()


def frames(city: halong.City) -> None:
    frame = city.links.to_pandas()
    assert len(frame) == city.links.rows and frame.attrs["units"]["length_m"] == "m"
    assert str(frame["road_class"].dtype) == "category"
    svg = city._repr_html_()
    assert "<svg" in svg and "<polyline" in svg and len(svg) < 1_000_000 and "EPSG:5899" in svg
    assert "unit" in city.links._repr_html_()
    try:
        import geopandas
    except ModuleNotFoundError:
        print("NOTICE: python3-geopandas is not installed: layers are not looked at", flush=True)
        return
    assert geopandas.__version__
    links = city.to_geopandas("links")
    assert links.crs.to_epsg() == 5899 and np.allclose(links.length, city.links["length_m"], rtol=0.02, atol=1.0)
    zones = city.to_geopandas("zones")
    assert zones.geometry.is_valid.mean() > 0.9 and (zones.area > 0).all()
    assert len(city.to_geopandas("sites")) == city.sites.rows


def main() -> None:
    city = halong.load_city(HOME / "data/halong")
    views(city)
    content(city)
    frames(city)
    owner_lives()
    raises(halong.InputError, "make one with `halong import`", halong.load_city, "/none")


main()
