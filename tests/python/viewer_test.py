"""The viewer: its own checks, and a run and two runs looked at in headless Chromium through `halong view`."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

PROGRAM = os.environ.get("HALONG_PROGRAM", "")
HOME = pathlib.Path(os.environ.get("HALONG_HOME", "."))
VIZ = HOME / "viz"
SKIP = 77
# A thin day of the whole city: a fifth of the residents, 5,000 visitors.
THIN = ("--set", "demand.residents_factor=0.2", "--set", "demand.visitors_per_day=5000",
        "--set", "demand.through_factor=0.2", "--quiet")


def run(*words, code=0, cwd=None, seconds=400):
    done = subprocess.run([*map(str, words)], capture_output=True, text=True, timeout=seconds, check=False, cwd=cwd)
    assert done.returncode == code, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


class Server:
    """`halong view` with its address; ends by Ctrl-C."""

    def __init__(self, *results):
        self._process = subprocess.Popen([PROGRAM, "view", *map(str, results)], stdout=subprocess.PIPE, text=True)
        self.address = self._process.stdout.readline().strip()
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[0-9a-f]{32}/", self.address), self.address

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGINT)
        assert self._process.wait(timeout=20) == 0
        self._process.stdout.close()


def bad_input(folder):
    (folder / "empty").mkdir()
    assert re.search(r"has no run.h5\n.*help", run(PROGRAM, "view", folder / "empty", code=2))
    cut = folder / "cut"
    cut.mkdir()
    (cut / "run.h5").write_bytes(b"\x89HDF\r\n\x1a\n")
    assert "run.h5: error: is not a complete HDF5 file" in run(PROGRAM, "view", cut, code=2)
    assert "one result too many" in run(PROGRAM, "view", cut, cut, cut, code=2)


def static_folder(base, folder):
    """--out: files for any web server, complete, with relative addresses only."""
    out = folder / "site"
    run(PROGRAM, "view", base, "--out", out)
    assert "exists and is not empty" in run(PROGRAM, "view", base, "--out", out, code=2)
    page = (out / "index.html").read_text()
    assert not re.search(r"""(src|href)=["'](/|https?:)""", page), page
    assert (out / "data/0/manifest.json").exists() and (out / "results.json").exists()
    for file in out.rglob("*.js"):
        assert "sourceMappingURL=http" not in file.read_text()
    return sum(file.stat().st_size for file in (out / "data").rglob("*"))


def main():
    if shutil.which("node") is None or shutil.which("chromium") is None:
        print("SKIPPED: viewer_test.py: install nodejs, npm and chromium")
        sys.exit(SKIP)
    if not (VIZ / "dist/index.html").exists() or not (VIZ / "node_modules").exists():
        print("SKIPPED: viewer_test.py: ./halong test builds the viewer")
        sys.exit(SKIP)
    run("npm", "run", "--silent", "check", cwd=VIZ)
    run("npm", "run", "--silent", "test", cwd=VIZ)
    with tempfile.TemporaryDirectory(prefix="halong_viewer_") as name:
        folder = pathlib.Path(os.environ.get("HALONG_VIEWER_PICTURES", name))
        folder.mkdir(exist_ok=True)
        bad_input(pathlib.Path(name))
        base, other = pathlib.Path(name) / "base", pathlib.Path(name) / "other"
        weekday = HOME / "scenarios/weekday.toml"
        run(PROGRAM, "run", weekday, "--out", base, "--tracks", *THIN)
        run(PROGRAM, "run", HOME / "scenarios/storm.toml", "--out", other, *THIN)
        print(f"{static_folder(base, pathlib.Path(name)) / 1e6:.1f} MB for the viewer")
        with Server(base) as one, Server(base, other) as two:
            print(run("node", HOME / "tests/browser/viewer.mjs", one.address, two.address, folder))


main()
