"""The environment for control research: the same seed and actions give the same observations; cities from data frames."""

import copy

import numpy as np

from _halong_module import bare, halong, raises


def episode(environment: halong.SignalEnvironment, action: np.ndarray, **reset) -> list:
    observation, info = environment.reset(**reset)
    assert info["time_s"] == 7 * 3600
    told = [observation]
    while True:
        observation, reward, terminated, truncated, info = environment.step(action)
        assert environment.observation_space.contains(observation) and reward <= 0
        assert reward == environment.reward()
        told.append(observation)
        if terminated or truncated:
            assert truncated and not terminated and info["time_s"] == 7.5 * 3600
            return told


def repeats(day: halong.PlannedDay) -> None:
    made = [halong.SignalEnvironment(day, most=3, end="07:30", interval_s=600, threads=threads) for threads in (1, 2)]
    for environment in made:
        assert environment.action_space.shape == (3,) and environment.observation_space.shape == (7,)
        assert environment.action_space.contains(environment.action_space.sample())
    action = np.array([0.3, 0.5, 0.8], dtype=np.float32)
    first = episode(made[0], action)
    assert len(first) == 4 and first[-1][-1] == 1
    for again in (episode(made[0], action), episode(made[1], action)):
        assert all(np.array_equal(a, b) for a, b in zip(first, again))
    other = episode(made[0], action, seed=9)
    assert made[0].simulation.scenario.seed == 9
    assert any(not np.array_equal(a, b) for a, b in zip(first, other))
    back = episode(made[0], action, seed=day.scenario.seed)
    assert all(np.array_equal(a, b) for a, b in zip(first, back))
    for environment in made:
        environment.close()


def phases(day: halong.PlannedDay) -> None:
    """Both phases of a junction share its green, apart from the lost time, whatever the action."""
    environment = halong.SignalEnvironment(day, most=2, end="07:20", interval_s=60)
    environment.reset()
    environment.step(np.array([0.25, 0.7]))
    for junction, share in zip(environment.junctions, (0.25, 0.7)):
        first, second = (environment.simulation.green(phase[0]) for phase in (junction.first, junction.second))
        assert np.isclose(first.length_s + second.length_s, junction.green_s, atol=1e-9)
        assert np.isclose(first.length_s, share * junction.green_s, atol=1e-3) and first.cycle_s == junction.cycle_s
        assert (first.start_s, second.cycle_s) == (0, first.cycle_s)
        lost_s = (junction.cycle_s - junction.green_s) / 2
        assert np.isclose(second.start_s, first.length_s + lost_s, atol=2e-3)
        ends = day.city.links["to"][[*junction.first, *junction.second]]
        assert (ends == junction.node).all()
    raises(halong.InputError, "shares of 0.1 to 0.9", environment.step, np.array([0.0, 0.5]))
    raises(halong.InputError, "shape", environment.step, np.array([0.5]))
    raises(halong.InputError, "no signal of two phases", halong.SignalEnvironment, day, nodes=[10**9])
    raises(halong.InputError, "ends after it starts", halong.SignalEnvironment, day, start="08:00", end="07:00")
    environment.close()


def takes_a_scenario(day: halong.PlannedDay) -> None:
    """Its day is planned on the way, as a simulation does."""
    environment = halong.SignalEnvironment(day.scenario, most=1, end="07:10", interval_s=600)
    assert environment.simulation.scenario.seed == day.scenario.seed and len(environment.junctions) == 1
    environment.close()


def main() -> None:
    day = halong.plan(bare())
    assert copy.deepcopy(day) is day
    repeats(day)
    phases(day)
    takes_a_scenario(day)


main()
