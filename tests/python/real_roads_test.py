"""A weekday on the real road network: imported as README says, simulated to the end, and not stuck in the evening."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("HALONG_PROGRAM", "")
HOME = pathlib.Path(os.environ.get("HALONG_HOME", "."))
DATA = os.environ.get("HALONG_TEST_DATA", "")
SKIP = 77


def run(*words):
    done = subprocess.run([PROGRAM, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          timeout=500)
    assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout}"
    return done.stdout


def number(pattern, text):
    found = re.search(pattern, text)
    assert found, f"no '{pattern}' in\n{text}"
    return float(found.group(1).replace(",", ""))


def import_city(folder):
    data = pathlib.Path(DATA) / "halong"
    run("import", "--roads", data / "transport_2021.osm.pbf", "--zones", data / "wards_2025.geojson",
        "--places", HOME / "data/halong/places.geojson", "--sites", HOME / "data/halong/site_rules.toml",
        "--name", "Hạ Long", "--out", folder)


def weekday_is_valid(city, out):
    """Nobody is held at the end, and the evening peak dissolves: in a jam that stays, over half of the time is delay."""
    text = run("run", HOME / "scenarios/weekday.toml", "--city", city, "--out", out, "--quiet")
    assert "NOT VALID" not in text, text
    assert number(r"trips_completed +([0-9.]+)", text) > 950_000, text
    driven_h = number(r"vehicle_h +([0-9.]+)", text)
    delay_h = number(r"vehicle_delay_h +([0-9.]+)", text)
    assert 0 < delay_h < 0.15 * driven_h, text


def main():
    if not PROGRAM or not pathlib.Path(PROGRAM).exists():
        print("SKIPPED: real_roads_test: set HALONG_PROGRAM to the program")
        sys.exit(SKIP)
    if not DATA:
        print("SKIPPED: real_roads_test: set HALONG_TEST_DATA to the folder that holds halong/transport_2021.osm.pbf")
        sys.exit(SKIP)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        import_city(folder / "city")
        weekday_is_valid(folder / "city", folder / "run")


if __name__ == "__main__":
    main()
