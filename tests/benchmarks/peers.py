#!/usr/bin/env python3
"""Races the traffic against other simulators on the same network, routes and departures, one after the other.

    ./halong build && ninja -C build/release bench_race_benchmark
    tests/benchmarks/peers.py FOLDER [--repeats 3] [--micro-seconds 600] [--uxsim-python venv/bin/python]

FOLDER holds a SUMO network and routes (*net.xml*, *.rou.xml*, also gzip or xz). Runs ours with one thread and with all
cores, Debian's `sumo` in its mesoscopic mode without and with junction control and in its microscopic mode over the
first seconds, and UXsim's C++ engine (PyPI `uxsim`, one vehicle a platoon) where a Python has it. What is not there is
named and left out. Prints, of the median round, link moves per second of the loop (SUMO's own Duration; reading
networks and, but for SUMO, routes excluded), wall and CPU time and peak memory of the whole process, arrivals and mean
travel time, and our ratios; those of link moves per CPU second of the whole process are what other work on the machine
disturbs least. A race counts only where arrivals and mean travel times are near each other.
"""

import argparse
import gzip
import json
import lzma
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = ROOT / "build" / "release" / "bench" / "bench_race_benchmark"


def plain_copy(source, folder, name):
    """The file without its compression, in `folder`."""
    head = source.open("rb").read(6)
    opener = lzma.open if head == b"\xfd7zXZ\0" else gzip.open if head[:2] == b"\x1f\x8b" else open
    with opener(source, "rb") as packed, open(folder / name, "wb") as target:
        shutil.copyfileobj(packed, target)
    return folder / name


