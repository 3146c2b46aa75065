"""The report as a planner opens it, in headless Chromium: no error, no request, both languages, maps that follow."""

import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import _chromium

PROGRAM = os.environ.get("HALONG_PROGRAM", "")
HOME = pathlib.Path(os.environ.get("HALONG_HOME", "."))
SKIP = 77
# A thin day of the whole city: 2 % of the residents, 300 visitors.
THIN = ("--set", "demand.residents_factor=0.02", "--set", "demand.visitors_per_day=300",
        "--set", "demand.through_factor=0.05", "--quiet")
MARKUP = "</script><img src=x onerror=document.title='broken'>"


def run(*words):
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, timeout=500, check=False)
    assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"


def study_with_markup(folder):
    """The study of the project with names that try to become markup."""
    text = (HOME / "scenarios/hotspots-or-cameras.toml").read_text()
    text = text.replace('scenario = "weekday.toml"', f'scenario = "{HOME}/scenarios/weekday.toml"')
    text, changed = re.subn('en = "40 more hotspots"', lambda _: f"en = {json.dumps(MARKUP)}", text)
    assert changed == 1
    path = folder / "markup.toml"
    path.write_text(text)
    return path


def choose(page, element, value, event):
    page.value(f"""(() => {{ const one = document.getElementById({json.dumps(element)});
        one.value = {json.dumps(str(value))}; one.dispatchEvent(new Event({json.dumps(event)})); }})()""")


def maps_of(page):
    return page.value("[...document.querySelectorAll('.map svg')].map((map) => map.innerHTML)")


def text_of(page):
    return page.value("document.getElementById('report').textContent")


def both_languages(page, data):
    """Every text of the document stands on the page of its language; only there where the two differ."""
    for language in ("vi", "en"):
        page.value(f"document.getElementById('language-{language}').click()")
        assert page.value("document.documentElement.lang") == language
        text = text_of(page)
        for section in data["sections"]:
            assert section["title"][language] in text, section["title"]
            for block in section["blocks"]:
                for row in block.get("rows", []):
                    for cell in row["cells"]:
                        for part in ("value", "difference", "remark"):
                            assert cell.get(part, {language: ""})[language] in text, cell
                for item in block.get("items", []):
                    assert item[language] in text, item
                for card in block.get("cards", []):
                    for line in card["lines"]:
                        assert line["text"][language] in text, line
        assert "undefined" not in text and "NaN" not in text and "[object" not in text


def figures_are_the_answers(data, folder):
    """The means of answer.json, read independently, are those that the table shows."""
    answer = json.loads((folder / "answer.json").read_text())
    table = next(section for section in data["sections"] if section["id"] == "indicators")["blocks"][0]
    assert len(table["rows"]) == len(answer["kpis"])

    def shows(cell, value):
        shown = cell["en"].replace(",", "").replace("−", "-")
        decimals = len(shown.partition(".")[2])
        assert abs(float(shown) - value) <= 0.5000001 * 10 ** -decimals, (cell, value)

    for row, kpi in zip(table["rows"], answer["kpis"]):
        shows(row["cells"][0]["value"], kpi["base_mean"])
        for cell, option in zip(row["cells"][1:], kpi["options"]):
            shows(cell["value"], option["mean"])
            is_coloured = cell.get("tone") in ("better", "worse")
            assert is_coloured == (option["distinguishable"]), (cell, option)
            if option["difference"] == 0 and option["half_width"] == 0:
                continue
            mean, half_width = cell["difference"]["en"].removesuffix(" *").split(" ± ")
            shows({"en": mean.lstrip("+")}, option["difference"])
            shows({"en": half_width}, option["half_width"])


def maps_follow(page):
    choose(page, "map-hour", 7, "input")
    morning = maps_of(page)
    assert len(morning) == 3
    choose(page, "map-hour", 3, "input")
    night = maps_of(page)
    assert morning[0] != night[0] and morning[1] != night[1]
    assert "03:00" in page.value("document.querySelector('.controls output').textContent")
    choose(page, "map-hour", 12, "input")
    for measure in range(page.value("document.getElementById('map-measure').options.length")):
        choose(page, "map-measure", measure, "change")
        for option in range(page.value("document.getElementById('map-option').options.length")):
            choose(page, "map-option", option, "change")
    for measure in (0, 2):  # of roads and of zones: what is pale, and what is too little for a class
        choose(page, "map-measure", measure, "change")
        legend = page.value("[...document.querySelectorAll('.maplegend li')].slice(-2).map((one) => one.textContent)")
        assert re.fullmatch("(nhạt|pale): .+", legend[0]) and legend[1].startswith("< "), legend
    before = page.value("document.querySelector('.map svg g').getAttribute('transform')")
    page.value("document.querySelector('.zooms button').click()")
    after = page.value("[...document.querySelectorAll('.map svg > g')].map((one) => one.getAttribute('transform'))")
    assert after[0] != before and len(set(after)) == 1, (before, after)  # all maps move as one


