"""What stepping from Python costs: the same day at once, and advanced in small steps; import time; memory of views.

PYTHONPATH=build/release/python /usr/bin/python3 tests/benchmarks/python_stepping.py [SCENARIO] [KEY=VALUE ...]
"""

import resource
import statistics
import subprocess
import sys
import time

START, END = 7 * 3600, 8 * 3600
STEPS_S = (3600, 60, 10, 1)


def seconds(call) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def hour(halong, day, state: str, step_s: int) -> float:
    simulation = halong.Simulation(day)
    simulation.restore(state)

    def go() -> None:
        for until in range(START + step_s, END + 1, step_s):
            simulation.advance(until)

    return seconds(go)


def main() -> None:
    took = [float(subprocess.run([sys.executable, "-c", "import time; t=time.process_time(); import halong; "
                                  "print(time.process_time() - t)"], capture_output=True, text=True,
                                 check=True).stdout) for _ in range(5)]
    print(f"import halong: {1000 * statistics.median(took):.0f} ms of CPU (median of 5, NumPy among it)")
    import tempfile

    import halong
    import numpy

    words = sys.argv[1:] or ["scenarios/weekday.toml"]
    values = dict(word.split("=", 1) for word in words[1:])
    scenario = halong.load(words[0], {key: float(value) for key, value in values.items()})
    day = halong.plan(scenario, threads=1)
    state = tempfile.mkdtemp() + "/0700"
    simulation = halong.Simulation(day, threads=1)
    simulation.advance(START)
    simulation.save(state)
    times: dict = {step_s: [] for step_s in STEPS_S}
    with halong._engine.Threads(1):
        for _ in range(3):  # in turn, so that what else runs here meets all alike
            for step_s in STEPS_S:
                times[step_s].append(hour(halong, day, state, step_s))
        idle = halong.Simulation(day)  # without a limit of its own, as those above
        idle.restore(state)
        calls = 20_000
        call_s = min(seconds(lambda: [idle.advance(START) for _ in range(calls)]) for _ in range(5)) / calls
    print(f"a call of advance() that has nothing to do: {1e6 * call_s:.2f} us of CPU")
    at_once = min(times[3600])
    for step_s in STEPS_S:
        print(f"07:00-08:00 in steps of {step_s:>4} s: {min(times[step_s]):.3f} s of CPU; "
              f"the calls are {100 * call_s * 3600 / step_s / at_once:.3f} % of it")
    simulation.advance()
    result = simulation.finish()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    tables = [result.link_hours, result.legs, result.stays, result.travellers]
    arrays = [column.values for table in tables for column in table.columns]
    spanned = sum(array.nbytes for array in arrays)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    own = sum(sys.getsizeof(array) - (array.nbytes if array.flags.owndata else 0) for array in arrays)
    print(f"{len(arrays)} columns of a result span {spanned / 1e6:.1f} MB; Python holds {own} bytes for them, "
          f"and the process grew by {grown} kB; copies: {sum(array.flags.owndata for array in arrays)}")
    assert isinstance(arrays[0], numpy.ndarray)


main()