def measured(command, **more):
    """Runs a command: its output, its wall and CPU seconds, peak resident memory in MB; None when it fails."""
    started = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen([str(word) for word in command], stdout=output, stderr=subprocess.STDOUT, **more)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall_s = time.monotonic() - started
        output.seek(0)
        text = output.read()
    if process.returncode != 0:
        print(f"  failed ({process.returncode}): {' '.join(str(word) for word in command)}\n{text[-1000:]}")
        return None
    return text, (wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def result(moves, loop_s, process, arrived, mean_time_s):
    wall_s, cpu_s, memory_mb = process
    return {"moves_per_s": moves / loop_s, "moves_per_cpu_s": moves / cpu_s, "loop_s": loop_s, "wall_s": wall_s,
            "cpu_s": cpu_s, "memory_mb": memory_mb, "arrived": arrived, "mean_time_s": mean_time_s}


def run_ours(folder, threads, cache):
    """`cache`: the folder of compiled files; empty: the files are read afresh."""
    run = measured([OURS, folder, threads], env=dict(os.environ, HALONG_CACHE=str(cache)))
    if run is None:
        return None
    told = json.loads(run[0].strip().splitlines()[-1])
    return result(told["moves"], told["loop_s"], run[1], told["arrived"], told["mean_time_s"])


def run_sumo(net, routes, folder, mean_link_m, *options):
    statistic = folder / "statistic.xml"
    environment = dict(os.environ, SUMO_HOME=os.environ.get("SUMO_HOME", "/usr/share/sumo"))
    run = measured(["sumo", "-n", net, "-r", routes, "--no-step-log", "--no-warnings", "--seed", 42,
                    "--xml-validation", "never", "--xml-validation.net", "never", "--xml-validation.routes", "never",
                    "--duration-log.statistics", "--tripinfo-output.write-unfinished", "--statistic-output", statistic,
                    *options], env=environment)
    if run is None:
        return None
    told = ET.parse(statistic).getroot()
    trips = told.find("vehicleTripStatistics").attrib
    vehicles = told.find("vehicles").attrib
    duration = re.search(r"Duration: ([0-9.]+) ?(ms|s)", run[0])
    loop_s = float(duration[1]) / (1000 if duration[2] == "ms" else 1)
    count = int(trips["count"])
    arrived = int(vehicles["inserted"]) - int(vehicles["running"])
    moves = float(trips["routeLength"]) * count / mean_link_m
    return result(moves, loop_s, run[1], arrived, float(trips["duration"]) + float(trips["departDelay"]))


UXSIM = r"""
import json, sys, time, xml.etree.ElementTree as ET
from uxsim import World
net, routes = sys.argv[1:3]
nodes, edges, trips = {}, {}, []
for _, e in ET.iterparse(net):
    if e.tag == "junction" and e.get("type") != "internal":
        nodes[e.get("id")] = (float(e.get("x")), float(e.get("y")), e.get("type").startswith("traffic_light"))
    elif e.tag == "edge" and e.get("function") is None:
        lanes = e.findall("lane")
        edges[e.get("id")] = (e.get("from"), e.get("to"), float(lanes[0].get("length")), float(lanes[0].get("speed")),
                              len(lanes))
        e.clear()
for _, e in ET.iterparse(routes):
    if e.tag == "vehicle":
        trips.append((float(e.get("depart")), e.find("route").get("edges").split()))
        e.clear()
W = World(name="", deltan=1, tmax=int(trips[-1][0]) + 3600, print_mode=0, save_mode=0, show_mode=0, random_seed=42,
          vehicle_logging_timestep_interval=-1, cpp=True)
made = {n: W.addNode(n, x, y, signal=[45, 45] if tl else [0]) for n, (x, y, tl) in nodes.items()}
links = {}
for name, (a, b, length, speed, lanes) in edges.items():
    along_x = abs(nodes[b][0] - nodes[a][0]) > abs(nodes[b][1] - nodes[a][1])
    links[name] = W.addLink(name, a, b, length=length, free_flow_speed=speed, jam_density_per_lane=1 / 7.5,
                            number_of_lanes=lanes, signal_group=[0] if along_x else [1])
for depart, route in trips:
    W.addVehicle(edges[route[0]][0], edges[route[-1]][1], depart).enforce_route([links[r] for r in route])
started = time.monotonic()
W.exec_simulation()
loop_s = time.monotonic() - started
times = [v.travel_time for v in W.VEHICLES.values() if v.travel_time > 0]
print(json.dumps({"loop_s": loop_s, "moves": sum(len(r) for _, r in trips), "arrived": len(times),
                  "mean_time_s": sum(times) / max(1, len(times))}))
"""


def run_uxsim(python, net, routes):
    run = measured([python, "-c", UXSIM, net, routes])
    if run is None:
        return None
    told = json.loads(run[0].strip().splitlines()[-1])
    share = told["arrived"] / max(1, count_vehicles(routes))
    return result(told["moves"] * share, told["loop_s"], run[1], told["arrived"], told["mean_time_s"])


def count_vehicles(routes):
    with open(routes, encoding="utf-8") as file:
        return sum(1 for line in file if "<vehicle " in line)


def mean_link_length(net):
    lengths = []
    for _, element in ET.iterparse(net):
        if element.tag == "edge":
            if element.get("function") is None:
                lengths.append(float(element.find("lane").get("length")))
            element.clear()
    return statistics.mean(lengths)


def can_import(python, module):
    try:
        return subprocess.run([python, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def contestants(options, net, routes, folder):
    cores = len(os.sched_getaffinity(0))
    length = mean_link_length(net)
    cache = folder / "cache"
    run_ours(options.folder, 1, cache)  # fills it
    yield "ours, 1 thread", lambda: run_ours(options.folder, 1, cache)
    yield "ours, files read afresh", lambda: run_ours(options.folder, 1, "")
    if cores > 1:
        yield f"ours, {cores} threads", lambda: run_ours(options.folder, cores, cache)
    if shutil.which("sumo"):
        yield "SUMO meso", lambda: run_sumo(net, routes, folder, length, "--mesosim")
        yield "SUMO meso, junction control", lambda: run_sumo(net, routes, folder, length, "--mesosim",
                                                              "--meso-junction-control")
        if options.micro_seconds > 0:
            yield f"SUMO micro, first {options.micro_seconds} s", lambda: run_sumo(
                net, routes, folder, length, "--end", options.micro_seconds)
    else:
        print("left out: SUMO (Debian: apt-get install --no-install-recommends sumo)")
    if can_import(options.uxsim_python, "uxsim"):
        yield "UXsim C++, platoons of 1", lambda: run_uxsim(options.uxsim_python, net, routes)
    else:
        print("left out: UXsim (python3 -m venv V && V/bin/pip install uxsim; --uxsim-python V/bin/python)")


def median_round(rounds):
    return sorted(rounds, key=lambda one: one["moves_per_s"])[len(rounds) // 2]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--micro-seconds", type=int, default=600)
    parser.add_argument("--uxsim-python", default=sys.executable)
    options = parser.parse_args()
    if not OURS.exists():
        sys.exit(f"{OURS} is not there: ninja -C build/release bench_race_benchmark")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        net = plain_copy(sorted(options.folder.glob("*net.xml*"))[0], folder, "net.xml")
        routes = plain_copy(sorted(options.folder.glob("*.rou.xml*"))[0], folder, "day.rou.xml")
        print(f"{options.folder.name}: {count_vehicles(routes)} vehicles; load of the machine {os.getloadavg()[0]:.1f}")
        rounds = {}
        field = list(contestants(options, net, routes, folder))
        for _ in range(options.repeats):
            for who, run in field:
                found = run()
                if found is not None:
                    rounds.setdefault(who, []).append(found)
        medians = {who: median_round(found) for who, found in rounds.items()}
    ours = medians["ours, 1 thread"]
    columns = ["moves/s", "loop s", "wall s", "CPU s", "MB", "arrived", "mean time s", "ours: moves/s", "per CPU s",
               "wall", "memory"]
    print(" " * 30 + "".join(f"{column:>14}" for column in columns))
    for who, one in medians.items():
        cells = [f"{one['moves_per_s']:.0f}", f"{one['loop_s']:.2f}", f"{one['wall_s']:.2f}", f"{one['cpu_s']:.2f}",
                 f"{one['memory_mb']:.0f}", f"{one['arrived']}", f"{one['mean_time_s']:.1f}",
                 f"{ours['moves_per_s'] / one['moves_per_s']:.1f}x",
                 f"{ours['moves_per_cpu_s'] / one['moves_per_cpu_s']:.1f}x", f"{one['wall_s'] / ours['wall_s']:.1f}x",
                 f"{one['memory_mb'] / ours['memory_mb']:.2f}x"]
        print(f"{who:30}" + "".join(f"{cell:>14}" for cell in cells))
    print(f"load of the machine {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
