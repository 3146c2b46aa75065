"""Two quarters of Hạ Long between its main roads: a town whose day takes a moment."""

import json

QUARTERS = ("hong-gai", "bach-dang")
CITY = """format = "halong-city/1"
name = "Hòn Gai"
crs = "EPSG:5899"
schematic = true
roads = "roads.geojson"
zones = "zones.geojson"
places = "places.geojson"
site_rules = "sites.toml"
"""
SITES = """format = "halong-sites/1"
[[site_rules]]
id = "hotspots"
service = "wifi"
anchor = "places"
place_kinds = ["square", "market", "attraction", "night_market", "museum"]
count = 2
"""


def bounds(features):
    points = [point for feature in features for point in feature["geometry"]["coordinates"][0]]
    return [f(point[i] for point in points) for i in (0, 1) for f in (min, max)]


def write(home, folder):
    """The town's folder, made of the embedded city's layers."""
    folder.mkdir()
    layers = {name: json.loads((home / f"data/halong/{name}.geojson").read_text(encoding="utf-8"))
              for name in ("roads", "zones", "places")}
    zones = [zone for zone in layers["zones"]["features"] if zone["properties"]["id"] in QUARTERS]
    assert len(zones) == len(QUARTERS)
    west, east, south, north = bounds(zones)

    def is_inside(place):
        x, y = place["geometry"]["coordinates"]
        return place["properties"]["kind"] == "gateway" or (west <= x <= east and south <= y <= north)

    layers["zones"]["features"] = zones
    layers["places"]["features"] = [place for place in layers["places"]["features"] if is_inside(place)]
    for name, layer in layers.items():
        (folder / f"{name}.geojson").write_text(json.dumps(layer), encoding="utf-8")
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    (folder / "sites.toml").write_text(SITES, encoding="utf-8")
