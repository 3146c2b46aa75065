"""A run that is killed just before one of its calls that change files, and then goes on, ends with the results of one that
was never disturbed. At a sample of these calls; run by hand with HALONG_EVERY_CALL=1, at every one."""

import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

from _program import PROGRAM, SKIP, halong, require_program
from _run_results import same
from _thin_day import library, words

SPREAD = 3  # kills of the sample over the whole run …
LAST = 5  # … and at its last calls, where results get their names


def kill_at(call, day, shim, out, count=""):
    environment = {**os.environ, "LD_PRELOAD": str(shim), "KILL_AT_CALL": str(call), "KILL_COUNT": str(count)}
    words = [str(word) for word in (PROGRAM, *day, "--out", out)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout + done.stderr


def main():
    require_program("kill_at_call_test")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if re.search(rb"__[at]san_init", pathlib.Path(PROGRAM).read_bytes()):
            print("SKIPPED: kill_at_call_test: a sanitizer must be loaded first")
            sys.exit(SKIP)
        shim, day = library(folder), words(folder)
        halong(0, *day, "--out", folder / "before")  # files that were read once come from the cache afterwards
        whole = folder / "whole"
        code, text = kill_at(0, day, shim, whole, folder / "count")
        assert code == 0, text
        calls = int((folder / "count").read_text())
        assert calls > 50, calls
        kills = range(1, calls + 1)
        if not os.environ.get("HALONG_EVERY_CALL"):
            spread = [1 + i * (calls - LAST) // SPREAD for i in range(SPREAD)]
            kills = sorted({*spread, *range(calls - LAST + 1, calls + 1)})
        killed = 0
        for call in kills:
            out = folder / f"killed-{call}"
            code, text = kill_at(call, day, shim, out)
            assert code in (0, -signal.SIGKILL), f"call {call}: exit {code}\n{text}"
            killed += code != 0
            done = subprocess.run([str(word) for word in (PROGRAM, *day, "--out", out, "--resume")],
                                  capture_output=True, text=True, timeout=300, check=False)
            text = done.stdout + done.stderr
            ended = re.search("holds a run that has ended", text)
            assert done.returncode == 0 or (done.returncode == 2 and ended), f"call {call} of {calls}:\n{text}"
            same(whole, out)
            leftovers = [path.name for path in out.rglob("*") if path.name.startswith(".") or ".tmp" in path.name]
            assert not leftovers, f"call {call}: {leftovers}"
        # How a text is cut into calls may differ by some from run to run: of the last ones, not every one need come.
        assert killed >= len(kills) - LAST + 1, f"only {killed} of {len(kills)} kills came before the end"
        print(f"{killed} kills of {calls} calls, each resumed to the same results")


if __name__ == "__main__":
    main()
