"""Vector tiles of a result: PMTiles read by the specification, the same tiles in MBTiles, and every feature with its values."""

import gzip
import json
import math
import pathlib
import sqlite3
import struct
import tempfile

import numpy as np
from osgeo import gdal, ogr, osr

import _small_town
from _program import HOME, halong, require_program
from _small_day import write_day

HEADER = ("root_at root_size metadata_at metadata_size leaves_at leaves_size data_at data_size addressed entries contents "
          "clustered internal tile_compression tile_type min_zoom max_zoom west south east north zoom lon lat").split()


def varints(data):
    """Numbers of base 128, one after the other."""
    value = shift = 0
    for byte in data:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            yield value
            value = shift = 0


def directory(data):
    """(tile id, offset, length, run) of each entry."""
    numbers = varints(gzip.decompress(data))
    count = next(numbers)
    assert count > 0
    columns = [[next(numbers) for _ in range(count)] for _ in range(4)]
    assert next(numbers, None) is None
    ids, offsets = [], []
    for delta in columns[0]:
        ids.append((ids[-1] if ids else 0) + delta)
    for i, offset in enumerate(columns[3]):
        offsets.append(offset - 1 if offset > 0 else offsets[i - 1] + columns[2][i - 1])
    return list(zip(ids, offsets, columns[2], columns[1]))


def place_of(tile_id):
    """Zoom, x, y of a tile along the Hilbert curves, by walking the curve's quarters downwards."""
    zoom, first = 0, 0
    while first + 4 ** zoom <= tile_id:
        first += 4 ** zoom
        zoom += 1
    along = tile_id - first
    x = y = 0
    side = 1
    while side < 2 ** zoom:
        right = 1 & (along // 2)
        down = 1 & (along ^ right)
        if down == 0:
            if right == 1:
                x, y = side - 1 - x, side - 1 - y
            x, y = y, x
        x += side * right
        y += side * down
        along //= 4
        side *= 2
    return zoom, x, y


def read_pmtiles(path):
    data = path.read_bytes()
    assert data[:7] == b"PMTiles" and data[7] == 3
    header = dict(zip(HEADER, struct.unpack("<11Q6B4iB2i", data[8:127])))
    assert header["internal"] == 2 and header["tile_compression"] == 2 and header["tile_type"] == 1
    assert header["clustered"] == 1 and header["root_at"] + header["root_size"] <= 16384
    assert header["data_at"] + header["data_size"] == len(data)

    def part(name):
        return data[header[name + "_at"]:header[name + "_at"] + header[name + "_size"]]

    entries = []
    for entry in directory(part("root")):
        if entry[3] == 0:
            entries += directory(part("leaves")[entry[1]:entry[1] + entry[2]])
        else:
            entries.append(entry)
    assert len(entries) == header["entries"] and len({entry[1] for entry in entries}) == header["contents"]
    assert [entry[0] for entry in entries] == sorted(entry[0] for entry in entries)
    tiles = {}
    for tile_id, offset, length, run in entries:
        for i in range(run):
            at = header["data_at"] + offset
            tiles[place_of(tile_id + i)] = data[at:at + length]
    assert len(tiles) == header["addressed"]
    return header, json.loads(gzip.decompress(part("metadata"))), tiles


def fields(data):
    """(number, value) of a protocol buffer's message; messages and texts as bytes."""
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = number()
        if key & 7 == 0:
            yield key >> 3, number()
            continue
        size = {1: 8, 5: 4}.get(key & 7) or number()
        yield key >> 3, data[at:at + size]
        at += size


def value_of(data):
    (kind, value), = fields(data)
    if kind == 1:
        return value.decode()
    if kind in (2, 3):
        return struct.unpack("<f" if kind == 2 else "<d", value)[0]
    return -(value // 2) - 1 if kind == 6 and value % 2 else value // 2 if kind == 6 else value


def layers_of(tile):
    """Name -> list of (id, values, first point in the tile's units)."""
    layers = {}
    for kind, message in fields(gzip.decompress(tile)):
        assert kind == 3
        parts = {}
        for number, value in fields(message):
            parts.setdefault(number, []).append(value)
        assert parts[15] == [2] and parts[5] == [4096]
        keys = [key.decode() for key in parts[3]]
        values = [value_of(value) for value in parts.get(4, [])]
        rows = []
        for feature in parts[2]:
            row = dict(fields(feature))
            tags = list(varints(row[2]))
            words = list(varints(row[4]))
            assert words[0] & 7 == 1  # begins with MoveTo
            point = [(word >> 1) ^ -(word & 1) for word in words[1:3]]
            rows.append((row.get(1), {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2])}, point))
        layers[parts[1][0].decode()] = rows
    return layers


