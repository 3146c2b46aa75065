"""The tutorial notebooks run from top to bottom, cell by cell, as Jupyter would run them."""

import json
import tempfile

from _halong_module import HOME

NOTEBOOKS = HOME / "bindings/python/notebooks"


def run(path) -> int:
    """Runs the cells in one namespace; gives how many of them showed something rich."""
    import ast

    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4 and notebook["cells"][0]["cell_type"] == "markdown"
    names: dict = {}
    shown = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        assert cell["outputs"] == [] and cell["execution_count"] is None, f"{path.name}: clear the outputs"
        tree = ast.parse("".join(cell["source"]), f"{path.name}:{cell['id']}")
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, f"{path.name}:{cell['id']}", "exec"), names)  # pylint: disable=exec-used
        if last is None:
            continue
        value = eval(compile(ast.Expression(last.value), path.name, "eval"), names)  # pylint: disable=eval-used
        if hasattr(value, "_repr_html_"):
            assert value._repr_html_().lstrip().startswith("<")
            shown += 1
    return shown


def run_if_possible(path) -> None:
    if "import geopandas" in path.read_text(encoding="utf-8"):
        try:
            import geopandas  # noqa: F401  pylint: disable=unused-import
        except ModuleNotFoundError:
            print(f"NOTICE: python3-geopandas is not installed: {path.name} is left out", flush=True)
            return
    assert run(path) >= 1, path.name


def main() -> None:
    found = sorted(NOTEBOOKS.glob("*.ipynb"))
    assert len(found) == 3
    with tempfile.TemporaryDirectory(prefix="halong_notebooks_") as folder:
        tempfile.tempdir = folder  # where the notebooks put what they write
        for path in found:
            run_if_possible(path)
        tempfile.tempdir = None


main()
