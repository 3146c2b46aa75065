"""A run for MATSim: files by its definitions (network_v2.dtd, population_v6.dtd, vehicleDefinitions_v2.0.xsd, its reader of
events), and events that add up to what the run itself counted."""

import collections
import gzip
import json
import pathlib
import tempfile
import xml.etree.ElementTree as ET

import h5py

import _small_town
from _program import HOME, halong, require_program
from _small_day import write_day

# Of network_v2.dtd and population_v6.dtd: element -> (children in their order, needed attributes, other attributes).
NETWORK = {
    "network": (("attributes", "nodes", "links"), set(), {"name", "type", "capDivider", "lang"}),
    "attributes": (("attribute",), set(), set()),
    "attribute": ((), {"name", "class"}, set()),
    "nodes": (("node",), set(), set()),
    "node": (("attributes",), {"id", "x", "y"}, {"type", "origid"}),
    "links": (("link",), set(), {"capperiod", "effectivecellsize", "effectivelanewidth"}),
    "link": (("attributes",), {"id", "from", "to", "length", "freespeed", "capacity", "permlanes"},
             {"oneway", "volume", "origid", "nt_category", "nt_type", "type", "modes"}),
}
POPULATION = {
    "population": (("attributes", "person"), set(), {"desc"}),
    "attributes": NETWORK["attributes"],
    "attribute": NETWORK["attribute"],
    "person": (("attributes", "plan"), {"id"}, {"sex", "age", "license", "car_avail", "employed"}),
    "plan": (None, set(), {"score", "type", "selected"}),
    "activity": (("attributes",), {"type"}, {"x", "y", "link", "facility", "start_time", "end_time", "max_dur"}),
    "leg": (("attributes", "route"), {"mode"}, {"dep_time", "trav_time"}),
}
# What MATSim's EventsReaderXMLv1 takes from each type of event.
EVENTS = {
    "actend": {"person", "link", "actType"},
    "actstart": {"person", "link", "actType"},
    "departure": {"person", "link", "legMode"},
    "arrival": {"person", "link", "legMode"},
    "PersonEntersVehicle": {"person", "vehicle"},
    "PersonLeavesVehicle": {"person", "vehicle"},
    "vehicle enters traffic": {"person", "link", "vehicle", "networkMode", "relativePosition"},
    "vehicle leaves traffic": {"person", "link", "vehicle", "networkMode", "relativePosition"},
    "left link": {"link", "vehicle"},
    "entered link": {"link", "vehicle"},
    "vehicle aborts": {"link", "vehicle"},
    "stuckAndAbort": {"person", "link", "legMode"},
}


def thin_out(town, divisor):
    """Fewer people and less through traffic, so that a day's events are read in a moment."""
    for layer in ("zones", "places"):
        path = town / f"{layer}.geojson"
        content = json.loads(path.read_text(encoding="utf-8"))
        for feature in content["features"]:
            values = feature["properties"]
            for column in ("population", "households", "jobs", "school_places", "through_veh_per_day", "lorries_per_day"):
                if isinstance(values.get(column), (int, float)):
                    values[column] = round(values[column] / divisor)
        path.write_text(json.dumps(content), encoding="utf-8")


def check_dtd(element, rules):
    children, needed, others = rules[element.tag]
    assert needed <= set(element.attrib) <= needed | others, (element.tag, element.attrib)
    if children is not None:
        order = [children.index(child.tag) for child in element]
        assert order == sorted(order), [child.tag for child in element]
    for child in element:
        check_dtd(child, rules)


def parse(path, doctype):
    with gzip.open(path, "rt", encoding="utf-8") as file:
        text = file.read()
    assert doctype in text[:200], text[:200]
    return ET.fromstring(text)


