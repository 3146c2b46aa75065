"""The declared types hold under mypy --strict, name what the compiled module has, and the package's version is the project's."""

import ast
import inspect
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import tomllib

import mypy  # noqa: F401  pylint: disable=unused-import

from _halong_module import HOME, halong, package_folder

USE = '''
import halong

scenario = halong.load("weekday.toml", {"seed": 7}).with_(demand__visitors_per_day=30000)
result: halong.Result = halong.run(scenario, threads=2, progress=True)
reveal_type(result.kpis["vehicle_km"].value)
reveal_type(halong.Simulation(halong.plan(scenario)).advance("07:30"))
reveal_type(result.legs["arrival_ms"].shape)
'''
MISUSE = '''
import halong

halong.run("weekday.toml")
halong.load("weekday.toml").seed = 3
halong.Simulation(halong.load("x")).close("a road", "09:00")
'''


# What the package only hands on need not be read.
CONFIGURATION = """[mypy]
strict = True
ignore_missing_imports = True
[mypy-xarray.*,pandas.*,geopandas.*,shapely.*]
follow_imports = skip
"""


def types(folder: pathlib.Path) -> None:
    """The package, a file that uses it well and one that does not, at once."""
    (folder / "use.py").write_text(USE)
    (folder / "misuse.py").write_text(MISUSE)
    (folder / "mypy.ini").write_text(CONFIGURATION)
    environment = {**os.environ, "MYPYPATH": str(package_folder())}
    told = subprocess.run([sys.executable, "-m", "mypy", "--config-file", "mypy.ini", "use.py", "misuse.py"],
                          capture_output=True, text=True, env=environment, cwd=folder, check=False).stdout
    faults = [line for line in told.splitlines() if ": error:" in line]
    assert [line.split(":")[0] for line in faults] == ["misuse.py"] * 3, told
    revealed = re.findall(r'use.py.*Revealed type is "(.*?)"', told)
    assert revealed[:2] == ["builtins.float", "builtins.float"] and "builtins.int" in revealed[2], told


def declarations() -> None:
    """Every name and every argument of the compiled module is declared in its .pyi, and nothing else."""
    engine = sys.modules["halong._engine"]
    tree = ast.parse((package_folder() / "halong/_engine.pyi").read_text())
    declared = {}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            declared[node.name] = {
                item.name if isinstance(item, ast.FunctionDef) else item.target.id
                for item in node.body if isinstance(item, (ast.FunctionDef, ast.AnnAssign))
            }
        elif isinstance(node, ast.FunctionDef):
            declared[node.name] = {argument.arg for argument in node.args.args}
        elif isinstance(node, ast.AnnAssign):
            declared[node.target.id] = None
    own = {name for name in dir(engine) if not name.startswith("_")}
    assert own == set(declared), own ^ set(declared)
    for name, members in declared.items():
        thing = getattr(engine, name)
        if inspect.isclass(thing):
            ours = {member for member in vars(thing) if not member.startswith("_")}
            assert ours == {member for member in members if not member.startswith("_")}, (name, ours ^ members)
        elif callable(thing):
            told = set(re.findall(r"(\w+): ", thing.__doc__.splitlines()[0].split("->")[0]))
            assert told == members, (name, told ^ members)


def docstrings() -> None:
    for name in halong.__all__:
        thing = getattr(halong, name)
        assert name.startswith("__") or not callable(thing) or (thing.__doc__ or "").strip(), name
        if inspect.isclass(thing):
            for member, value in vars(thing).items():
                if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
                    assert (value.__doc__ or "").strip(), f"{name}.{member}"


def metadata() -> None:
    project = re.search(r"project\(HalongTwin VERSION (\S+)", (HOME / "CMakeLists.txt").read_text()).group(1)
    wheel = tomllib.loads((HOME / "bindings/python/pyproject.toml").read_text())
    assert wheel["project"]["version"] == project == halong.__version__
    assert wheel["project"]["name"] == "halong" and wheel["tool"]["scikit-build"]["wheel"]["packages"] == ["halong"]
    assert (HOME / "bindings/python" / wheel["project"]["readme"]).is_file()
    for table in ("scenario", "city", "result"):
        assert table in (HOME / "bindings/python/README.md").read_text()


def main() -> None:
    declarations()
    docstrings()
    metadata()
    with tempfile.TemporaryDirectory(prefix="halong_types_") as folder:
        types(pathlib.Path(folder))


main()
