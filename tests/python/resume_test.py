"""A run that is killed, stopped or damaged in the midst ends with the results of one that was never disturbed."""

import pathlib
import re
import signal
import subprocess
import tempfile
import time

from _program import HOME, PROGRAM, make_afresh, require_program
from _run_results import same

STOPPED = 75
WEEKDAY = HOME / "scenarios/weekday.toml"
# A thin day of the whole city: 2 % of the residents, 300 visitors.
THIN = ("--set", "demand.residents_factor=0.02", "--set", "demand.visitors_per_day=300",
        "--set", "demand.through_factor=0.05", "--quiet")


def start(*words):
    return subprocess.Popen([PROGRAM, "run", *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True)


def run(*words):
    process = start(*words)
    text, _ = process.communicate(timeout=300)
    return process.returncode, text


def expect(code, pattern, *words):
    found, text = run(*words)
    assert found == code, f"{words}: exit {found}, wanted {code}\n{text}"
    assert re.search(pattern, text), f"{words}: no '{pattern}' in\n{text}"
    return text


def checkpoints(folder):
    return sorted(path.name for path in (folder / "checkpoints").glob("[0-9]*.checkpoint"))


def strike(process, folder, after, how):
    """Sends a signal as soon as there is a checkpoint later than the last of `after`; returns the exit code."""
    deadline = time.monotonic() + 120
    while not checkpoints(folder) or (after and checkpoints(folder)[-1] <= after[-1]):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < deadline, "no checkpoint in two minutes"
        time.sleep(0.002)
    process.send_signal(how)
    text, _ = process.communicate(timeout=120)
    return process.returncode, text


def killed_twice(folder, whole):
    """kill -9, resumed on another number of threads, and again; the last time by the folder alone."""
    out = folder / "killed"
    process = start(WEEKDAY, *THIN, "--out", out, "--checkpoint-every", "30min", "--threads", 2)
    code, text = strike(process, out, [], signal.SIGKILL)
    assert code == -signal.SIGKILL, text
    first = checkpoints(out)
    assert not (out / "run.h5").exists()
    process = start(WEEKDAY, *THIN, "--out", out, "--checkpoint-every", "30min", "--threads", 1, "--resume")
    code, text = strike(process, out, first, signal.SIGKILL)
    assert code == -signal.SIGKILL, text
    assert 1 <= len(checkpoints(out)) <= 3  # two are kept; a third when the old one had not yet gone
    for leftover in (out / "checkpoints").glob(".*"):
        leftover.unlink()  # what was being written when the process died
    expect(0, r"goes on at \d\d:\d\d:\d\d", "--resume", "--quiet", "--out", out, "--threads", 4)
    same(whole, out)


def stopped_when_asked(folder, whole):
    out = folder / "stopped"
    words = (WEEKDAY, *THIN, "--out", out, "--checkpoint-every", "2h", "--resume")
    before = []
    for how in (signal.SIGTERM, signal.SIGUSR1, signal.SIGINT):
        code, text = strike(start(*words), out, before, how)
        assert code == STOPPED, f"{how}: exit {code}\n{text}"
        assert re.search(r"stopped at .* after a checkpoint: .*\.checkpoint", text), text
        assert f"--resume --out {out}" in text, text
        before = checkpoints(out)
        assert len(before) <= 2
    expect(0, "goes on at", *words)
    same(whole, out)
    expect(2, "holds a run that has ended", *words)


def damaged(folder, whole):
    out = folder / "damaged"
    words = (WEEKDAY, *THIN, "--out", out, "--checkpoint-every", "60min")
    code, text = strike(start(*words), out, ["01-30-00.000.checkpoint"], signal.SIGTERM)
    assert code == STOPPED, text
    assert len(checkpoints(out)) == 2
    older, newest = (out / "checkpoints" / name for name in checkpoints(out))
    good = older.read_bytes()
    scenario = (out / "scenario.toml").read_bytes()
    expect(2, "is a checkpoint of another scenario", *words, "--resume", "--set", "seed=77")
    assert (out / "scenario.toml").read_bytes() == scenario  # what was refused has left no trace
    older.write_bytes(good[:-1])
    data = bytearray(newest.read_bytes())
    data[len(data) // 2] ^= 16
    newest.write_bytes(data)
    text = expect(2, "no checkpoint here can be used", *words, "--resume")
    assert "its checksum is wrong" in text and "bytes of content instead of" in text, text
    older.write_bytes(good)
    expect(0, "its checksum is wrong", *words, "--resume")
    same(whole, out)


def faults_of_the_command_line(folder):
    expect(2, "no scenario file is given", "--out", folder / "x")
    expect(2, "--out", "--resume")
    expect(2, "unit|Unit", WEEKDAY, "--checkpoint-every", "60")
    expect(2, "between 1s and 24h", WEEKDAY, "--checkpoint-every", "25h")
    assert not (folder / "x").exists()


def main():
    require_program("resume_test")
    make_afresh()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        faults_of_the_command_line(folder)
        whole = folder / "whole"
        expect(0, "digest", WEEKDAY, *THIN, "--out", whole)
        killed_twice(folder, whole)
        stopped_when_asked(folder, whole)
        damaged(folder, whole)


if __name__ == "__main__":
    main()