def accessible(page):
    """What a screen reader needs: names of pictures and controls, a table behind each chart, one language each."""
    assert page.value("[...document.querySelectorAll('svg[role=img]')].every((one) => one.getAttribute('aria-label'))")
    assert page.value("[...document.querySelectorAll('select, input')].every((one) => one.closest('label'))")
    assert page.value("[...document.querySelectorAll('figure.chart')].every((one) => one.querySelector('table'))")
    assert page.value("[...document.querySelectorAll('h2')].length") == page.value("document.querySelectorAll('section').length")


def study_report(folder):
    results = folder / "study"
    run("study", study_with_markup(folder), "--out", results, "--set", "replications=2", *THIN)
    path = results / "report.html"
    assert path.stat().st_size < 5_000_000
    again = folder / "again.html"
    run("report", results, "--out", again)
    assert again.read_bytes() == path.read_bytes()
    html = path.read_text()
    data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', html, re.S)[1])
    figures_are_the_answers(data, results)
    with _chromium.Page() as page:
        page.open(path)
        both_languages(page, data)
        assert MARKUP in text_of(page)
        assert page.value("document.images.length") == 0
        maps_follow(page)
        accessible(page)
        page.pdf(folder / "report.pdf")
        assert page.complaints == [], page.complaints
        assert page.requests == [path.as_uri()], page.requests
        # The page's policy, not only its good will, keeps requests and foreign scripts out.
        page.value("fetch('http://127.0.0.1:9/').catch(() => 0)")
        page.value("(() => { const one = document.createElement('script'); one.textContent = 'window.entered = 1'; "
                   "document.body.append(one); })()")
        assert page.value("window.entered === undefined")
        assert len(page.complaints) >= 2 and all("Content Security Policy" in text for text in page.complaints[:2])


def study_of_many_options(folder, options):
    """A study of options that only tell how many spaces car parks have, with a weight and what pays it back."""
    text = (HOME / "scenarios/holiday-bai-chay.toml").read_text()
    text = text.replace('scenario = "holiday.toml"', f'scenario = "{HOME}/scenarios/weekend.toml"')
    begin, end = text.index("[[options]]"), text.index("[[kpis]]")
    many = "".join(f"""[[options]]
id = "spaces-{i}"
title = {{ vi = "Thêm {i} % chỗ đỗ xe ở các bãi trong thành phố", en = "{i} % more room in the city's car parks" }}
capex_vnd = {i}_000_000_000
opex_vnd_per_year = {i}_000_000
life_years = 30
[options.scenario.parking]
spaces_factor = {1 + i / 100}

""" for i in range(10, 10 + options))
    path = folder / f"options-{options}.toml"
    path.write_text(text[:begin] + many + text[end:])
    return path


def tables_beyond(page, selector):
    """Tables in sight whose right edge, or that of a cell, lies beyond the page's own text."""
    return page.value(f"""(() => {{
        const edge = document.querySelector('main').getBoundingClientRect().right + 1;
        return [...document.querySelectorAll({json.dumps(selector)})].filter((table) => table.getClientRects().length)
            .filter((table) => [table, ...table.querySelectorAll('th, td')]
                .some((one) => one.getBoundingClientRect().right > edge || one.scrollWidth > one.clientWidth + 1))
            .map((table) => table.querySelector('caption')?.textContent); }})()""")


