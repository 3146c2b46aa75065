"""A hidden day's counts from the command line: the demand that they call for, a run of it, and a now-cast."""

import pathlib
import tempfile

from _hidden_day import DAY, hide_day, hourly_counts, table
from _program import halong, make_afresh, require_program

HEADER = "sensor,kind,time,minutes,value,unit,error,class,link,received\n"


def write_counts(path, counts, links):
    rows = [f"s{i},count,{hour:02}:00,60,{counts[link][hour]},veh,5 %,,{link},\n"
            for i, link in enumerate(links) for hour in range(24)]
    rows += ["s0,count,07:00,60,1,km/h,,,,\n", "lost,count,07:00,60,1,veh,,,,\n", "s1,count,07:00,60,5,veh,,,,\n",
             "s2,count,09:00,60,5,veh,,,,09:30\n"]
    path.write_text(HEADER + "".join(rows), encoding="utf-8")


def error_at(counts, simulated, links):
    return sum((float(counts[link][hour]) - float(simulated[link][hour])) ** 2 for link in links for hour in range(24))


def check_fit(folder, counts, busy):
    counted, others = busy[0::2], busy[1::2]
    write_counts(folder / "counts.csv", counts, counted)
    text = halong(0, "calibrate", folder / "day.toml", "--counts", folder / "counts.csv", "--out", folder / "fit", "--quiet")
    assert "wrong_unit" in text and "unknown_sensor" in text and "duplicate" in text, text
    rows = table(folder / "fit/counts.csv")
    used = [row for row in rows if row["used"] == "1"]
    before = sum((float(row["observed"]) - float(row["before"])) ** 2 for row in used)
    after = sum((float(row["observed"]) - float(row["after"])) ** 2 for row in used)
    assert after < 0.5 * before, (before, after)
    assert all(0 <= float(row["resolved_share"]) <= 1 for row in table(folder / "fit/zone_pairs.csv"))
    volumes = table(folder / "fit/volumes.csv")
    assert len(volumes) > 24 and len(volumes) % 24 == 0, len(volumes)
    assert all(0 <= float(row["low_90"]) <= float(row["after"]) <= float(row["high_90"]) for row in volumes)
    assert any(float(row["before"]) > 0 and row["after"] != row["before"] for row in volumes)
    assert 'change_file = "changes.csv"' in (folder / "fit/fitted.toml").read_text(encoding="utf-8")
    halong(0, "check", folder / "fit/fitted.toml")
    halong(0, "run", folder / "day.toml", "--out", folder / "base", "--quiet")
    halong(0, "run", folder / "fit/fitted.toml", "--out", folder / "fitted", "--quiet")
    base, fitted = hourly_counts(folder / "base"), hourly_counts(folder / "fitted")
    assert error_at(counts, fitted, counted) < 0.7 * error_at(counts, base, counted)
    assert error_at(counts, fitted, others) < error_at(counts, base, others)


def check_nowcast(folder):
    text = halong(0, "nowcast", folder / "day.toml", "--observations", folder / "counts.csv", "--every", 30, "--out",
                  folder / "now", "--quiet")
    assert "inside the 90 % band" in text, text
    assert len(table(folder / "now/cycles.csv")) == 48
    state = table(folder / "now/state.csv")
    kinds = {"link": "veh/h", "zone": "person", "place": "person", "arrivals": "person/h", "motorbikes": "veh", "cars": "veh",
             "coaches": "veh", "hotspot": "phone"}
    assert {"link", "zone", "place"} <= {row["what"] for row in state} <= set(kinds)
    assert all(kinds[row["what"]] == row["unit"] for row in state)
    assert all(float(row["capacity"]) >= 1 for row in state if row["what"] in ("motorbikes", "cars", "hotspot"))
    # Of the next day nothing is simulated.
    for name, ahead in (("21", {"0", "60", "180"}), ("22", {"0", "60"}), ("24", {"0"})):
        assert {row["ahead_min"] for row in table(folder / f"now/state_{name}.csv")} == ahead, name
    assert all(0 <= float(row["low_90"]) <= float(row["mean"]) <= float(row["high_90"]) for row in state)
    scores = table(folder / "now/scores.csv")
    assert [row["ahead_min"] for row in scores] == ["0", "60", "180"]
    # The same on any number of threads.
    halong(0, "nowcast", folder / "day.toml", "--observations", folder / "counts.csv", "--every", 30, "--threads", 1,
           "--out", folder / "again", "--quiet")
    assert (folder / "again/state.csv").read_bytes() == (folder / "now/state.csv").read_bytes()


