"""Runs, studies and sweeps that are killed at random moments, and go on until they are done, end with the results of ones that
were never disturbed. HALONG_KILLS: how many kills, 20 unless told; 200 are for releases."""

import json
import os
import pathlib
import random
import subprocess
import tempfile
import time

import _small_town
from _program import HOME, PROGRAM, halong, require_program, start
from _run_results import same
from sweep_test import SWEEP, THIN, merged

KILLS = int(os.environ.get("HALONG_KILLS", "20"))
STUDY = """format = "halong-study/1"
scenario = "thin.toml"
replications = 2
seed = 1
days_per_year = 250
first_year = 2026
horizon_years = 5
[[options]]
id = "lane"
capex_vnd = 1_000_000
opex_vnd_per_year = 0
[[options.roads]]
name = "Trần Quốc Nghiễn"
lanes_change = -1
[[kpis]]
id = "person_delay_h"
better = "less"
"""
MOST_STARTS = 50  # of one result, some of which are killed


def without_clock(value):
    """A document without the times that it took."""
    if isinstance(value, dict):
        return {key: without_clock(part) for key, part in value.items() if key not in ("wall_s", "started_utc")}
    return [without_clock(part) for part in value] if isinstance(value, list) else value


def answer(folder):
    read = without_clock(json.loads((folder / "answer.json").read_text(encoding="utf-8")))
    return read, (folder / "answer.csv").read_bytes(), (folder / "options.csv").read_bytes()


def same_run(whole, out):
    same(whole, out)


def same_study(whole, out):
    assert answer(whole) == answer(out), out


def same_sweep(whole, out):
    assert merged(whole) == merged(out), out


def killed(words, after_s):
    """Whether the program was killed before its end, and how it ended."""
    process = start(*words)  # a kill may cut a letter in two
    try:
        text, _ = process.communicate(timeout=after_s)
    except subprocess.TimeoutExpired:
        process.kill()
        text, _ = process.communicate(timeout=60)
    return process.returncode < 0, process.returncode, text


def killed_until_done(words, out, whole_s, draws, kills):
    """Starts it again and again; kills that came before its end, at most so many."""
    done_kills = 0
    for number in range(MOST_STARTS):
        again = ("--resume",) if number > 0 and out.exists() else ()
        after_s = draws.uniform(0, 1.1 * whole_s) if done_kills < kills else 600
        was_killed, code, text = killed((PROGRAM, *words, "--out", out, *again, "--quiet"), after_s)
        done_kills += was_killed
        if was_killed:
            continue
        assert code == 0 or (code == 2 and "has ended" in text), f"{words}: exit {code} after {done_kills} kills\n{text}"
        return done_kills
    raise AssertionError(f"{words}: not done after {MOST_STARTS} starts")


def main():
    require_program("random_kills_test")
    draws = random.Random(7)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.chdir(folder)
        for file, text in (("thin.toml", THIN), ("study.toml", STUDY), ("sweep.toml", SWEEP)):
            (folder / file).write_text(text, encoding="utf-8")
        _small_town.write(HOME, folder / "town")
        jobs = ((("run", folder / "thin.toml", "--checkpoint-every", "2h"), same_run),
                (("study", folder / "study.toml"), same_study), (("sweep", folder / "sweep.toml"), same_sweep))
        halong(0, *jobs[0][0], "--out", folder / "read", "--quiet")  # the city comes from the cache afterwards
        wholes = []
        for words, _ in jobs:
            began = time.monotonic()
            halong(0, *words, "--out", folder / f"whole-{words[0]}", "--quiet")
            wholes.append((folder / f"whole-{words[0]}", time.monotonic() - began))
        counts = dict.fromkeys(("run", "study", "sweep"), 0)
        results = 0
        while sum(counts.values()) < KILLS:
            (words, is_same), (whole, whole_s) = jobs[results % 3], wholes[results % 3]
            out = folder / f"killed-{results}"
            left = KILLS - sum(counts.values())
            counts[words[0]] += killed_until_done(words, out, whole_s, draws, min(left, 3))
            is_same(whole, out)
            leftovers = [path.name for path in out.rglob("*") if path.name.startswith(".") and ".tmp" in path.name]
            assert not leftovers, leftovers
            results += 1
        print(f"{sum(counts.values())} kills ({counts}), {results} results, all as undisturbed")


if __name__ == "__main__":
    main()
