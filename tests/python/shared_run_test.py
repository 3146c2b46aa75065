"""One run whose roads are shared by ranks of MPI: the same results, whatever their number, and after checkpoints."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

import _run_results
import _small_town
from _program import HOME, PROGRAM, SKIP, halong, make_afresh, require_program, run, start

# A thin day of two quarters, with all services, buses and drivers who hear the news.
THIN = f"""format = "halong-scenario/1"
extends = "{HOME}/scenarios/weekday.toml"
city = "town"
[demand]
residents_factor = 0.05
visitors_per_day = 200
through_factor = 0.0
[traffic]
window_ms = 1000
end_hour = 24
gridlock_limit_share = 1.0
informed_share = 0.3
"""
# Ranks that share cores sleep between looks for messages (mpi_roads.cpp); MPI is not to give the core away besides.
MPIRUN = ("mpirun", "--oversubscribe", "--bind-to", "none", "--mca", "btl", "self,vader", "--mca",
          "mpi_yield_when_idle", "0", "-n")


def shared(ranks, *words):
    return *MPIRUN, ranks, PROGRAM, "run", *words, "--mpi", "--quiet"


def digest(text):
    return re.search(r"^digest ([0-9a-f]{16})$", text, re.MULTILINE).group(1)


def one_result(folder, file, expected, ranks, threads, *words):
    """The digest and files that a run without MPI left in the folder `expected`."""
    out = folder / f"ranks-{ranks}"
    said = run(0, *shared(ranks, file, "--out", out, "--force", "--threads", threads, *words))
    assert said.count("digest ") == 1, said  # rank 0 alone tells
    told = re.search(rf"^{ranks} ranks: the busiest has ([0-9.]+) % of the link moves$", said, re.MULTILINE)
    assert told and 100 / ranks - 0.1 <= float(told.group(1)) <= 100 / ranks * 1.5 + 0.1, said
    assert re.search(r"messages of [0-9.]+ bytes a window and rank to neighbours", said), said
    assert re.search(r"memory of a rank: [0-9]+ MB of its own, [1-9][0-9]* MB of files that all map", said), said
    assert not (out / "shared").exists()
    _run_results.same(expected, out)
    return digest(said)


def refused(folder, file):
    said = start(*shared(2, file, "--out", folder / "alone", "--resume")).communicate(timeout=60)[0]
    assert said.count("holds a run that has ended") == 1, said
    said = start(*shared(2, folder / "nowhere.toml", "--out", folder / "none")).communicate(timeout=60)[0]
    assert said.count("nowhere.toml") == 1, said  # told once
    out = folder / "other"
    mixed = (*MPIRUN, 1, PROGRAM, "run", file, "--out", out, "--mpi", "--quiet", ":", "-n", 1, PROGRAM, "run", file,
             "--out", out, "--mpi", "--quiet", "--set", "seed=5")
    process = start(*mixed)
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 2 and "rank 1 has another scenario than rank 0" in said, said
    assert not (out / "run.h5").exists()


def dying(folder, file):
    """A rank that is killed ends all of them, and leaves nothing that looks like a result or could be gone on with."""
    out = folder / "ranks-3"
    shutil.copytree(folder / "alone", out)
    (out / "checkpoints").mkdir()
    (out / "checkpoints/0600.checkpoint").write_text("of the run that is replaced")
    (out / "scenario.toml").unlink()
    process = start(*shared(3, file, "--out", out, "--force"))
    deadline = time.monotonic() + 60
    while not (out / "scenario.toml").exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)
    children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
    os.kill(int(children[-1]), 9)
    process.communicate(timeout=60)
    assert process.returncode != 0 and not (out / "run.h5").exists() and not (out / "checkpoints").exists()


def checkpoints(folder):
    return sorted(path.name for path in (folder / "checkpoints").glob("[0-9]*.checkpoint"))


def lives(process):
    """Whether a process is there and no zombie, which holds nothing any more."""
    try:
        return pathlib.Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def strike(process, out, how):
    """Sends a signal to mpirun as soon as there is a checkpoint; gives its exit code and what was said."""
    before, deadline = checkpoints(out), time.monotonic() + 200
    while checkpoints(out) == before:
        assert process.poll() is None and time.monotonic() < deadline, process.communicate()[0]
        time.sleep(0.005)
    children = []
    if how == signal.SIGKILL:  # a rank dies, and all with it
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True).stdout.split()
        os.kill(int(children[-1]), how)
    else:
        process.send_signal(how)
    said, _ = process.communicate(timeout=200)
    # mpirun may end before the ranks that it kills; the folder is theirs until then.
    while any(lives(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.02)
    return process.returncode, said


def gone_on_with(folder, file):
    """Stopped, killed and gone on with by other numbers of ranks, and alone: the same results; so are tracks."""
    out = folder / "halted"
    words = (file, "--out", out, "--checkpoint-every", "1h")
    code, said = strike(start(*shared(3, *words)), out, signal.SIGUSR1)
    assert code == 75, said
    assert said.count("after a checkpoint") == 1 and f"go on with: halong run --resume --out {out}" in said, said
    # Whether rank 0 said beforehand that all will stop depends on which rank heard of it first.
    scenario = (out / "scenario.toml").read_bytes()
    other = start(*shared(2, *words, "--resume", "--set", "seed=5"))
    said = other.communicate(timeout=200)[0]
    assert other.returncode == 2 and "is a checkpoint of another scenario" in said, said
    assert (out / "scenario.toml").read_bytes() == scenario  # what was refused has left no trace
    assert not (out / "shared").exists()
    code, said = strike(start(*shared(2, *words, "--resume")), out, signal.SIGKILL)
    assert code != 0 and not (out / "run.h5").exists() and checkpoints(out), said
    assert (out / "shared/people.bin").exists()  # nobody could take it away
    alone = start(PROGRAM, "run", *words, "--resume", "--quiet")
    code, said = strike(alone, out, signal.SIGTERM)
    assert code == 75 and said.count("goes on at ") == 1, said
    assert not (out / "shared").exists()
    said = run(0, *shared(4, *words, "--resume"))
    busiest = float(re.search(r"^4 ranks: the busiest has ([0-9.]+) %", said, re.MULTILINE).group(1))
    assert 24.9 <= busiest <= 50, said  # of what came after the checkpoint, not of the day
    to_all = float(re.search(r"([0-9.]+) bytes a step to all, ", said, re.MULTILINE).group(1))
    assert to_all < 500, said  # the checkpoint, of which each rank gets all, is no message of the roads
    assert said.count("goes on at ") == 1 and "checkpoints held up the run" in said, said
    _run_results.same(folder / "alone", out)
    run(0, *shared(2, file, "--out", folder / "tracks-2", "--tracks"))
    halong(0, "run", file, "--out", folder / "tracks", "--tracks", "--quiet")
    for name in ("tracks.bin", "kpis.csv"):
        assert (folder / "tracks" / name).read_bytes() == (folder / "tracks-2" / name).read_bytes(), name


def main():
    require_program("shared_run_test")
    make_afresh()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        file = folder / "thin.toml"
        file.write_text(THIN)
        _small_town.write(HOME, folder / "town")
        if shutil.which("mpirun") is None or "without MPI" in start(PROGRAM, "run", file, "--mpi").communicate()[0]:
            print("SKIPPED: shared_run_test: install openmpi-bin and libopenmpi-dev, and build again")
            raise SystemExit(SKIP)
        os.chdir(folder)
        os.environ["OMPI_ALLOW_RUN_AS_ROOT"] = os.environ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM"] = "1"
        alone = digest(halong(0, "run", file, "--out", folder / "alone", "--quiet"))
        for ranks, threads in ((1, 1), (2, 2), (4, 1)):
            assert one_result(folder, file, folder / "alone", ranks, threads) == alone, ranks
        refused(folder, file)
        gone_on_with(folder, file)
        dying(folder, file)
        # A day of replanning is shared, too; in the folder of the run that died.
        words = ("--set", "replanning.days=1")
        settled = digest(halong(0, "run", file, "--out", folder / "settled", "--quiet", *words))
        assert one_result(folder, file, folder / "settled", 3, 1, *words) == settled


if __name__ == "__main__":
    main()
