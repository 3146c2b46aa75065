"""Days that jam end and leave their report; many days in one process need no more memory or descriptors than a few.

A sample in the ordinary tests. With --whole (the test soak_whole, label slow): 50 days that jam on the real streets of two
quarters, and 100 days of the whole city, each with a seed of its own, one after the other in one process.
"""

import gc
import os
import pathlib
import re
import sys
import tempfile
import time

import _small_town
from _halong_module import WEEKDAY, halong
from _program import HOME, PROGRAM, make_afresh, require_program, start

JAMMED, DONE = 3, 0  # exit codes
# The strict order of theory: nobody passes a blocked vehicle, and full rings stand.
STRICT = {"traffic.seepage": 0.0, "traffic.pass_blocked_after_s": 0, "traffic.ring_turn_s": 0,
          "traffic.squeeze_after_s": 0, "traffic.end_hour": 24}
FILES = ("weekday", "weekend", "holiday", "storm", "after-storm")
LEAST_JAMMED_SHARE = 0.8  # of these days: one without a school run or with rain from noon may get through
WARM_UP = 10  # days after which allocators have what they keep
MOST_GROWTH_MB = 64  # of about 1,000: days of other seeds have other numbers of people


def jammed(folder, number):
    """One of the days, with more people than the streets can bear: whether it stood still."""
    file, factor = FILES[number % len(FILES)], 12 + number % 7 * 3
    out = folder / f"jam-{number}"
    values = {**STRICT, "demand.residents_factor": factor, "seed": number + 1}
    words = [word for key, value in values.items() for word in ("--set", f"{key}={value}")]
    process = start(PROGRAM, "run", HOME / f"scenarios/{file}.toml", "--city", folder / "town", "--out", out, "--quiet",
                    *words)
    said, _ = process.communicate(timeout=1200)
    assert process.returncode in (DONE, JAMMED), f"{file}, {factor}: exit {process.returncode}\n{said}"
    names = {path.name for path in out.iterdir()}
    assert {"report.html", "run.h5", "results.gpkg", "kpis.csv"} <= names, names
    is_jammed = process.returncode == JAMMED
    assert halong.open(out).provenance["valid"] == (not is_jammed)
    held = sum(int(legs.replace(",", "")) for legs in re.findall(r"^  at .*: ([0-9,]+) legs held", said, re.MULTILINE))
    assert held > 0 or not is_jammed, said
    assert "gridlock" in (out / "report.html").read_text(encoding="utf-8") or not is_jammed
    for path in sorted(out.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    return is_jammed


def memory_mb():
    for line in pathlib.Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS in /proc/self/status")


def one_day(seed, values):
    result = halong.run(halong.load(WEEKDAY, values), seed=seed)
    assert result.is_valid
    return result.digest


def in_a_row(days, warm_up, values):
    """Days of further seeds; the first one again at the end is the same day."""
    before, digests = None, []
    for seed in range(1, days + 1):
        digests.append(one_day(seed if seed < days else 1, values))
        gc.collect()
        figures = memory_mb(), len(os.listdir("/proc/self/fd"))
        if seed == warm_up:
            before = figures
        if seed % 10 == 0 or days < 10:
            print(f"day {seed}: {figures[0]:.0f} MB, {figures[1]} descriptors", flush=True)
    assert digests[-1] == digests[0] and len(set(digests)) == days - 1
    after = memory_mb(), len(os.listdir("/proc/self/fd"))
    assert after[1] == before[1], (before, after)
    assert after[0] <= before[0] + MOST_GROWTH_MB, (before, after)
    return before[0], after[0]


def main():
    require_program("soak_test")
    make_afresh()
    is_whole = "--whole" in sys.argv
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        _small_town.write(HOME, folder / "town")
        count = 50 if is_whole else 2
        stood = sum(jammed(folder, number) for number in range(count))
        assert stood >= LEAST_JAMMED_SHARE * count, stood
    print(f"{count} days with a report, of which {stood} jammed; {time.monotonic() - began:.0f} s", flush=True)
    began = time.monotonic()
    thin = {"demand.residents_factor": 0.01, "demand.visitors_per_day": 300, "traffic.window_ms": 1000}
    before, after = in_a_row(101, WARM_UP, {}) if is_whole else in_a_row(5, 3, thin)
    print(f"{101 if is_whole else 5} days in a row: {before:.0f} MB after the first, {after:.0f} MB at the end; "
          f"{time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
