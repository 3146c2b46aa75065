"""How far long work is: a line that renews itself, or a function of your own."""

from __future__ import annotations

import sys
import time
from typing import Callable, Optional, Union

Progress = Union[bool, Callable[[float, str], object], None]


def watcher(progress: Progress, title: str) -> Optional[Callable[[float, str], object]]:
    """True: a line on standard error; None or False: nothing; a function: that one (share done, text)."""
    if callable(progress):
        return progress
    if not progress:
        return None
    last = [0.0]

    def show(done: float, text: str) -> None:
        now = time.monotonic()
        if now - last[0] < 0.2 and done < 1:
            return
        last[0] = now
        print(f"\r{title}: {100 * done:3.0f} % {text:<60}", end="", file=sys.stderr, flush=True)

    return show
