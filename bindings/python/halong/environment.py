"""Signals as an environment for control research, in the manner of Gymnasium; it is not needed, and used where it is there."""

from __future__ import annotations

import os
import pathlib
import tempfile
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple

import numpy as np

from ._engine import vehicle_classes
from .city import City
from .errors import InputError
from .simulation import Day, PlannedDay, Simulation, TimeOfDay, milliseconds, plan, planned
from .table import Array


class Box:
    """Arrays between two bounds: what is used of gymnasium.spaces.Box, where that is not installed."""

    def __init__(self, low: float, high: float, shape: Tuple[int, ...], dtype: Any = np.float32) -> None:
        self.low, self.high = np.full(shape, low, dtype), np.full(shape, high, dtype)
        self.shape, self.dtype = shape, np.dtype(dtype)
        self._random = np.random.default_rng(0)

    def seed(self, seed: Optional[int] = None) -> None:
        """Seeds ``sample``."""
        self._random = np.random.default_rng(seed)

    def sample(self) -> Array:
        """A uniform draw; of unbounded sides between -1 and 1."""
        low, high = (np.where(np.isfinite(side), side, other) for side, other in ((self.low, -1), (self.high, 1)))
        drawn: Array = self._random.uniform(low, high).astype(self.dtype)
        return drawn

    def contains(self, x: Array) -> bool:
        """Whether an array has the shape, and lies between the bounds."""
        return x.shape == self.shape and bool((x >= self.low).all() and (x <= self.high).all())


def _box(low: float, high: float, shape: Tuple[int, ...]) -> Any:
    try:
        from gymnasium import spaces
    except ModuleNotFoundError:
        return Box(low, high, shape)
    return spaces.Box(low, high, shape, dtype=np.float32)


ANY_VEHICLE = (1 << len(vehicle_classes)) - 1


class Junction(NamedTuple):
    """A junction that a signal of two phases can run: rows of the links that have green together, times in s."""

    node: int
    first: Tuple[int, ...]
    """Along the axis of the widest approach."""
    second: Tuple[int, ...]
    """Across it."""
    cycle_s: float
    green_s: float
    """Of both phases together; the rest of the cycle is lost between them."""


def junctions(city: City, *, cycle_s: float = 90, lost_s: float = 4) -> List[Junction]:
    """Every junction of three roads or more with approaches along one axis and across it (by more than 45 degrees).

    ``lost_s``: of each of the two phases. Both as the scenario's ``traffic.signal_cycle_s`` and ``signal_lost_s``.
    """
    links, (offset, points) = city.links, city.shapes
    last = points[offset[1:] - 1] - points[offset[1:] - 2]
    approaches: Dict[int, List[int]] = {}
    for link in np.flatnonzero(links["access"] & ANY_VEHICLE).tolist():
        approaches.setdefault(int(links["to"][link]), []).append(link)
    found = []
    for node, ends in sorted(approaches.items()):
        if len(ends) < 3:
            continue
        axis = min(ends, key=lambda link: (-links["width_m"][link], int(links["stable_id"][link])))
        along = (last[ends] @ last[axis]) ** 2 * 2 >= (last[ends] ** 2).sum(axis=1) * (last[axis] ** 2).sum()
        first, second = (tuple(np.array(ends)[side].tolist()) for side in (along, ~along))
        if second:
            found.append(Junction(node, first, second, cycle_s, cycle_s - 2 * lost_s))
    return found


