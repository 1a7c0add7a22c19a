"""The exercise cells of the notebooks: they are saved unsolved, and a notebook runs on with any answer in them."""

import re
from pathlib import Path

import nbformat
import pytest

from four_equations.exercises import check
from four_equations.exercises.engine import EXERCISES

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
PATHS = [path for path in sorted(NOTEBOOKS.glob("0*.ipynb")) if "check." in path.read_text(encoding="utf-8")]
CALL = re.compile(r"^check\.(\w+)\((\w+)\)$")

with_exercises = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def code_cells(path):
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def asked(cell):
    """(name of the exercise, name of the learner's function) of a cell that ends with a check, or None."""
    found = CALL.match(cell.source.rstrip().splitlines()[-1])
    return found.groups() if found else None


def test_every_exercise_stands_in_its_notebook():
    places = {asked(cell)[0]: path.name[:2] for path in PATHS for cell in code_cells(path) if asked(cell)}
    assert places == {name: exercise.notebook for name, exercise in EXERCISES.items()}


@with_exercises
def test_exercises_are_saved_unsolved(path):
    for cell in filter(asked, code_cells(path)):
        assert "exercise" in cell.metadata.tags and "..." in cell.source
        (output,) = cell.outputs
        assert output.data["text/plain"].startswith("○ ") and "text/html" in output.data


@with_exercises
def test_a_notebook_runs_with_right_answers_and_then_with_wrong_ones(path, monkeypatch):
    monkeypatch.chdir(NOTEBOOKS)
    cells, namespace = code_cells(path), {}
    first = next(i for i, cell in enumerate(cells) if asked(cell))
    for cell in cells[:first]:
        exec(compile(cell.source, path.name, "exec"), namespace)
    for right in (True, False):
        for cell in cells[first:]:
            if not asked(cell):
                exec(compile(cell.source, path.name, "exec"), namespace)
                continue
            name, learners = asked(cell)
            exercise = getattr(check, name)
            exec(exercise.solution().text, namespace)
            namespace[learners] = namespace[name] if right else next(iter(exercise.mistakes.values()))
            assert eval(f"check.{name}({learners})", namespace).passed is right
