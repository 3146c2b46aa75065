"""The program from outside: exit codes and messages for bad input, and one result for any number of threads."""

import json
import os
import pathlib
import re
import sqlite3
import subprocess
import tempfile

import _small_town
from _program import HOME, PROGRAM, counts_lines, make_afresh, require_program


def run(*words):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=300, check=False)
    return done.returncode, done.stdout + done.stderr


def expect(code, pattern, *words):
    found, text = run(*words)
    assert found == code, f"{words}: exit {found}, wanted {code}\n{text}"
    assert re.search(pattern, text), f"{words}: no '{pattern}' in\n{text}"


def is_hardened():
    """What the compiler flags promise can be seen in the file; builds with sanitizers, or that count lines, have no FORTIFY."""
    words = subprocess.run(["readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--dyn-syms", PROGRAM],
                           capture_output=True, text=True, timeout=60, check=True,
                           env={**os.environ, "LC_ALL": "C"}).stdout
    if "__asan_init" in words or "__tsan_init" in words or counts_lines(PROGRAM):
        return
    for pattern in (r"Type: +DYN .Position-Independent", r"GNU_RELRO", r"FLAGS.*(BIND_NOW|NOW)", r"__stack_chk_fail",
                    r"__\w+_chk\b", r"GNU_STACK( +0x0+){5} RW "):
        assert re.search(pattern, words), f"{PROGRAM} shows no '{pattern}'"


def area(population, west=107.0, south=20.95):
    east, north = west + 0.1, south + 0.05
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "FeatureCollection", "features": [{
        "type": "Feature", "properties": {"id": "a", "name": "A", "population": population},
        "geometry": {"type": "Polygon", "coordinates": [ring]}}]}


def bad_input(folder):
    weekday = HOME / "scenarios/weekday.toml"
    roads = HOME / "data/halong/roads.geojson"
    expect(2, "did you mean 'study'", "stdy", "x")
    expect(2, "did you mean '.*weekday.toml'", "run", HOME / "scenarios/weekdy.toml")
    expect(2, "--set takes a key and its value as one word, such as --set seed=7", "run", weekday, "--set", "seed", "7")
    expect(2, "each override has a --set of its own: --set seed=7 --set day=weekend", "run", weekday, "--set", "seed=7",
           "day=weekend")
    expect(2, "several layers are one word: --layer links,zones", "export", folder, "--to", "csv", "--out", folder / "x",
           "--layer", "links", "zones")
    expect(2, "did you mean 'visitors_per_day'", "run", weekday, "--set", "demand.visitor_per_day=3")
    expect(74, "cannot be written", "run", weekday, "--out", "/proc/none/x")
    expect(2, "make one with `halong import`", "run", weekday, "--city", folder / "none", "--out", folder / "r")
    assert not (folder / "r").exists()

    study = (HOME / "scenarios/hotspots-or-cameras.toml").read_text()
    study = re.sub(r'scenario = ".*"', f'scenario = "{weekday}"', study)
    costless = folder / "costless.toml"
    costless.write_text(re.sub(r"(?m)^capex_vnd = 8_.*$", "", study))
    expect(2, r"costless.toml:\d+:\d+: error: .*more-hotspots.*capex_vnd", "study", costless)
    for option in ("more-hotspots", "more-cameras"):
        assert option in study
    unknown = folder / "unknown.toml"
    unknown.write_text(study.replace("Trần Quốc Nghiễn", "Trần Quốc Nghiên"))
    expect(2, r"unknown.toml:\d+:\d+: error: option 'coast-road-lane': .*\n.*did you mean 'Trần Quốc Nghiễn'",
           "study", unknown, "--out", folder / "s", "--quiet")
    assert not (folder / "s").exists()  # nothing is made for a study that cannot run
    indicator = folder / "indicator.toml"
    indicator.write_text(study.replace('id = "vehicle_delay_h"', 'id = "vehicle_delays_h"'))
    for words in (("check", indicator), ("study", indicator, "--out", folder / "t", "--quiet")):
        expect(2, r"indicator.toml:\d+:\d+: error: no run reports a KPI 'vehicle_delays_h'", *words)
    assert not (folder / "t").exists()
    weighed = folder / "weighed.toml"
    weighed.write_text(study + '\n[[kpis]]\nid = "tolls_visitors_m_vnd"\nbetter = "more"\nweight_vnd_per_unit = 1_000_000\n')
    expect(2, r"weighed.toml:\d+:\d+: error: .*what one pays another receives", "check", weighed)

    zones = folder / "zones.geojson"
    zones.write_text(json.dumps(area(-5)))
    out = folder / "city"
    arguments = ("import", "--roads", roads, "--zones", zones, "--out", out)
    expect(2, "population = -5; allowed are 0 to 100000000", *arguments)
    expect(2, "is not metric", *arguments, "--crs", "EPSG:4326")
    zones.write_text(json.dumps(area(500)))
    expect(2, "does not fit the city: .* wrong by", *arguments, "--crs", "EPSG:32632")
    zones.write_text(json.dumps(area(500, west=7.4, south=43.7)))
    expect(2, "no street lies in any of the 1 zones", *arguments, "--crs", "EPSG:32632")
    zones.write_text(json.dumps({"type": "FeatureCollection", "features": []}))
    expect(2, "no features", *arguments)
    cut = folder / "cut.osm.pbf"
    cut.write_bytes(b"\x00\x00\x00\x0dnot a pbf file")
    zones.write_text(json.dumps(area(500)))
    expect(2, "cannot be read as OpenStreetMap", "import", "--roads", cut, "--zones", zones, "--out", out)
    assert not out.exists()
    assert not [path for path in folder.iterdir() if path.name.endswith(".tmp")]


