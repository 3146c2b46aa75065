"""Studies and proposals of sites: what the commands of the same names do, as tables."""

from __future__ import annotations

import functools
import json
import os
from typing import TYPE_CHECKING, Any, Dict, List, NamedTuple, Optional

from . import _engine
from .city import City
from .errors import InputError
from .progress import Progress, watcher
from .scenario import Path, Scenario, Values, overrides
from .simulation import thread_limit
from .table import html_table

if TYPE_CHECKING:
    import pandas


class Study:
    """The answer of a study: paired differences of every option from the base, with their costs.

    ``raw`` is the whole of it, as ``answer.json`` keeps it.
    """

    def __init__(self, answer: str) -> None:
        self.raw: Dict[str, Any] = json.loads(answer)

    @functools.cached_property
    def answer(self) -> "pandas.DataFrame":
        """By kpi and option: mean, difference from the base, half_width of its interval, distinguishable, p_holm.

        ``attrs["base"]`` holds the means of the base.
        """
        import pandas

        columns = ["mean", "difference", "half_width", "distinguishable", "p", "p_holm", "vnd_per_unit"]
        rows = [{"kpi": kpi["kpi"], **option} for kpi in self.raw["kpis"] for option in kpi["options"]]
        table = pandas.DataFrame(rows, columns=["kpi", "option", *columns]).set_index(["kpi", "option"])
        table.attrs["base"] = {kpi["kpi"]: kpi["base_mean"] for kpi in self.raw["kpis"]}
        return table

    @functools.cached_property
    def options(self) -> "pandas.DataFrame":
        """By option: annual cost, weighted benefit a year with its interval, net present value (VND)."""
        import pandas

        rows = [
            {
                "option": option["option"],
                "annual_cost_vnd": option["annual_cost_vnd"],
                "benefit_vnd_per_year": option["weighted_benefit_vnd_per_year"]["difference"],
                "half_width_vnd": option["weighted_benefit_vnd_per_year"]["half_width"],
                "npv_vnd": option["economics"]["npv_vnd"],
                "benefit_cost_ratio": option["economics"]["benefit_cost_ratio"],
            }
            for option in self.raw["options"]
        ]
        return pandas.DataFrame(rows).set_index("option")

    @functools.cached_property
    def runs(self) -> "pandas.DataFrame":
        """One row for each run: day, variant, replication, seed, digest, wall_s, valid and every indicator."""
        import pandas

        rows = [
            {**{key: value for key, value in run.items() if key != "kpis"}, **run["kpis"]} for run in self.raw["runs"]
        ]
        return pandas.DataFrame(rows)

    def to_pandas(self) -> "pandas.DataFrame":
        """The answer by kpi and option."""
        return self.answer

    def __repr__(self) -> str:
        return f"<Study of {len(self.raw['options'])} options, {len(self.raw['runs'])} runs>"

    def _repr_html_(self) -> str:
        rows: List[List[object]] = []
        for kpi in self.raw["kpis"]:
            cells = [
                f"{o['difference']:+,.1f} ± {o['half_width']:,.1f}{' *' if o['distinguishable'] else ''}"
                for o in kpi["options"]
            ]
            rows.append([kpi["kpi"], f"{kpi['base_mean']:,.1f}", *cells])
        return html_table(["kpi", "base", *(option["option"] for option in self.raw["options"])], rows)


def study(
    path: Path, *, set: Optional[Values] = None, city: Optional[Path] = None, threads: Optional[int] = None,
    out: Optional[Path] = None, resume: bool = False, force: bool = False, progress: Progress = None,
) -> Study:
    """Runs a study, as ``halong study`` does: base and options with the same people, and compares.

    ``set``: keys of the study or, with ``scenario.`` in front or where only scenarios have them, of its scenario.
    ``city``: a folder that replaces the scenario's. ``out``: a folder for the files of all runs and the report, new or
    empty (``force``: what it holds is written over); none: no files. Ctrl-C raises KeyboardInterrupt; ``resume``: goes on
    in ``out`` after the runs that an interrupted study, of Python or the command line, has left there (from the start when
    there are none), to the same answer. InputError when they are of another study, scenario, city or build, when ``out``
    holds anything and neither is said, and while another process writes into it.
    """
    if resume and out is None:
        raise InputError("resume needs out: the folder of the study that was interrupted")
    if resume and force:
        raise InputError("resume goes on with what is in out, force begins anew: say one of them")
    with thread_limit(threads):
        folder = "" if city is None else os.fspath(city)
        return Study(
            _engine.run_study(os.fspath(path), overrides(set), folder, None if out is None else os.fspath(out), resume,
                              force, watcher(progress, "study"))
        )


