"""Whether two folders of a run hold the same results, wall-clock times aside."""

import json
import sqlite3

import h5py
import numpy

WALL_CLOCK = {"command", "started_utc", "resources"}  # of the provenance record


def content(file):
    """Every data set and attribute of an HDF5 file, the provenance without its wall-clock entries."""
    found = {}

    def visit(name, thing):
        if isinstance(thing, h5py.Dataset):
            value = thing[()]
            found[name] = value.tobytes() if isinstance(value, numpy.ndarray) and value.dtype != object else str(value)
        for key, value in thing.attrs.items():
            if key not in ("REFERENCE_LIST", "DIMENSION_LIST"):
                found[name + "@" + key] = str(value)

    file.visititems(visit)
    record = json.loads(file["provenance/record"][()])
    found["provenance/record"] = {key: value for key, value in record.items() if key not in WALL_CLOCK}
    return found


def rows(path):
    """All rows of a GeoPackage but the times at which its layers were written."""
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    names = [name for (name,) in database.execute("select name from sqlite_master where type = 'table' order by name")
             if not name.startswith("rtree_")]
    found = {}
    for name in names:
        table = database.execute(f'select * from "{name}"')
        columns = [column[0] for column in table.description]
        kept = [i for i, column in enumerate(columns) if column not in ("last_change", "update_time", "timestamp")]
        found[name] = [tuple(row[i] for i in kept) for row in table]
    return found


def same(a, b):
    files = sorted(path.name for path in a.iterdir())
    assert files == sorted(path.name for path in b.iterdir()), (files, list(b.iterdir()))
    for name in ("kpis.csv", "volumes.svg", "scenario.toml"):
        assert (a / name).read_bytes() == (b / name).read_bytes(), name
    with h5py.File(a / "run.h5") as one, h5py.File(b / "run.h5") as other:
        expected, found = content(one), content(other)
    assert len(expected) > 50
    different = [key for key in expected if expected[key] != found.get(key)]
    assert expected.keys() == found.keys() and not different, different
    assert rows(a / "results.gpkg") == rows(b / "results.gpkg")
