"""The panels without a page: what a control changes, and what a saved notebook keeps."""

import re

import numpy as np
import pytest

from mlp_core import NeuralNetwork
from mlp_core.datasets import moons
from mlp_core.widgets import layer_builder, neuron_explorer, surface_explorer, training_explorer
from mlp_core.widgets.layer_sizes import LayerSizes

PANELS = {
    "layer builder": layer_builder,
    "neuron": neuron_explorer,
    "surface": surface_explorer,
    "training": training_explorer,
}


def controls(widget):
    """Every control with a value and a label below `widget`, by its label."""
    found = {}
    for child in getattr(widget, "children", ()):
        if getattr(child, "description", "") and hasattr(child, "value"):
            found[child.description] = child
        found |= controls(child)
    return found


def buttons(widget):
    found = {}
    for child in getattr(widget, "children", ()):
        if hasattr(child, "click"):
            found[child.description] = child
        found |= buttons(child)
    return found


def text(panel):
    """What the panel says beneath its picture."""
    return re.sub(r"<img.*?>|<[^>]*>", " ", panel.slot.value)


@pytest.mark.parametrize("make", PANELS.values(), ids=PANELS)
def test_saved_form_is_a_picture_with_a_text_alternative(make):
    bundle = make()._repr_mimebundle_()
    assert re.match(r'<img alt="[^"]{20,}" src="data:image/', bundle["text/html"])
    assert bundle["text/plain"].startswith("Panel: ")
    assert "application/vnd.jupyter.widget-view+json" in bundle


@pytest.mark.parametrize("make", [layer_builder, neuron_explorer, surface_explorer])
def test_every_slider_changes_the_picture_and_reset_takes_it_back(make):
    panel = make()
    start = panel.slot.value
    for label, control in controls(panel).items():
        if not hasattr(control, "min") or control.layout.display == "none":
            continue
        before = panel.slot.value
        control.value = control.max if control.value != control.max else control.min
        assert panel.slot.value != before, label
    buttons(panel)["Reset"].click()
    assert panel.slot.value == start


def test_layer_builder_counts_as_a_network_does():
    panel = layer_builder([4, 7, 5, 3])
    net = NeuralNetwork([4, 7, 5, 3], ["sigmoid"] * 3)
    assert f"{sum(net.W[l].size + net.b[l].size for l in net.W)} parameters in all" in text(panel)
    for l in net.W:
        assert str(net.W[l].shape) in text(panel) and str(net.b[l].shape) in text(panel)


def test_neuron_explorer_shows_the_sum_and_the_activation():
    assert "= 1.00" in " ".join(text(neuron_explorer(w=(1, 0.5), b=-1, x=(1, 2))).split())
    assert "0.731" in text(neuron_explorer(w=(1, 0.5), b=-1, x=(1, 2)))


def test_layer_sizes_hide_the_layers_that_are_not_there():
    sizes = LayerSizes([5, 6])
    sizes.count.value = 1
    assert sizes.value == [5]
    sizes.count.value = 3
    assert sizes.value[:2] == [5, 6] and len(sizes.value) == 3


def test_step_trains_one_mini_batch_as_the_network_does():
    panel = training_explorer(data="moons", hidden=(4,), activation="tanh", batch_size=20, lr=0.7, seed=3)
    panel.step_once.click()
    panel.step_once.click()
    x, y = moons(m=200, seed=3)
    net = NeuralNetwork([2, 4, 1], ["tanh", "sigmoid"], seed=3)
    steps = net.steps(x, y, batch_size=20, lr=0.7)
    next(steps), next(steps)
    assert all(np.array_equal(panel.net.W[l], net.W[l]) for l in net.W)
    assert panel.costs[-1] == net.cost_of(x, y) and panel.epochs[-1] == pytest.approx(0.2)


def test_reset_returns_to_the_same_start():
    panel = training_explorer()
    start = panel.slot.value
    panel.advance(seconds=0.05)
    assert panel.slot.value != start
    panel.reset.click()
    assert panel.slot.value == start


def test_play_stops_at_its_goal_and_goes_on_from_there():
    panel = training_explorer(epochs=2, batch_size=50)
    for goal in (2, 4):
        panel.play.value = True
        assert panel.play.description == "Pause"
        for _ in range(50):
            panel.metronome.value += 1
        assert not panel.play.value and panel.play.description == "Play"
        assert panel.epochs[-1] == pytest.approx(goal) and panel.step == 4 * goal
        assert panel.progress.value == panel.progress.max == goal


def test_a_beat_after_pause_trains_nothing():
    panel = training_explorer()
    panel.metronome.value += 1
    assert panel.step == 0


def test_learning_rate_and_batch_size_act_on_the_run_under_way():
    panel = training_explorer(batch_size=10, lr=1.0)
    panel.step_once.click()
    trained = panel.net
    panel.lr.value, panel.batch_size.value = 0.01, 200
    panel.step_once.click()
    assert panel.net is trained and panel.step == 2 and panel.epochs[-1] == pytest.approx(0.05 + 1)


@pytest.mark.parametrize("label, value", [("data", "xor"), ("activation", "relu"), ("neurons n¹", 3)])
def test_another_network_or_other_data_start_again(label, value):
    panel = training_explorer()
    panel.step_once.click()
    controls(panel)[label].value = value
    assert panel.step == 0 and panel.epochs == [0.0] and "epoch 0.0" in text(panel)


def test_divergence_pauses_and_says_why():
    panel = training_explorer(hidden=(2,), activation="relu")
    panel.net.W[1], panel.net.W[2] = np.full((2, 2), 1e300), np.array([[1e300, -1e300]])  # inf - inf in layer 2
    panel.play.value = True
    panel.advance(seconds=0)
    assert not panel.play.value and "smaller learning rate" in text(panel)
