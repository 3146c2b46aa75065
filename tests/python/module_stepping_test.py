"""A day that is stepped from Python: looked at, changed, saved and restored, with one result on any number of threads."""

import pathlib
import tempfile
import threading

import numpy as np

from _halong_module import HOME, bare, halong, raises


def steps(day: halong.PlannedDay, digest: str) -> None:
    simulation = halong.Simulation(day, threads=2)
    assert simulation.now_s == 0
    assert simulation.advance("07:30") == simulation.now_s == 27_000
    assert simulation.advance(27_000.2) == 27_001  # the next border of windows of 1 s
    assert simulation.advance(0) == 27_001  # never back
    assert simulation.zone_persons().shape == (day.city.zones.rows,)
    persons = simulation.zone_persons().sum()
    now = simulation.links_now()
    assert now.vehicles.sum() + now.starting.sum() == simulation.on_road > 0
    assert (now.waiting <= now.vehicles).all()
    counts = simulation.link_counts()
    simulation.advance("12:00")
    assert (simulation.link_counts() >= counts).all() and simulation.link_counts().sum() > counts.sum()
    raises(halong.InputError, "12:00", simulation.finish)
    for wrong in ("7", "7:61", "x:30", -1, 1e9):
        raises(halong.InputError, "no time of day", simulation.advance, wrong)
    simulation.advance()
    assert simulation.ended
    result = simulation.finish()
    assert result.digest == digest and result.changes == []
    assert 0 < persons <= result.travellers["persons"].sum() and (counts_of(result) >= counts).all()


def counts_of(result: halong.Result) -> np.ndarray:
    return result.link_hours["vehicles"].sum(axis=(1, 2))


def state(day: halong.PlannedDay, digest: str, folder: pathlib.Path) -> None:
    simulation = halong.Simulation(day)
    simulation.advance("08:00")
    simulation.save(folder / "eight")
    on_road = simulation.on_road
    simulation.advance("09:00")
    simulation.restore(folder / "eight")
    assert (simulation.now_s, simulation.on_road) == (28_800, on_road)
    other = halong.Simulation(day, threads=1)
    other.restore(folder / "eight")
    for each in (simulation, other):
        each.advance()
        assert each.finish().digest == digest
    simulation.restore(folder / "eight")  # used again after its result
    assert simulation.now_s == 28_800
    stranger = halong.Simulation(day.scenario.with_(seed=5))
    raises(halong.InputError, "checkpoint of another scenario", stranger.restore, folder / "eight")
    assert stranger.now_s == 0
    (folder / "torn").write_bytes((folder / "eight").read_bytes()[:-9])
    raises(halong.InputError, "torn", stranger.restore, folder / "torn")
    other.restore(folder / "eight")
    other.advance("08:30")
    before = (other.now_s, other.on_road, other.link_counts().tolist())
    for wrong, why in (("torn", "torn"), ("none", "no such file")):  # a wrong name does not cost the day so far
        raises(halong.InputError, why, other.restore, folder / wrong)
        assert (other.now_s, other.on_road, other.link_counts().tolist()) == before
    stranger.advance("00:10")
    stranger.save(folder / "strange")
    raises(halong.InputError, "checkpoint of another scenario", other.restore, folder / "strange")
    assert (other.now_s, other.on_road, other.link_counts().tolist()) == before
    other.advance()
    assert other.finish().digest == digest
    raises(halong.InputError, "torn", other.restore, folder / "torn")
    raises(halong.InputError, "has given its result", other.advance)  # as before
    raises(halong.CannotWrite, "cannot be written", stranger.save, "/proc/none/x")


def busiest_links(result: halong.Result, count: int) -> list:
    return np.argsort(counts_of(result), kind="stable")[::-1][:count].tolist()