def check(folder):
    header, metadata, tiles = read_pmtiles(folder / "pm" / "halong.pmtiles")
    base = sqlite3.connect(folder / "mvt" / "halong.mbtiles")
    rows = base.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles").fetchall()
    assert {(z, x, 2 ** z - 1 - y): bytes(data) for z, x, y, data in rows} == tiles and tiles
    kept = dict(base.execute("SELECT name, value FROM metadata").fetchall())
    assert kept["format"] == "pbf" and json.loads(kept["json"])["vector_layers"] == metadata["vector_layers"]
    west, south, east, north = (header[name] / 1e7 for name in ("west", "south", "east", "north"))
    assert 106.5 < west < east < 108 and 20.5 < south < north < 21.5, (west, south, east, north)

    gpkg = ogr.Open(str(folder / "gpkg" / "halong.gpkg"))
    described = {layer["id"]: layer["fields"] for layer in metadata["vector_layers"]}
    expected = {name: gpkg.GetLayerByName(name).GetFeatureCount() for name in described}
    roads = {feature.GetFID(): feature for feature in gpkg.GetLayerByName("links")}
    for zoom in range(header["min_zoom"], header["max_zoom"] + 1):
        found = {name: set() for name in described}
        for (z, x, y), tile in tiles.items():
            if z != zoom:
                continue
            for name, features in layers_of(tile).items():
                found[name] |= {feature[0] for feature in features}
                if name != "links" or zoom != header["max_zoom"]:
                    continue
                for fid, values, point in features:
                    road = roads[fid]
                    assert values["fid"] == fid and values["stable_id"] == road["stable_id"]
                    for column in ("volume_day", "length_m", "peak_volume", "speed_kmh_07", "name"):
                        assert values.get(column) == road[column], (fid, column, values.get(column), road[column])
                    lon = (x + point[0] / 4096) / 2 ** z * 360 - 180
                    lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + point[1] / 4096) / 2 ** z))))
                    assert west - 0.01 < lon < east + 0.01 and south - 0.01 < lat < north + 0.01
        assert set(described["links"]) == {"fid", *(field.GetName() for field in gpkg.GetLayerByName("links").schema)}
        for name, ids in found.items():  # every feature is there at every zoom
            assert len(ids) == expected[name], (zoom, name, len(ids), expected[name])


def heights(folder):
    """A slope of 100 m for each degree north: every road has it, as steep as it goes north."""
    raster = gdal.GetDriverByName("GTiff").Create(str(folder / "slope.tif"), 10, 100, 1, gdal.GDT_Float32)
    raster.SetGeoTransform((106, 0.2, 0, 22, 0, -0.02))
    system = osr.SpatialReference()
    system.ImportFromEPSG(4326)
    raster.SetProjection(system.ExportToWkt())
    north = 22 - 0.02 * (np.arange(100) + 0.5)
    raster.GetRasterBand(1).WriteArray(np.repeat(100 * north, 10).reshape(100, 10))
    del raster
    halong(0, "export", folder / "day", "--to", "geojson", "--layer", "links", "--elevation", folder / "slope.tif", "--out",
           folder / "steep")
    roads = json.loads((folder / "steep" / "links.geojson").read_text(encoding="utf-8"))["features"]
    assert len(roads) > 500
    for road in roads:
        values, line = road["properties"], road["geometry"]["coordinates"]
        for column, point in (("from_height_m", line[0]), ("to_height_m", line[-1])):
            assert abs(values[column] - 100 * point[1]) < 0.02, (values, point)
        rise = 100 * (values["to_height_m"] - values["from_height_m"]) / values["length_m"]
        assert abs(values["gradient_pct"] - rise) < 0.02 + 2 / values["length_m"], (values, rise)
    text = halong(2, "export", folder / "day", "--to", "cog", "--elevation", folder / "slope.tif", "--out", folder / "bad")
    assert "does not go with --to cog" in text, text
    text = halong(2, "export", folder / "day", "--to", "geojson", "--elevation", folder / "day" / "kpis.csv", "--out",
                  folder / "none")
    assert "is no raster that can be read" in text, text


def main():
    require_program("vector tiles")
    gdal.UseExceptions()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        _small_town.write(HOME, folder / "town")
        halong(0, "run", write_day(folder, "town"), "--out", folder / "day", "--quiet")
        for form, out in (("pmtiles", "pm"), ("mvt", "mvt"), ("geopackage", "gpkg")):
            halong(0, "export", folder / "day", "--to", form, "--out", folder / out)
        check(folder)
        heights(folder)
        for form in ("pmtiles", "mvt", "kepler", "matsim"):
            assert "/proc/none" in halong(74, "export", folder / "day", "--to", form, "--out", "/proc/none/x")
        text = halong(2, "export", folder / "day", "--to", "pmtiles", "--layer", "link_hours", "--out", folder / "none")
        assert "nothing of what is selected has a place" in text and not (folder / "none").exists(), text


main()
