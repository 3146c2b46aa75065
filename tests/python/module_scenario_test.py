"""Scenarios in Python: the same keys, values and located errors as on the command line."""

import pathlib
import subprocess
import tempfile

import numpy as np

from _halong_module import HOME, PROGRAM, WEEKDAY, halong, raises


def values() -> None:
    weekday = halong.load(WEEKDAY)
    assert weekday.id == "weekday" and weekday["demand.visitors_per_day"] == 27000
    more = weekday.with_({"demand.visitors_per_day": np.float64(30000)}, seed=np.int64(7), demand__foreign_share=0.2)
    assert (more.seed, more["demand.visitors_per_day"], more["demand.foreign_share"]) == (7, 30000, 0.2)
    assert weekday.seed != 7 and weekday != more and more == weekday.with_(
        demand__visitors_per_day=30000, seed=7, demand__foreign_share=0.2)
    assert more.with_() == more and hash(more.with_()) == hash(more)
    assert halong.load(WEEKDAY, {"seed": 7}).to_toml() == weekday.with_(seed=7).to_toml()
    assert pathlib.Path(more["city"]).resolve() == pathlib.Path(weekday["city"]).resolve()
    assert more.with_(city="elsewhere")["city"] == "elsewhere"
    assert halong.parse(more.to_toml(), "more.toml").to_toml() == more.to_toml()
    assert "demand.visitors_per_day" in more._repr_html_() and "seed 7" in repr(more)
    raises(KeyError, "demand.none", more.__getitem__, "demand.none")


def located_errors(folder: pathlib.Path) -> None:
    error = raises(halong.InputError, "did you mean 'visitors_per_day'", halong.load, WEEKDAY,
                   {"demand.visitor_per_day": 3})
    assert isinstance(error, ValueError) and isinstance(error, halong.HalongError)
    error = raises(halong.InputError, "visitors_per_day", halong.load(WEEKDAY).with_, demand__visitors_per_day=-1)
    assert error.diagnostics and error.diagnostics[0].help

    bad = folder / "bad.toml"
    bad.write_text('format = "halong-scenario/1"\nseed = -3\n[demand]\nforeign_shar = 2\nvisitors_per_day = "x"\n')
    error = raises(halong.InputError, "foreign_shar", halong.load, bad)
    assert (error.file, error.line, error.column) == (str(bad), 1, 1)  # a city is missing
    assert [(one.line, one.column) for one in error.diagnostics] == [(1, 1), (2, 8), (4, 1), (5, 20)]
    assert "'foreign_share'" in error.diagnostics[2].help  # all of a file at once
    if PROGRAM:  # the same text, word for word
        told = subprocess.run([PROGRAM, "check", str(bad)], capture_output=True, text=True, check=False)
        assert str(error).strip() == told.stderr.strip()
        assert "\n".join(halong.check(bad)).strip() == told.stderr.strip()
    assert halong.check(WEEKDAY) == []
    bad.write_text(f'format = "halong-scenario/1"\ncity = "{HOME / "data/halong"}"\n[[event]]\nid = "fair"\nplace = "nowhere"\nattendance = 9\n')
    told = halong.check(bad)
    assert len(told) == 1 and ":4:6: " in told[0] and "no place with the id 'nowhere'" in told[0], told
    assert halong.check(HOME / "data/halong/city.toml") == [] == halong.check(HOME / "data/halong")
    raises(halong.InputError, "there is no file|weekday", halong.load, HOME / "scenarios/weekdy.toml")
    raises(halong.InputError, "no form in TOML", halong.load(WEEKDAY).with_, seed=object())


def explanations() -> None:
    assert "visitors" in halong.explain("demand.visitors_per_day").lower()
    assert "27000" in halong.explain("demand.visitors_per_day", WEEKDAY)
    assert halong.schema("study")["$schema"].startswith("http://json-schema.org/draft-07")
    raises(halong.InputError, "no kind of file", halong.schema, "poem")


def main() -> None:
    values()
    explanations()
    with tempfile.TemporaryDirectory(prefix="halong_scenario_") as folder:
        located_errors(pathlib.Path(folder))


main()
