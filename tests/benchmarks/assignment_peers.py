#!/usr/bin/env python3
"""Races `halong assign` against AequilibraE on the same TNTP network, to the same relative gap.

    ./halong build
    python3 -m venv V && V/bin/pip install aequilibrae
    tests/benchmarks/assignment_peers.py FOLDER --peer-python V/bin/python [--gap 1e-6] [--repeats 3]

FOLDER holds X_net.tntp and X_trips.tntp. AequilibraE runs its fastest method, bi-conjugate Frank-Wolfe. Prints, of the
median round, the seconds of the assignment alone (reading, building graphs and starting Python excluded), its CPU
seconds (ours: of the whole process, with reading and writing), the wall time of the process, the gap and the Beckmann
objective that were reached (computed here from the link flows of both, in the same way), and our ratios; those of CPU
time are what other work on the machine disturbs least. Rounds are interleaved. What is not there is named and left out.
"""

import argparse
import csv
import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
OURS = ROOT / "build" / "release" / "bin" / "halong"

PEER = r"""
import json, sys, time
import numpy as np, pandas as pd
from aequilibrae.matrix import AequilibraeMatrix
from aequilibrae.paths import Graph, TrafficAssignment, TrafficClass
links, trips = json.load(open(sys.argv[1])), json.load(open(sys.argv[2]))
gap, most, cores = float(sys.argv[3]), 100_000, int(sys.argv[4])
zones = trips["zones"]
frame = pd.DataFrame(links["rows"], columns=["a_node", "b_node", "capacity", "free_flow_time", "b", "power"])
frame = frame.astype({"a_node": int, "b_node": int})
frame.insert(0, "link_id", np.arange(1, len(frame) + 1))
frame["direction"] = 1
graph = Graph()
graph.network = frame
graph.network_ok = True
graph.status = "OK"
graph.prepare_graph(np.arange(1, zones + 1))
graph.set_graph("free_flow_time")
graph.set_blocked_centroid_flows(links["first_through"] > zones)
matrix = AequilibraeMatrix()
matrix.create_empty(zones=zones, matrix_names=["trips"], memory_only=True)
matrix.index[:] = np.arange(1, zones + 1)
table = np.zeros((zones, zones))
for o, d, volume in trips["rows"]:
    table[o - 1, d - 1] = volume
matrix.matrices[:, :, 0] = table
matrix.computational_view(["trips"])
assignment = TrafficAssignment()
assignment.set_classes([TrafficClass("car", graph, matrix)])
assignment.set_vdf("BPR")
assignment.set_vdf_parameters({"alpha": "b", "beta": "power"})
assignment.set_capacity_field("capacity")
assignment.set_time_field("free_flow_time")
assignment.set_algorithm("bfw")
assignment.set_cores(cores)
assignment.max_iter = most
assignment.rgap_target = gap
started, started_cpu = time.monotonic(), time.process_time()
assignment.execute()
seconds, cpu = time.monotonic() - started, time.process_time() - started_cpu
flow = assignment.results()["PCE_AB"].reindex(np.arange(1, len(frame) + 1)).fillna(0.0)
print(json.dumps({"seconds": seconds, "cpu": cpu, "iterations": int(assignment.assignment.iter),
                  "gap": float(assignment.assignment.rgap), "flow": flow.tolist()}))
"""


def numbers(line):
    return [float(word) for word in line.replace(";", " ").split()]


def read_network(path):
    head, body = path.read_text().split("<END OF METADATA>")
    first_through = int(re.search(r"<FIRST THRU NODE>\s*(\d+)", head)[1])
    rows = []
    for line in body.splitlines():
        line = line.split("~")[0].strip()
        if line and line != ";":
            a, b, capacity, _, free_time, alpha, beta = numbers(line)[:7]
            rows.append((a, b, capacity, free_time, alpha, beta))
    return {"first_through": first_through, "rows": rows}


