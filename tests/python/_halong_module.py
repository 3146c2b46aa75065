"""The package as it lies in the build folder, and thin days of the embedded city that all its tests use."""

import atexit
import os
import pathlib
import re
import shutil
import sys
import tempfile

SKIPPED = 77
HOME = pathlib.Path(os.environ.get("HALONG_HOME", "."))
PROGRAM = os.environ.get("HALONG_PROGRAM", "")
WEEKDAY = HOME / "scenarios/weekday.toml"
# 1 % of the residents, 300 visitors: two seconds, most of them for what cameras see.
THIN = {"demand.residents_factor": 0.01, "demand.visitors_per_day": 300, "demand.through_factor": 0.05,
        "traffic.window_ms": 1000}


def package_folder() -> pathlib.Path:
    """The folder that holds the package `halong`; ends the test as skipped where it was not built."""
    folder = os.environ.get("HALONG_PYTHON_FOLDER", "")
    if not folder or not list(pathlib.Path(folder).glob("halong/_engine*.so")):
        print("SKIPPED: the Python package is not built: configure with HALONG_BUILD_PYTHON=ON", flush=True)
        sys.exit(SKIPPED)
    return pathlib.Path(folder)


sys.path.insert(0, str(package_folder()))

import halong  # noqa: E402  pylint: disable=wrong-import-position


def thin(**more):
    """The thin day, with further keys."""
    return halong.load(WEEKDAY, {**THIN, **{key.replace("__", "."): value for key, value in more.items()}})


def bare(**more):
    """The thin day in the same city without hotspots and cameras: half as long."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="halong_bare_city_"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for path in (HOME / "data/halong").resolve().iterdir():
        (folder / path.name).symlink_to(path)
    text = (folder / "city.toml").read_text(encoding="utf-8")
    (folder / "city.toml").unlink()
    (folder / "city.toml").write_text(re.sub(r"(?m)^site_rules = .*$", "", text), encoding="utf-8")
    return thin(city=str(folder), **more)


def raises(error, pattern, call, *arguments, **keywords):
    """The exception that the call must raise, whose text must hold the pattern."""
    try:
        call(*arguments, **keywords)
    except error as raised:
        assert re.search(pattern, str(raised)), f"no '{pattern}' in\n{raised}"
        return raised
    raise AssertionError(f"{call} raised nothing")
