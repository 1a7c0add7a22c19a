"""A descent goes where the rule sends it, by the gradient that central differences find, and says how it ended."""

import numpy as np
import pytest

from four_equations.widgets.state.descent_run import NetworkCost, Valley, descend
from mlp_core import NeuralNetwork
from mlp_core.gradients import numerical_gradient

NET = NeuralNetwork([2, 3, 2], ["tanh", "sigmoid"], seed=4)
X, Y = np.random.default_rng(0).normal(size=(2, 5)), np.random.default_rng(1).uniform(size=(2, 5))
PAIR = ((1, 2, 0), (2, 0, 1))


@pytest.mark.parametrize("cost", [Valley(), NetworkCost(NET, X, Y, PAIR)], ids=["valley", "network"])
def test_gradient_is_as_measured(cost):
    for w in np.random.default_rng(2).normal(size=(5, 2)):
        value, gradient = cost.with_gradient(w)
        assert np.isclose(value, cost.value(w))
        assert np.allclose(gradient, numerical_gradient(cost.value, w), atol=1e-8)


def test_a_descent_over_two_weights_of_a_network_moves_them_and_nothing_else():
    before, cost = {l: NET.W[l].copy() for l in NET.W}, NetworkCost(NET, X, Y, PAIR)
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
    descent = descend(Valley(), (2.0, 1.0), lr, steps=100, far=240)
    assert np.isclose(descent.path[1, 3] / descent.path[1, 2], 1 - 6 * lr) and descent.end == end
    assert len(descent.costs) == descent.path.shape[1] <= 101


def test_a_start_at_the_bottom_takes_no_step():
    assert descend(Valley(), (0.0, 0.0), 0.1, steps=5, far=100).path.tolist() == [[0], [0]]
