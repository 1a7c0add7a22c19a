"""The exercise cells of the notebooks: they are saved unsolved, and a notebook runs on with any answer in them."""

import re
from pathlib import Path

import nbformat
import pytest

from four_equations.exercises import to_mend
from four_equations.exercises.engine import EXERCISES
from four_equations.exercises.mending import FAULTY

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
PATHS = [
    path
    for path in sorted(NOTEBOOKS.glob("[01]*.ipynb"))
    if "exercises import check" in path.read_text(encoding="utf-8")
]
CALL = re.compile(r"^check\.(\w+)\((\w+)\)$")
with_exercises = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def code_cells(path):
    """(cell, name of the exercise, name of the learner's function) of every cell; no names if it ends with no check."""
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    calls = [CALL.match(cell.source.rstrip().splitlines()[-1]) for cell in cells]
    return [(cell, *(call.groups() if call else (None, None))) for cell, call in zip(cells, calls, strict=True)]


def test_every_exercise_is_once_in_its_notebook():
    places = [(name, path.name[:2]) for path in PATHS for _, name, _ in code_cells(path) if name]
    # Once each: two cells that share a check would share its tick.
    assert sorted(places) == sorted((name, exercise.notebook) for name, exercise in EXERCISES.items())


@with_exercises
def test_exercises_are_saved_unsolved(path):
    for cell, name in ((cell, name) for cell, name, _ in code_cells(path) if name):
        given = name in FAULTY and to_mend(name) in cell.source
        assert "exercise" in cell.metadata.tags and ("..." in cell.source or given)
        (output,) = cell.outputs
        assert output.data["text/plain"].startswith("○ ") and "text/html" in output.data


def uses_an_answer(path):
    """Whether a cell uses the learner's function of another one. If none does, no answer can change what follows."""
    cells = code_cells(path)
    answers = [(cell, learners) for cell, _, learners in cells if learners]
    return any(
        re.search(rf"\b{learners}\b", other.source)
        for cell, learners in answers
        for other, _, _ in cells
        if other is not cell
    )


@pytest.mark.parametrize("path", list(filter(uses_an_answer, PATHS)), ids=lambda path: path.stem)
def test_a_notebook_runs_with_right_answers_and_then_with_wrong_ones(path, monkeypatch):
    monkeypatch.chdir(NOTEBOOKS)
    cells, namespace = code_cells(path), {}
    first = next(i for i, (_, name, _) in enumerate(cells) if name)
    for right, part in ((None, cells[:first]), (True, cells[first:]), (False, cells[first:])):
        for cell, name, learners in part:
            if not name:
                exec(compile(cell.source, path.name, "exec"), namespace)
                continue
            exercise = EXERCISES[name]
            namespace[learners] = exercise.reference if right else next(iter(exercise.mistakes.values()))
            assert eval(f"check.{name}({learners})", namespace).passed is right
