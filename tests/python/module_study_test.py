"""Studies in Python are those of the command line; proposals of sites come as tables."""

import fcntl
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import pandas

from _halong_module import PROGRAM, bare, halong, raises


def small_study(folder: pathlib.Path) -> pathlib.Path:
    """One option, two replications of the thin day."""
    (folder / "thin.toml").write_text(bare(demand__residents_factor=0.002).to_toml())
    study = folder / "visitors.toml"
    study.write_text("""format = "halong-study/1"
scenario = "thin.toml"
replications = 2
question = { vi = "Thêm du khách?", en = "More visitors?" }
[[kpis]]
id = "vehicle_km"
better = "less"
[[options]]
id = "more"
title = { vi = "Thêm", en = "More" }
capex_vnd = 1_000_000
opex_vnd_per_year = 0
life_years = 5
scenario = { demand = { visitors_per_day = 600 } }
""")
    return study


def same_answer(folder: pathlib.Path) -> None:
    study = small_study(folder)
    told = []
    mine = halong.study(study, out=folder / "mine", progress=lambda done, text: told.append(done))
    assert told and 0 <= min(told) and max(told) <= 1
    subprocess.run([PROGRAM, "study", study, "--out", folder / "theirs", "--quiet"], check=True,
                   stdout=subprocess.DEVNULL)
    theirs = json.loads((folder / "theirs/answer.json").read_text())
    assert mine.raw["digest"] == theirs["digest"] == halong.open_study(folder / "mine").raw["digest"]
    assert {path.name for path in (folder / "mine").iterdir()} == \
        {path.name for path in (folder / "theirs").iterdir()}
    assert mine.answer.loc[("vehicle_km", "more"), "difference"] == theirs["kpis"][0]["options"][0]["difference"] > 0
    assert len(mine.runs) == 4 and set(mine.runs["variant"]) == {"base", "more"}
    assert mine.options.loc["more", "annual_cost_vnd"] > 0 and "±" in mine._repr_html_()
    assert isinstance(mine.to_pandas(), pandas.DataFrame)
    raises(halong.InputError, "did you mean 'replications'", halong.study, study, set={"replication": 2})
    raises(halong.InputError, "study.toml|answer.json", halong.open_study, folder)


def resumed(folder: pathlib.Path) -> None:
    """Interrupted after a run or more, a study goes on in Python or on the command line, to the same answer."""
    study, whole = folder / "visitors.toml", halong.open_study(folder / "mine")
    out = folder / "halted"

    def interrupt(_done: float, _text: str) -> None:
        if (out / "state.json").exists():
            raise KeyboardInterrupt

    try:
        halong.study(study, out=out, resume=True, progress=interrupt)  # begins where nothing is
    except KeyboardInterrupt:
        pass
    state = json.loads((out / "state.json").read_text())
    assert 0 < len(state["runs"]) < 4 and not (out / "answer.json").exists()
    shutil.copytree(out, folder / "halted-too")
    before = {row["wall_s"] for row in state["runs"]}
    kept = (out / "state.json").read_bytes()
    raises(halong.InputError, r"exists and is not empty\s.*resume=True", halong.study, study, out=out)
    raises(halong.InputError, "say one of them", halong.study, study, out=out, resume=True, force=True)
    holder = os.open(out, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    raises(halong.InputError, "in use by another run", halong.study, study, out=out, resume=True)
    raises(halong.InputError, "in use by another run", halong.study, study, out=out, force=True)
    os.close(holder)
    assert (out / "state.json").read_bytes() == kept  # nothing of it was lost
    mine = halong.study(study, out=out, resume=True)
    assert mine.raw["digest"] == whole.raw["digest"] and before <= set(mine.runs["wall_s"])  # not simulated again
    # The same files by other names, from another folder.
    subprocess.run([PROGRAM, "study", study.name, "--out", folder / "halted-too", "--resume", "--quiet"], check=True,
                   stdout=subprocess.DEVNULL, cwd=study.parent)
    assert halong.open_study(folder / "halted-too").raw["digest"] == whole.raw["digest"]
    raises(halong.InputError, "resume needs out", halong.study, study, resume=True)
    raises(halong.InputError, "state.json", halong.study, study, out=out, resume=True, set={"seed": 99})


def seed_of_sites(folder: pathlib.Path) -> None:
    """Seeds of scenarios reach further than those of studies: the study of a proposal can be run all the same."""
    scenario = bare(demand__residents_factor=0.002)
    (folder / "far.toml").write_text(scenario.with_(seed=2**63 - 1).to_toml())
    subprocess.run([PROGRAM, "site", folder / "far.toml", "--count", "1", "--rounds", "1", "--quiet", "--out", folder / "far"],
                   check=True, stdout=subprocess.DEVNULL)
    assert halong.check(folder / "far/study.toml") == []
    assert f"seed = {2**63 % 10**15}\n" in (folder / "far/study.toml").read_text()
    assert halong.load_option(folder / "far/study.toml").id == "proposed-hotspots"


def sites() -> None:
    scenario = bare()
    mine = halong.site(scenario, count=3, rounds=1)
    assert len(mine.sites) == 3 and 'service = "wifi"' in mine.option_toml
    assert mine.base["offered"] > mine.base["carried"] == 0  # nobody offers Wi-Fi in this city
    assert mine.sites["expected"].is_monotonic_decreasing and mine.rounds.loc[0, "chosen"] <= mine.rounds.loc[0, "bound"]
    raises(halong.InputError, "neither a number of sites nor a budget", halong.site, scenario)
    raises(halong.InputError, "no service 'bus'", halong.site, scenario, service="bus", count=1)
    raises(halong.InputError, "count cannot be", halong.site, scenario, count="many")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="halong_study_") as name:
        folder = pathlib.Path(name)
        same_answer(folder)
        resumed(folder)
        sites()
        seed_of_sites(folder)


if not PROGRAM:
    raise SystemExit(77)
main()
