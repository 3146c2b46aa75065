"""What can go wrong, with the text that the command line would print."""

from __future__ import annotations

from typing import NamedTuple, Sequence, Tuple


class Diagnostic(NamedTuple):
    """One finding about an input.

    ``line`` and ``column`` count from 1; 0 means that they are not known.
    """

    file: str
    line: int
    column: int
    message: str
    help: str


class HalongError(Exception):
    """Every error of this package."""


class InputError(HalongError, ValueError):
    """Bad input: carries every finding of one file or one step, in order of line."""

    def __init__(self, text: str, findings: Sequence[Tuple[str, int, int, str, str]] = ()) -> None:
        super().__init__(text)
        self.diagnostics: Tuple[Diagnostic, ...] = tuple(Diagnostic(*finding) for finding in findings)

    @property
    def file(self) -> str:
        """File of the first finding; "" when there is none."""
        return self.diagnostics[0].file if self.diagnostics else ""

    @property
    def line(self) -> int:
        """Line of the first finding, from 1; 0 when it is not known."""
        return self.diagnostics[0].line if self.diagnostics else 0

    @property
    def column(self) -> int:
        """Column of the first finding, from 1; 0 when it is not known."""
        return self.diagnostics[0].column if self.diagnostics else 0


class CannotWrite(HalongError, OSError):
    """A result cannot be written: no space, no permission."""


class InternalFault(HalongError, RuntimeError):
    """A broken promise inside the engine: a fault of ours."""
