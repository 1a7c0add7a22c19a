"""A cell that runs again closes the panel that it showed before, and no other."""

import gc
import threading
import weakref

import pytest
from ipywidgets.widgets.widget import _instances
from use import paint

from four_equations.widgets import layer_builder, training_explorer
from four_equations.widgets.base import panel


@pytest.fixture
def run(monkeypatch):
    """Display panels as a run of a cell does, in a kernel that says which cell and which run it is."""
    monkeypatch.setattr(panel, "SHOWN", {})

    def display(cell, run, *panels):
        parent = {"metadata": {"cellId": cell}, "header": {"msg_id": run}}
        shell = type("Shell", (), {"get_parent": lambda self: parent})
        monkeypatch.setattr(panel, "get_ipython", shell)
        return [one._repr_mimebundle_() for one in panels]

    return display


def is_closed(one):
    return not hasattr(one, "stage")


def test_running_a_cell_again_closes_its_earlier_panel(run):
    first, second = layer_builder(), layer_builder()
    run("cell", "run 1", first)
    run("cell", "run 2", second)
    assert is_closed(first) and not is_closed(second)


def test_two_panels_of_one_run_live_together(run):
    first, second = layer_builder(), layer_builder()
    run("cell", "run 1", first, second)
    assert not is_closed(first) and not is_closed(second)


def test_a_panel_that_is_shown_again_or_elsewhere_lives_on(run):
    again, elsewhere = layer_builder(), layer_builder()
    run("cell", "run 1", again, elsewhere)
    run("other cell", "run 2", elsewhere)
    run("cell", "run 3", again)
    assert not is_closed(again) and not is_closed(elsewhere)


def test_a_front_end_that_names_no_cell_closes_nothing(run):
    first, second = layer_builder(), layer_builder()
    run(None, "run 1", first)
    run(None, "run 2", second)
    assert not is_closed(first)


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
