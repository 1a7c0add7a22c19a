"""The training explorer trains as the network does, and says where it has come to."""

import numpy as np
import pytest
from use import controls, paint, state, words

from mlp_core import NeuralNetwork
from mlp_core.datasets import moons
from mlp_core.widgets import training_explorer


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
    start = state(panel)
    panel.advance(seconds=0.05)
    assert state(panel) != start
    panel.reset.click()
    assert state(panel) == start


def test_play_stops_at_its_goal_and_goes_on_from_there():
    panel = training_explorer(epochs=2, batch_size=50)
    for goal in (2, 4):
        panel.play.value = True
        for _ in range(50):
            paint(panel)
        assert not panel.play.value and panel.play.description == "Play"
        assert panel.epochs[-1] == pytest.approx(goal) and panel.step == 4 * goal
        assert panel.progress.value == panel.progress.max == goal


def test_a_beat_after_pause_trains_nothing():
    panel = training_explorer()
    paint(panel)
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
    assert panel.step == 0 and panel.epochs == [0.0] and "epoch 0.0" in words(panel)


def test_divergence_pauses_and_says_why():
    panel = training_explorer(hidden=(2,), activation="relu")
    panel.net.W[1], panel.net.W[2] = np.full((2, 2), 1e300), np.array([[np.inf, -1.0]])  # inf - inf, or inf * 0
    panel.play.value = True
    assert not panel.play.value and "smaller learning rate" in words(panel)
