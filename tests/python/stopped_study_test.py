"""Ctrl-C in a study or a search for sites: what is kept, how to go on, and a code that says so."""

import json
import pathlib
import shlex
import signal
import subprocess
import tempfile
import time

from _program import HOME, PROGRAM, require_program

STOPPED = 75
# A thin day of the whole city: 2 % of the residents, 300 visitors.
THIN = ("--set", "demand.residents_factor=0.02", "--set", "demand.visitors_per_day=300",
        "--set", "demand.through_factor=0.05")


def start(*words):
    return subprocess.Popen([PROGRAM, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def strike(process, is_time, how=signal.SIGINT):
    """Sends a signal once it is time; returns what the process says and its exit code."""
    deadline = time.monotonic() + 120
    while not is_time():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "nothing happened in two minutes"
        time.sleep(0.005)
    process.send_signal(how)
    said, told = process.communicate(timeout=120)
    return said, told, process.returncode


def study_goes_on(folder):
    out = folder / "it's halted"  # a name that a shell would take apart
    words = ("study", HOME / "scenarios/one-stop-online.toml", "--set", "replications=2", *THIN, "--quiet", "--out", out)
    state = out / "state.json"

    def has_a_run():
        return state.exists() and json.loads(state.read_text())["runs"]

    _, told, code = strike(start(*words), has_a_run)
    assert code == STOPPED, told
    lines = told.strip().splitlines()
    runs = len(json.loads(state.read_text())["runs"])
    assert lines[0].startswith(f"stopped; {runs} run") and f"kept in {out}" in lines[0], told
    assert lines[1].startswith("go on with: halong study ") and len(lines) == 2, told
    again = shlex.split(lines[1].removeprefix("go on with: "))
    done = subprocess.run([PROGRAM, *again[1:], "--quiet"], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0 and f"Going on after {runs} runs" in done.stdout, done.stderr
    assert (out / "report.html").exists()


def site_keeps_nothing(folder):
    out = folder / "sites"
    for how, wanted in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        process = start("site", HOME / "scenarios/weekday.toml", "--count", 40, "--out", out, "--quiet")
        _, told, code = strike(process, out.exists, how)
        assert code == wanted, (code, told)
        assert told.startswith("stopped; ") and "give the same command again" in told, told
        assert not out.exists()


def main():
    require_program("stopped_study_test")
    with tempfile.TemporaryDirectory(prefix="halong_stopped_") as name:
        study_goes_on(pathlib.Path(name))
        site_keeps_nothing(pathlib.Path(name))


main()
