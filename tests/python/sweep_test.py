"""Sweeps of two quarters from the command line: here, in parts, stopped, killed, failing, and over ranks of MPI."""

import csv
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import _small_town
import h5py
import numpy
from _program import HOME, PROGRAM, halong, require_program, run, start

STOPPED = 75
# Thin days: four points with and without a closed lane, one seed.
SWEEP = f"""format = "halong-sweep/1"
scenario = "thin.toml"
kpis = ["wifi_carried_person_min", "person_delay_h"]
[[options]]
id = "lane"
capex_vnd = 0
opex_vnd_per_year = 0
[[options.roads]]
name = "Trần Quốc Nghiễn"
lanes_change = -1
[[grid]]
key = "weather.rain"
values = [false, true]
[sample]
points = 2
method = "sobol"
[[sample.keys]]
key = "wifi.take_rate_foreign"
low = 0.2
high = 0.6
"""
THIN = f"""format = "halong-scenario/1"
extends = "{HOME}/scenarios/weekday.toml"
city = "town"
[demand]
residents_factor = 0.3
visitors_per_day = 300
through_factor = 0.02
"""


def sweep(code, *words):
    return halong(code, "sweep", *words, "--quiet")


def merged(folder):
    """The merged file and table as bytes."""
    halong(0, "merge", folder, "--out", folder / "all.h5", "--force")
    return (folder / "all.h5").read_bytes(), (folder / "all.csv").read_bytes()


def finished(folder):
    return len(list((folder / "tasks").glob("*/[0-9a-f]*.task")))


def wait_for(condition, process):
    deadline = time.monotonic() + 60
    while not condition():
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline
        time.sleep(0.005)


def looked_at_only(folder, file):
    text = halong(0, "sweep", file, "--dry-run")
    assert "8 tasks = 4 points x 2 variants x 1 seeds; 8 would be run" in text, text
    text = halong(0, "sweep", file, "--list")
    assert len(re.findall(r"^ +\d+  [0-9a-f]{16}  waiting ", text, re.M)) == 8, text
    halong(2, "sweep", file, "--status", "--out", folder / "none")
    assert sorted(path.name for path in folder.iterdir()) == ["thin.toml", "town", "town.toml"]
    wrong = folder / "wrong.toml"
    wrong.write_text(SWEEP.replace("weather.rain", "weather.rian").replace("person_delay_h", "person_dely_h"))
    text = halong(2, "sweep", wrong)
    assert "wrong.toml:12:7" in text and "unknown key 'weather.rian'" in text and "did you mean 'rain'?" in text, text
    wrong.write_text(SWEEP.replace("person_delay_h", "person_dely_h"))
    assert "did you mean 'person_delay_h'?" in halong(2, "sweep", wrong)
    wrong.unlink()


