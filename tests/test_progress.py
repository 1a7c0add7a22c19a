"""What is solved: the ticks, the file that outlives the kernel, and the overview of the course."""

import os
import re
import subprocess
import sys
from pathlib import Path

import execute
import nbformat
import pytest

from four_equations.exercises import check, progress_file
from four_equations.exercises.engine import EXERCISES
from four_equations.exercises.progress_file import FILE, HEAD, SWITCH, Ticks, beside_the_notebook, ticks

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def path(tmp_path):
    return tmp_path / FILE


@pytest.fixture
def kept(path, monkeypatch):
    """The course's own ticks, kept in a folder of this test."""
    monkeypatch.setattr(ticks, "path", path)
    monkeypatch.setattr(ticks, "unsaved", {})
    return path


def test_a_tick_goes_with_the_last_answer_that_was_judged(kept):
    right = check.relu.reference
    for answer, done in ((None, False), (right, True), (..., True), (lambda z: ..., True), (abs, False), (right, True)):
        if answer:
            check.relu(answer)
        assert ("relu" in Ticks(kept).done()) == ("✔ relu" in repr(check.progress("02"))) == done


def stopped(z):
    raise KeyboardInterrupt


def test_an_answer_that_was_stopped_is_not_judged(kept):
    check.relu(check.relu.reference)
    assert check.relu(stopped).mistake == "interrupted" and Ticks(kept).done() == {"relu"}


def test_nothing_is_written_until_something_is_solved(kept):
    for answer in (..., abs, 3):
        check.relu(answer)
    repr(check), check.progress("02")
    assert not kept.exists()


def test_the_file_can_be_read_and_deleting_it_starts_afresh(kept):
    check.relu(check.relu.reference)
    first, second = kept.read_text(encoding="utf-8").splitlines()
    assert first + "\n" == HEAD and re.fullmatch(r"done relu \d{4}-\d\d-\d\d \d\d:\d\d", second)
    check.relu(check.relu.reference)
    assert len(kept.read_text(encoding="utf-8").splitlines()) == 2
    assert FILE in repr(check) and FILE in check._repr_html_()
    kept.unlink()
    assert "0 of" in repr(check).splitlines()[0]


def test_two_kernels_at_once_lose_nothing(path):
    code = (
        "import sys; from four_equations.exercises.progress_file import Ticks\n"
        "own = Ticks(sys.argv[1])\n"
        "print('ready', flush=True); sys.stdin.readline()\n"
        "for i in range(200): own.note(sys.argv[2] + str(i), None)"
    )
    command = [sys.executable, "-c", code, str(path)]
    kernels = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for name in "ab"
    ]
    for kernel in kernels:
        kernel.stdout.readline()
    for kernel in kernels:
        kernel.stdin.write("\n")
        kernel.stdin.flush()
    for kernel in kernels:
        kernel.communicate()
        assert kernel.returncode == 0
    assert Ticks(path).done() == {f"{name}{i}" for name in "ab" for i in range(200)}
    assert "cannot be read" not in Ticks(path).where()


DAMAGED = {
    "not text": (b"\xff\xfe\x00\x01", set(), "line 1"),
    "of another program": (b'{"solved": ["relu"]}\n', set(), "line 1"),
    "cut off": (f"{HEAD}done relu 2026-11-30 14:05\ndone sigm".encode(), {"relu"}, "line 3"),
    "two lines": (f"{HEAD}?\ndone relu 2026-11-30 14:05\n!\n".encode(), {"relu"}, "2 lines, the first of them line 2,"),
}


