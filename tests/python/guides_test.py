"""The guides for planners: every command in them, on a town of two quarters, and what they say of the report's parts."""

import json
import os
import pathlib
import re
import shlex
import tempfile

import _small_town
from _program import HOME, halong, require_program
from _small_day import write_day


def text_of(guide):
    return (HOME / guide).read_text(encoding="utf-8")


def commands_of(guide):
    """Its commands, without the program; those in sentences stand in backquotes."""
    text = text_of(guide)
    lines = [line.strip() for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines()]
    commands = [shlex.split(line) for line in lines if line]
    assert commands and all(words[0] == "./halong" for words in commands), commands
    return [words[1:] for words in commands]


def frames_of(guide):
    return re.findall(r"```toml\n(.*?)```", text_of(guide), re.S)


def first_study(folder):
    (folder / "my-first-study.toml").write_text(frames_of("scenarios/first-study.md")[0], encoding="utf-8")
    for words in commands_of("scenarios/first-study.md"):
        said = halong(0, *words)
        if words[0] == "explain" and words[1] != "study":
            assert "visitors_per_day" in said, said
    first = json.loads((folder / "my-first-answer" / "answer.json").read_text(encoding="utf-8"))
    surer = json.loads((folder / "my-surer-answer" / "answer.json").read_text(encoding="utf-8"))
    assert {"base", "hotspots", "cameras"} <= {path.name for path in (folder / "my-first-answer").iterdir()}
    # The guide says that the first replications come out the same.
    for variant in ("base", "hotspots", "cameras"):
        for number in ("1", "2"):
            kpis = [(folder / name / variant / number / "kpis.csv").read_bytes()
                    for name in ("my-first-answer", "my-surer-answer")]
            assert kpis[0] == kpis[1], (variant, number)
    assert first != surer


def report(folder):
    for words in commands_of("scenarios/read-the-report.md"):
        halong(0, *words)
    words = json.loads(text_of("engine/export/report/texts.json"))
    vietnamese, english = (re.findall(r"^\| \*\*(.+?)\*\*", part, re.M)
                           for part in text_of("scenarios/read-the-report.md").split("## English"))
    sections = {(text["vi"], text["en"]) for key, text in words.items() if key.startswith("section.")}
    assert len(vietnamese) == len(english) >= 10 and set(zip(vietnamese, english)) <= sections, (vietnamese, english)
    page = (folder / "my-report.html").read_text(encoding="utf-8")
    for name in vietnamese:
        assert name in page, name


