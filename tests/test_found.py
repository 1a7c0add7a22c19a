"""What broke once: each input that the property tests or a look found, under the name of what went wrong."""

import itertools
import signal
import warnings

import numpy as np
import pytest
from hostile import REFUSED, outcome

from four_equations import widgets
from four_equations.clinic.patients import SIGMOID
from four_equations.clinic.runs import Run
from four_equations.exercises import check
from mlp_core import Diverged, NeuralNetwork
from mlp_core._validation import shown
from mlp_core.activations import ACTIVATIONS, sigmoid, sigmoid_prime
from mlp_core.costs import COSTS, quadratic, quadratic_gradient, softmax
from mlp_core.datasets import load_mnist, moons, one_hot, spirals, split
from mlp_core.gradients import check_gradient, numerical_gradient, numerical_gradients, relative_error

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
    "a cost spread one row of targets over all outputs": lambda: quadratic(np.ones((2, 3)), np.ones((1, 3))),
    "a cost of no sample warned": lambda: quadratic(np.ones((2, 0)), np.ones((2, 0))),
    "a cost of other shapes spoke of broadcasting": lambda: quadratic(np.ones((2, 3)), np.ones((3, 2))),
    "a cost of one-dimensional arrays was an IndexError": lambda: quadratic([1, 2], [1, 2]),
    "softmax of nothing spoke of reductions": lambda: softmax(np.ones((0, 2))),
    "softmax of a list was an AttributeError": lambda: softmax([1.0, 2.0]),
    "masked numbers were used all the same": lambda: network().forward(MASKED),
    "masked labels were used all the same": lambda: one_hot(np.ma.masked_array([1, 2], [0, 1]), 3),
    "backward without z and a": lambda: network().backward(Y, None, None),
    "backward with z and a exchanged was a KeyError": lambda: network().backward(Y, *network().forward(X)[::-1]),
    "backward with z of other samples spoke of broadcasting": lambda: backward(network(), z=OTHER_Z),
    "backward with a of other samples spoke of broadcasting": lambda: backward(network(), a=OTHER_A),
    "weights of another shape spoke of matmul": lambda: with_parameter(W=THREE).forward(X),
    "weights in a list": lambda: with_parameter(W={1: [[1, 2]] * 3, 2: [[1, 2, 3]]}).forward(X),
    "no weights, in backward": lambda: backward(with_parameter(W=None)),
    "bytes for weights, in backward": lambda: backward(with_parameter(W=b"01")),
    "no biases, in train": lambda: with_parameter(b=None).train(X, Y, epochs=1),
    "saving weights of another shape wrote a file that cannot be read": lambda: with_parameter(W=THREE).save("net"),
    "a network larger than the memory": lambda: network(layers=[10**9, 10**9, 1]),
    "layers without an end hung": lambda: network(layers=itertools.count(1)),
    "layers in a set lost their order": lambda: network(layers={2, 3, 1}),
    "activations in an array of no dimension": lambda: network(activations=np.array("tanh")),
    "a size of 5000 digits cannot be written": lambda: network(layers=[2, -(10**5000), 1]),
    "a seed of 5000 digits cannot be saved": lambda: network(seed=10**5000),
    "a type that numpy has renamed warned": lambda: network(dtype="a"),
    "an array for a layer put line breaks into the sentence": lambda: network(layers=np.ones((2, 2), int)),
    "a long word filled the page": lambda: network(cost="a" * 10**6),
    "m larger than the memory": lambda: moons(10**30),
    "more arms than can be written": lambda: spirals(0, arms=10**400),
    "a noise larger than any float was an OverflowError": lambda: moons(10, 10**400),
    "a noise that made inf": lambda: moons(10, 1e308),
    "classes larger than the memory": lambda: one_hot([1], 10**12),
    "many classes of no label": lambda: one_hot(np.array([], int), 10**10),
    "samples of unequal length spoke of inhomogeneous shapes": lambda: split([[1, 2], [3]], [1, 2]),
    "a share that overflowed": lambda: split(X, Y, test=1e308),
    "no folder": lambda: load_mnist(None),
    "a number for a file would have read the keyboard": lambda: NeuralNetwork.load(0),
    "no path to save to": lambda: network().save(None),
    "a step too small to change theta gave 0": lambda: numerical_gradient(lambda theta: 1.0, X, h=1e-300),
    "a step that left the numbers": lambda: numerical_gradient(lambda theta: 1.0, [1.7e308], h=1e308),
    "no function to differentiate": lambda: numerical_gradient(3, X),
    "a function of several numbers": lambda: numerical_gradient(lambda theta: theta, X),
    "a function of text": lambda: numerical_gradient(lambda theta: "a", X),
    "gradients of something else": lambda: numerical_gradients(3, X, Y),
    "an error between shapes that broadcast was 0": lambda: relative_error(np.ones(3), np.ones((4, 3))),
    "an error with a floor below zero was 0": lambda: relative_error([1.0], [2.0], floor=-3.0),
    "a check of no network": lambda: check_gradient(3, X, Y),
    "a check of a backward that gives nothing": lambda: check_gradient(network(), X, Y, lambda y, z, a: None),
    "a check of empty gradients was a KeyError": lambda: check_gradient(network(), X, Y, lambda y, z, a: ({}, {})),
    "a tolerance of 0 became the usual one": lambda: check_gradient(network(), X, Y, tolerance=0),
    "no network for a panel was copied first": lambda: widgets.error_flow(n for n in (1, 2)),
    "the reach of a panel squared to inf": lambda: widgets.descent_explorer(reach=9e307),
    "a ragged list for an activation spoke of inhomogeneous shapes": lambda: backward(network(), a={0: [[], [None]]}),
    "the number of classes filled the page": lambda: one_hot([-1], 10**400),
    "a panel asked whether an array is true": lambda: widgets.training_explorer(small=np.ones((2, 2))),
    "a panel asked whether an array is a word": lambda: widgets.playground(batch_size=np.array([["", ""], ["", ""]])),
    "a long patient made the sentence longer than a screen": lambda: widgets.fault_clinic(patient=10**300),
    "a class of 400 digits was shown whole": lambda: widgets.digit_explorer(
        network(layers=[4, 5, 2]), np.ones((4, 1)), [0], true=10**400
    ),
    "a list for a digit was looked up": lambda: widgets.draw_digit(network(layers=[64, 5, 10]), digit=[3]),
}