@pytest.mark.parametrize("content, good, told", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_costs_one_sentence_and_is_never_overwritten(path, content, good, told):
    path.write_bytes(content)
    own = Ticks(path)
    assert own.done() == good
    assert own.where().count("cannot be read") == 1 and f"In this file {told} cannot be read" in own.where()
    own.note("forward", None)
    assert Ticks(path).done() == good | {"forward"} and path.read_bytes().startswith(content)


def unwritable(path, monkeypatch):
    def refuse(*arguments, **settings):
        raise PermissionError

    monkeypatch.setattr(progress_file, "open", refuse, raising=False)
    monkeypatch.setattr(os, "access", lambda *arguments: False)
    return path


def with_a_folder_of_its_name(path, monkeypatch):
    path.mkdir()
    return path


def without_its_folder(path, monkeypatch):
    return path / "gone" / FILE


@pytest.mark.parametrize("change", [unwritable, with_a_folder_of_its_name, without_its_folder])
def test_where_nothing_can_be_written_the_session_remembers_and_says_so(path, monkeypatch, change):
    own = Ticks(change(path, monkeypatch))
    before = sorted(path.parent.rglob("*"))
    assert own.where() == f"Kept until the kernel stops, because {FILE} cannot be written here."
    own.note("relu", None)
    assert own.done() == {"relu"} and "cannot be written" in own.where()
    own.note("relu", "absolute")
    assert own.done() == set() and sorted(path.parent.rglob("*")) == before


def test_what_could_not_be_written_is_written_once_it_can_be(path):
    own = Ticks(path.parent / "later" / FILE)
    own.note("relu", None)
    own.path.parent.mkdir()
    own.note("sigmoid", None)
    assert Ticks(own.path).done() == {"relu", "sigmoid"} and own.where().startswith(f"Kept in {FILE} beside")


def test_the_file_belongs_beside_a_notebook_and_nowhere_else(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    (tmp_path / "own.ipynb").touch()
    monkeypatch.delenv(SWITCH)
    assert beside_the_notebook() is None, "there is no kernel"
    monkeypatch.setattr("IPython.get_ipython", object)
    assert beside_the_notebook() == tmp_path / FILE
    monkeypatch.setenv(SWITCH, "off")
    assert beside_the_notebook() is None
    monkeypatch.delenv(SWITCH)
    (tmp_path / "own.ipynb").unlink()
    assert beside_the_notebook() is None, "there is no notebook"
    if os.name != "nt":  # which keeps the folder in which a program works
        tmp_path.rmdir()
        assert beside_the_notebook() is None, "there is no folder"


def said_by_a_kernel(folder, source):
    """What a new kernel says, last of all, in a notebook of this folder."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    path = folder / "own.ipynb"
    nbformat.write(notebook, path)
    environment = {name: value for name, value in os.environ.items() if name != SWITCH}
    execute.client_of(path, notebook).execute(env=environment | {"PYTHONPATH": str(ROOT)})
    return notebook.cells[-1].outputs[-1].data


def test_it_survives_the_kernel(tmp_path):
    solve = "from four_equations.exercises import check\ncheck.relu(lambda z: z * (z > 0))"
    assert "✔ relu: right" in said_by_a_kernel(tmp_path, solve)["text/plain"]
    assert sorted(file.name for file in tmp_path.iterdir()) == [FILE, "own.ipynb"]
    shown = said_by_a_kernel(tmp_path, "from four_equations.exercises import check\ncheck")
    assert shown["text/plain"].startswith("1 of ") and "✔\N{NO-BREAK SPACE}relu" in shown["text/plain"]
    assert "✔&nbsp;<code>relu</code>" in shown["text/html"]


def test_the_overview_shows_every_exercise_of_every_notebook(kept):
    check.relu(check.relu.reference)
    text, page = repr(check.progress()), check.progress()._repr_html_()
    assert (repr(check), check._repr_html_()) == (text, page)
    assert re.findall(r"[✔○]\N{NO-BREAK SPACE}(\w+)", text) == re.findall(r"[✔○]&nbsp;<code>(\w+)</code>", page)
    assert sorted(re.findall(r"[✔○]\N{NO-BREAK SPACE}(\w+)", text)) == sorted(EXERCISES)
    rows = re.findall(r"(?m)^(\d\d)  (\d+) of (\d+) ", text)
    assert [row[0] for row in rows] == sorted({exercise.notebook for exercise in EXERCISES.values()})
    assert sum(int(done) for _, done, _ in rows) == 1 and sum(int(all) for _, _, all in rows) == len(EXERCISES)
    assert text.startswith(f"1 of {len(EXERCISES)} exercises done.") and max(map(len, text.splitlines())) <= 100
    assert "#" not in page and "rgb" not in page, "it has no colours of its own, which a dark page would not suit"


def test_a_notebook_without_exercises_is_refused():
    with pytest.raises(ValueError, match='There are no exercises in notebook "4". Ask for one of 01, 02, 03'):
        check.progress("4")


def test_a_verdict_says_what_its_mistake_is_called():
    verdict = check.relu(abs)
    assert "This mistake is called relu.absolute." in repr(verdict)
    assert "<small>This mistake is called <code>relu.absolute</code>.<br>" in verdict._repr_html_()
    for answer in (..., check.relu.reference):
        assert "called" not in repr(check.relu(answer)) + check.relu(answer)._repr_html_()
