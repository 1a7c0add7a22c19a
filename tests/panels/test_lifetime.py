"""A panel is shown once; a cell that runs again closes the panel that it showed before, and no other."""

import gc
import threading
import weakref

import execute
import nbformat.v4
import pytest
from ipywidgets.widgets.widget import _instances
from use import paint

from four_equations.widgets import layer_builder, training_explorer
from four_equations.widgets.base import shown as showing


@pytest.fixture
def run(monkeypatch):
    """Display panels as a run of a cell does, in a kernel that says which cell and which run it is."""
    monkeypatch.setattr(showing, "SHOWN", [])
    monkeypatch.setattr(showing, "display", lambda *_, **__: None)

    def display(cell, run, *panels):
        parent = {"metadata": {"cellId": cell}, "header": {"msg_id": run}}
        shell = type("Shell", (), {"get_parent": lambda self: parent})
        monkeypatch.setattr(showing, "get_ipython", shell)
        for one in panels:
            with pytest.raises(NotImplementedError):  # IPython goes on to the saved form
                one._ipython_display_()

    return display


def is_closed(one):
    return "closed" in repr(one)


def test_running_a_cell_again_closes_its_earlier_panels_which_live_together(run):
    first, second, third = layer_builder(), layer_builder(), layer_builder()
    run("cell", "run 1", first, second)
    run(None, "run 2", third)  # by a front end that names no cell
    assert not is_closed(first) and not is_closed(second)
    run("cell", "run 2", third)
    assert is_closed(first) and is_closed(second) and not is_closed(third)


def test_a_panel_that_is_shown_again_or_elsewhere_lives_on(run):
    again, elsewhere = layer_builder(), layer_builder()
    run("cell", "run 1", again, elsewhere)
    run("other cell", "run 2", elsewhere)
    run("cell", "run 3", again)
    assert not is_closed(again) and not is_closed(elsewhere)


def test_a_kernel_shows_a_panel_once_and_saves_its_form_after_it(tmp_path):
    cells = ["from four_equations.widgets import layer_builder\npanel = layer_builder()\npanel", "display(panel)"]
    cells.append("panel.close()\npanel")
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    *shown, closed = [cell.outputs for cell in execute.execute(tmp_path / "made.ipynb", made).cells]
    for outputs in shown:
        assert [sorted(output.data) for output in outputs] == [[execute.WIDGET_VIEW], ["text/html", "text/plain"]]
    assert [output.data["text/plain"][:23] for output in closed] == ["A panel that was closed"]


def test_ten_panels_that_train_leave_no_thread_and_once_closed_nothing():
    gc.collect()
    held, threads = set(_instances), threading.active_count()
    ten = [training_explorer(small=True) for _ in range(10)]
    for one in ten:
        one.play.value = True
        paint(one)
    runs = [weakref.ref(one.run) for one in ten]
    assert all(run().step > 0 for run in runs) and threading.active_count() == threads
    for one in ten:
        one.close()
    gc.collect()
    assert set(_instances) == held
    assert [run() for run in runs] == [None] * 10
