"""The training explorer trains as the network does, stops where it should, and says where it has come to."""

import re

import numpy as np
import pytest
from use import buttons, controls, paint, state, words

from four_equations.widgets import playground, training_explorer
from four_equations.widgets.state.training_run import NOISE
from mlp_core import NeuralNetwork
from mlp_core.datasets import moons


def test_step_trains_one_mini_batch_as_the_network_does():
    panel = training_explorer(data="moons", hidden=(4,), activation="tanh", batch_size=20, lr=0.7, seed=3)
    buttons(panel)["Step"].click()
    buttons(panel)["Step"].click()
    x, y = moons(m=200, seed=0)
    net = NeuralNetwork([2, 4, 1], ["tanh", "sigmoid"], seed=3)
    steps = net.steps(x, y, batch_size=20, lr=0.7)
    next(steps), next(steps)
    assert all(np.array_equal(panel.run.net.W[l], net.W[l]) for l in net.W)
    assert "epoch 0.2, step 2" in words(panel) and f"training {net.cost_of(x, y):.4f}" in words(panel)
    assert f"Accuracy: training {net.accuracy(x, y):.1%}" in words(panel)


def test_epoch_trains_to_its_end_and_reset_returns_to_the_same_start_and_new_weights_do_not():
    panel = training_explorer(batch_size=30)
    start = state(panel)
    buttons(panel)["Step"].click()
    for epoch in (1, 2):
        buttons(panel)["Epoch"].click()
        assert f"epoch {epoch}.0, step {7 * epoch}" in words(panel)
    buttons(panel)["Reset"].click()
    assert state(panel) == start
    buttons(panel)["New weights"].click()
    assert state(panel) != start and "seed 1" in words(panel)
    controls(panel)["seed"].value = 0
    assert state(panel) == start


def test_play_stops_at_its_goal_and_goes_on_from_there():
    panel = training_explorer(epochs=2, batch_size=50)
    for goal in (2, 4):
        panel.play.value = True
        for _ in range(50):
            paint(panel)
        assert not panel.play.value and panel.play.description == "Play"
        assert panel.run.epoch == goal and panel.run.step == 4 * goal
        assert panel.progress.value == panel.progress.max == goal


def test_play_stops_where_the_validation_cost_is_low():
    panel = training_explorer(hidden=(8,), batch_size=20, lr=3.0)
    controls(panel)["play until"].value = 0.01
    panel.play.value = True
    for _ in range(3000):
        paint(panel)
    cost = panel.run.net.cost_of(*panel.run.validation)
    assert not panel.play.value and cost <= 0.01 < panel.run.curves["validation"][-2]


def test_without_a_page_a_run_makes_three_pictures_and_waits():
    panel = training_explorer(epochs=10**6)
    before = panel.stage.number
    panel.play.value = True
    panel.lr.value = 0.5
    assert panel.play.value and panel.stage.number == before + 3


def test_pause_goes_back_to_the_picture_that_the_page_shows():
    panel = training_explorer(epochs=10**6)
    panel.play.value = True
    shown = panel.stage.number - 2
    panel.stage._handle_custom_msg({"held": shown}, [])
    assert not panel.play.value and not panel.stage.passing
    step = int(re.search(r"step (\d+)", words(panel))[1])
    assert panel.run.step == step
    again = training_explorer(epochs=10**6)
    while again.run.step < step:
        again.run.advance()
    assert all(np.array_equal(again.run.net.W[l], panel.run.net.W[l]) for l in again.run.net.W)


def test_learning_rate_and_batch_size_act_on_the_run_under_way():
    panel = training_explorer(batch_size=10, lr=1.0)
    buttons(panel)["Step"].click()
    trained = panel.run.net
    panel.lr.value, panel.batch_size.value = 0.01, 50
    buttons(panel)["Step"].click()
    assert panel.run.net is trained and panel.run.step == 2 and panel.run.epoch == pytest.approx(0.05 + 0.25)