def check_network(folder, run):
    root = parse(folder / "network.xml.gz", "http://www.matsim.org/files/dtd/network_v2.dtd")
    check_dtd(root, NETWORK)
    assert root.find("attributes/attribute").text == "EPSG:5899"
    nodes = {node.get("id"): (float(node.get("x")), float(node.get("y"))) for node in root.iter("node")}
    assert len(nodes) == len(run["node_x"])
    stable = [name.decode() for name in run["links/id"][()]]
    links = {}
    for link in root.iter("link"):
        row = int(link.get("id")) - 1
        assert link.get("origid") == stable[row]
        (ax, ay), (bx, by) = nodes[link.get("from")], nodes[link.get("to")]
        assert float(link.get("length")) >= ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 - 0.002
        assert float(link.get("freespeed")) > 0 and float(link.get("capacity")) > 0 and int(link.get("permlanes")) > 0
        assert abs(float(link.get("capacity")) - run["link_capacity"][row]) < 0.01 * run["link_capacity"][row]
        links[link.get("id")] = (link.get("from"), link.get("to"), set(link.get("modes").split(",")))
    assert links
    return links


def check_vehicles(folder):
    space = "{http://www.matsim.org/files/dtd}"
    types = ET.parse(folder / "vehicles.xml").getroot().findall(space + "vehicleType")
    names = [[child.tag.removeprefix(space) for child in kind] for kind in types]
    assert all(name == ["length", "maximumVelocity", "passengerCarEquivalents", "networkMode"] for name in names), names
    pce = {kind.get("id"): float(kind.find(space + "passengerCarEquivalents").get("pce")) for kind in types}
    assert pce["car"] == 1 and pce["motorbike"] == 0.25 and pce["truck"] == 2.5 and "bike" in pce, pce