def as_osm(roads):
    """Centre lines as OpenStreetMap XML: points that are written alike are one node."""
    nodes, ways = {}, []
    for number, road in enumerate(roads["features"], 1):
        refs = [nodes.setdefault(tuple(point), len(nodes) + 1) for point in road["geometry"]["coordinates"]]
        tags = {"highway": road["properties"]["class"], "name": road["properties"]["name"].replace("&", "&amp;"),
                "lanes": road["properties"]["lanes"]}
        ways.append(f'<way id="{number}" version="1">' + "".join(f'<nd ref="{ref}"/>' for ref in refs)
                    + "".join(f'<tag k="{key}" v="{value}"/>' for key, value in tags.items()) + "</way>")
    points = "".join(f'<node id="{ref}" version="1" lon="{lon}" lat="{lat}"/>' for (lon, lat), ref in nodes.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6">{points}{"".join(ways)}</osm>\n'


def write_sumo_network(folder):
    """A road there and back with a detector, and a vehicle on it."""
    lanes = "".join(f'<edge id="{start}{end}" from="{start}" to="{end}"><lane id="{start}{end}_0" index="0" speed="13.9" '
                    f'length="300" shape="{shape}"/></edge>'
                    for start, end, shape in (("a", "b", "0,-2 300,-2"), ("b", "a", "300,2 0,2")))
    ends = "".join(f'<junction id="{name}" type="priority" x="{x}" y="0"/>' for name, x in (("a", 0), ("b", 300)))
    turns = '<connection from="ab" to="ba" fromLane="0" toLane="0"/><connection from="ba" to="ab" fromLane="0" toLane="0"/>'
    projection = "+proj=utm +zone=48 +ellps=WGS84 +datum=WGS84 +units=m +no_defs"
    (folder / "my.net.xml").write_text(
        f'<net version="1.9"><location netOffset="-720000,-2310000" projParameter="{projection}"/>{lanes}{ends}{turns}</net>',
        encoding="utf-8")
    (folder / "my.add.xml").write_text(
        '<additional><inductionLoop id="loop" lane="ab_0" pos="100" period="900" file="out.xml"/></additional>',
        encoding="utf-8")
    (folder / "my.rou.xml").write_text(
        '<routes><vType id="car" vClass="passenger"/><vehicle id="one" type="car" depart="1"><route edges="ab ba"/></vehicle>'
        "</routes>", encoding="utf-8")


def import_is_told(told, city):
    """The import, `info` and the file tell of the same faults; no kind of them concerns more road than there is."""
    counts = re.search(r"issues of the import \((\d+) entries in import_issues.geojson\): (.+)", told)
    assert f"issues of the import (import_issues.geojson): {counts[2]}\n" in halong(0, "info", city)
    entries = json.loads((city / "import_issues.geojson").read_text(encoding="utf-8"))["features"]
    assert len(entries) == int(counts[1])
    severities = ("error", "warning", "note")
    sums = [sum(one["properties"]["count"] for one in entries if one["properties"]["severity"] == severity)
            for severity in severities]
    assert counts[2] == ", ".join(f"{number} {severity}s" for number, severity in zip(sums, severities)), (counts[2], sums)
    source_km = float(re.search(r"roads: ([\d.]+) km in the source", told)[1])
    lengths = [float(km) for km in re.findall(r"^  (?:note|warning|error) .* ([\d.]+) km", told, re.M)]
    assert lengths and max(lengths) <= source_km + 0.1, told
    assert "no maxspeed given" in told and "no width given" in told, told
    for one in entries:  # what concerns roads has a place on the map
        assert one["geometry"] or one["properties"]["length_m"] == 0, one


def own_city(folder):
    layers = {name: json.loads((folder / "town" / f"{name}.geojson").read_text(encoding="utf-8"))
              for name in ("roads", "zones", "places")}
    for zone in layers["zones"]["features"]:
        zone["properties"]["residents"] = zone["properties"].pop("population")
    (folder / "my-roads.osm").write_text(as_osm(layers["roads"]), encoding="utf-8")
    (folder / "my-wards.geojson").write_text(json.dumps(layers["zones"]), encoding="utf-8")
    (folder / "my-places.geojson").write_text(json.dumps(layers["places"]), encoding="utf-8")
    (folder / "my-sites.toml").write_text(frames_of("data/your-own-city.md")[0], encoding="utf-8")
    write_sumo_network(folder)
    for words in commands_of("data/your-own-city.md"):
        told = halong(0, *words)
        if words[0] == "import" and "my-city" in words:
            import_is_told(told, folder / "my-city")
    for words in set(re.findall(r"`\./halong ([^`]+)`", text_of("data/your-own-city.md"))):  # in sentences
        halong(0, *shlex.split(words))
    detectors = json.loads((folder / "my-sumo-city" / "detectors.geojson").read_text(encoding="utf-8"))["features"]
    assert [one["properties"]["sensor"] for one in detectors] == ["loop"], detectors
    for file in ("my-city/import_issues.geojson", "my-city-map/halong.qgz", "my-gmns/link.csv", "my-sumo/city.netccfg",
                 "my-matsim/network.xml.gz"):
        assert (folder / file).exists(), file


def main():
    require_program("the guides for planners")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        _small_town.write(HOME, folder / "town")
        (folder / "scenarios").mkdir()
        write_day(folder / "scenarios", "../town", "weekday.toml")
        os.chdir(folder)
        first_study(folder)
        report(folder)
        own_city(folder)
        os.chdir(HOME)


main()
