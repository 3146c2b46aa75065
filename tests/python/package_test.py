"""The program as it is installed, and as a Debian package: whole, found from anywhere, the same file each time."""

import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from _program import HOME, PROGRAM, counts_lines, require_program, run

THIN = ("demand.residents_factor=0.002", "demand.visitors_per_day=20", "demand.through_factor=0.01")
BUILD = pathlib.Path(PROGRAM).parent.parent


def check_installed(prefix, folder):
    """Runs the program under this prefix as somebody would who has no source tree."""
    program, share = prefix / "bin/halong", prefix / "share/halong"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HALONG_")}
    environment["XDG_CACHE_HOME"] = str(folder / "cache")

    def halong(*words):
        done = subprocess.run([program, *map(str, words)], cwd=folder, env=environment, capture_output=True, text=True,
                              timeout=300)
        assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    assert "halong " in halong("--version")
    scenarios = sorted((share / "scenarios").glob("*.toml"))
    assert len(scenarios) == len(list((HOME / "scenarios").glob("*.toml"))) > 10
    halong("check", *scenarios)
    day = folder / f"day-of-{prefix.name}"
    halong("run", share / "scenarios/weekday.toml", *[word for key in THIN for word in ("--set", key)], "--out", day,
           "--quiet")
    assert (day / "run.h5").stat().st_size > 0
    assert (prefix / "share/doc/halong/copyright").read_text().count("Apache License") >= 1
    if (HOME / "viz/dist/index.html").exists():
        halong("view", day, "--out", folder / f"map-of-{prefix.name}")
        assert (folder / f"map-of-{prefix.name}/index.html").exists()
    # Nothing tells where it was built, but where lines are counted.
    assert counts_lines(program) or str(HOME.resolve()).encode() not in program.read_bytes()


def package(folder):
    environment = dict(os.environ, SOURCE_DATE_EPOCH="1700000000", LC_ALL="C.UTF-8")
    made = subprocess.run(["cpack", "-G", "DEB", "-B", folder], cwd=BUILD, env=environment, capture_output=True,
                          text=True, timeout=300)
    assert made.returncode == 0, made.stdout + made.stderr
    (deb,) = folder.glob("*.deb")
    return deb


def test_installed(folder):
    run(0, "cmake", "--install", BUILD, "--prefix", folder / "usr-local")
    assert sorted(each.name for each in (folder / "usr-local").iterdir()) == ["bin", "share"]
    check_installed(folder / "usr-local", folder)


def test_package(folder):
    deb = package(folder / "one")
    field = lambda name: run(0, "dpkg-deb", "-f", deb, name).strip()
    version = run(0, PROGRAM, "--version").split()[1]
    assert (field("Package"), field("Version"), field("Section")) == ("halong", version, "science")
    for library in ("libc6", "libgdal", "libhdf5", "libtbb", "libstdc++6"):
        assert library in field("Depends"), field("Depends")
    run(0, "dpkg-deb", "-x", deb, folder / "unpacked")
    check_installed(folder / "unpacked/usr", folder)
    hashes = [hashlib.sha256(each.read_bytes()).hexdigest() for each in (deb, package(folder / "two"))]
    assert hashes[0] == hashes[1]


def test_list_of_software():
    words = (sys.executable, HOME / "cmake/sbom.py", PROGRAM, "1.2.3", HOME / "cmake/packages-run.txt",
             HOME / "viz/package-lock.json")
    text = run(0, *words)
    assert text == run(0, *words)
    bom = json.loads(text)
    assert (bom["bomFormat"], bom["metadata"]["component"]["version"]) == ("CycloneDX", "1.2.3")
    purls = [component["purl"] for component in bom["components"]]
    assert len(purls) == len(set(purls))
    for wanted in ("pkg:deb/debian/libgdal", "pkg:deb/debian/libhdf5", "pkg:deb/debian/libtomlplusplus-dev@",
                   "pkg:deb/debian/node-d3@", "pkg:npm/maplibre-gl@"):
        assert any(purl.startswith(wanted) for purl in purls), wanted
    assert not any("/vite@" in purl or "/typescript@" in purl for purl in purls)  # tools, which nobody is given


require_program("package_test")
with tempfile.TemporaryDirectory() as temporary:
    test_installed(pathlib.Path(temporary))
    test_list_of_software()
    if shutil.which("dpkg-shlibdeps") and shutil.which("file"):
        test_package(pathlib.Path(temporary))
    else:
        print("SKIPPED: package_test: install dpkg-dev and file to make the package")
print("ok")
