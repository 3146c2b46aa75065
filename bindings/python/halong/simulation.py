"""Runs: at once, or step by step."""

from __future__ import annotations

import contextlib
import functools
import html
import os
from typing import Iterator, List, NamedTuple, Optional, Tuple, Union

from . import _engine, maps
from .city import City
from .errors import InputError
from .progress import Progress, watcher
from .result import Result
from .scenario import Option, Path, Scenario
from .table import Array, html_table

TimeOfDay = Union[float, int, str]
NEVER_MS = 2**31 - 1
MS_PER_DAY = 86_400_000


def milliseconds(time: TimeOfDay) -> int:
    """A time of day in whole milliseconds: seconds since midnight, or "HH:MM" or "HH:MM:SS", hours beyond 24 allowed."""
    if not isinstance(time, str):
        value = round(1000 * float(time))
    else:
        parts = time.split(":")
        try:
            numbers = [int(part) for part in parts]
        except ValueError:
            numbers = []
        if len(numbers) not in (2, 3) or any(n < 0 for n in numbers) or any(n > 59 for n in numbers[1:]):
            raise InputError(f"'{time}' is no time of day: write seconds since midnight, or \"07:30\"")
        hours, minutes, *rest = numbers
        value = 1000 * (3600 * hours + 60 * minutes + (rest[0] if rest else 0))
    if not 0 <= value < NEVER_MS:
        raise InputError(f"{time!r} is no time of day: it must lie between 0 and 596 h")
    return value


@contextlib.contextmanager
def thread_limit(threads: Optional[int]) -> Iterator[None]:
    """At most so many threads in the engine, for all of this process; None or 0: all cores."""
    if not threads:
        yield
        return
    if threads < 0:
        raise InputError(f"threads must be 0 or more, not {threads}")
    with _engine.Threads(threads):
        yield


class LinksNow(NamedTuple):
    """Who is on the links at one moment, each of shape (links,), vehicles."""

    vehicles: Array
    """On the link."""
    waiting: Array
    """Of these, those who queue at its end."""
    starting: Array
    """Beside the road, to enter it as their first link."""


class Spot(NamedTuple):
    """A place where people queue: row of the place, persons who wait and who are inside, gates, room (0: no limit)."""

    place: int
    waiting: int
    inside: int
    gates: int
    capacity: int


class Price(NamedTuple):
    """What a service takes, VND: of each vehicle that parks at a place, or that enters a link with a toll (rows of the city)."""

    service: str
    place: Optional[int]
    link: Optional[int]
    vnd: int


class Green(NamedTuple):
    """A green of a signal: during [start_s, start_s + length_s) of each cycle, counted from 00:00, s."""

    cycle_s: float
    start_s: float
    length_s: float


class PlannedDay:
    """A scenario with its city, people and ways: what runs begin with. Make it once, and run it many times."""

    def __init__(
        self, handle: _engine.PlannedDay, given: Scenario, city: Optional[City] = None, option: Optional[Option] = None
    ) -> None:
        self._handle = handle
        self._given = given, city  # as plan() was given them, before the changes of the day and of the option
        self.option = option
        """The option that changes the day; None: the scenario as it is."""

    @property
    def scenario(self) -> Scenario:
        """The scenario, with what the option changes of it."""
        return Scenario(self._handle.scenario)

    @functools.cached_property
    def city(self) -> City:
        """The city as it is on that day, with what the option changes of it."""
        return City(self._handle.city)

    def with_seed(self, seed: int, *, threads: Optional[int] = None) -> "PlannedDay":
        """The same day planned for another seed: other people."""
        scenario, city = self._given
        return plan(scenario, city=city, option=self.option, seed=seed, threads=threads)

    def __deepcopy__(self, memo: object) -> "PlannedDay":
        return self  # it never changes

    def __repr__(self) -> str:
        option = "" if self.option is None else f", option {self.option.id}"
        return f"<PlannedDay of {self.scenario.id}{option}, seed {self.scenario.seed}>"


Day = Union[Scenario, PlannedDay]


