"""The viewer: its own checks, and runs, a study and an observed day looked at in headless Chromium."""

import functools
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

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
        self.address = ""
        for line in self._process.stdout:
            self.address = line.strip()
            if line.startswith("http"):
                break
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
    assert "run.h5: error: has no seal of this program" in run(PROGRAM, "view", cut, code=2)
    assert "one result too many" in run(PROGRAM, "view", cut, cut, cut, code=2)


def bad_study(study, folder):
    """A study names its options; what is none, or observes nothing, is told."""
    assert "has no runs of an option 'strm'" in run(PROGRAM, "view", study, "--option", "strm", code=2)
    assert "--option takes: storm" in run(PROGRAM, "view", study, "--option", "../storm", code=2)
    assert "is no study" in run(PROGRAM, "view", study / "base/1", "--option", "storm", code=2)
    assert "is a study: it cannot be compared" in run(PROGRAM, "view", study / "base", study, code=2)
    shutil.copytree(study / "storm", study / "<i>flood")
    told = run(PROGRAM, "view", study, code=2)
    assert "has 2 options" in told and "--option: <i>flood storm" in told, told
    shutil.rmtree(study / "<i>flood")
    empty = folder / "empty.csv"
    empty.write_text("sensor,kind,time,value,unit,place\nbooth,tickets,07:00,5,person,sun-world\n")
    told = run(PROGRAM, "view", study / "base/1", "--observed", empty, "--out", folder / "none", code=2)
    assert "holds nothing that can be shown" in told and "the viewer shows counts" in told, told
    assert "nothing.csv" in run(PROGRAM, "view", study / "base/1", "--observed", folder / "nothing.csv", code=2)


def observations(run_folder, file):
    """Counts of the run's 40 busiest roads, one of them 30 % too low, two with hostile names, one of a device that counts
    two classes apart and measures speeds, too."""
    import h5py  # Debian's python3-h5py

    with h5py.File(run_folder / "run.h5") as result:
        volume = result["/link_volume"][:]
        speed = result["/link_speed"][:]
        by_class = dict(zip((name.decode() for name in result["/vehicle_class"][:]), result["/link_volume_by_class"][:]))
        links = [link.decode() for link in result["/links/id"][:]]
    rows = ["sensor,kind,time,minutes,value,unit,class,link"]
    for n, link in enumerate(sorted(range(len(links)), key=lambda link: -volume[:, link].sum())[:40]):
        name = {1: "<img src=x onerror=alert(1)>", 2: "../../etc", 3: "mixed"}.get(n, f"cam-{n}")
        for hour in range(24):
            time = f"2026-05-04T{hour:02}:00,60"
            if n == 3:
                for kind in ("motorbike", "car"):
                    rows.append(f"{name},count,{time},{round(by_class[kind][hour, link])},veh,{kind},{links[link]}")
                if speed[hour, link] >= 0:  # no number where nobody came
                    rows.append(f"{name},speed,{time},{speed[hour, link]:.1f},km/h,,{links[link]}")
                continue
            value = round(volume[hour, link] * (0.7 if n == 0 else 1))
            rows.append(f"{name},count,{time},{value},veh,all,{links[link]}")
    file.write_text("\n".join(rows) + "\n")


class StaticFolder:
    """A folder on the loopback address, as any web server would have it."""

    def __init__(self, folder):
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}/"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()


def broken_sites(site, folder):
    """Copies of a static folder, each with one fault, of which the page must tell, or with hostile names."""

    def edit(name, file, change):
        shutil.copytree(site, folder / name)
        path = folder / name / file
        path.write_bytes(change(path.read_bytes()))

    def keys(change):
        return lambda text: json.dumps({**json.loads(text), **change}).encode()

    edit("cut-base", "data/0/base.bin", lambda text: text[:1000])
    edit("cut-manifest", "data/0/manifest.json", lambda text: text[: len(text) // 2])
    edit("cut-volumes", "data/0/links-volume.bin", lambda text: text[:-1])
    edit("older", "data/0/manifest.json", keys({"format": "halong-viewer/0"}))
    edit("older-pairs", "data/pairs/manifest.json", keys({"format": "halong-viewer-pairs/0"}))
    edit("elsewhere", "results.json", keys({"pairs": "../../secret"}))
    markup = "<img src=x onerror=alert(1)>"
    edit("hostile", "data/0/texts.json", lambda text: text.replace(b'"name":"', b'"name":"' + markup.encode()))
    path = folder / "hostile/data/0/manifest.json"
    path.write_bytes(keys({"title": {"vi": markup, "en": markup}, "city": f"../{markup}"})(path.read_bytes()))


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
    # Over an earlier map: what that had and this has not goes, what others put there stays.
    (out / "mine.txt").write_text("mine")
    listed = json.loads((out / "files.json").read_text())["files"]
    assert set(listed) == {str(file.relative_to(out)) for file in out.rglob("*") if file.is_file()} - {"files.json", "mine.txt"}
    hours = (base / "tracks.bin").rename(folder / "tracks-aside.bin")
    told = run(PROGRAM, "view", base, "--out", out, "--force")
    hours.rename(base / "tracks.bin")
    now = json.loads((out / "files.json").read_text())["files"]
    gone = set(listed) - set(now)
    assert any("tracks-" in name for name in gone) and f"{len(gone)} files of an earlier map" in told, told
    assert not [name for name in gone if (out / name).exists()] and (out / "mine.txt").exists()
    run(PROGRAM, "view", base, "--out", out, "--force")
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
        # Two scenarios with two seeds each lie as a study leaves its variants.
        study = pathlib.Path(name) / "study"
        for variant, scenario in (("base", "weekday"), ("storm", "storm")):
            for seed in (1, 2):
                tracks = ("--tracks",) if (variant, seed) == ("base", 1) else ()
                run(PROGRAM, "run", HOME / f"scenarios/{scenario}.toml", "--set", f"seed={seed}",
                    "--out", study / variant / str(seed), *tracks, *THIN)
        base, other = study / "base/1", study / "storm/1"
        print(f"{static_folder(base, pathlib.Path(name)) / 1e6:.1f} MB for the viewer")
        bad_study(study, pathlib.Path(name))
        counts = pathlib.Path(name) / "counts.csv"
        observations(base, counts)
        sites = pathlib.Path(name) / "sites"
        (base / "tracks.bin").rename(pathlib.Path(name) / "tracks.bin")  # the copies shall be small
        run(PROGRAM, "view", study, "--observed", counts, "--out", sites / "whole")
        (pathlib.Path(name) / "tracks.bin").rename(base / "tracks.bin")
        broken_sites(sites / "whole", sites)
        with Server(base) as one, Server(base, other) as two, StaticFolder(sites) as static:
            print(run("node", HOME / "tests/browser/viewer.mjs", one.address, two.address, folder))
            print(run("node", HOME / "tests/browser/viewer_phone.mjs", one.address, folder))
            print(run("node", HOME / "tests/browser/viewer_beside.mjs", static.address, folder))


main()