def read_trips(path):
    head, body = path.read_text().split("<END OF METADATA>")
    zones = int(re.search(r"<NUMBER OF ZONES>\s*(\d+)", head)[1])
    rows = []
    for block in re.split(r"Origin", body)[1:]:
        origin, rest = block.split(None, 1) if len(block.split(None, 1)) == 2 else (block, "")
        for zone, volume in re.findall(r"(\d+)\s*:\s*([0-9.eE+-]+)\s*;", rest):
            if zone != origin and float(volume) > 0:
                rows.append((int(origin), int(zone), float(volume)))
    return {"zones": zones, "rows": rows}


def children_cpu():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def beckmann(network, flow):
    return sum(t * v * (1 + b / (p + 1) * (v / c) ** p) for (_, _, c, t, b, p), v in zip(network["rows"], flow))


def run_ours(net, trips, gap, threads, folder):
    out = folder / "flows.csv"
    started, cpu = time.monotonic(), children_cpu()
    done = subprocess.run([OURS, "assign", net, "--trips", trips, "--gap", str(gap), "--threads", str(threads),
                           "--quiet", "--out", out, "--force"], capture_output=True, text=True, check=True)
    wall, cpu = time.monotonic() - started, children_cpu() - cpu
    said = re.search(r"relative gap (\S+) after (\d+) iterations.*; ([0-9.]+) s, and", done.stdout, re.S)
    flow = [float(row["volume"]) for row in csv.DictReader(out.open())]
    return {"seconds": float(said[3]), "cpu": cpu, "wall": wall, "iterations": int(said[2]), "gap": float(said[1]),
            "flow": flow}


def run_peer(python, network, trips, gap, threads, folder):
    for name, content in (("net.json", network), ("trips.json", trips)):
        (folder / name).write_text(json.dumps(content))
    started = time.monotonic()
    done = subprocess.run([python, "-c", PEER, folder / "net.json", folder / "trips.json", str(gap), str(threads)],
                          capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"AequilibraE failed:\n{done.stderr[-2000:]}")
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return told | {"wall": time.monotonic() - started}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--gap", type=float, default=1e-6)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--peer-python", default=sys.executable)
    options = parser.parse_args()
    if not OURS.exists():
        sys.exit(f"{OURS} is not there: ./halong build")
    net = next(options.folder.glob("*_net.tntp"))
    trips = next(options.folder.glob("*_trips.tntp"))
    network, table = read_network(net), read_trips(trips)
    field = {}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for threads in sorted({1, options.threads}):
            who = f"ours, {threads} thread{'s' if threads > 1 else ''}"
            field[who] = lambda t=threads: run_ours(net, trips, options.gap, t, folder)
        found = subprocess.run([options.peer_python, "-c", "import aequilibrae"], capture_output=True, check=False)
        if found.returncode == 0:
            field[f"AequilibraE bfw, {options.threads} threads"] = lambda: run_peer(
                options.peer_python, network, table, options.gap, options.threads, folder)
        else:
            print("left out: AequilibraE (python3 -m venv V && V/bin/pip install aequilibrae; "
                  "--peer-python V/bin/python)")
        print(f"{net.stem}: {len(network['rows'])} links, {len(table['rows'])} pairs; gap {options.gap:g}; "
              f"load of the machine {os.getloadavg()[0]:.1f}")
        rounds = {who: [] for who in field}
        for _ in range(options.repeats):
            for who, run in field.items():
                rounds[who].append(run())
    ours = {key: statistics.median(one[key] for one in rounds["ours, 1 thread"]) for key in ("seconds", "cpu")}
    print(f"{'':30}{'seconds':>10}{'CPU s':>9}{'process s':>11}{'iterations':>12}{'gap':>12}{'objective':>20}"
          f"{'ours: faster':>14}{'by CPU':>9}")
    for who, of_one in rounds.items():
        one = sorted(of_one, key=lambda row: row["seconds"])[len(of_one) // 2]
        print(f"{who:30}{one['seconds']:>10.4f}{one['cpu']:>9.3f}{one['wall']:>11.2f}{one['iterations']:>12}"
              f"{one['gap']:>12.2e}{beckmann(network, one['flow']):>20.6f}{one['seconds'] / ours['seconds']:>13.1f}x"
              f"{one['cpu'] / ours['cpu']:>8.1f}x")


if __name__ == "__main__":
    main()