def check_plans(folder):
    root = parse(folder / "plans.xml.gz", "http://www.matsim.org/files/dtd/population_v6.dtd")
    check_dtd(root, POPULATION)
    legs = collections.Counter()
    persons = {}
    for person in root.iter("person"):
        plan, = person.findall("plan")
        assert plan.get("selected") == "yes"
        tags = [part.tag for part in plan]
        assert tags == ["activity", "leg"] * (len(tags) // 2) + ["activity"], tags
        activities = plan.findall("activity")
        assert all({"x", "y"} <= set(one.attrib) for one in activities)
        assert all("end_time" in one.attrib or "max_dur" in one.attrib for one in activities[:-1])
        assert len(activities) < 2 or "end_time" in activities[0].attrib
        persons[person.get("id")] = [one.get("type") for one in activities], [leg.get("mode") for leg in plan.iter("leg")]
        legs.update(persons[person.get("id")][1])
    assert {"motorbike", "walk", "ride"} <= set(legs), legs
    return persons


def events_of(folder):
    with gzip.open(folder / "events.xml.gz", "rb") as file:
        for _, element in ET.iterparse(file):
            if element.tag == "event":
                yield element.attrib
                element.clear()


def check_events(folder, run, links, persons):
    """In order, with all that the reader wants; vehicles go along the network; hours add up to the run's own counts."""
    clock = 0.0
    counted = collections.Counter()
    on_link, rides, done = {}, {}, collections.Counter()
    types = collections.Counter()
    times = []
    for event in events_of(folder):
        kind, time = event["type"], float(event["time"])
        assert set(event) == EVENTS[kind] | {"time", "type"}, event
        assert time >= clock, (time, clock)
        clock = time
        times.append(time)
        types[kind] += 1
        vehicle, person, link = event.get("vehicle"), event.get("person"), event.get("link")
        if kind == "departure":
            activities, modes = persons[person]
            assert person not in rides and modes[done[person]] == event["legMode"], event
            rides[person] = event["legMode"]
        elif kind == "arrival":
            assert rides.pop(person) == event["legMode"]
            done[person] += 1
        elif kind in ("actend", "actstart"):
            assert person not in rides and persons[person][0][done[person]] == event["actType"], event
        elif kind == "vehicle enters traffic":
            assert vehicle not in on_link and event["networkMode"] in links[link][2], event
            on_link[vehicle] = link
        elif kind == "entered link":
            came_from = on_link[vehicle]
            assert came_from.startswith("left ") and links[came_from[5:]][1] == links[link][0], event
            on_link[vehicle] = link
        elif kind in ("left link", "vehicle leaves traffic"):
            assert on_link[vehicle] == link, (event, on_link[vehicle])
            counted[(int(link) - 1, int(time // 3600) % 24)] += 1
            if kind == "left link":
                on_link[vehicle] = "left " + link
            else:
                del on_link[vehicle]
    assert not on_link and not rides and types["departure"] == types["arrival"] > 1000, (types, len(on_link), len(rides))
    volume = run["link_volume"][()]  # [hour][link]
    expected = {(link, hour): int(volume[hour, link]) for hour in range(24) for link in volume[hour].nonzero()[0]}
    assert counted == expected, sum(abs(counted[key] - expected.get(key, 0)) for key in counted)
    assert sum(counted.values()) > 10_000
    return types, times


def main():
    require_program("events for MATSim")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        _small_town.write(HOME, folder / "town")
        thin_out(folder / "town", 5)
        day = write_day(folder, "town")
        halong(0, "run", day, "--tracks", "--out", folder / "day", "--quiet")
        text = halong(0, "export", folder / "day", "--to", "matsim", "--out", folder / "matsim")
        with h5py.File(folder / "day" / "run.h5") as run:
            links = check_network(folder / "matsim", run)
            check_vehicles(folder / "matsim")
            persons = check_plans(folder / "matsim")
            types, every = check_events(folder / "matsim", run, links, persons)
        assert f"{sum(types.values())} events; {types['departure']} legs begin" in text, text
        # Some hours of it.
        halong(0, "export", folder / "day", "--to", "matsim", "--hours", "7-8", "--out", folder / "peak")
        times = [float(event["time"]) for event in events_of(folder / "peak")]
        assert times == [time for time in every if 25_200 <= time < 28_800] and times
        # The same bytes again; without tracks, or without a run, what is missing is told.
        halong(0, "export", folder / "day", "--to", "matsim", "--force", "--out", folder / "peak")
        for file in ("events.xml.gz", "plans.xml.gz", "network.xml.gz"):
            assert (folder / "peak" / file).read_bytes() == (folder / "matsim" / file).read_bytes(), file
        tracks = (folder / "day" / "tracks.bin").read_bytes()
        for broken, said in ((tracks[:-5], "no complete file of tracks"),
                             (tracks.replace(b'"plans":"', b'"plant":"'), "is of other plans than the scenario gives now"),
                             (tracks.replace(b'"legs":[', b'"legz":['), "an older version wrote it"),
                             (tracks.replace(b'"digest":"', b'"digest":"0'), "is of another run than run.h5")):
            assert broken != tracks
            if said != "no complete file of tracks":  # the table of contents has another length
                at = len(broken) - 24
                grown = len(broken) - len(tracks)
                size = int.from_bytes(broken[at:at + 8], "little") + grown
                broken = broken[:at] + size.to_bytes(8, "little") + broken[at + 8:]
            (folder / "day" / "tracks.bin").write_bytes(broken)
            assert said in halong(2, "export", folder / "day", "--to", "matsim", "--out", folder / "bad"), said
        # Vehicles are on links by their rows, so the city must be that of the run.
        (folder / "day" / "tracks.bin").write_bytes(tracks)
        roads = folder / "town" / "roads.geojson"
        kept = roads.read_bytes()
        roads.write_bytes(kept + b"\n")
        assert "is not the city of" in halong(2, "export", folder / "day", "--to", "matsim", "--out", folder / "bad")
        roads.write_bytes(kept)
        # What an earlier export left and this one does not make goes.
        halong(0, "export", folder / "town", "--to", "matsim", "--force", "--out", folder / "peak")
        assert {path.name for path in (folder / "peak").iterdir()} == {"network.xml.gz", "vehicles.xml"}
        (folder / "day" / "tracks.bin").unlink()
        halong(0, "export", folder / "day", "--to", "matsim", "--force", "--out", folder / "matsim")
        assert {path.name for path in (folder / "matsim").iterdir()} == {"network.xml.gz", "vehicles.xml", "plans.xml.gz"}
        for path in (folder / "day", folder / "town"):
            assert "has no tracks" in halong(2, "export", path, "--to", "matsim", "--hours", "7-8", "--out",
                                             folder / "bad")
        assert "`halong run --tracks`" in halong(0, "export", day, "--to", "matsim", "--out", folder / "plans-only")
        assert not (folder / "plans-only" / "events.xml.gz").exists() and not (folder / "bad").exists()
        assert "does not go with --to matsim" in halong(2, "export", day, "--to", "matsim", "--crs", "EPSG:4326", "--out",
                                                        folder / "bad")


main()
