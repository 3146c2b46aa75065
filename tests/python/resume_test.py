"""A run that is killed, stopped or damaged in the midst ends with the results of one that was never disturbed."""

import json
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import h5py
import numpy

PROGRAM = os.environ.get("HALONG_PROGRAM", "")
HOME = pathlib.Path(os.environ.get("HALONG_HOME", "."))
SKIP = 77
STOPPED = 75
WEEKDAY = HOME / "scenarios/weekday.toml"
# A thin day of the whole city: 2 % of the residents, 300 visitors.
THIN = ("--set", "demand.residents_factor=0.02", "--set", "demand.visitors_per_day=300",
        "--set", "demand.through_factor=0.05", "--quiet")
WALL_CLOCK = {"command", "started_utc", "resources"}  # of the provenance record


def start(*words):
    return subprocess.Popen([PROGRAM, "run", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True)


def run(*words):
    process = start(*words)
    text, _ = process.communicate(timeout=300)
    return process.returncode, text


def expect(code, pattern, *words):
    found, text = run(*words)
    assert found == code, f"{words}: exit {found}, wanted {code}\n{text}"
    assert re.search(pattern, text), f"{words}: no '{pattern}' in\n{text}"
    return text


def checkpoints(folder):
    return sorted(path.name for path in (folder / "checkpoints").glob("[0-9]*.checkpoint"))


def strike(process, folder, after, how):
    """Sends a signal as soon as there is a checkpoint later than the last of `after`; returns the exit code."""
    deadline = time.monotonic() + 120
    while not checkpoints(folder) or (after and checkpoints(folder)[-1] <= after[-1]):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "no checkpoint in two minutes"
        time.sleep(0.002)
    process.send_signal(how)
    text, _ = process.communicate(timeout=120)
    return process.returncode, text


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


def killed_twice(folder, whole):
    """kill -9, resumed on another number of threads, and again; the last time by the folder alone."""
    out = folder / "killed"
    process = start(WEEKDAY, *THIN, "--out", out, "--checkpoint-every", "30min", "--threads", 2)
    code, text = strike(process, out, [], signal.SIGKILL)
    assert code == -signal.SIGKILL, text
    first = checkpoints(out)
    assert not (out / "run.h5").exists()
    process = start(WEEKDAY, *THIN, "--out", out, "--checkpoint-every", "30min", "--threads", 1, "--resume")
    code, text = strike(process, out, first, signal.SIGKILL)
    assert code == -signal.SIGKILL, text
    assert 1 <= len(checkpoints(out)) <= 3  # two are kept; a third when the old one had not yet gone
    for leftover in (out / "checkpoints").glob(".*"):
        leftover.unlink()  # what was being written when the process died
    expect(0, r"goes on at \d\d:\d\d:\d\d", "--resume", "--quiet", "--out", out, "--threads", 4)
    same(whole, out)


def stopped_when_asked(folder, whole):
    out = folder / "stopped"
    words = (WEEKDAY, *THIN, "--out", out, "--checkpoint-every", "2h", "--resume")
    before = []
    for how in (signal.SIGTERM, signal.SIGUSR1, signal.SIGINT):
        code, text = strike(start(*words), out, before, how)
        assert code == STOPPED, f"{how}: exit {code}\n{text}"
        assert re.search(r"stopped at .* after a checkpoint: .*\.checkpoint", text), text
        assert f"--resume --out {out}" in text, text
        before = checkpoints(out)
        assert len(before) <= 2
    expect(0, "goes on at", *words)
    same(whole, out)
    expect(2, "holds a run that has ended", *words)


def damaged(folder, whole):
    out = folder / "damaged"
    words = (WEEKDAY, *THIN, "--out", out, "--checkpoint-every", "60min")
    code, text = strike(start(*words), out, ["01-30-00.000.checkpoint"], signal.SIGTERM)
    assert code == STOPPED, text
    assert len(checkpoints(out)) == 2
    older, newest = (out / "checkpoints" / name for name in checkpoints(out))
    good = older.read_bytes()
    expect(2, "is a checkpoint of another scenario", *words, "--resume", "--set", "seed=77")
    older.write_bytes(good[:-1])
    data = bytearray(newest.read_bytes())
    data[len(data) // 2] ^= 16
    newest.write_bytes(data)
    text = expect(2, "no checkpoint here can be used", *words, "--resume")
    assert "its checksum is wrong" in text and "bytes of content instead of" in text, text
    older.write_bytes(good)
    expect(0, "its checksum is wrong", *words, "--resume")
    same(whole, out)


def faults_of_the_command_line(folder):
    expect(2, "no scenario file is given", "--out", folder / "x")
    expect(2, "--out", "--resume")
    expect(2, "unit|Unit", WEEKDAY, "--checkpoint-every", "60")
    expect(2, "between 1s and 24h", WEEKDAY, "--checkpoint-every", "25h")
    assert not (folder / "x").exists()


def main():
    if not PROGRAM or not pathlib.Path(PROGRAM).exists():
        print("SKIPPED: resume_test: set HALONG_PROGRAM to the program")
        sys.exit(SKIP)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        faults_of_the_command_line(folder)
        whole = folder / "whole"
        expect(0, "digest", WEEKDAY, *THIN, "--out", whole)
        killed_twice(folder, whole)
        stopped_when_asked(folder, whole)
        damaged(folder, whole)


if __name__ == "__main__":
    main()
