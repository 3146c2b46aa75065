"""A day with few visitors, on a city beside it."""

from _program import HOME

SCENARIO = """format = "halong-scenario/1"
extends = "{home}/scenarios/weekday.toml"
city = "{city}"
[demand]
visitors_per_day = 300
"""


def write_day(folder, city, name="day.toml"):
    """The scenario file; `city` relative to it."""
    path = folder / name
    path.write_text(SCENARIO.format(home=HOME, city=city), encoding="utf-8")
    return path
