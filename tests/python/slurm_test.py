"""A sweep of twenty tasks as a job array of a real Slurm, one element killed and one warned: the same bytes as here."""

import pathlib
import re
import subprocess
import sys
import tempfile
import time

import _slurm
import _small_town
from _program import HOME, SKIP, halong, require_program, run

# Eighteen short days of two quarters, and two that last long enough to be disturbed.
SWEEP = """format = "halong-sweep/1"
scenario = "day.toml"
seeds = 2
kpis = ["wifi_carried_person_min", "person_delay_h", "trips_completed"]
[[rows]]
id = "long"
scenario = {{ demand.residents_factor = 6 }}
{rows}
[slurm]
partition = "debug"
minutes = 5
memory_mb = 400
"""
THIN_ROW = """[[rows]]
id = "thin-{0}"
scenario = {{ demand.residents_factor = 0.05, wifi.take_rate_worker = 0.0{0} }}
"""
LONG_TASKS = (0, 10)
DAY = f"""format = "halong-scenario/1"
extends = "{HOME}/scenarios/weekday.toml"
city = "town"
[demand]
visitors_per_day = 100
through_factor = 0.01
"""


def claims(folder):
    return {path.name.split(".")[0]: path for path in (folder / "running").glob("[0-9a-f]*.claim.json")}


def wait_for(condition, what, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} has not come in {seconds} s"
        time.sleep(0.05)


def disturb(slurm, job, folder, ids):
    """Kills the first long task without a warning, and warns the second; both are queued again."""
    first, second = (ids[task] for task in LONG_TASKS)
    wait_for(lambda: first in claims(folder), "the first long task")
    time.sleep(0.3)
    run(0, "scontrol", "requeue", f"{job}_{LONG_TASKS[0]}")
    wait_for(lambda: second in claims(folder), "the second long task")
    time.sleep(0.5)  # into its day
    # Slurm 22.05 delivers this signal and says that it has not, so scancel goes on sending it: the first one counts.
    with subprocess.Popen(["scancel", "--signal=USR1", "--batch", f"{job}_{LONG_TASKS[1]}"],
                          stderr=subprocess.DEVNULL) as warning:
        log = folder / "slurm" / f"{job}_{LONG_TASKS[1]}.log"
        wait_for(lambda: "after a checkpoint" in log.read_text(), "the checkpoint")
        warning.kill()
    for task in LONG_TASKS:
        slurm.start_now(job, task)


def main():
    require_program("slurm_test")
    with tempfile.TemporaryDirectory(prefix="halong_slurm_") as name:
        folder = pathlib.Path(name)
        _small_town.write(HOME, folder / "town")
        (folder / "day.toml").write_text(DAY)
        sweep = folder / "twenty.toml"
        sweep.write_text(SWEEP.format(rows="".join(THIN_ROW.format(i) for i in range(1, 10))))
        try:
            with _slurm.Slurm(folder / "slurm") as slurm:
                through_slurm(slurm, folder, sweep)
        except _slurm.CannotRun as reason:
            print(f"SKIPPED: slurm_test: no Slurm can run here: {reason}")
            sys.exit(SKIP)


def through_slurm(slurm, folder, sweep):
    out = folder / "array"
    script = halong(0, "sweep", sweep, "--out", out, "--slurm", "--dry-run")
    assert "#SBATCH --array=0-19\n" in script and not out.exists(), script
    submitted = halong(0, "sweep", sweep, "--out", out, "--slurm")
    job = re.search(r"job (\d+): 20 tasks in 20 elements", submitted).group(1)
    listed = halong(0, "sweep", out, "--list")
    ids = re.findall(r"^ +\d+  ([0-9a-f]{16})  ", listed, re.M)
    assert len(ids) == 20, listed
    disturb(slurm, job, out, ids)
    here = folder / "here"
    wait_for(lambda: not slurm.elements(job), "the end of the array", 200)
    logs = {path.name: path.read_text() for path in (out / "slurm").glob("*.log")}
    status = halong(0, "sweep", out, "--status")
    assert "20 of 20 tasks finished" in status, (status, logs)
    warned = logs[f"{job}_{LONG_TASKS[1]}.log"]
    assert "after a checkpoint" in warned and "1 of 1 tasks finished here" in warned, warned
    assert "1 of 1 tasks finished here" in logs[f"{job}_{LONG_TASKS[0]}.log"], logs
    assert not list((out / "failed").glob("*")) and not claims(out), list(out.rglob("*"))
    halong(0, "sweep", sweep, "--out", here, "--quiet")
    for place in (out, here):
        halong(0, "merge", place, "--out", place / "all.h5")
    for file in ("all.h5", "all.csv"):
        assert (out / file).read_bytes() == (here / file).read_bytes(), file
    assert "nothing to do" in halong(0, "sweep", out, "--slurm")


if __name__ == "__main__":
    main()