def table_and_file(folder):
    """What a researcher reads."""
    with open(folder / "all.csv", newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    with h5py.File(folder / "all.h5") as file:
        delays = file["kpis/person_delay_h"][()]
        rates = file["keys/wifi.take_rate_foreign"][()]
        assert file["kpis/person_delay_h"].attrs["units"].decode() == "person-h"
        assert [word.decode() for word in file["variant"][()]] == ["base"] * 4 + ["lane"] * 4
        assert "take_rate_foreign" in file["provenance/sweep"][()].decode()
    assert len(rows) == 8 and numpy.all(delays > 0) and numpy.all((rates >= 0.2) & (rates <= 0.6))
    assert [float(row["person_delay_h"]) for row in rows] == list(delays)
    assert [row["weather.rain"] for row in rows] == ["false", "false", "true", "true"] * 2
    assert len(set(rates)) == 2 and len({row["digest"] for row in rows}) == 8


def list_of_own_program(folder, file, whole):
    """The latest folder is looked at where this program has planned it; else the sweep is listed as it would begin."""
    latest = folder / "runs/town/latest"
    shutil.copytree(whole, latest)
    assert len(re.findall(r"^ +\d+  [0-9a-f]{16}  finished ", halong(0, "sweep", file, "--list"), re.M)) == 8
    plan = latest / "plan.json"
    plan.write_text(re.sub(r'"software": "[^"]*"', '"software": "halong 0.0.9 (old)"', plan.read_text()))
    text = halong(0, "sweep", file, "--list")
    assert len(re.findall(r"^ +\d+  [0-9a-f]{16}  waiting ", text, re.M)) == 8
    assert re.search(r"latest: passed over: planned by halong 0\.0\.9 \(old\), but this is halong ", text), text
    named = halong(0, "sweep", file, "--list", "--out", latest)
    assert len(re.findall(r"^ +\d+  [0-9a-f]{16}  finished ", named, re.M)) == 8 and "passed over" not in named
    plan.write_text("{}")
    text = halong(0, "sweep", file, "--list")
    assert len(re.findall(r"^ +\d+  [0-9a-f]{16}  waiting ", text, re.M)) == 8 and "passed over" in text
    shutil.rmtree(folder / "runs")


def several_processes_at_once(folder, file, expected):
    out = folder / "parts"
    sweep(0, file, "--out", out, "--task", "0-1", "--threads", 1)
    processes = [start(PROGRAM, "sweep", out, "--threads", 1, "--quiet", "--resume") for _ in range(3)]
    texts = [process.communicate(timeout=300)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], texts
    assert sum(int(re.search(r"(\d+) of \d+ tasks finished here", text).group(1)) for text in texts) == 6, texts
    assert merged(out) == expected
    assert "0 of 0 tasks finished here" in sweep(0, out)


def stopped_and_killed(folder, file, expected):
    out = folder / "stopped"
    process = start(PROGRAM, "sweep", file, "--out", out, "--quiet", "--threads", 1)
    wait_for(lambda: finished(out) >= 2, process)
    process.send_signal(signal.SIGTERM)
    text, _ = process.communicate(timeout=60)
    assert process.returncode == STOPPED and "go on with: halong sweep" in text, text
    process = start(PROGRAM, "sweep", out, "--quiet", "--threads", 2)
    wait_for(lambda: finished(out) >= 5, process)
    process.kill()
    process.communicate(timeout=60)
    assert finished(out) < 8
    halong(2, "sweep", file, "--out", out)  # nothing is written over silently
    text = halong(3, "merge", out, "--out", folder / "part.h5")
    assert re.search(r"tasks have no result: [\d,-]+", text) and "is missing" in text, text
    sweep(0, file, "--out", out, "--resume")
    assert merged(out) == expected
    assert "8 of 8 tasks finished" in halong(0, "sweep", out, "--status")


def failures_are_named_and_rerun(folder, file):
    text = file.read_text()
    wrong = folder / "wrong.toml"
    wrong.write_text(text.replace("Trần Quốc Nghiễn", "Trần Quốc Nghiên"))
    out = folder / "failing"
    said = sweep(3, wrong, "--out", out)
    assert said.count("did you mean") == 4 and "4 of 8 tasks finished here" in said and "4 failed" in said, said
    assert "4 failed" in halong(3, "sweep", out, "--status")
    said = sweep(3, out, "--resume")
    assert "0 of 4 tasks finished here" in said, said
    wrong.write_text(text)
    said = sweep(0, wrong, "--out", out, "--resume")  # the base's tasks hold as they are
    assert "4 of 4 tasks finished here" in said, said


def over_ranks(folder, file, expected):
    if shutil.which("mpirun") is None or "without MPI" in start(PROGRAM, "sweep", file, "--mpi").communicate()[0]:
        print("SKIPPED: sweep_test over MPI: install openmpi-bin and libopenmpi-dev, and build again", flush=True)
        return
    os.environ["OMPI_ALLOW_RUN_AS_ROOT"] = os.environ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    mpirun = ("mpirun", "--oversubscribe", "--mca", "btl", "self,vader", "--mca", "mpi_yield_when_idle", "1", "-n")
    for ranks in (1, 2, 4):
        out = folder / f"ranks-{ranks}"
        run(0, *mpirun, ranks, PROGRAM, "sweep", file, "--out", out, "--mpi", "--quiet")
        assert merged(out) == expected, ranks
    out = folder / "dying"
    process = start(*mpirun, 2, PROGRAM, "sweep", file, "--out", out, "--mpi", "--quiet")
    wait_for(lambda: finished(out) >= 2, process)
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
    os.kill(int(children[-1]), signal.SIGKILL)
    process.communicate(timeout=60)
    assert process.returncode != 0 and 2 <= finished(out) < 8
    run(0, *mpirun, 2, PROGRAM, "sweep", out, "--mpi", "--quiet", "--resume")
    assert merged(out) == expected


def main():
    require_program("sweep_test")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.chdir(folder)  # what has no --out goes to runs/ here
        file = folder / "town.toml"
        file.write_text(SWEEP)
        (folder / "thin.toml").write_text(THIN)
        _small_town.write(HOME, folder / "town")
        looked_at_only(folder, file)
        whole = folder / "whole"
        text = sweep(0, file, "--out", whole)
        assert "8 of 8 tasks finished here" in text, text
        expected = merged(whole)
        table_and_file(whole)
        list_of_own_program(folder, file, whole)
        several_processes_at_once(folder, file, expected)
        stopped_and_killed(folder, file, expected)
        failures_are_named_and_rerun(folder, file)
        over_ranks(folder, file, expected)


if __name__ == "__main__":
    main()
