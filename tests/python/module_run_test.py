"""A run in Python is that of the command line, bit for bit; its columns are views; Ctrl-C ends it; several go at once."""

import os
import pathlib
import re
import signal
import subprocess
import tempfile
import threading

import numpy as np

from _halong_module import PROGRAM, THIN, WEEKDAY, bare, halong, raises, thin

PACKED = ("link_hours", "legs", "stays", "travellers")


def same_as_the_program(result: halong.Result, folder: pathlib.Path) -> None:
    words = [word for key, value in THIN.items() for word in ("--set", f"{key}={value}")]
    done = subprocess.run([PROGRAM, "run", WEEKDAY, "--quiet", "--out", folder / "run", *words], capture_output=True,
                          text=True, check=True)
    assert re.search(r"digest (\w+)", done.stdout).group(1) == result.digest

    kept = halong.open(folder / "run")
    assert kept.provenance["digest"] == result.digest
    assert {key: kpi.value for key, kpi in kept.kpis.items()} == {key: kpi.value for key, kpi in result.kpis.items()}
    assert kept.scenario["demand.residents_factor"] == 0.01 and kept.scenario.seed == result.scenario.seed
    # dimensions of the file: (time, edge)
    assert np.array_equal(kept.array("link_volume").astype(np.int64)[:24].T, result.volume)
    raises(halong.InputError, "no dataset", kept.array, "none")

    mine = result.save(folder / "mine")
    ours, theirs = ({path.name for path in (folder / name).iterdir()} for name in ("mine", "run"))
    assert ours == theirs, ours ^ theirs
    for name in ("kpis.csv", "volumes.svg", "delays.json", "transit.csv", "anchors.csv"):
        assert (mine / name).read_bytes() == (folder / "run" / name).read_bytes(), name
    raises(halong.InputError, "not empty", result.save, folder / "mine")
    raises(halong.CannotWrite, "cannot be written", result.save, "/proc/none")
    raises(halong.InputError, "run.h5|not", halong.open, folder)


def columns(result: halong.Result) -> None:
    for name in PACKED:
        for column in getattr(result, name).columns:
            assert not column.values.flags.writeable and not column.values.flags.owndata, column.name
            assert column.meaning
    hours, links = result.link_hours, result.city.links.rows
    assert hours["vehicles"].shape == (links, 24, 7) and hours["time_ms"].shape == (links, 24)
    assert (hours["time_ms"] >= 0).all() and hours["vehicles"].sum() > 0
    km = (result.volume.sum(axis=1) * result.city.links["length_m"]).sum() / 1000
    assert np.isclose(km, result.kpis["vehicle_km"].value, rtol=1e-9)

    legs, stays = result.legs, result.stays
    assert legs.rows == stays.rows == result.travellers["end_stay"][-1]
    made = legs["arrival_ms"] != 2**31 - 1
    assert (legs["arrival_ms"][made] >= legs["departure_ms"][made]).all() and made.any()
    assert set(legs.words("mode")) >= {"none", "motorbike", "walk"}
    assert result.zone_present.shape == (result.city.zones.rows, 24)


def services(result: halong.Result) -> None:
    wifi = result.services["wifi"]
    for what in ("offered", "covered", "carried"):
        assert np.isclose(wifi.by_zone[what].sum() / 1000, result.kpis[f"wifi_{what}_person_min"].value, rtol=1e-9)
        assert wifi.by_site[what].shape == (len(wifi.sites), 24, 5) and not wifi.by_site[what].flags.writeable
    assert (result.city.sites["service"][wifi.sites] == "wifi").all()
    queue = result.services["queue"]
    assert queue.waits["admitted"].sum() == queue.extras.get("admitted_persons", queue.waits["admitted"].sum()) > 0
    assert (result.city.places["kind"][queue.places] >= 0).all()


def frames(result: halong.Result) -> None:
    assert result.to_pandas().loc["vehicle_km", "unit"] == "km"
    data = result.to_xarray()
    assert dict(data.sizes)["vehicle_class"] == 7 and data.vehicles.sum() == result.link_hours["vehicles"].sum()
    assert np.shares_memory(data.vehicles.values, result.link_hours["vehicles"])
    html = result._repr_html_()
    assert "<svg" in html and result.digest in html and "Vehicle" in html
    try:
        import geopandas  # noqa: F401  pylint: disable=unused-import
    except ModuleNotFoundError:
        return
    layer = result.to_geopandas()
    assert layer["vehicles"].sum() == result.link_hours["vehicles"].sum() and layer.crs.to_epsg() == 5899


def interrupts(day: halong.PlannedDay, digest: str) -> None:
    simulation = halong.Simulation(day)
    told = []

    def strike(done, text):
        told.append((done, text))
        if len(told) == 5:
            os.kill(os.getpid(), signal.SIGINT)

    raises(KeyboardInterrupt, "", simulation.advance, progress=strike)
    assert 0 < simulation.now_s < 86_400 and not simulation.ended
    assert all(0 <= done <= 2 for done, _ in told) and "on the road" in told[0][1]
    assert repr(simulation)
    raises(ZeroDivisionError, "", simulation.advance, progress=lambda done, text: 1 / 0)
    simulation.advance()  # goes on from where it stood
    assert simulation.finish().digest == digest
    raises(halong.InputError, "has given its result", simulation.advance)


def many_at_once(day: halong.PlannedDay) -> None:
    """Two at once, in turn and in two threads."""
    alone, first, second = (halong.Simulation(day) for _ in range(3))
    alone.advance("08:00")
    threads = [threading.Thread(target=simulation.advance, args=("08:00",)) for simulation in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for simulation in (first, second):
        assert np.array_equal(simulation.link_counts(), alone.link_counts()) and alone.link_counts().any()
        assert np.array_equal(simulation.zone_persons(), alone.zone_persons())


def main() -> None:
    result = halong.run(thin(), threads=1)
    assert result.is_valid and result.scenario == thin()
    columns(result)
    services(result)
    frames(result)

    scenario = bare()
    day = halong.plan(scenario)
    digest = halong.run(day, threads=1).digest
    assert halong.run(day, threads=2).digest == digest
    other = halong.run(scenario, seed=8)
    assert other.digest != digest and other.scenario.seed == 8
    raises(halong.InputError, "belong to the planning", halong.run, day, seed=3)
    interrupts(day, digest)
    many_at_once(day)
    if PROGRAM:
        with tempfile.TemporaryDirectory(prefix="halong_run_") as folder:
            same_as_the_program(result, pathlib.Path(folder))


main()