def check_looks_into_the_city(folder):
    """What a file names of its city and the city does not have: all of it at once, at its lines, of every kind of file."""
    weekday = HOME / "scenarios/weekday.toml"
    lost = folder / "lost.toml"
    lost.write_text(f"""format = "halong-scenario/1"
city = "{HOME / 'data/halong'}"
[[event]]
id = "fair"
place = "sun-wheel-of-nowhere"
[[event.roads]]
name = "Trần Quốc Nghiên"
lanes_change = 1
[[outage]]
id = "dark"
what = ["cameras"]
places = ["nobody-knows"]
from_h = 8
to_h = 9
""")
    code, text = run("check", lost)
    assert code == 2, text
    for word in (r"lost.toml:4:6: error: .*'fair': .*sun-wheel-of-nowhere", "did you mean 'Trần Quốc Nghiễn'",
                 r"lost.toml:10:6: error: .*'dark': .*nobody-knows"):
        assert re.search(word, text), f"no {word} in\n{text}"
    lost.write_text(f"""format = "halong-scenario/1"
city = "{HOME / 'data/halong'}"
[[event]]
id = "fair"
place = "sun-world"
attendance = 900_000
""")
    expect(2, r"lost.toml:\d+:\d+: error: event 'fair' wants 360000 residents", "check", lost)
    option = """[[options]]
id = "{id}"
title = {{ vi = "{id}", en = "{id}" }}
capex_vnd = 1
opex_vnd_per_year = 1
life_years = 10
[[options.places]]
ids = ["{place}"]
opens_h = 7
"""
    study = folder / "lost-study.toml"
    study.write_text(f"""format = "halong-study/1"
scenario = "{weekday}"
question = {{ vi = "Gì?", en = "Which?" }}
replications = 2
seed = 1
[[kpis]]
id = "vehicle_delay_h"
better = "less"
""" + option.format(id="one", place="no-such-place") + option.format(id="two", place="nor-this"))
    code, text = run("check", study)
    assert code == 2, text
    for word in (r"lost-study.toml:\d+:\d+: error: option 'one': .*no-such-place",
                 r"lost-study.toml:\d+:\d+: error: option 'two': .*nor-this"):
        assert re.search(word, text), f"no {word} in\n{text}"
    expect(0, r"hotspots-or-cameras.toml: good", "check", HOME / "scenarios/hotspots-or-cameras.toml")


def embedded_city():
    expect(0, r"schematic, not surveyed\): 322,710 residents in 33 zones.* 107 hotspots, 1,300 cameras",
           "info", HOME / "data/halong")


