"""What broke once: each input that the property tests or a look found, under the name of what went wrong."""

import itertools
import warnings

import numpy as np
import pytest
from hostile import REFUSED, outcome

from four_equations import widgets
from four_equations.exercises import check
from mlp_core import Diverged, NeuralNetwork
from mlp_core.activations import ACTIVATIONS, sigmoid, sigmoid_prime
from mlp_core.costs import COSTS, quadratic_gradient, softmax
from mlp_core.datasets import moons
from mlp_core.gradients import numerical_gradient, relative_error

X, Y = np.arange(8.0).reshape(2, 4), np.array([[1.0, 0, 1, 0]])
MASKED = np.ma.masked_array(X, mask=X > 5)
BYTES = np.array([[3, 200]], np.uint8)


def network(**settings):
    return NeuralNetwork(**{"layers": [2, 3, 1], "activations": ["tanh", "linear"]} | settings)


def with_parameter(**parts):
    net = network()
    for name, value in parts.items():
        setattr(net, name, value)
    return net


def backward(net, y=Y, z=None, a=None):
    passed = network().forward(X)
    return net.backward(y, passed[0] if z is None else z, passed[1] if a is None else a)


OTHER_Z, OTHER_A = network().forward(X[:, :2])
THREE = {1: np.zeros((3, 3)), 2: np.zeros((1, 3))}

REFUSALS = {
    "softmax of a list was an AttributeError": lambda: softmax([1.0, 2.0]),
    "masked numbers were used all the same": lambda: network().forward(MASKED),
    "backward without z and a": lambda: network().backward(Y, None, None),
    "backward with z and a exchanged was a KeyError": lambda: network().backward(Y, *network().forward(X)[::-1]),
    "backward with z of other samples spoke of broadcasting": lambda: backward(network(), z=OTHER_Z),
    "weights of another shape spoke of matmul": lambda: with_parameter(W=THREE).forward(X),
    "no weights, in backward": lambda: backward(with_parameter(W=None)),
    "layers without an end hung": lambda: network(layers=itertools.count(1)),
    "a noise that made inf": lambda: moons(10, 1e308),
    "a step too small to change theta gave 0": lambda: numerical_gradient(lambda theta: 1.0, X, h=1e-300),
    "a function of several numbers": lambda: numerical_gradient(lambda theta: theta, X),
    "an error between shapes that broadcast was 0": lambda: relative_error(np.ones(3), np.ones((4, 3))),
    "a panel asked whether an array is true": lambda: widgets.training_explorer(small=np.ones((2, 2))),
}


@pytest.mark.parametrize("call", REFUSALS.values(), ids=REFUSALS)
def test_refused_in_a_sentence(call):
    assert outcome(call) is REFUSED


def test_activations_of_unsigned_bytes_wrapped_around():
    np.testing.assert_allclose(sigmoid(BYTES), [[0.95257413, 1.0]])
    np.testing.assert_allclose(sigmoid_prime(np.array([3], np.uint8)), [0.04517666])
    np.testing.assert_allclose(quadratic_gradient([[1]], BYTES[:, :1]), [[-2]])
    assert quadratic_gradient(np.array([[1]], np.uint8), BYTES[:, :1]) == -2


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [[1, -2], 3, True, [True, False], []], ids=str)
def test_activations_of_lists_numbers_and_truth_values(name, z):
    for function in ACTIVATIONS[name]:
        found = outcome(function, z)
        assert np.shape(found) == np.shape(z) and np.asarray(found).dtype == float


@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("size", [np.inf, np.nan, 1e308])
def test_costs_of_what_is_not_finite_warn_of_nothing(name, size):
    for function in COSTS[name]:
        assert outcome(function, np.full((2, 2), size), np.full((2, 2), -size)) is not REFUSED


def test_targets_so_large_that_the_errors_overflow_warn_of_nothing():
    assert outcome(backward, network(), y=1.5e308 * Y) is not REFUSED


def test_epochs_beyond_what_can_be_counted():
    with pytest.raises(Diverged):
        network().train(X, Y, epochs=10**30, lr=1e308)


def test_errors_of_tiny_and_of_huge_gradients():
    assert relative_error([1e-300], [2e-300]) == relative_error([1e300], [2e300]) == 1 / 3
    assert np.isnan(outcome(relative_error, [np.inf], [np.inf]))


def test_a_verdict_on_a_huge_number_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not check.count_parameters(lambda layers: 6.5e307).passed
