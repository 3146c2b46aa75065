"""A disk that fails: every call of a run that changes files may find no room, an error or a short write, and a power cut may
lose whatever was not synced. A run that cannot write says so and ends with the documented code; what has a name is whole, of
this run or of the one before; nothing temporary stays; and the run can be gone on with to the same results. At a sample of
the calls. By hand with HALONG_EVERY_CALL=1 at each one; with =6, in six rounds, each failure and power cut at each one."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

import h5py

from _program import PROGRAM, SKIP, halong, require_program
from _run_results import content, rows, same
from _thin_day import library, words

CANNOT_WRITE = 74
FAILURES = ("ENOSPC from then on", "EIO", "EDQUOT", "SHORT", "EINTR", "ENOSPC")
SPREAD = 4  # failures and cuts of the sample over the whole run …
LAST = 2  # … and at its last calls
ROUNDS = int(os.environ.get("HALONG_EVERY_CALL") or 0)  # over all calls, each with the next failure; 0: a sample
PART = os.environ.get("HALONG_PART", "1/1")  # of the series: run it in parts on several machines
GIVEN_UP = ("run.h5", "report.html")  # what --force takes away first: it says that a run has ended
STATES = ("data lost", "data zero", "names lost", "names and data lost")  # what a power cut leaves of what was not synced


def program(day, out, *more, **settings):
    """The run with something that happens to it: its exit code and what it says."""
    environment = {**os.environ, **{key: str(value) for key, value in settings.items()}}
    done = subprocess.run([str(word) for word in (PROGRAM, *day, "--out", out, *more)], env=environment,
                          capture_output=True, text=True, timeout=600, check=False)
    return done.returncode, done.stdout + done.stderr


def sample(calls, log, shift):
    """Numbers of calls to look at, each with a failure and what a power cut leaves; in the next round with the next ones."""
    number, parts = map(int, PART.split("/"))
    if ROUNDS:
        numbers = range(number, calls + 1, parts)
    else:
        spread = [1 + i * (calls - LAST) // SPREAD for i in range(SPREAD)]
        numbers = sorted({*spread, *removals(log), *range(calls - LAST + 1, calls + 1)})
    cases = [(call, FAILURES[i % len(FAILURES)], STATES[i % len(STATES)]) for i, call in enumerate(numbers, shift)]
    # Only a write can be short: in a sample, what takes away a file fails by an error.
    return cases if ROUNDS else [(call, "EIO" if call in removals(log) else kind, state) for call, kind, state in cases]


def removals(log):
    """The number of the first call that takes away a file, for each kind of files: whose failure is easily forgotten."""
    found = {}
    for line in log.read_text().splitlines():
        call, _, path, _, number = line.split("\t")
        if call == "remove":
            found.setdefault(pathlib.Path(path).suffix, int(number))
    return found.values()


def leftovers(out):
    return [str(path) for path in out.rglob("*") if path.name.startswith(".") or ".tmp" in path.name]


def fingerprint(path):
    """What a file holds, wall-clock times aside; reports tell how long a run took."""
    if path.suffix == ".h5":
        with h5py.File(path) as file:
            return content(file)
    if path.suffix == ".gpkg":
        return rows(path)
    return path.suffix if path.suffix == ".html" else path.read_bytes()


def check_failure(call, kind, day, shim, former, whole, out):
    """Written over former results; each file is whole afterwards, of the one run or the other."""
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(former["folder"], out)
    error, _, sticky = kind.partition(" ")
    code, text = program(day, out, "--force", LD_PRELOAD=shim, FAIL_AT_CALL=call, FAIL_WITH=error,
                         FAIL_STICKY=int(bool(sticky)))
    what = f"call {call}, {kind}: exit {code}\n{text}"
    assert code in (0, CANNOT_WRITE), what
    assert code == 0 or re.search(r"error: .+\n +help: ", text), what
    assert not leftovers(out), f"{what}{leftovers(out)}"
    for name, print_of_whole in whole["prints"].items():
        if code != 0 and name in GIVEN_UP and not (out / name).exists():
            continue
        found = fingerprint(out / name)
        assert found == print_of_whole or (code != 0 and found == former["prints"][name]), f"{what}{name}"
    return code


def synced(log):
    """By file: its size when it was last synced. And the names given and taken since their folder was synced, in order."""
    sizes, names = {}, []
    for line in log.read_text().splitlines():
        call, size, path, other, _ = line.split("\t")
        if call in ("fsync", "fdatasync"):
            if pathlib.Path(path).is_dir():
                names = [one for one in names if pathlib.Path(one[1]).parent != pathlib.Path(path)]
            else:
                sizes[path] = int(size)
        elif call == "rename":
            names.append(("rename", other, path))
            if path in sizes:
                sizes[other] = sizes.pop(path)
            else:
                sizes.pop(other, None)
        elif call in ("open", "open64"):
            if path not in sizes:
                names.append(("make", path, ""))
            sizes.pop(path, None)
        elif call == "mkdir":
            names.append(("make", path, ""))
        elif "write" in call or "truncate" in call:
            sizes.pop(path, None)
    return sizes, names


def cut_power(out, log, state):
    """Takes away what the log says was not on the disk."""
    sizes, names = synced(log)
    if "data" in state:
        for path in out.rglob("*"):
            if path.is_file() and sizes.get(str(path)) != path.stat().st_size:
                size = path.stat().st_size
                path.write_bytes(bytes(size) if "zero" in state else b"")
    if "names" in state:
        for what, path, earlier in reversed(names):
            at = pathlib.Path(path)
            if not at.exists() or out not in at.parents:
                continue
            if what == "rename":
                at.rename(earlier)
            elif at.is_dir():
                shutil.rmtree(at)
            else:
                at.unlink()


def check_power_cut(call, state, day, shim, whole, folder):
    out, log = folder / "cut", folder / "log"
    shutil.rmtree(out, ignore_errors=True)
    log.unlink(missing_ok=True)
    code, text = program(day, out, LD_PRELOAD=shim, KILL_AT_CALL=call, CALL_LOG=log)
    assert code in (0, -signal.SIGKILL), f"call {call}: exit {code}\n{text}"
    cut_power(out, log, state)
    resumed, text = program(day, out, "--resume")
    ended = re.search("holds a run that has ended", text)
    assert resumed == 0 or (resumed == 2 and ended), f"call {call}, {state}: exit {resumed}\n{text}"
    same(whole["folder"], out)
    assert not leftovers(out), f"call {call}, {state}: {leftovers(out)}"
    return code


def results_of(folder, name, day, *more):
    halong(0, *day, *more, "--out", folder / name)
    files = [path.name for path in (folder / name).iterdir() if path.is_file()]
    return {"folder": folder / name, "prints": {file: fingerprint(folder / name / file) for file in files}}


def main():
    require_program("failing_disk_test")
    if re.search(rb"__[at]san_init", pathlib.Path(PROGRAM).read_bytes()):
        print("SKIPPED: failing_disk_test: a sanitizer must be loaded first")
        sys.exit(SKIP)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shim, day = library(folder), words(folder)
        whole = results_of(folder, "whole", day)
        former = results_of(folder, "former", day, "--set", "seed=2")
        shutil.copytree(former["folder"], folder / "counted")
        code, text = program(day, folder / "counted", "--force", LD_PRELOAD=shim, KILL_COUNT=folder / "count",
                             CALL_LOG=folder / "calls")
        assert code == 0, text
        calls = int((folder / "count").read_text())
        assert calls > 50, calls
        for shift in range(max(ROUNDS, 1)):
            codes, cuts = [], []
            for call, kind, state in sample(calls, folder / "calls", shift):
                codes.append(check_failure(call, kind, day, shim, former, whole, folder / "failed"))
                if shift < len(STATES):
                    cuts.append(check_power_cut(call, state, day, shim, whole, folder))
            assert CANNOT_WRITE in codes, codes
            print(f"{len(codes)} failures at {calls} calls ({codes.count(CANNOT_WRITE)} ended the run), {len(cuts)} power "
                  f"cuts ({sum(code != 0 for code in cuts)} before the end), all resumed or refused as documented",
                  flush=True)


if __name__ == "__main__":
    main()
