"""One digest of each scenario on any number of threads and of ranks of MPI.

One scenario on three of them, in the ordinary tests; 20 scenarios on all 15 with --whole (the test digest_matrix_whole,
label slow), or on some with --whole --cells 1x1,8x1,1x4 (threads x ranks). Prints what each took.
"""

import os
import pathlib
import re
import resource
import shutil
import sys
import tempfile
import time

import _small_town
from _program import HOME, PROGRAM, SKIP, make_afresh, require_program, start

THREADS, RANKS = (1, 2, 3, 4, 8), (1, 2, 4)
SAMPLE = ((1, 1), (8, 1), (3, 2))
MPIRUN = ("mpirun", "--oversubscribe", "--bind-to", "none", "--mca", "btl", "self,vader", "--mca",
          "mpi_yield_when_idle", "0", "-n")
# Thin days: a share of the residents and of the visitors, in two quarters of the embedded city. Ranks speak to each other
# in every window, so windows are as long as they may be.
THIN = {"demand.residents_factor": 0.03, "demand.through_factor": 0.02, "demand.visitors_per_day": 300,
        "traffic.window_ms": 1000, "traffic.gridlock_limit_share": 1.0, "traffic.end_hour": 24}
STRICT = {"traffic.seepage": 0.0, "traffic.pass_blocked_after_s": 0, "traffic.ring_turn_s": 0,
          "traffic.squeeze_after_s": 0}
# More than these quarters have: where nobody queues, the news change no way, yesterday's ways are the best, and nobody is
# there to pass.
CROWDED = {"demand.residents_factor": 8, "demand.visitors_per_day": 9000}
WHOLE_CITY = "whole city"  # not the two quarters: buses, events and the bays where fog lies are elsewhere
# Name: file, what is different. No two are the same day, so that nothing in them goes untried.
SCENARIOS = {
    "weekday, to its end": ("weekday", {"traffic.end_hour": 30}),
    "weekday, seed 2": ("weekday", {"seed": 2}),
    "weekday, informed drivers": ("weekday", {"traffic.informed_share": 1.0, **CROWDED}),
    "weekday, strict order": ("weekday", {**STRICT, **CROWDED}),
    "weekday, crowded": ("weekday", CROWDED),
    "weekday, a day of replanning": ("weekday", {"replanning.days": 1, **CROWDED}),
    "weekday, short windows": ("weekday", {"traffic.window_ms": 500, "seed": 4}),
    "weekday, no buses": ("weekday", {WHOLE_CITY: True, "transit.on": "false", "demand.residents_factor": 0.01}),
    "weekday, rain": ("weekday", {"weather.rain": "true"}),
    "weekday, whole city": ("weekday", {WHOLE_CITY: True, "demand.residents_factor": 0.01}),
    "weekend": ("weekend", {}),
    "weekend, informed drivers": ("weekend", {"traffic.informed_share": 1.0, "seed": 3, **CROWDED,
                                              "demand.residents_factor": 10}),
    "holiday": ("holiday", {"demand.visitors_per_day": 2000}),
    "holiday, a day of replanning": ("holiday", {"replanning.days": 1, "traffic.informed_share": 0.5, **CROWDED,
                                                 "demand.residents_factor": 12}),
    "holiday, whole city": ("holiday", {WHOLE_CITY: True, "demand.residents_factor": 0.01}),
    "carnaval, whole city": ("carnaval", {WHOLE_CITY: True, "demand.residents_factor": 0.06,
                                          "demand.visitors_per_day": 13_000}),
    "storm": ("storm", {}),
    "storm, informed drivers": ("storm", {"traffic.informed_share": 0.5, **CROWDED}),
    "after-storm": ("after-storm", {"demand.visitors_per_day": 1000}),
    "after-storm, fog": ("after-storm", {WHOLE_CITY: True, "weather.fog": "true", "demand.residents_factor": 0.03,
                                         "demand.visitors_per_day": 1000}),
}


def outcome(folder, name, threads, ranks):
    """The digest and the indicators of one run."""
    file, changes = SCENARIOS[name]
    values = {**THIN, **changes}
    city = HOME / "data/halong" if values.pop(WHOLE_CITY, False) else folder / "town"
    out = folder / f"{threads}-{ranks}"
    words = ["run", HOME / f"scenarios/{file}.toml", "--city", city, "--out", out, "--force", "--quiet",
             "--threads", threads]
    for key, value in values.items():
        words += ["--set", f"{key}={value}"]
    words = (PROGRAM, *words) if ranks == 1 else (*MPIRUN, ranks, PROGRAM, *words, "--mpi")
    process = start(*words)
    said, _ = process.communicate(timeout=1800)  # ranks wait for each other where cores are busy
    assert process.returncode == 0, f"{words}: exit {process.returncode}\n{said}"
    digest = re.search(r"^digest ([0-9a-f]{16})$", said, re.MULTILINE).group(1)
    return digest, (out / "kpis.csv").read_bytes()


def one_outcome(folder, name, cells):
    """The digest that all have."""
    expected = outcome(folder, name, *cells[0])
    for threads, ranks in cells[1:]:
        assert outcome(folder, name, threads, ranks) == expected, f"{name}: {threads} threads, {ranks} ranks"
    return expected[0]


def processor_s():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    require_program("digest_matrix_test")
    make_afresh()
    is_whole = "--whole" in sys.argv
    assert len(SCENARIOS) == 20
    names = list(SCENARIOS) if is_whole else ["weekend, informed drivers"]
    cells = [(threads, ranks) for ranks in RANKS for threads in THREADS] if is_whole else SAMPLE
    if "--cells" in sys.argv:
        cells = [tuple(map(int, cell.split("x"))) for cell in sys.argv[sys.argv.index("--cells") + 1].split(",")]
    if shutil.which("mpirun") is None or "without MPI" in start(PROGRAM, "run", "x", "--mpi").communicate()[0]:
        print("SKIPPED: digest_matrix_test: install openmpi-bin and libopenmpi-dev, and build again")
        raise SystemExit(SKIP)
    os.environ["OMPI_ALLOW_RUN_AS_ROOT"] = os.environ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
    digests = {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        _small_town.write(HOME, folder / "town")
        for name in names:
            wall_s, before_s = time.monotonic(), processor_s()
            digest = one_outcome(folder, name, cells)
            assert digest not in digests, f"{name} is no other day than {digests[digest]}"
            digests[digest] = name
            print(f"{name}: {len(cells)} runs, one digest; {processor_s() - before_s:.0f} s of a processor, "
                  f"{time.monotonic() - wall_s:.0f} s", flush=True)
    print(f"{len(names) * len(cells)} runs, {len(digests)} digests; {processor_s():.0f} s of a processor")


if __name__ == "__main__":
    main()