class SignalEnvironment:
    """Signals of two phases at junctions: what share of green each phase gets, decided at intervals.

    The signals are put up at the episode's start; where a junction has some, these replace them.

    Action: for each junction the share of its green that the first phase gets, shape (junctions,), 0.1 … 0.9.
    Observation: for each junction the vehicles that wait at its first and at its second phase, shape (2 junctions,), and
    the share of the episode that is over, last. Reward: less the mean number of vehicles that wait at these junctions.
    ``observe`` and ``reward`` may be replaced in a class of your own.

    ``reset(seed=...)`` makes other people for the day; without a seed it is the same day again, from a saved state.
    The same seed and the same actions give the same observations, on any number of threads.
    """

    metadata: Dict[str, Any] = {"render_modes": []}
    render_mode = None
    spec = None

    def __init__(
        self, day: Day, *, nodes: Optional[Sequence[int]] = None, most: int = 8, start: TimeOfDay = "07:00",
        end: TimeOfDay = "08:00", interval_s: float = 300, cycle_s: float = 90, lost_s: float = 4,
        threads: Optional[int] = None,
    ) -> None:
        """``nodes``: rows of ``city.nodes``; None: the ``most`` junctions through which most vehicles have come by ``start``."""
        day = planned(day, None, None, None)
        self._day, self._threads = day, threads
        self._start_s, self._end_s, self._interval_s = milliseconds(start) / 1000, milliseconds(end) / 1000, interval_s
        if not self._start_s < self._end_s or interval_s < 1:
            raise InputError("an episode ends after it starts, and is decided at intervals of 1 s or more")
        self._saved = tempfile.TemporaryDirectory(prefix="halong_environment_")
        self._simulation = self._begin(day)
        everywhere = {one.node: one for one in junctions(day.city, cycle_s=cycle_s, lost_s=lost_s)}
        wanted = self._busiest(everywhere, most) if nodes is None else list(nodes)
        strange = [node for node in wanted if node not in everywhere]
        if strange or not wanted:
            raise InputError(f"no signal of two phases fits at the nodes {strange}: see halong.junctions()")
        self.junctions = tuple(everywhere[node] for node in wanted)
        self.action_space = _box(0.1, 0.9, (len(self.junctions),))
        self.observation_space = _box(0, float("inf"), (2 * len(self.junctions) + 1,))

    @property
    def simulation(self) -> Simulation:
        """The day as it stands."""
        return self._simulation

    @property
    def unwrapped(self) -> "SignalEnvironment":
        """Itself."""
        return self

    def reset(
        self, *, seed: Optional[int] = None, options: Optional[Dict[str, Any]] = None
    ) -> Tuple[Array, Dict[str, Any]]:
        """The day at the episode's start: (observation, info)."""
        del options
        if seed is not None and seed != self._day.scenario.seed:
            self._simulation = self._begin(self._day.with_seed(seed, threads=self._threads))
        else:
            self._simulation.restore(self._state_file(self._day))
        return self.observe(), self._info()

    def step(self, action: Array) -> Tuple[Array, float, bool, bool, Dict[str, Any]]:
        """Sets the greens and goes on for an interval: (observation, reward, terminated, truncated, info)."""
        shares = np.asarray(action, dtype=float)
        if shares.shape != (len(self.junctions),) or not ((shares >= 0.1) & (shares <= 0.9)).all():
            raise InputError(f"an action has the shape ({len(self.junctions)},) and shares of 0.1 to 0.9: {action}")
        for junction, share in zip(self.junctions, shares.tolist()):
            self._set_share(junction, share)
        self._simulation.advance(min(self._simulation.now_s + self._interval_s, self._end_s))
        ended = self._simulation.ended
        return self.observe(), self.reward(), ended, not ended and self._simulation.now_s >= self._end_s, self._info()

    def observe(self) -> Array:
        """Vehicles that wait by junction and phase, and the share of the episode that is over."""
        waiting = self._simulation.links_now().waiting
        queues = [waiting[list(phase)].sum() for one in self.junctions for phase in (one.first, one.second)]
        over = (self._simulation.now_s - self._start_s) / (self._end_s - self._start_s)
        return np.array([*queues, over], dtype=np.float32)

    def reward(self) -> float:
        """Less the mean number of vehicles that wait at a junction now."""
        return -float(self.observe()[:-1].sum()) / len(self.junctions)

    def render(self) -> None:
        """No picture is drawn."""

    def close(self) -> None:
        """Removes the saved states."""
        self._saved.cleanup()

    def _set_share(self, one: Junction, share: float) -> None:
        cycle_ms, green_ms = round(1000 * one.cycle_s), round(1000 * one.green_s)
        first_ms = min(max(round(share * green_ms), 1), green_ms - 1)
        second_start_ms = first_ms + (cycle_ms - green_ms) // 2
        for links, start_ms, length_ms in (
            (one.first, 0, first_ms), (one.second, second_start_ms, green_ms - first_ms),
        ):
            for link in links:
                self._simulation.set_green(link, one.cycle_s, start_ms / 1000, length_ms / 1000)

    def _busiest(self, everywhere: Dict[int, Junction], most: int) -> List[int]:
        counts = self._simulation.link_counts().astype(np.int64)
        through = {node: int(counts[[*one.first, *one.second]].sum()) for node, one in everywhere.items()}
        return sorted(through, key=lambda node: (-through[node], node))[:most]

    def _begin(self, day: PlannedDay) -> Simulation:
        """The day at the episode's start, from its file where it was reached before."""
        simulation = Simulation(day, threads=self._threads)
        if os.path.exists(self._state_file(day)):
            simulation.restore(self._state_file(day))
        else:
            simulation.advance(self._start_s)
            simulation.save(self._state_file(day))
        self._day = day
        return simulation

    def _state_file(self, day: PlannedDay) -> pathlib.Path:
        return pathlib.Path(self._saved.name) / f"{day.scenario.seed}.state"

    def _info(self) -> Dict[str, Any]:
        return {"time_s": self._simulation.now_s, "on_road": self._simulation.on_road,
                "seed": self._day.scenario.seed}


def register() -> None:
    """Makes "halong/Signals-v0" known to gymnasium.make(…, day=…). ModuleNotFoundError where it is not installed."""
    import gymnasium

    def reset(
        self: SignalEnvironment, *, seed: Optional[int] = None, options: Optional[Dict[str, Any]] = None
    ) -> Tuple[Array, Dict[str, Any]]:
        gymnasium.Env.reset(self, seed=seed)  # for its own random numbers, which are not used here
        return SignalEnvironment.reset(self, seed=seed, options=options)

    members = {"__doc__": SignalEnvironment.__doc__, "reset": reset}
    kind = type("Signals", (SignalEnvironment, gymnasium.Env), members)
    gymnasium.register(id="halong/Signals-v0", entry_point=kind, disable_env_checker=True)
