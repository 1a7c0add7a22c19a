"""A descent goes where the rule sends it; the explorer shows it step by step or at once, and says how it ended."""

import threading

import numpy as np
import pytest
from use import buttons, click, controls, paint, state, words

from four_equations.widgets import descent_explorer
from four_equations.widgets.state.descent_run import VALLEY, descend, network_cost
from mlp_core import NeuralNetwork
from mlp_core.gradients import numerical_gradient

NET = NeuralNetwork([2, 3, 2], ["tanh", "sigmoid"], seed=4)
X, Y = np.random.default_rng(0).normal(size=(2, 5)), np.random.default_rng(1).uniform(size=(2, 5))
PAIR = ((1, 2, 0), (2, 0, 1))


def test_the_words_say_how_the_descent_ended():
    panel = descent_explorer(steps=100, lr=0.36)
    assert panel.descent.end == "diverges" and "smaller learning rate" in words(panel)
    panel.lr.value = 0.25
    assert panel.descent.end == "stands still" and "stands still: the gradient is 0, up to rounding." in words(panel)
    for control in panel.start:
        control.value = 0
    assert len(panel.descent.costs) == 1 and "stands still: the gradient is 0." in words(panel)
    buttons(panel)["Reset"].click()
    panel.steps.value, panel.lr.value = 8, 0.34
    assert panel.descent.costs[-1] > panel.descent.costs[-2] and "went up" in words(panel)


def test_click_moves_the_start_to_that_point_and_beside_the_lines_does_nothing():
    panel = descent_explorer()
    start = state(panel)
    click(panel, 0.9, 0.5)
    assert state(panel) == start
    corner = panel.picture.plane.transData.transform((-1.5, 0.7)) / panel.picture.bbox.size
    click(panel, corner[0], 1 - corner[1])
    assert np.allclose([control.value for control in panel.start], [-1.5, 0.7])
    assert np.allclose(panel.descent.path[:, 0], [-1.5, 0.7])


@pytest.mark.parametrize("arguments", [(), (NET, X, Y)], ids=["valley", "network"])
def test_every_control_changes_the_picture_and_reset_takes_it_back(arguments):
    panel = descent_explorer(*arguments)
    start = state(panel)
    for control in (*panel.lists, panel.lr, *panel.start, panel.steps):
        before = state(panel)
        control.value = control.value * 0.5 if hasattr(control, "min") else control.options[-1][1]
        assert state(panel) != before, control.description
    buttons(panel)["Reset"].click()
    assert state(panel) == start


def test_step_and_play_go_on_and_play_begins_again_at_the_end():
    panel = descent_explorer(lr=0.25, steps=1)
    buttons(panel)["Step"].click()
    assert panel.steps.value == 2 and "After 2 steps" in words(panel)
    panel.play.value = True
    for _ in range(100):
        paint(panel)
    assert not panel.play.value and panel.descent.end == "stands still" and 40 < panel.steps.value < 60
    panel.play.value = True
    begun = panel.steps.value
    assert begun < 5
    paint(panel)
    assert panel.steps.value > begun
    panel.stage._handle_custom_msg({"held": panel.stage.number - 1}, [])
    assert not panel.play.value and panel.steps.value == begun + 2
    panel.steps.value = panel.steps.max
    still = state(panel)
    buttons(panel)["Step"].click()
    assert state(panel) == still
    for control in panel.start:
        control.value = 0
    panel.steps.value = 0
    panel.play.value = True
    assert not panel.play.value, "there is nowhere to go"


def test_other_weights_begin_where_they_are_and_two_lists_never_name_the_same():
    panel = descent_explorer(NET, X, Y, weights=PAIR)
    across, up = (controls(panel)[label] for label in ("across", "up"))
    across.value = PAIR[1]
    assert (across.value, up.value) == PAIR[::-1]
    assert np.allclose(panel.descent.path[:, 0], [NET.W[2][0, 1], NET.W[1][2, 0]])
    assert panel.names == ("w²₀₁", "w¹₂₀") and "start w²₀₁" in controls(panel)


