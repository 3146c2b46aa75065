"""A thin day of two quarters of the city, which writes all that a day writes in few calls; and the library that lets
something happen at one of them."""

import _small_town
from _program import HOME, run

SHIM = HOME / "tests/support/kill_at_call.c"


def words(folder):
    """The command without --out; the town is made in the folder."""
    town = folder / "town"
    _small_town.write(HOME, town)
    return ("run", HOME / "scenarios/weekday.toml", "--city", town, "--set", "demand.residents_factor=0.03",
            "--set", "demand.visitors_per_day=20", "--set", "demand.through_factor=0.01", "--set", "replanning.days=0",
            "--quiet", "--checkpoint-every", "6h", "--threads", "2")


def library(folder):
    """To be loaded first (LD_PRELOAD); what it heeds is told in its source."""
    shim = folder / "kill_at_call.so"
    run(0, "cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", SHIM, "-o", shim)
    return shim