def controlled(day: halong.PlannedDay, links: list, threads: int, checkpoint: pathlib.Path | None = None) -> halong.Result:
    """Closes a busy road for an hour, changes signals, and opens gates; by way of a checkpoint where one is given."""
    simulation = halong.Simulation(day, threads=threads)
    simulation.advance("08:00")
    for link in links:
        simulation.close(link, "09:00")
    counts = simulation.link_counts()
    simulation.advance("08:10")
    inside = simulation.links_now().vehicles
    simulation.advance("08:59")
    for link in links:  # nobody has entered: at most those who were on it have left
        assert simulation.link_counts()[link] - counts[link] <= inside[link] + counts.max()
        assert simulation.links_now().vehicles[link] == 0
    if checkpoint:
        simulation.save(checkpoint)
        simulation = halong.Simulation(day, threads=threads)
        simulation.restore(checkpoint)
    simulation.advance("09:30")
    assert any(simulation.link_counts()[link] > counts[link] for link in links)  # open again
    spot = max(simulation.spots(), key=lambda one: one.gates)
    simulation.set_capacity(spot.place, gates=spot.gates + 2)
    assert next(one.gates for one in simulation.spots() if one.place == spot.place) == spot.gates + 2
    fee = max(simulation.prices(), key=lambda one: (one.service == "motorbike_parking", one.vnd))
    simulation.set_fee(fee.service, fee.place, 50_000)
    assert fee._replace(vnd=50_000) in simulation.prices()
    signals = [link for one in halong.junctions(day.city)[:25] for link in (*one.first, *one.second)]
    for link in signals:
        simulation.set_green(link, 60, 5.5, 20)
    assert simulation.green(signals[0]) == (60, 5.5, 20)
    if checkpoint:
        simulation.save(checkpoint)
        simulation = halong.Simulation(day, threads=threads)
        simulation.restore(checkpoint)
        assert simulation.green(signals[0]) == (60, 5.5, 20) and len(simulation.changes) == 3 + 2 + len(signals)
        assert fee._replace(vnd=50_000) in simulation.prices()
        assert next(one.gates for one in simulation.spots() if one.place == spot.place) == spot.gates + 2
    simulation.advance()
    return simulation.finish()


def changes(day: halong.PlannedDay, usual: halong.Result, folder: pathlib.Path) -> None:
    links = busiest_links(usual, 3)
    one = controlled(day, links, 1)
    assert one.digest == controlled(day, links, 2).digest == controlled(day, links, 1, folder / "changed").digest
    assert one.digest != usual.digest
    assert len(one.changes) > 54 and one.is_valid
    at_s, text = one.changes[0]
    assert at_s == 28_800 and "no vehicle enters until 09:00:00" in text
    kept = halong.open(one.save(folder / "run"))
    assert kept.provenance["changes"][0].startswith("08:00:00 link ")


def open_road(day: halong.PlannedDay, digest: str) -> None:
    """A road that is closed and opened at once is as if nothing had happened; so is a signal that is taken away again."""
    simulation = halong.Simulation(day)
    simulation.advance("07:00")
    for link in range(0, day.city.links.rows, 7):
        assert simulation.green(link) is None
        simulation.close(link, "08:00")
        simulation.open(link)
        simulation.set_green(link, 90, 80, 1)
        simulation.clear_green(link)
    simulation.advance()
    assert simulation.finish().digest == digest


def red_light(day: halong.PlannedDay, links: list) -> None:
    """Red lets nobody through, and a queue grows before it."""
    usual, red = halong.Simulation(day), halong.Simulation(day)
    for simulation in (usual, red):
        simulation.advance("07:00")
    for link in links:
        red.set_green(link, 3600, 3599, 1)  # from 07:59:59 on
    counts = red.link_counts()
    for simulation in (usual, red):
        simulation.advance("07:45")
    assert (red.link_counts() == counts)[links].all() and (usual.link_counts() > counts)[links].all()
    assert red.links_now().waiting[links].sum() > usual.links_now().waiting[links].sum()


def one_thread(day: halong.PlannedDay) -> None:
    """While one thread advances a day, others are refused; its own may look, and not begin another call."""
    simulation = halong.Simulation(day)
    refused = []

    def look() -> None:
        try:
            simulation.links_now()
        except halong.InputError as error:
            refused.append(str(error))

    def progress(done: float, text: str) -> None:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
        assert simulation.links_now().vehicles.sum() >= 0
        raises(halong.InputError, "being advanced", simulation.advance, "09:00")

    simulation.advance("00:30", progress=progress)
    assert refused and all("from one thread" in text for text in refused)
    look()
    assert simulation.now_s == 1800


