"""SUMO in and out: netconvert takes what is exported, SUMO runs on it, and it comes back as the same city."""

import collections
import csv
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET

import h5py

PROGRAM = os.environ.get("HALONG_PROGRAM", "")
DATA = os.environ.get("HALONG_TEST_DATA", "")
SKIP = 77

NODES = [("a", 0, 0), ("b", 300, 0), ("c", 300, 250), ("d", 0, 250), ("e", 600, 0)]
EDGES = [("ab", "a", "b", 2), ("ba", "b", "a", 2), ("bc", "b", "c", 1), ("cb", "c", "b", 1), ("cd", "c", "d", 1),
         ("dc", "d", "c", 1), ("da", "d", "a", 1), ("ad", "a", "d", 1), ("be", "b", "e", 2), ("eb", "e", "b", 2)]
TURNS = ["ab be", "ab bc", "eb ba", "eb bc", "cb ba", "cb be", "bc cd", "dc cb", "cd da", "ad dc", "da ab", "ba ad",
         "be eb"]
VEHICLES = [("one", "passenger", 1.5, "ab be"), ("two", "motorcycle", 2, "da ab bc cd"),
            ("three", "bus", 3, "eb ba ad"), ("four", "bicycle", 3, "cb be eb ba")]


def network():
    text = '<net version="1.9"><location netOffset="0,0" projParameter="!"/>'
    for name, start, end, lanes in EDGES:
        text += f'<edge id="{name}" from="{start}" to="{end}">'
        text += "".join(f'<lane id="{name}_{i}" index="{i}" speed="12.5" length="240.25"/>' for i in range(lanes))
        text += "</edge>"
    text += '<tlLogic id="b" type="static" programID="0" offset="7">'
    text += '<phase duration="40" state="GgGGrr"/><phase duration="20" state="rrrrGg"/></tlLogic>'
    for name, x, y in NODES:
        kind = "traffic_light" if name == "b" else "priority"
        text += f'<junction id="{name}" type="{kind}" x="{x}" y="{y}"/>'
    for index, turn in enumerate(TURNS):
        start, end = turn.split()
        signal = f' tl="b" linkIndex="{index}"' if index < 6 else ""
        text += f'<connection from="{start}" to="{end}" fromLane="0" toLane="0"{signal}/>'
    return text + "</net>"


def routes():
    text = "<routes>" + "".join(f'<vType id="{kind}" vClass="{kind}"/>' for _, kind, _, _ in VEHICLES)
    for name, kind, depart, route in VEHICLES:
        text += f'<vehicle id="{name}" type="{kind}" depart="{depart}"><route edges="{route}"/></vehicle>'
    return text + "</routes>"


def run(*words, cwd=None):
    environment = dict(os.environ, SUMO_HOME=os.environ.get("SUMO_HOME", "/usr/share/sumo"))
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=300, check=False,
                          env=environment, cwd=cwd)
    assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def edges_of(net):
    found = {}
    for edge in ET.parse(net).getroot().iter("edge"):
        if edge.get("function") is None:
            lane = edge.find("lane")
            found[edge.get("id")] = (len(edge.findall("lane")), float(lane.get("speed")), float(lane.get("length")))
    return found


def turns_of(net):
    return {(c.get("from"), c.get("to")) for c in ET.parse(net).getroot().iter("connection") if c.get("from")[0] != ":"}


def exchange(folder):
    (folder / "town.net.xml").write_text(network(), encoding="utf-8")
    (folder / "town.rou.xml").write_text(routes(), encoding="utf-8")
    run(PROGRAM, "import", "--from", "sumo", "--net", folder / "town.net.xml", "--routes", folder / "town.rou.xml",
        "--out", folder / "town")
    run(PROGRAM, "export", "--to", "sumo", folder / "town", "--out", folder / "sumo")
    with gzip.open(folder / "sumo" / "city.rou.xml.gz", "rt", encoding="utf-8") as file:
        vehicles = ET.parse(file).getroot().findall("vehicle")
    assert [v.get("id") for v in vehicles] == ["one", "two", "four", "three"], [v.get("id") for v in vehicles]
    assert {v.get("id"): v.find("route").get("edges") for v in vehicles} == {v[0]: v[3] for v in VEHICLES}


def run_the_day(folder):
    """The imported vehicles drive: all arrive, in one digest for one and two threads."""
    scenario = folder / "day.toml"
    scenario.write_text('format = "halong-scenario/1"\ntitle = { vi = "x", en = "x" }\ncity = "town"\nday = "weekday"\n'
                        '[demand]\nroute_file = "town/routes.csv.gz"\n', encoding="utf-8")
    digests = set()
    for threads in (1, 2):
        text = run(PROGRAM, "run", scenario, "--threads", threads, "--out", folder / f"run{threads}", "--quiet")
        digests.add(re.search(r"digest ([0-9a-f]{16})", text)[1])
    assert len(digests) == 1, digests
    kept = (folder / "run1" / "scenario.toml").read_text(encoding="utf-8")
    assert "route_file" in kept, kept
    run(PROGRAM, "export", "--to", "sumo", folder / "run1", "--out", folder / "from-run")