def cities_are_checked_whole(folder):
    """A city.toml is no file of site rules: it is checked with its layers, as its folder is."""
    town = folder / "checked"
    _small_town.write(HOME, town)
    good = r"good, a city with its layers, 2 zones and \d+ links; issues: 0 errors, \d+ warnings, \d+ notes"
    expect(0, good, "check", town / "city.toml")
    expect(0, good, "check", town)
    text = (town / "city.toml").read_text(encoding="utf-8")
    (town / "my-town.toml").write_text(text, encoding="utf-8")
    expect(2, "my-town.toml: error: is the file of a city.*\n.*call it city.toml", "check", town / "my-town.toml")
    (town / "city.toml").write_text(text.replace("zones.geojson", "wards.geojson"), encoding="utf-8")
    expect(2, r"wards.geojson: error: there is no such file", "check", town / "city.toml", town / "sites.toml")
    (town / "city.toml").write_text(text.replace("places =", "place ="), encoding="utf-8")
    expect(2, r"city.toml:7:1: error: unknown key 'place'\n.*did you mean 'places'", "check", town / "city.toml")


def info_of_what_it_does_not_tell(folder):
    """Results that are no run's: said what they are, and what reads them."""
    for name, text in (("answer.json", r"is a study\s+help: read its answer.md"),
                       ("plan.json", r"is a sweep\s+help: halong sweep")):
        other = folder / f"with-{name}"
        other.mkdir()
        (other / name).write_text("{}")
        expect(2, rf"with-{name}: error: {text}", "info", other)


