"""The limits of the house: a small heart, short modules and functions, one name for one thing, imports one way."""

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEART = ["network", "activations", "costs", "training", "gradients", "datasets"]
PACKAGES = {
    name: [path for path in sorted((ROOT / name).rglob("*.py")) if path.name != "__init__.py"]
    for name in ("mlp_core", "four_equations")
}
MODULES = [path for paths in PACKAGES.values() for path in paths]
# A room may use those before it.
ROOMS = ["support", "figures", "clinic", "stepper", "exercises", "widgets"]


def lines(*paths):
    return sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)


def relative(path):
    return path.relative_to(ROOT).as_posix()


def test_the_heart_is_small():
    public = [ROOT / "mlp_core" / f"{name}.py" for name in HEART]
    private = [path for path in PACKAGES["mlp_core"] if path.name.startswith("_")]
    assert sorted(public + private) == PACKAGES["mlp_core"]
    assert lines(*public) <= 700 and lines(*private) <= 350
    assert lines(ROOT / "mlp_core" / "training.py") <= 120


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_module_is_long(path):
    assert lines(path) <= 300


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_no_function_is_long(path):
    functions = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
                 if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]  # fmt: skip
    first = {f: min([f.lineno, *(decorator.lineno for decorator in f.decorator_list)]) for f in functions}
    assert not {f.name: n for f in functions if (n := f.end_lineno - first[f] + 1) > 40}


def test_no_two_modules_bear_one_name():
    names = Counter(path.stem.lstrip("_") for path in MODULES)
    assert not [name for name, times in names.items() if times > 1]


def imported(path):
    """The modules of the two packages that a module imports at any place, as dotted names."""
    here = path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level]) if node.level else ""
            found = ".".join(part for part in (base, node.module) if part)
            yield from (f"{found}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_imports_point_one_way(path):
    package, room, *_ = path.relative_to(ROOT).parts
    for name in imported(path):
        parts = name.split(".")
        if package == "mlp_core":
            assert parts[0] != "four_equations", name
        elif parts[0] == "four_equations" and len(parts) > 1 and parts[1] in ROOMS:
            assert ROOMS.index(parts[1]) <= ROOMS.index(room), name


def test_the_network_needs_numpy_alone():
    code = "import sys, mlp_core; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    known = {*sys.stdlib_module_names, "mlp_core", "numpy"}
    assert not [name for name in loaded if name not in known and not name.startswith(("_", "sitecustomize"))]