def wide_report(folder, options):
    """All options can be read: on a narrow screen by scrolling beside the names of the rows, on paper in parts."""
    results = folder / f"wide-{options}"
    run("study", study_of_many_options(folder, options), "--out", results, "--set", "replications=2",
        "--set", "sensitivity_samples=0", *THIN)
    with _chromium.Page() as page:
        page.open(results / "report.html")
        for language in ("vi", "en"):
            page.value(f"document.getElementById('language-{language}').click()")
            page.size(1000)
            assert page.value("document.documentElement.scrollWidth <= innerWidth")
            ends = page.value("""[...document.querySelectorAll('.scroll.wide')].map((box) => {
                box.scrollLeft = 1e6;
                const inner = box.getBoundingClientRect(), row = box.querySelector('tbody tr');
                return [row.firstChild.getBoundingClientRect().left - inner.left,
                        inner.right - row.lastChild.getBoundingClientRect().right, box.tabIndex]; })""")
            assert len(ends) > 5 and all(abs(left) <= 1 and right >= -1 and tab == 0 for left, right, tab in ends), ends
            page.size(390)  # a phone
            torn = page.value("""[...document.querySelectorAll('.scroll tbody th')].filter((one) => {
                const range = document.createRange();
                range.selectNodeContents(one);
                return range.getClientRects().length > Math.max(4, one.textContent.length / 6); })
                .map((one) => one.textContent)""")
            assert torn == [], torn  # names of rows that stand on end
            page.size(695, media="print")  # A4 less its margins
            assert not (beyond := tables_beyond(page, "table")), beyond
            torn = page.value("""[...document.querySelectorAll('.sheets thead th')].filter((one) => {
                const range = document.createRange();
                range.selectNodeContents(one);
                return !/\\s/.test(one.textContent) && range.getClientRects().length > 1; }).map((one) => one.textContent)""")
            assert torn == [], torn  # words on two lines
            heads = page.value("""[...document.querySelectorAll('#indicators .sheets table')].map((table) =>
                [...table.querySelectorAll('thead th')].map((one) => one.textContent))""")
            assert all(head[:3] == heads[0][:3] and len(head) <= 7 for head in heads), heads
            shown = [name for head in heads for name in head[3:]]
            assert len(shown) == len(set(shown)) == options, heads
            tall = page.value("[...document.querySelectorAll('figure svg')].map((one) => one.clientHeight)")
            assert max(tall) < 900, tall  # a sheet's own height is 1,017
            page.size(1280)
        assert page.complaints == [], page.complaints


def counts_are_whole(results):
    """8 incidents are "8": "8.000" and "8,000" are eight thousand to some."""
    html = (results / "report.html").read_text()
    data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', html, re.S)[1])
    blocks = [block for section in data["sections"] if section["id"] == "answer" for block in section["blocks"]]
    with open(results / "kpis.csv", newline="") as file:
        values = [float(row["value"]) for row in csv.DictReader(file)]
    rows = next(block["rows"] for block in blocks if len(block.get("rows", [])) == len(values))
    whole = [row for row, value in zip(rows, values) if value == int(value)]
    assert len(whole) > 20
    for row in whole:
        assert "." not in row["cells"][0]["value"]["en"] and "," not in row["cells"][0]["value"]["vi"], row


def sources_have_words(results):
    """Published figures beside those of the day: their sources in both languages, true minus signs."""
    html = (results / "report.html").read_text()
    data = json.loads(re.search(r'<script id="data" type="application/json">(.*?)</script>', html, re.S)[1])
    fit = next(section for section in data["sections"] if section["id"] == "fit")["blocks"][0]
    assert len(fit["rows"]) >= 4
    for row in fit["rows"]:
        *_, error, source = [cell["value"] for cell in row["cells"]]
        assert source["vi"] != source["en"], source
        assert re.fullmatch(r"[+−]?[\d,]+ %", error["en"]), error


def run_report(folder):
    results = folder / "run"
    run("run", HOME / "scenarios/weekday.toml", "--out", results, *THIN)
    counts_are_whole(results)
    sources_have_words(results)
    with _chromium.Page() as page:
        page.open(results / "report.html")
        assert len(maps_of(page)) == 1
        choose(page, "map-hour", 17, "input")
        accessible(page)
        assert page.complaints == [], page.complaints
        assert page.requests == [(results / "report.html").as_uri()], page.requests


def main():
    if not PROGRAM or not _chromium.PROGRAM:
        print("SKIPPED: report_test.py: needs HALONG_PROGRAM (run it by ctest) and Debian's chromium", flush=True)
        sys.exit(SKIP)
    with tempfile.TemporaryDirectory(prefix="halong_report_") as name:
        study_report(pathlib.Path(name))
        wide_report(pathlib.Path(name), 5)
        wide_report(pathlib.Path(name), 9)
        run_report(pathlib.Path(name))


main()