def plan(
    scenario: Scenario, *, city: Optional[City] = None, option: Optional[Option] = None, seed: Optional[int] = None,
    threads: Optional[int] = None, progress: Progress = None,
) -> PlannedDay:
    """Makes the people of the day and their ways; days of replanning where the scenario asks for them.

    ``city``: another one than the scenario names. ``option``: what it changes of the scenario and its city holds, as in a
    study (``load_option``). ``seed``: another one than the scenario's. InputError where the option does not fit the city or
    the day.
    """
    if seed is not None:
        scenario = scenario.with_(seed=seed)
    with thread_limit(threads):
        handle = None if city is None else city._handle
        changes = None if option is None else option._handle
        made = _engine.plan(scenario._handle, handle, changes, watcher(progress, scenario.id))
        return PlannedDay(made, scenario, city, option)


def planned(day: Day, city: Optional[City], seed: Optional[int], progress: Progress) -> PlannedDay:
    """The day itself, or what is planned for a scenario."""
    if isinstance(day, Scenario):
        return plan(day, city=city, seed=seed, progress=progress)
    if city is not None or seed is not None:
        raise InputError("city and seed belong to the planning: give them to plan(), or run a scenario")
    return day


class Simulation:
    """A run from 00:00 on, advanced from outside.

    Several may live in one process, in several threads; one is used by one thread at a time (InputError otherwise). The same changes at the same times give the same result,
    bit for bit, on any number of threads.
    """

    def __init__(
        self, day: Day, *, city: Optional[City] = None, seed: Optional[int] = None, threads: Optional[int] = None,
        progress: Progress = None,
    ) -> None:
        self._threads = threads
        with thread_limit(threads):
            self.day = planned(day, city, seed, progress)
            self._handle = _engine.Simulation(self.day._handle)

    @property
    def scenario(self) -> Scenario:
        """The scenario that runs."""
        return self.day.scenario

    @property
    def city(self) -> City:
        """The city as it is on that day."""
        return self.day.city

    @property
    def now_s(self) -> float:
        """Simulated time of day, s since midnight."""
        return self._handle.now_ms / 1000

    @property
    def ended(self) -> bool:
        """Whether every leg has ended, or the hard end has come."""
        return self._handle.ended

    @property
    def on_road(self) -> int:
        """Vehicles on links or waiting to enter one."""
        return self._handle.on_road

    def advance(self, until: Optional[TimeOfDay] = None, *, progress: Progress = None) -> float:
        """Goes on to the first window border at or after ``until``, or to the end of the day; gives the time reached, s.

        ``until``: seconds since midnight, or "HH:MM". Other Python threads run meanwhile. Ctrl-C stops at a border
        (KeyboardInterrupt), from where one can go on.
        """
        if isinstance(until, int) and 0 <= until < NEVER_MS // 1000:  # whole seconds, at once
            until_ms = 1000 * until
        else:
            until_ms = NEVER_MS if until is None else milliseconds(until)
        watch = watcher(progress, self.scenario.id) if progress else None
        if self._threads:  # a limit costs more than the call itself
            with thread_limit(self._threads):
                return self._handle.advance(until_ms, watch) / 1000
        return self._handle.advance(until_ms, watch) / 1000

    def save(self, path: Path) -> None:
        """Writes the whole state to a file, durably: a checkpoint of the engine."""
        with thread_limit(self._threads):
            self._handle.save(os.fspath(path))

    def restore(self, path: Path) -> None:
        """Goes back, or on, to a state that was saved of the same planned day by the same build.

        Raises InputError for any other file, and leaves the simulation as it was.
        """
        with thread_limit(self._threads):
            self._handle.restore(os.fspath(path))

    # ---- Looking -----------------------------------------------------------------------------------------------------

    def links_now(self) -> LinksNow:
        """Who is on the links now, by link: vehicles, of these those who queue, and those who wait to enter; copies."""
        return LinksNow(*self._handle.links_now())

    def link_counts(self) -> Array:
        """Vehicles of all classes that have left each link so far, shape (links,); a copy."""
        return self._handle.link_vehicles()

    def zone_persons(self) -> Array:
        """Persons who are at a stay in the city, not under way, by zone, shape (zones,); a copy."""
        return self._handle.persons_by_zone()

    def spots(self) -> List[Spot]:
        """Places where people queue now."""
        return [Spot(*row) for row in self._handle.spots()]

    def prices(self) -> List[Price]:
        """Fees of car parks (``car_parking``, ``motorbike_parking``, ``coach_parking``) and tolls (``toll``) now.

        A toll that classes of vehicles pay differently is that of the class that pays most.
        """
        return [Price(*row) for row in self._handle.prices()]

    def green(self, link: int) -> Optional[Green]:
        """The green at the end of a link; None where there is no signal, or where turns have greens of their own."""
        raw = self._handle.green(link)
        return None if raw is None else Green(*(ms / 1000 for ms in raw))

    # ---- Changing, from the present window border on -----------------------------------------------------------------

    def set_green(self, link: int, cycle_s: float, start_s: float, length_s: float) -> None:
        """Green at the end of a link during [start, start + length) of each cycle, cycles counted from 00:00.

        Where there is no signal, there is one from now on. Nothing looks whether the greens of a junction go together.
        InputError where turns have greens of their own (plans imported from SUMO).
        """
        times = [round(1000 * time) for time in (cycle_s, start_s, length_s)]
        if times[0] < 1 or any(not 0 <= time <= MS_PER_DAY for time in times):
            raise InputError(f"times of a green lie between 0 and a day, not {cycle_s}, {start_s}, {length_s} s")
        self._handle.set_green(link, *times)

    def clear_green(self, link: int) -> None:
        """No signal at the end of a link from now on."""
        self._handle.set_green(link, 0, 0, 0)

    def close(self, link: int, until: TimeOfDay) -> None:
        """No vehicle enters the link before ``until``; who is on it goes on, who wants to enter waits.

        Only informed drivers look for another way, once the wait shows in the news of the roads
        (``traffic.informed_share``). Walkers are not held.
        """
        self._handle.shut(link, milliseconds(until))

    def open(self, link: int) -> None:
        """Ends the closure of a link."""
        self._handle.shut(link, 0)

    def set_capacity(self, place: int, *, gates: int = 0, persons: int = 0) -> None:
        """So many gates and so much room at a place where people queue (``spots``); 0: as it is.

        Holds for whoever comes from now on: who stands in the queue has his time already.
        The result's ``busy_share`` of the place compares with the room that there was at each moment.
        """
        self._handle.change_spot(place, gates, persons)

    def set_fee(self, service: str, place: int, vnd: int) -> None:
        """Another fee of a car park, for whoever parks from now on; 0 to 10 million VND.

        Drivers weigh it against walks and searches (``parking.vnd_per_min``) when they choose where to park.
        """
        self._handle.change_fee(service, place, vnd)

    def set_toll(self, link: int, vnd: int) -> None:
        """Another toll, for whoever pays one on the link at some hour, at any hour from now on; 0 to 10 million VND.

        The link must have a toll to begin with: plan the day with an option that lays one (``load_option``), be it of 1 VND.
        Informed drivers (``traffic.informed_share``) weigh it at once; all others have chosen their ways before the day.
        Who has entered the link before pays what was taken then.
        """
        self._handle.change_toll(link, vnd)

    @property
    def changes(self) -> List[Tuple[float, str]]:
        """What was changed so far: (time of day in s, what). Saved with the state, and recorded in the result."""
        return [(time_ms / 1000, text) for time_ms, text in self._handle.changes()]

    def finish(self) -> Result:
        """The result of the day, once it has ended; after that, this object is spent."""
        with thread_limit(self._threads):
            return Result(self._handle.finish())

    def __repr__(self) -> str:
        minutes = int(self.now_s // 60)
        return f"<Simulation of {self.scenario.id} at {minutes // 60:02}:{minutes % 60:02}, {self.on_road:,} on the road>"

    def _repr_html_(self) -> str:
        now = self.links_now()
        rows = [("on the road", f"{self.on_road:,}"), ("in queues", f"{now.waiting.sum():,}"),
                ("at a stay", f"{self.zone_persons().sum():,}"), ("changes", len(self.changes))]
        head = f"<p><b>{html.escape(repr(self)[1:-1])}</b></p>"
        return head + maps.svg(self.city, now.vehicles) + html_table(("", ""), rows)


def run(
    scenario: Day, *, city: Optional[City] = None, seed: Optional[int] = None, threads: Optional[int] = None,
    progress: Progress = None,
) -> Result:
    """Simulates the day, as ``halong run`` does: the same digest for the same scenario and seed, on any number of threads.

    ``seed``: another one than the scenario's. ``threads``: at most so many; None: all cores. ``progress``: True for a
    line on standard error, or a function of (share done 0 … 1, text). Ctrl-C raises KeyboardInterrupt.
    """
    simulation = Simulation(scenario, city=city, seed=seed, threads=threads, progress=progress)
    simulation.advance(progress=progress)
    return simulation.finish()