def test_pause_that_comes_when_the_run_has_ended_shows_its_end():
    panel = descent_explorer(lr=0.25, steps=1)
    panel.play.value = True
    for _ in range(100):
        paint(panel)
    last = panel.stage.number
    panel.stage._handle_custom_msg({"held": last - 2}, [])
    assert panel.stage.number == last + 1 and not panel.stage.passing


@pytest.mark.parametrize("cost", [VALLEY, network_cost(NET, X, Y, PAIR)], ids=["valley", "network"])
def test_gradient_is_as_measured(cost):
    for w in np.random.default_rng(2).normal(size=(5, 2)):
        assert np.allclose(cost.gradient(w), numerical_gradient(cost.value, w), atol=1e-8)


def test_a_descent_over_two_weights_of_a_network_moves_them_and_nothing_else():
    before, cost = {l: NET.W[l].copy() for l in NET.W}, network_cost(NET, X, Y, PAIR)
    descent = descend(cost, cost.start, lr=0.7, steps=9, far=100)
    trial = NeuralNetwork([2, 3, 2], ["tanh", "sigmoid"], seed=4)
    for n in range(10):
        moved = trial.W[1][2, 0], trial.W[2][0, 1]
        assert np.allclose(descent.path[:, n], moved) and np.isclose(descent.costs[n], trial.cost_of(X, Y))
        dW, _ = trial.backward(Y, *trial.forward(X))
        trial.W[1][2, 0] -= 0.7 * dW[1][2, 0]
        trial.W[2][0, 1] -= 0.7 * dW[2][0, 1]
    assert all(np.array_equal(NET.W[l], before[l]) for l in NET.W)


@pytest.mark.parametrize("lr, end", [(0.25, "stands still"), (0.33, None), (0.36, "diverges")])
def test_the_valley_bears_a_rate_below_a_third_and_no_more(lr, end):
    descent = descend(VALLEY, (2.0, 1.0), lr, steps=100, far=240)
    assert np.isclose(descent.path[1, 3] / descent.path[1, 2], 1 - 6 * lr) and descent.end == end
    assert len(descent.costs) == descent.path.shape[1] <= 101


def test_a_walk_that_a_large_rate_throws_onto_a_plateau_goes_on_and_comes_back():
    net = NeuralNetwork([2, 3, 2], ["sigmoid", "sigmoid"])
    net.W[1][:] = [[0.5, -0.5], [1.0, 0.5], [-1.0, 1.0]]
    net.W[2][:] = [[2.0, 1.0, 1.0], [-2.0, 2.0, -1.0]]
    net.b[1][:], net.b[2][:] = [[0.5], [-1.0], [-2.0]], [[-2.0], [0.5]]
    panel = descent_explorer(net, [[1.0], [2.0]], [[1.0], [0.0]], [(1, 1, 0), (2, 0, 1)], lr=100, steps=3, reach=16)
    assert panel.descent.costs[-1] > 0.29 and np.hypot(*panel.descent.gradient) < 2e-3
    assert panel.descent.end is None and "stands still" not in words(panel)
    panel.steps.value = 14
    assert len(panel.descent.costs) == 15 and panel.descent.costs[-1] < 0.1
    panel.steps.value = 100
    assert len(panel.descent.costs) == 101 and panel.descent.end is None


def test_a_start_at_the_bottom_takes_no_step():
    assert descend(VALLEY, (0.0, 0.0), 0.1, steps=5, far=100).path.tolist() == [[0], [0]]


def test_play_that_is_pressed_during_a_reset_plays():
    panel = descent_explorer()
    press = threading.Thread(target=panel.play.set_trait, args=("value", True))

    def press_now(_):
        panel.steps.unobserve(press_now, "value")
        press.start()  # in a thread of its own, as a kernel may answer the page
        while not panel.play.value:
            pass

    panel.steps.value += 1
    panel.steps.observe(press_now, "value")
    panel.reset()
    press.join()
    assert panel.play.value and panel.play.description == "Pause"
