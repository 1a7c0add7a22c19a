"""A panel's saved form can show another state than the start, and the panel itself does not change by that."""

import gc
import inspect

import numpy as np
import pytest
from digits import DIGITS
from ipywidgets.widgets.widget import _instances
from use import state

from four_equations import widgets
from four_equations.widgets import (
    backprop_stepper,
    descent_explorer,
    fault_clinic,
    neuron_explorer,
    playground,
    training_explorer,
)


def no_slope(W, z, a, y):
    delta = {2: a[2] - y}
    delta[1] = W[2].T @ delta[2]
    return {l: delta[l] @ a[l - 1].T for l in delta}, delta


def saved_page(panel):
    return panel._repr_mimebundle_()["text/html"]


CASES = {
    "training": (training_explorer, dict(small=True, hidden=()), dict(hidden=(4,), trained=3)),
    "points": (playground, dict(data="0, 0, 0\n1, 1, 1"), dict(trained=2)),
    "clinic": (fault_clinic, dict(patient="dead relu"), dict(trained=2)),
    "descent": (descent_explorer, dict(lr=0.3), dict(steps=2)),
    "neuron": (neuron_explorer, dict(b=-3), dict(w=(2, 1))),
    "stepper": (backprop_stepper, dict(grain="neuron"), dict(step=12)),
    "comparison": (backprop_stepper, dict(backward=no_slope), dict(step="last")),
    "paths": (widgets.error_flow, dict(scale=2), dict(weight=(1, 0, 0))),
    "surface": (widgets.surface_explorer, dict(seed=3), dict(hidden=(3,), activation="relu")),
}


@pytest.mark.parametrize("kind, start, instead", CASES.values(), ids=CASES)
def test_the_saved_form_is_that_of_a_panel_with_these_arguments_and_the_panel_starts_as_ever(kind, start, instead):
    panel, without, other = kind(**start, saved=instead), kind(**start), kind(**(start | instead))
    assert state(panel) == state(without) != state(other)
    page, wanted = saved_page(panel), saved_page(other)
    assert page.split("<p><em>")[0] == wanted.split("<p><em>")[0]
    assert panel._repr_mimebundle_()["text/plain"] == repr(other)
    assert "<em>Saved " in page and "Saved" not in wanted
    assert state(panel) == state(without)


def test_the_caption_says_what_is_shown_and_where_the_controls_start():
    def caption(panel):
        return saved_page(panel).split("<em>")[-1]

    run = ". Run the cell to get the controls of this picture; they start "
    panel = training_explorer(small=True, hidden=(), saved=dict(hidden=(4,), trained=2))
    assert caption(panel).startswith(f"Saved after 2 epochs, with hidden=(4,){run}with hidden=().")
    assert caption(descent_explorer(saved=dict(steps=1))).startswith(f"Saved after 1 step{run}after 25 steps.")
    assert caption(backprop_stepper(saved=dict(step=30))).startswith(f"Saved at step 30{run}at the beginning.")
    wrong = backprop_stepper(backward=lambda W, z, a, y: (W, W), saved=dict(step="last"))
    assert caption(wrong).startswith(f"Saved at the last step{run}where backward can be compared.")
    own = neuron_explorer(saved=dict(b=1, caption="with a <large> b"))
    assert caption(own).startswith(f"Saved with a &lt;large&gt; b{run}from other values.")


WRONG = [
    (dict(saved=5), TypeError, ["saved must be a dict", "neuron_explorer", "5"]),
    (dict(saved=dict(bias=1)), ValueError, ["w, b, x, caption", "'bias'"]),
    (dict(saved=dict(caption="at rest")), ValueError, ["at least one argument"]),
    (dict(saved=dict(b=1, caption=3)), TypeError, ["caption must be text", "3"]),
]


@pytest.mark.parametrize("arguments, error, said", WRONG, ids=lambda value: str(value))
def test_what_saved_cannot_be_is_refused_in_one_sentence_and_makes_no_widget(arguments, error, said):
    gc.collect()
    before = set(_instances)
    with pytest.raises(error) as caught:
        neuron_explorer(**arguments)
    assert all(part in str(caught.value) for part in said) and str(caught.value).endswith(".")
    assert set(_instances) == before


def test_a_value_that_the_panel_refuses_is_named_when_the_saved_form_is_made():
    with pytest.raises(ValueError, match=r"In saved, bias b must be a number from -4 to 4, but got 9\."):
        saved_page(neuron_explorer(saved=dict(b=9)))
    with pytest.raises(TypeError, match=r"In saved, trained must be a whole number"):
        saved_page(training_explorer(saved=dict(trained=2.5)))


def test_nothing_remains_of_the_second_panel_and_none_is_made_before_the_form_is_asked_for():
    gc.collect()
    plain = set(_instances)
    one = training_explorer(small=True)
    widgets_of_one = len(set(_instances) - plain)
    two = training_explorer(small=True, saved=dict(trained=2))
    assert len(set(_instances) - plain) == 2 * widgets_of_one
    saved_page(two)
    gc.collect()
    assert len(set(_instances) - plain) == 2 * widgets_of_one
    for panel in (one, two):
        panel.close()
    assert set(_instances) == plain and two.saved is None


def test_every_panel_takes_saved_and_says_so():
    for name in widgets.__all__:
        last = list(inspect.signature(getattr(widgets, name)).parameters.values())[-1] if name != "predict" else None
        assert last is None or (last.name, last.kind, last.default) == ("saved", inspect.Parameter.KEYWORD_ONLY, None)
    page = saved_page(widgets.hidden_neurons(*DIGITS, saved=dict(neuron=3)))
    assert "Neuron 3:" in page and "with neuron=3" in page and "start with neuron=0" in page


def test_a_trained_panel_is_where_play_gets_to_and_its_curve_has_a_point_for_each_epoch():
    panel = training_explorer(trained=5, epochs=3, batch_size=50)
    played = training_explorer(epochs=5, batch_size=50)
    played.train(seconds=60, until=5)
    assert all(np.array_equal(panel.run.net.W[l], played.run.net.W[l]) for l in panel.run.net.W)
    assert panel.run.curves["epoch"] == pytest.approx(range(6)) and panel.end == 5
    panel.train_once()
    assert panel.run.step == 21