def test_the_small_panel_begins_without_a_hidden_layer_and_one_more_can_be_added():
    panel = training_explorer(small=True, hidden=(), lr=0.5)
    layers = controls(panel)["hidden layers"]
    assert (layers.value, layers.min, panel.run.net.layers) == (0, 0, [2, 1])
    panel.train(seconds=60, until=30)
    net, (x, y) = panel.run.net, panel.run.train
    again = NeuralNetwork([2, 1], ["sigmoid"], seed=0)
    again.train(x, y, batch_size=10, epochs=30, lr=0.5)
    assert np.array_equal(again.W[1], net.W[1]) and "2-1 network" in panel.stage.alt
    right = ((net.W[1] @ x + net.b[1] > 0) == y).sum()
    assert words(panel).startswith(f"Accuracy: training {right / 200:.1%} ({right} of 200 points), validation ")
    assert right < 190 and "gradient" not in words(panel)
    (line,) = panel.picture.surface.boundary.get_segments()
    assert net.W[1] @ line.T + net.b[1] == pytest.approx(0, abs=1e-2)  # one straight line
    layers.value, controls(panel)["neurons n¹"].value = 1, 5
    assert panel.run.net.layers == [2, 5, 1] and panel.run.step == 0


def test_the_small_panel_keeps_no_room_for_layers_that_are_not_there():
    panel = training_explorer(small=True, hidden=())
    layers, *neurons = panel.hidden.children
    for count in (0, 2, 1):
        layers.value = count
        assert [control.layout.display != "none" for control in neurons] == [l <= count for l in (1, 2, 3)]
    assert not panel.hidden.value[1:]


def test_the_validation_points_are_drawn_as_the_training_points_were_and_are_others():
    panel = training_explorer()
    for pair, seed in ((panel.run.train, 0), (panel.run.validation, 1)):
        assert all(np.array_equal(*two) for two in zip(pair, moons(200, 0.08, seed), strict=True))
    words_of_target = [label for label, _ in panel.target.options]
    assert "validation cost 0.01" in words_of_target and not any("test" in label for label in words_of_target)


OTHERS = {"noise": 0.2, "data": "xor", "activation": "relu", "cost": "cross_entropy", "first weights": "spread 1"}


def test_another_network_or_other_data_start_again():
    panel = training_explorer(data="moons", noise=0.3)
    assert panel.noise.value == 0.3
    for label, value in (OTHERS | {"neurons n¹": 3, "seed": 2}).items():
        before = state(panel)
        buttons(panel)["Step"].click()
        controls(panel)[label].value = value
        assert panel.run.step == 0 and "epoch 0.0" in words(panel) and state(panel) != before, label
    assert panel.noise.value == NOISE["xor"]


def test_divergence_ends_the_run_says_why_and_offers_a_smaller_rate():
    panel = training_explorer(activation="linear", cost="cross_entropy", lr=100.0, hidden=(16, 16))
    panel.play.value = True
    for _ in range(300):
        paint(panel)
    assert not panel.play.value and "smaller learning rate" in words(panel)
    assert np.isfinite(panel.run.net.W[1]).all()
    offer = buttons(panel)["Reset with a smaller rate"]
    assert offer.layout.display == ""
    offer.click()
    assert panel.lr.value == pytest.approx(100 / 3) and panel.run.step == 0 and offer.layout.display == "none"


def test_the_text_alternative_tells_each_curve_that_is_drawn():
    panel, small, empty = (
        training_explorer(trained=2),
        training_explorer(trained=2, small=True),
        playground("own points"),
    )
    for each, names in ((panel, ["training", "validation"]), (small, ["training"])):
        costs = [f"{name} from {c[0]:.3g} to {c[-1]:.3g}" for name in names for c in [each.run.curves[name]]]
        assert each.stage.alt == f"Decision surface of a 2-8-1 network after 2.0 epochs. Cost: {', '.join(costs)}."
    assert empty.stage.alt.endswith("after 0.0 epochs, without points.")