@pytest.mark.parametrize("call", REFUSALS.values(), ids=REFUSALS)
def test_refused_in_a_sentence(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert outcome(call) is REFUSED
    assert not list(tmp_path.iterdir())


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


def test_a_noise_of_minus_zero_is_none():
    assert np.array_equal(outcome(moons, 10, -0.0)[0], moons(10, 0)[0])


def test_epochs_beyond_what_can_be_counted():
    with pytest.raises(Diverged):
        network().train(X, Y, epochs=10**30, lr=1e308)


def test_a_rate_beyond_float32():
    assert outcome(network(dtype="float32").train, X, Y, epochs=1, lr=1e300) is REFUSED


def test_errors_of_tiny_and_of_huge_gradients():
    assert relative_error([1e-300], [2e-300]) == relative_error([1e300], [2e300]) == 1 / 3
    assert np.isnan(outcome(relative_error, [np.inf], [np.inf]))


def test_a_tolerance_that_no_rounding_meets_warns_of_nothing():
    assert outcome(check_gradient, network(), X, Y, tolerance=5e-324) is not REFUSED


def test_a_name_as_long_as_a_disk_allows(tmp_path):
    path = tmp_path / ("n" * 255)
    network().save(path)
    assert NeuralNetwork.load(path).layers == [2, 3, 1]


def test_saving_over_a_folder(tmp_path):
    with pytest.raises(IsADirectoryError, match="must be a file to write"):
        network().save(tmp_path)
    assert not list(tmp_path.iterdir()) and not list(tmp_path.parent.glob("*.part"))


def test_a_verdict_on_a_huge_number_warns_of_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not check.count_parameters(lambda layers: 6.5e307).passed


def test_what_has_no_repr_is_shown_by_its_type():
    class Broken:
        def __repr__(self):
            raise RuntimeError

    assert shown(Broken()) == "a value of Broken that cannot be written"


def test_an_interrupted_run_of_the_clinic_goes_on(monkeypatch):
    run, other = (Run(SIGMOID, 0) for _ in range(2))
    run.advance()
    step = NeuralNetwork._computes_as_written

    def interrupt(net):
        signal.raise_signal(signal.SIGINT)
        return step(net)

    monkeypatch.setattr(NeuralNetwork, "_computes_as_written", interrupt)
    with pytest.raises(KeyboardInterrupt):
        run.advance()
    monkeypatch.setattr(NeuralNetwork, "_computes_as_written", step)
    assert run.epoch == 2 == len(run.costs) - 1
    run.advance()
    for _ in range(3):
        other.advance()
    assert run.epoch == 3 and run.costs == other.costs