def faults(day: halong.PlannedDay) -> None:
    simulation = halong.Simulation(day)
    links = day.city.links.rows
    raises(halong.InputError, "does not fit a cycle", simulation.set_green, 0, 60, 60, 30)
    raises(halong.InputError, "between 0 and a day", simulation.set_green, 0, 60, -1, 30)
    raises(halong.InputError, "between 0 and a day", simulation.set_green, 0, 0, 0, 30)
    raises(halong.InputError, f"there is no link {links}", simulation.set_green, links, 60, 0, 30)
    raises(halong.InputError, f"there is no link {links}", simulation.close, links, "09:00")
    raises(IndexError, "there is no link", simulation.green, links)
    queues = {spot.place for spot in simulation.spots()}
    other = next(place for place in range(day.city.places.rows) if place not in queues)
    raises(halong.InputError, "no such gates", simulation.set_capacity, other, gates=2)
    raises(halong.InputError, "gates", simulation.set_capacity, min(queues), gates=-2)
    raises(halong.InputError, "there is no place", simulation.set_capacity, 10**6, gates=2)
    raises(halong.InputError, "takes no price of the service 'toll'", simulation.set_toll, 0, 1000)
    raises(halong.InputError, f"there is no link {2**32 - 1}", simulation.set_toll, 2**32 - 1, 1)
    raises(halong.InputError, "takes no price of the service 'toll'", simulation.set_fee, "toll", 0, 1000)
    raises(halong.InputError, "there is no place", simulation.set_fee, "car_parking", 10**6, 1000)
    raises(halong.InputError, "takes no price of the service 'bike'", simulation.set_fee, "bike", 0, 1000)
    lot = next(price for price in simulation.prices() if price.service == "car_parking")
    raises(halong.InputError, "-5 VND", simulation.set_fee, "car_parking", lot.place, -5)
    assert simulation.changes == []


def tolled(day: halong.PlannedDay, vnd: int | None, checkpoint: pathlib.Path | None = None) -> halong.Result:
    """The day with another toll on every tolled link from 12:00 on, or as it is."""
    simulation = halong.Simulation(day)
    simulation.advance("12:00")
    bridge = [price for price in simulation.prices() if price.service == "toll"]
    assert bridge and {price.vnd for price in bridge} == {10_000}
    for price in bridge if vnd is not None else ():
        simulation.set_toll(price.link, vnd)
    if checkpoint:
        simulation.save(checkpoint)
        simulation = halong.Simulation(day)
        simulation.restore(checkpoint)
    now = {price.vnd for price in simulation.prices() if price.service == "toll"}
    assert now == {10_000 if vnd is None else vnd}
    simulation.advance()
    return simulation.finish()


def receipts(result: halong.Result) -> float:
    return sum(value for name, value in result.services["toll"].extras.items() if name.endswith("_vnd"))


def tolls(base: halong.PlannedDay, folder: pathlib.Path) -> None:
    """An option of a study lays a toll; who drives has chosen his way before the day, so that each pays what holds then."""
    file = HOME / "scenarios/bai-chay-charge.toml"
    option = halong.load_option(file, "bridge-toll")
    assert option.id == "bridge-toll" and option.values["tolls"][0]["vnd"] == 10_000 and "bridge-toll" in repr(option)
    raises(halong.InputError, "holds no option 'bridge'.*\n.*bridge-toll", halong.load_option, file, "bridge")
    raises(halong.InputError, r"holds \d+ options, and none is named", halong.load_option, file)
    alone = folder / "bridge-toll.toml"
    alone.write_text(option.to_toml(), encoding="utf-8")
    assert halong.load_option(alone).to_toml() == option.to_toml()
    day = halong.plan(base.scenario, option=option)
    assert day.option is option and day.with_seed(7).option is option and "bridge-toll" in repr(day)
    raises(halong.InputError, "no road", halong.plan, base.scenario, option=other_road(option, folder))
    usual, free, twice = tolled(day, None), tolled(day, 0), tolled(day, 20_000, folder / "noon")
    assert receipts(usual) == 10_000 * usual.services["toll"].extras["vehicles"]
    assert 0 < receipts(free) < receipts(usual)  # of those who came before
    assert receipts(twice) == receipts(free) + 2 * (receipts(usual) - receipts(free))
    again = tolled(day, 20_000)
    assert again.digest == twice.digest != usual.digest and receipts(again) == receipts(twice)
    assert len(again.changes) == len({text for _, text in again.changes}) > 0
    kept = halong.open(again.save(folder / "tolled"))
    assert b"bridge-toll" in kept.array("provenance/option_toml")


def other_road(option: halong.Option, folder: pathlib.Path) -> halong.Option:
    wrong = folder / "wrong.toml"
    wrong.write_text(option.to_toml().replace("Cầu Bãi Cháy", "Cầu Bãi Chay"), encoding="utf-8")
    return halong.load_option(wrong)


def main() -> None:
    day = halong.plan(bare())
    usual = halong.run(day)
    digest = usual.digest
    steps(day, digest)
    open_road(day, digest)
    red_light(day, busiest_links(usual, 3))
    one_thread(day)
    faults(day)
    with tempfile.TemporaryDirectory(prefix="halong_steps_") as folder:
        state(day, digest, pathlib.Path(folder))
        changes(day, usual, pathlib.Path(folder))
        tolls(day, pathlib.Path(folder))


main()
