"""Hạ Long Twin in Python: a city's day, person by person, and the load on its services.

    import halong
    scenario = halong.load("scenarios/weekday.toml")
    result = halong.run(scenario.with_(demand__visitors_per_day=40000), progress=True)
    result.to_pandas()

Names are those of the command line. Errors are ``halong.InputError``, ``CannotWrite`` and ``InternalFault``.
"""

from ._engine import commit as __commit__
from ._engine import person_classes, vehicle_classes
from ._engine import version as __version__
from .city import City, load_city
from .environment import Junction, SignalEnvironment, junctions
from .errors import CannotWrite, Diagnostic, HalongError, InputError, InternalFault
from .frames import write_city, write_routes
from .result import Kpi, Result, ResultFile, Service
from .result import open_result as open  # pylint: disable=redefined-builtin
from .scenario import Option, Scenario, check, explain, load, load_option, parse, schema
from .simulation import Green, LinksNow, PlannedDay, Price, Simulation, Spot, plan, run
from .study import Sites, Study, open_study, site, study
from .table import Column, Table

__all__ = [
    "CannotWrite", "City", "Column", "Diagnostic", "Green", "HalongError", "InputError", "InternalFault",
    "Junction", "Kpi", "LinksNow", "Option", "PlannedDay", "Price", "Result", "ResultFile", "Scenario", "Service", "SignalEnvironment",
    "Simulation", "Sites", "Spot", "Study", "Table", "__commit__", "__version__", "check", "explain", "junctions",
    "load", "load_city", "load_option", "open", "open_study", "parse", "person_classes", "plan", "run", "schema", "site", "study", "vehicle_classes", "write_city",
    "write_routes",
]