def back_through_sumo(folder):
    run("netconvert", "-c", "city.netccfg", cwd=folder / "sumo")
    net = folder / "sumo" / "city.net.xml"
    assert edges_of(net) == {name: (lanes, 12.5, 240.25) for name, _, _, lanes in EDGES}, edges_of(net)
    assert turns_of(net) == {tuple(turn.split()) for turn in TURNS}, turns_of(net)
    if "<tlLogic " in (folder / "sumo" / "city.tll.xml").read_text(encoding="utf-8"):  # the city knows the plan
        program = ET.parse(net).getroot().find("tlLogic")
        assert sum(float(phase.get("duration")) for phase in program) == 60
        assert float(program.get("offset")) == 7, program.get("offset")
    run("sumo", "--mesosim", "-n", net, "-r", folder / "sumo" / "city.rou.xml.gz", "--no-step-log",
        "--xml-validation", "never", "--statistic-output", folder / "statistic.xml")
    vehicles = ET.parse(folder / "statistic.xml").getroot().find("vehicles").attrib
    assert vehicles["inserted"] == "4" and vehicles["running"] == "0", vehicles
    run(PROGRAM, "import", "--from", "sumo", "--net", net, "--routes", folder / "sumo" / "city.rou.xml.gz",
        "--out", folder / "again")
    run(PROGRAM, "export", "--to", "sumo", folder / "again", "--out", folder / "sumo-again")
    first, second = (gzip.open(folder / f / "city.rou.xml.gz").read() for f in ("sumo", "sumo-again"))
    assert first == second


def real_detectors(folder):
    """Acosta, Bologna: on a day of its vehicles, each detector's road counts every vehicle whose route passes it."""
    if not DATA:
        print("SKIPPED: Acosta's detectors: set HALONG_TEST_DATA to the folder that holds sumo/acosta")
        return
    data = pathlib.Path(DATA) / "sumo" / "acosta"
    additional = [data / f"acosta_{name}.add.xml" for name in ("detectors", "bus_stops", "tls")]
    routes = [data / f"acosta{name}.xml" for name in ("_vtypes.add", ".rou", "_busses.rou")]
    run(PROGRAM, "import", "--from", "sumo", "--net", data / "acosta_buslanes.net.xml", "--additional", *additional,
        "--routes", *routes, "--out", folder / "acosta")
    scenario = folder / "acosta.toml"
    scenario.write_text((folder / "day.toml").read_text(encoding="utf-8").replace('"town', '"acosta'), encoding="utf-8")
    run(PROGRAM, "run", scenario, "--out", folder / "acosta-day", "--quiet")
    devices = json.loads((folder / "acosta" / "detectors.geojson").read_text(encoding="utf-8"))["features"]
    kinds = collections.Counter(device["properties"]["kind"] for device in devices)
    assert kinds == {"e1": 58, "bus_stop": 35}, kinds
    passing = collections.Counter()
    with gzip.open(folder / "acosta" / "routes.csv.gz", "rt", encoding="utf-8") as file:
        for vehicle in csv.DictReader(file):
            passing.update(vehicle["links"].split())
    with h5py.File(folder / "acosta-day" / "run.h5") as result:
        counted = dict(zip((name.decode() for name in result["links/id"][()]), result["link_volume"][()].sum(axis=0)))
    roads = {device["properties"]["link"] for device in devices if device["properties"]["kind"] == "e1"}
    assert {road: counted[road] for road in roads} == {road: passing[road] for road in roads}
    assert len(roads) == 28 and sum(passing[road] for road in roads) > 20_000, (len(roads), passing)


def bad_input(folder):
    def refused(pattern, *words):
        done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2 and re.search(pattern, done.stderr), f"{words}: {done.returncode} {done.stderr}"

    cut = folder / "cut.net.xml"
    cut.write_text(network()[:700], encoding="utf-8")
    refused(r"cut\.net\.xml:1:\d+: error: this is not well-formed", "import", "--from", "sumo", "--net", cut,
            "--out", folder / "x")
    refused("--net is missing", "import", "--from", "sumo", "--out", folder / "x")
    refused("--roads is missing", "import", "--out", folder / "x")
    refused("neither a city", "export", "--to", "sumo", folder / "nothing", "--out", folder / "x")
    assert not (folder / "x").exists()


def main():
    if not PROGRAM:
        print("SKIPPED: HALONG_PROGRAM is not set")
        return SKIP
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        exchange(folder)
        run_the_day(folder)
        real_detectors(folder)
        bad_input(folder)
        if shutil.which("netconvert") is None or shutil.which("sumo") is None:
            print("SKIPPED: the way through SUMO needs Debian's package sumo")
            return SKIP
        back_through_sumo(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
