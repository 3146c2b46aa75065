"""A day of the small town that is simulated and hidden, so that its counts can be what devices observed of another one."""

import csv

import _small_town
import h5py
from _program import HOME, halong

DAY = f"""format = "halong-scenario/1"
extends = "{HOME}/scenarios/weekday.toml"
city = "town"
[demand]
residents_factor = 0.5
visitors_per_day = 300
through_factor = 0.05
"""


def table(path):
    """Rows of a CSV, by its header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hourly_counts(run):
    """Vehicles by link (its stable id) and hour of the day."""
    with h5py.File(run / "run.h5") as file:
        ids = [key.decode() for key in file["links/id"][:]]
        volumes = file["link_volume"][:]
    return {key: volumes[:, i] for i, key in enumerate(ids)}


def hide_day(folder, links):
    """Writes `town` and the scenario `day.toml`; the hourly counts of a day with half as many residents again, and so many of
    its links, the busiest first."""
    _small_town.write(HOME, folder / "town")
    (folder / "day.toml").write_text(DAY, encoding="utf-8")
    halong(0, "run", folder / "day.toml", "--out", folder / "hidden", "--quiet", "--set", "seed=9", "--set",
           "demand.residents_factor=0.75")
    counts = hourly_counts(folder / "hidden")
    return counts, sorted(counts, key=lambda link: (-counts[link].sum(), link))[:links]
