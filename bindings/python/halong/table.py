"""Tables of columns: NumPy views into the engine's memory, with names, units and meanings."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Dict, Iterator, Mapping, NamedTuple, Optional, Sequence, Tuple

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pandas

Array = npt.NDArray[Any]
RawColumn = Tuple[str, str, str, Any, Optional[Tuple[str, ...]]]


class Column(NamedTuple):
    """What a column holds. ``words``: of categories, what the numbers stand for."""

    name: str
    unit: str
    meaning: str
    values: Array
    words: Optional[Tuple[str, ...]] = None


class Table(Mapping[str, Array]):
    """Columns of one length, by name: ``links["length_m"]`` or ``links.length_m``.

    Numbers are read-only views without copies, which keep what they look at alive. Texts are arrays of ``str``.
    """

    def __init__(self, name: str, columns: Sequence[RawColumn]) -> None:
        self._name = name
        self._columns: Dict[str, Column] = {}
        for key, unit, meaning, values, words in columns:
            if isinstance(values, list):
                values = np.array(values, dtype=object)
                values.flags.writeable = False
            self._columns[key] = Column(key, unit, meaning, values, words)

    def __getitem__(self, name: str) -> Array:
        return self._columns[name].values

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        """Number of columns; rows are ``rows``."""
        return len(self._columns)

    def __getattr__(self, name: str) -> Array:
        if name.startswith("_"):  # also while a copy is made, before there are columns
            raise AttributeError(name)
        if name in self._columns:
            return self._columns[name].values
        raise AttributeError(f"{self._name} has no column '{name}': {', '.join(self._columns)}")

    __eq__ = object.__eq__  # columns are arrays, of which no single truth can be told
    __hash__ = object.__hash__

    def __dir__(self) -> Sequence[str]:
        return [*super().__dir__(), *self._columns]

    @property
    def rows(self) -> int:
        """Number of rows."""
        return 0 if not self._columns else len(next(iter(self._columns.values())).values)

    @property
    def columns(self) -> Tuple[Column, ...]:
        """Every column with its unit and meaning."""
        return tuple(self._columns.values())

    def words(self, name: str) -> Array:
        """A column of categories as texts, shape (rows,); a copy."""
        column = self._columns[name]
        if column.words is None:
            raise KeyError(f"'{name}' is no column of categories")
        return np.array(column.words, dtype=object)[column.values]

    def to_pandas(self) -> "pandas.DataFrame":
        """The columns of one dimension as a data frame; categories as pandas categories, units in ``attrs``."""
        import pandas

        frame = {
            column.name: column.values
            if column.words is None
            else pandas.Categorical.from_codes(column.values.astype(np.int16), list(column.words))
            for column in self.columns
            if column.values.ndim == 1
        }
        table = pandas.DataFrame(frame)
        table.attrs["units"] = {column.name: column.unit for column in self.columns if column.unit}
        return table

    def __repr__(self) -> str:
        return f"<{self._name}: {self.rows:,} rows of {', '.join(self._columns)}>"

    def _repr_html_(self) -> str:
        rows = [(c.name, c.unit, c.meaning, str(c.values.dtype), str(c.values.shape)) for c in self.columns]
        return f"<p><b>{html.escape(self._name)}</b>: {self.rows:,} rows</p>" + html_table(
            ("column", "unit", "meaning", "type", "shape"), rows
        )


def html_table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A small table for notebooks."""
    top = "".join(f"<th>{html.escape(cell)}</th>" for cell in head)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