def streams_that_are_missing_or_full(folder):
    """Closed streams take no result's place; what cannot be written to the output is told, and no fault of the program."""
    thin = [word for key in ("demand.residents_factor=0.002", "demand.visitors_per_day=20", "demand.through_factor=0.01")
            for word in ("--set", key)]
    def start(redirections, *words):
        done = subprocess.run(["bash", "-c", f'"$0" "$@" {redirections}', PROGRAM, *map(str, words)], timeout=300,
                              capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    digests = []
    for name, redirections in (("open", ""), ("closed", "<&- >&- 2>&-")):
        out = folder / name
        found = start(redirections, "run", HOME / "scenarios/weekday.toml", *thin, "--out", out)
        assert found[0] == 0, found
        code, text = run("info", out / "run.h5")
        assert code == 0, text
        digests.append(re.sub(r"(?m)^wall.*", "", text))
    assert digests[0] == digests[1]
    for words in (("--help",), ("schema", "study"), ("explain", "scenario"), ("info", folder / "open")):
        code, text = start("> /dev/full", *words)
        assert code == 74 and re.search(r"standard output: error: cannot be written\s+help: free space", text), (words, text)
    assert start("> /dev/full 2> /dev/full", "info", folder / "open")[0] == 74
    assert start("2> /dev/full", "run", folder / "none.toml")[0] == 2


def same_result_for_any_threads(folder):
    """A thin day of the whole city: 2 % of the residents, 300 visitors."""
    make_afresh()
    digests = []
    for threads in (1, 2, 4):
        code, text = run("run", HOME / "scenarios/weekday.toml", "--out", folder / f"t{threads}", "--quiet",
                         "--threads", threads, "--set", "demand.residents_factor=0.02",
                         "--set", "demand.visitors_per_day=300", "--set", "demand.through_factor=0.05")
        assert code == 0, text
        digests.append(re.search(r"digest ([0-9a-f]{16})", text).group(1))
        assert (folder / f"t{threads}/run.h5").exists() and (folder / f"t{threads}/results.gpkg").exists()
    assert len(set(digests)) == 1, digests


def ends_at_its_hard_end(folder):
    """A thin day that is cut off at midnight, when nobody may be left on the way: not valid, and told where."""
    out = folder / "cut"
    code, text = run("run", HOME / "scenarios/weekday.toml", "--out", out, "--quiet",
                     "--set", "demand.residents_factor=0.02", "--set", "demand.visitors_per_day=300",
                     "--set", "traffic.end_hour=24", "--set", "traffic.gridlock_limit_share=0")
    assert code == 3, text
    held = int(re.search(r"NOT VALID: ([0-9,]+) legs had not ended", text).group(1).replace(",", ""))
    assert re.search(r"at .*: [0-9,]+ legs held, [0-9,]+ without a way", text), text
    database = sqlite3.connect(f"file:{out / 'results.gpkg'}?mode=ro", uri=True)
    assert held > 0 and database.execute("select sum(held_legs) from zones").fetchone() == (held,)
    assert database.execute("select count(*) from gpkg_contents where table_name = 'gridlock'").fetchone() == (1,)


def assignment(folder):
    """Braess's network: 92 for every user, 83 in the optimum; what is refused, and what is not overwritten."""
    net = folder / "braess_net.tntp"
    net.write_text("<NUMBER OF ZONES> 2\n<NUMBER OF NODES> 4\n<FIRST THRU NODE> 1\n<NUMBER OF LINKS> 5\n"
                   "<END OF METADATA>\n1 3 1 1 1e-8 1e9 1 ;\n1 4 1 1 50 0.02 1 ;\n3 2 1 1 50 0.02 1 ;\n"
                   "3 4 1 1 10 0.1 1 ;\n4 2 1 1 1e-8 1e9 1 ;\n")
    trips = folder / "braess_trips.tntp"
    trips.write_text("<NUMBER OF ZONES> 2\n<END OF METADATA>\nOrigin 1\n2 : 6.0;\n")
    out = folder / "flows.csv"
    expect(0, r"iteration +relative gap[\s\S]*Beckmann objective 386\.0000.*total cost 552\.000", "assign", net,
           "--gap", "1e-10", "--out", out)
    rows = out.read_text().splitlines()
    assert rows[0] == "link_id,from_node_id,to_node_id,volume,cost,volume_over_capacity" and len(rows) == 6
    volumes = [float(row.split(",")[3]) for row in rows[1:]]
    assert all(abs(a - b) < 1e-6 for a, b in zip(volumes, (4, 2, 2, 2, 4))), volumes
    told = json.loads((folder / "flows.csv.json").read_text())
    assert told["converged"] and told["iterations"][-1]["relative_gap"] == told["relative_gap"] <= 1e-10
    expect(2, "flows.csv: error: exists already", "assign", net, "--out", out)
    expect(0, "system optimum: .* total cost 498.000", "assign", net, "--system-optimum", "--quiet")
    expect(3, "allow more --iterations", "assign", net, "--iterations", "1", "--quiet")
    trips.write_text("<NUMBER OF ZONES> 2\n<END OF METADATA>\nOrigin 2\n1 : 6.0;\n")
    expect(2, r"braess_trips.tntp:4:1: error: no path leads from 2 to 1", "assign", net)
    trips.write_text("<NUMBER OF ZONES> 2\n<END OF METADATA>\nOrigin 1\n2 : -6.0;\n")
    expect(2, r"braess_trips.tntp:4:5: error: the number of trips is -6.0", "assign", net)
    expect(2, "--trips X_trips.tntp", "assign", net.rename(folder / "alone.tntp"))


def calibration(folder):
    """A target without a unit is told with its place."""
    text = (HOME / "scenarios/calibration.toml").read_text()
    text = re.sub(r'scenario = "(.*?)"', lambda found: f'scenario = "{HOME / "scenarios" / found[1]}"', text)
    bad = folder / "unitless.toml"
    bad.write_text(text.replace('unit = "veh/day"\n', "", 1))
    expect(2, r"unitless.toml:\d+:\d+: error: target 'bach-dang-bridge' lacks the required key 'unit'", "calibrate",
           bad)
    bad.write_text(text.replace('role = "validation"', 'role = "fit"'))
    expect(2, r"hai_phong_time is never fitted", "check", bad)
    expect(2, r"a figure of another day is never fitted", "check", bad)


def main():
    require_program("command_line_test")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        is_hardened()
        bad_input(folder)
        embedded_city()
        check_looks_into_the_city(folder)
        cities_are_checked_whole(folder)
        info_of_what_it_does_not_tell(folder)
        assignment(folder)
        calibration(folder)
        ends_at_its_hard_end(folder)
        streams_that_are_missing_or_full(folder)
        same_result_for_any_threads(folder)


if __name__ == "__main__":
    main()
