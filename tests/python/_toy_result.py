"""Result files of a toy town for the other scripts: written by the test program of the room `results`."""

import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77


def _test_program() -> pathlib.Path:
    """The build folder holds bin/halong (HALONG_PROGRAM) and tests/test_results."""
    program = os.environ.get("HALONG_PROGRAM", "")
    if not program:
        print("SKIPPED: HALONG_PROGRAM is not set: run this by ctest", flush=True)
        sys.exit(SKIPPED)
    return pathlib.Path(program).parent.parent / "tests" / "test_results"


class ToyResults:
    """A folder with full.h5 (hotspots, cameras, a gridlock) and empty.h5 (none of them); removed at the end."""

    def __enter__(self) -> pathlib.Path:
        self._folder = tempfile.TemporaryDirectory(prefix="halong_toy_")
        environment = {**os.environ, "HALONG_TOY_RESULT": self._folder.name}
        subprocess.run(
            [_test_program(), "[.toy_result]"], env=environment, check=True, stdout=subprocess.DEVNULL
        )
        return pathlib.Path(self._folder.name)

    def __exit__(self, *_) -> None:
        self._folder.cleanup()