def check_faults(folder, link):
    (folder / "bad.csv").write_text("sensor,time\na,07:00\n", encoding="utf-8")
    text = halong(2, "nowcast", folder / "day.toml", "--observations", folder / "bad.csv", "--out", folder / "x", "--quiet")
    assert "there is no column 'value'" in text, text
    (folder / "bad.csv").write_bytes(b"\xff\x00\x01,,,\n\"")
    halong(2, "nowcast", folder / "day.toml", "--observations", folder / "bad.csv", "--out", folder / "y", "--quiet")
    (folder / "bad.csv").write_text(HEADER + "a,count,07:00,15,1,veh,,,ffffffffffffffff,\n", encoding="utf-8")
    text = halong(2, "nowcast", folder / "day.toml", "--observations", folder / "bad.csv", "--out", folder / "z", "--quiet")
    assert "nothing in it can be used" in text, text
    assert "unknown_place" in (folder / "z/observation_issues.csv").read_text(encoding="utf-8")
    # A sensor that may be used, of which nothing is left, and a value that no estimate uses.
    (folder / "bad.csv").write_text(HEADER + f"a,count,07:00,15,9000000,veh,,,{link},\nb,rain,07:00,15,1,mm,,,{link},\n",
                                    encoding="utf-8")
    text = halong(2, "nowcast", folder / "day.toml", "--observations", folder / "bad.csv", "--out", folder / "w", "--quiet")
    assert "nothing in it can be used" in text, text
    (folder / "routed.toml").write_text(DAY + 'route_file = "routes.csv"\n', encoding="utf-8")
    text = halong(2, "calibrate", folder / "routed.toml", "--counts", folder / "bad.csv", "--out", folder / "v", "--quiet")
    assert "file of routed vehicles" in text and not (folder / "v").exists(), text


def check_twin(folder):
    text = halong(0, "twin", folder / "day.toml", "--counters", "2,20", "--days", 2, "--out", folder / "twin", "--quiet")
    assert text.count("\n2 streets counted") == text.count("\n20 streets counted") == 3 and "all 2 days" in text, text
    rows = table(folder / "twin/twin.csv")
    assert [row["figure"] for row in rows] == 2 * ["hour", "now", "in 1 h", "in 3 h", "people in zones"], rows
    error = {(row["counters"], row["figure"]): float(row["rmse"]) for row in rows}
    # Two hidden days with few people: better than the plans; that more counters tell more is tested on many days.
    before = float(rows[0]["rmse_before"])
    assert error["2", "hour"] < 0.95 * before and error["20", "hour"] < 0.95 * before, rows
    assert all(0 <= float(row["inside_90_share"]) <= 1 for row in rows)
    # The hidden day's demand is there to be run, and its counts to be taken in.
    assert len(table(folder / "twin/hidden_changes_1.csv")) > 20
    assert table(folder / "twin/hidden_changes_1.csv") != table(folder / "twin/hidden_changes_2.csv")
    assert len(table(folder / "twin/counts.csv")) == 20 * 288
    halong(0, "nowcast", folder / "day.toml", "--observations", folder / "twin/counts.csv", "--every", 60, "--out",
           folder / "of-twin", "--quiet")
    halong(0, "twin", folder / "day.toml", "--counters", "2,20", "--days", 2, "--threads", 1, "--out", folder / "twin-1", "--quiet")
    assert (folder / "twin-1/twin.csv").read_bytes() == (folder / "twin/twin.csv").read_bytes()
    text = halong(2, "twin", folder / "day.toml", "--counters", "20,2", "--out", folder / "twin-2", "--quiet")
    assert "rising order" in text, text
    text = halong(2, "twin", folder / "day.toml", "--counters", "2", "--days", 2, "--hidden", "seed=4", "--hidden",
                  "demand.route_file=x.csv", "--out", folder / "twin-2", "--quiet")
    assert "all hidden days would be the same" in text and "cannot differ on the hidden day" in text, text
    halong(0, "twin", folder / "day.toml", "--counters", "2", "--hidden", "weather.rain=true", "--out",
           folder / "twin-rain", "--quiet")
    assert "rain = true" in (folder / "twin-rain/hidden_1.toml").read_text(encoding="utf-8")
    text = halong(2, "twin", folder / "day.toml", "--counters", "2000", "--out", folder / "twin-3", "--quiet")
    assert "streets with traffic to judge by" in text, text


def main():
    require_program("nowcast_test")
    make_afresh()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        counts, busy = hide_day(folder, links=60)
        check_faults(folder, busy[0])
        check_fit(folder, counts, busy)
        check_nowcast(folder)
        check_twin(folder)


if __name__ == "__main__":
    main()
