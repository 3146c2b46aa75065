"""Scenarios: a day in a city, from a TOML file and overrides."""

from __future__ import annotations

import html
import json
import os
import tomllib
from typing import TYPE_CHECKING, Any, Dict, Generic, List, Mapping, Optional, TypeVar, Union

from . import _engine
from .errors import InputError
from .table import html_table

if TYPE_CHECKING:
    from .city import City

Path = Union[str, "os.PathLike[str]"]
Values = Mapping[str, Any]


def toml_value(value: Any) -> str:
    """A value of Python or NumPy as TOML on one line."""
    if hasattr(value, "item") and not isinstance(value, (list, tuple, dict)):
        value = value.item()  # a number of NumPy
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (str, os.PathLike)):
        return json.dumps(os.fspath(value), ensure_ascii=False)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(str(k))} = {toml_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    raise InputError(f"a value of type {type(value).__name__} has no form in TOML: {value!r}")


def overrides(values: Optional[Values]) -> List[str]:
    """As the command line takes them: ``demand.visitors_per_day=30000``."""
    return [f"{key}={toml_value(value)}" for key, value in (values or {}).items()]


_Handle = TypeVar("_Handle", bound=Union[_engine.Scenario, _engine.Option])


class _Described(Generic[_Handle]):
    """What a file of TOML describes, with every key."""

    def __init__(self, handle: _Handle) -> None:
        self._handle: _Handle = handle

    @property
    def title(self) -> str:
        """Its English title."""
        return self._handle.title_en

    def to_toml(self) -> str:
        """Every key with its value, as a file of TOML."""
        return self._handle.to_toml()

    @property
    def values(self) -> Dict[str, Any]:
        """Every key with its value, as nested dictionaries; a copy. Units stand in the keys."""
        return tomllib.loads(self.to_toml())


class Scenario(_Described[_engine.Scenario]):
    """A day in a city: every key with its value. Scenarios never change; ``with_`` makes another one."""

    @property
    def id(self) -> str:
        """Name of the file that it comes from, without ending."""
        return self._handle.id

    @property
    def seed(self) -> int:
        """Seed of all random numbers, 0 … 2**63 - 1."""
        return self._handle.seed

    def __getitem__(self, key: str) -> Any:
        """The value of a key such as ``"demand.visitors_per_day"``. KeyError when there is no such key."""
        value: Any = self.values
        for part in key.split("."):
            if not isinstance(value, dict) or part not in value:
                raise KeyError(key)
            value = value[part]
        return value

    def with_(self, values: Optional[Values] = None, /, **more: Any) -> "Scenario":
        """The same scenario with other values.

        Keys as on the command line, or as keyword arguments with ``__`` for the dot:
        ``with_({"demand.visitors_per_day": 30000})`` or ``with_(demand__visitors_per_day=30000, seed=7)``.
        Raises InputError with the range and the nearest known key.
        """
        both = {**(values or {}), **{key.replace("__", "."): value for key, value in more.items()}}
        return Scenario(self._handle.overridden(overrides(both)))

    def city(self) -> "City":
        """The city of its folder, as on no particular day."""
        from .city import load_city

        return load_city(self._handle.city)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self.id == other.id and self.to_toml() == other.to_toml()

    def __hash__(self) -> int:
        return hash((self.id, self.to_toml()))

    def __repr__(self) -> str:
        return f"<Scenario {self.id}: {self.title}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        values = self.values
        rows = [(key, value) for key, value in values.items() if not isinstance(value, (dict, list))]
        rows += [(f"demand.{key}", value) for key, value in values.get("demand", {}).items()]
        title = html.escape(f"{self._handle.title_vi} / {self.title}")
        return f"<p><b>{title}</b></p>" + html_table(("key", "value"), rows)


class Option(_Described[_engine.Option]):
    """A change to a scenario and its city, with its cost, as studies compare them. Options never change."""

    @property
    def id(self) -> str:
        """Its name in its study."""
        return self._handle.id

    def __repr__(self) -> str:
        return f"<Option {self.id}: {self.title}>"


def load_option(path: Path, id: str = "") -> Option:  # pylint: disable=redefined-builtin
    """An option from its own file, or that of this ``id`` from a study, with all that it combines.

    ``id`` may be left out where there is only one. ``plan`` makes a day with it. Raises InputError with every fault of the
    file, or the ids that there are.
    """
    return Option(_engine.load_option(os.fspath(path), id))


def load(path: Path, set: Optional[Values] = None) -> Scenario:  # pylint: disable=redefined-builtin
    """A scenario from its file, with what it extends merged in and ``set`` laid upon it.

    ``set``: keys with their values, such as ``{"demand.visitors_per_day": 30000, "seed": 7}``.
    Raises InputError with every fault of the file, each with file, line and column.
    """
    return Scenario(_engine.load_scenario(os.fspath(path), overrides(set)))


def parse(text: str, file: str = "scenario.toml") -> Scenario:
    """A scenario from text; ``file`` stands in messages, and paths in the text are relative to its folder."""
    return Scenario(_engine.parse_scenario(text, file))


def check(path: Path) -> List[str]:
    """Every fault of a city or of a file of any kind, as ``halong check`` prints them; empty when all is well.

    Of a file also what it says of its city: roads or places that the city does not have, visitors without a gateway.
    """
    return _engine.check_file(os.fspath(path))


def explain(key: str, path: Optional[Path] = None) -> str:
    """What a key means, its unit, range, default and source; with a file also its value there."""
    return _engine.explain(key, None if path is None else os.fspath(path))


def schema(kind: str = "scenario") -> Dict[str, Any]:
    """The JSON Schema of a kind of file: scenario, option, study, sites or calibration."""
    document: Dict[str, Any] = json.loads(_engine.schema(kind))
    return document