def open_study(folder: Path) -> Study:
    """The answer in a results folder of a study, evaluated again from its runs; nothing is simulated."""
    return Study(_engine.read_study(os.fspath(folder)))


class Sites(NamedTuple):
    """Proposed sites.

    ``sites``: the one that adds most first: near, x_m, y_m, heading_deg, expected, carried, in_all, informed.
    ``rounds``: the finalists that were simulated: demand in reach, greedy, chosen, bound, proven, simulated, valid, round
    (from 0), by how many sites at least it differs from the best choice of its round, and informed.
    ``runners_up``: the best choices without one, and without half of the proposed sites: different, chosen, bound, proven,
    where its sites stand, [(near, x_m, y_m), ...], and what it did when it was simulated.
    Demand in person-minutes (wifi) or passages (camera) a day. ``informed``: share of the variance of travellers between
    zones that counts of the cameras would remove; 0 where ``information`` was not asked for.
    """

    sites: "pandas.DataFrame"
    rounds: "pandas.DataFrame"
    base: Dict[str, float]
    reach_m: float
    candidates: int
    option_toml: str
    runners_up: "pandas.DataFrame"

    def _repr_html_(self) -> str:
        return html_table(list(self.sites.columns), self.sites.round(1).values.tolist())


def site(
    scenario: Scenario, *, service: str = "wifi", count: int = 0, budget_vnd: int = 0, city: Optional[City] = None,
    candidates: Optional[Path] = None, capex_vnd: int = 0, opex_vnd_per_year: int = -1, life_years: float = 5,
    level: str = "detect", rounds: int = 2, finalists: int = 3, solver_s: float = 30, cover: str = "whole", full_m: float = 0,
    none_m: float = 0, information: float = 0, observations: Optional[Path] = None, threads: Optional[int] = None,
    progress: Progress = None,
) -> Sites:
    """Proposes where new hotspots or cameras should stand, as ``halong site`` does.

    ``service``: "wifi" or "camera". ``count`` or ``budget_vnd``: at most so many, or for so much capital. ``candidates``:
    a layer of points; none: street corners and places. 0 (opex: -1): what is usual for the service. ``cover``: "whole", or
    "gradual": demand counts whole up to ``full_m`` from a hotspot and not at all from ``none_m`` on; of cameras by the share
    of a link that they see. ``information``: the share, 0 to 1, of the benefit of cameras that is what their counts tell of
    the demand; what ``observations`` (a file) tell already is nothing new.
    """
    import pandas

    request = _engine.SitingRequest()
    given = {
        "service": service, "count": count, "budget_vnd": budget_vnd, "capex_vnd": capex_vnd, "level": level,
        "opex_vnd_per_year": opex_vnd_per_year, "life_years": life_years, "rounds": rounds, "finalists": finalists,
        "solver_s": solver_s, "cover": cover, "full_m": full_m, "none_m": none_m,
        "information": information, "observations": "" if observations is None else os.fspath(observations),
        "candidates": "" if candidates is None else os.fspath(candidates),
    }
    for key, value in given.items():
        try:
            setattr(request, key, value)
        except TypeError:
            raise InputError(f"{key} cannot be {value!r}") from None
    with thread_limit(threads):
        raw = _engine.propose_sites(scenario._handle, None if city is None else city._handle, request,
                                    watcher(progress, "site"))
    sites = pandas.DataFrame(
        raw["sites"], columns=["near", "x_m", "y_m", "heading_deg", "expected", "carried", "in_all", "informed"]
    )
    table = pandas.DataFrame(
        raw["rounds"],
        columns=["demand", "greedy", "chosen", "bound", "proven", "simulated", "valid", "round", "different", "informed"],
    )
    others = pandas.DataFrame(raw["runners_up"], columns=["different", "chosen", "bound", "proven", "sites", "simulated"])
    return Sites(sites, table, raw["base"], raw["reach_m"], raw["candidates"], raw["option_toml"], others)
