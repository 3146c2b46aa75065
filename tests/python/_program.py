"""The program under test, and how it is started."""

import os
import pathlib
import subprocess
import sys

PROGRAM = os.environ.get("HALONG_PROGRAM", "")
HOME = pathlib.Path(os.environ.get("HALONG_HOME", "."))
SKIP = 77  # what ctest takes for a test that could not run


def require_program(test):
    """Ends the test as skipped where there is no program."""
    if not PROGRAM or not pathlib.Path(PROGRAM).exists():
        print(f"SKIPPED: {test}: set HALONG_PROGRAM to the program")
        sys.exit(SKIP)


def make_afresh():
    """From now on cities, people and ways do not come from the cache: what is compared has been made each time."""
    os.environ["HALONG_CACHE"] = ""


def counts_lines(program):
    """Whether it was built to count the lines that tests reach (./halong coverage), and so is not what users get."""
    return b"__gcov_" in pathlib.Path(program).read_bytes()


def start(*words):
    """A process whose output and errors come as one text; where one cuts into the other, a letter may be lost."""
    return subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            encoding="utf-8", errors="replace")


def run(code, *words):
    """What a command says, which must end with this exit code within 300 s."""
    process = start(*words)
    text, _ = process.communicate(timeout=300)
    assert process.returncode == code, f"{words}: exit {process.returncode}, wanted {code}\n{text}"
    return text


def halong(code, *words):
    """The same of the program."""
    return run(code, PROGRAM, *words)
