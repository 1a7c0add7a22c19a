"""Bad input is a ValueError or a TypeError of one sentence that names the argument and says what came."""

import re

import numpy as np
import pytest
from nets import refused

from mlp_core import NeuralNetwork
from mlp_core import _validation as validate
from mlp_core.gradients import numerical_gradient

pytestmark = pytest.mark.filterwarnings("error")

X = np.arange(8.0).reshape(2, 4)
Y = np.array([[1.0, 0, 1, 0]])
Y3 = np.eye(3)[:, [0, 1, 2, 0]]
NAN, INF = np.array([[1.0, 2, 3, 4], [5, 6, np.nan, 8]]), np.array([[1.0, np.inf, 3, 4], [5, 6, 7, 8]])


def build(layers=(2, 3, 1), activations=("tanh", "linear"), cost="quadratic", seed=0, dtype="float64"):
    return NeuralNetwork(layers, activations, cost, seed, dtype)


def forward_in_float32(x):
    return build(dtype="float32").forward(x)


def train(x=X, y=Y, cost="quadratic", outputs=1, **settings):
    return build((2, 3, outputs), cost=cost).train(x, y, **{"epochs": 1} | settings)


def in_1_to_5(n):
    return validate.in_range("n", n, 1, 5, whole=True)


def forward(x, inputs=2):
    return build((inputs, 3, 1)).forward(x)


def use(method):
    def call(x, y=None):
        return getattr(build(), method)(x) if y is None else getattr(build(), method)(x, y)

    call.__name__ = method
    return call


def backward(method="backward", y=Y, a=()):
    net = build()
    z, good = net.forward(X)
    return getattr(net, method)(y, z, good | dict(a))


# What is called, how, the error, and what its sentence must contain.
TABLE = [
    # x
    (forward, {"x": [1.0, 2]}, ValueError, ["x", "(2, m)", "(2,)", "x.reshape(-1, 1)"]),
    (forward, {"x": [1.0, 2, 3], "inputs": 1}, ValueError, ["x", "(1, m)", "(3,)", "x.reshape(1, -1)"]),
    (forward, {"x": X.T}, ValueError, ["x", "(2, m)", "(4, 2)", "x.T"]),
    (forward, {"x": np.ones((3, 4))}, ValueError, ["x", "(2, m)", "(3, 4)"]),
    (forward, {"x": np.ones((5, 7)), "inputs": 3}, ValueError, ["x", "(3, m)", "came with shape (5, 7)."]),  # no hint
    (forward, {"x": np.ones((2, 4, 1))}, ValueError, ["x", "(2, m)", "(2, 4, 1)"]),
    (forward, {"x": np.ones((2, 0))}, ValueError, ["x", "(2, m)", "(2, 0)"]),
    (forward, {"x": 5}, ValueError, ["x", "(2, m)", "()"]),
    (forward, {"x": NAN}, ValueError, ["x", "[1, 2]", "nan"]),
    (forward, {"x": INF}, ValueError, ["x", "[0, 1]", "inf"]),
    (forward, {"x": -INF}, ValueError, ["x", "[0, 1]", "-inf"]),
    (forward, {"x": [["a"], ["b"]]}, TypeError, ["x", "real numbers", "list"]),
    (forward, {"x": "text"}, TypeError, ["x", "real numbers", "str"]),
    (forward, {"x": None}, TypeError, ["x", "real numbers", "NoneType"]),
    (forward, {"x": X * 1j}, TypeError, ["x", "real numbers", "complex128"]),
    (forward, {"x": np.array(X, dtype=object)}, TypeError, ["x", "real numbers", "object"]),
    (forward, {"x": [[1.0, 2], [3]]}, TypeError, ["x", "unequal length"]),
    (train, {"x": NAN}, ValueError, ["x", "[1, 2]", "nan"]),
    *[(use(method), {"x": x, "y": y}, ValueError, words)
      for method in ("cost_of", "accuracy", "steps", "train")
      for x, y, words in ((X.T, Y, ["x", "(4, 2)", "x.T"]), (X, Y[:, :2], ["y", "(1, 2)"]), (INF, Y, ["x", "inf"]),
                          (X, NAN, ["y"]))],
    (use("predict"), {"x": X.T}, ValueError, ["x", "(2, m)", "(4, 2)", "x.T"]),
    (forward, {"x": np.zeros(4), "inputs": 3}, ValueError, ["x", "came with shape (4,)."]),
    (forward, {"x": np.zeros((1, 3, 1)), "inputs": 3}, ValueError, ["x", "came with shape (1, 3, 1)."]),
    # y
    *[(backward, {"method": method, "y": Y[:, :3]}, ValueError, ["y", "(1, 4)", "(1, 3)"])
      for method in ("deltas", "backward")],
    (backward, {"a": {1: np.ones((3, 2))}}, ValueError, ["a[1]", "must have shape (3, 4), but came with", "(3, 2)"]),
    (validate.columns, {"name": "y", "value": np.zeros(3), "rows": 3, "samples": 1}, ValueError,
     ["y", "one sample is y.reshape(-1, 1)"]),
    (validate.targets, {"y": [0, 1], "rows": 2, "samples": 1, "probabilities": False}, ValueError,
     ["y", "one sample is y.reshape(-1, 1)"]),
    (backward, {"a": {0: np.ones(2)}}, ValueError, ["a[0]", "must have shape (2, m), but came with shape (2,)"]),
    (train, {"y": Y[:, :3]}, ValueError, ["y", "(1, 4)", "(1, 3)"]),
    (train, {"y": Y.T}, ValueError, ["y", "(1, 4)", "(4, 1)", "y.T"]),
    (train, {"y": np.ones((5, 1))}, ValueError, ["y", "(1, 4)", "came with shape (5, 1)."]),
    (train, {"y": Y[0]}, ValueError, ["y", "(1, 4)", "(4,)", "y.reshape(1, -1)"]),
    (train, {"y": [0, 1, 2, 0], "outputs": 3}, ValueError, ["y", "(3, 4)", "4 labels", "one_hot"]),
    (train, {"y": [0, 1, 1, 0], "outputs": 2}, ValueError, ["y", "but got 4 labels; pass one_hot(labels, 2)"]),
    (train, {"y": [[0, 1, 2, 0]], "outputs": 3}, ValueError, ["y", "(3, 4)", "(1, 4)"]),
    (train, {"y": Y3.T, "outputs": 3}, ValueError, ["y", "(3, 4)", "(4, 3)", "y.T"]),
    (train, {"y": [[0, np.nan, 1, 1]]}, ValueError, ["y", "[0, 1]", "nan"]),
    (train, {"y": [[0, 0, 1, np.inf]]}, ValueError, ["y", "[0, 3]", "inf"]),
    (train, {"y": [["a", "b", "c", "d"]]}, TypeError, ["y", "real numbers"]),
    (train, {"y": Y * 1j}, TypeError, ["y", "real numbers", "complex128"]),
    (train, {"y": [[1, 0], [1]]}, TypeError, ["y", "unequal length"]),
    (train, {"y": None}, TypeError, ["y", "NoneType"]),
    (train, {"y": 2 * Y, "cost": "cross_entropy"}, ValueError, ["y", "between 0 and 1", "2.0"]),
    (train, {"y": -Y, "cost": "cross_entropy"}, ValueError, ["y", "between 0 and 1", "-1.0"]),
    (train, {"y": Y3 / 2, "cost": "cross_entropy", "outputs": 3}, ValueError, ["y", "sum to 1", "column 0", "0.5"]),
    (train, {"y": 1.5 * Y3 - 1 / 6, "cost": "cross_entropy", "outputs": 3}, ValueError,
     ["y", "at least 0", "column 0"]),
    (train, {"y": [[1, 0.5, 0.5, 0], [0, 0.25, 0.25, 1]], "cost": "cross_entropy", "outputs": 2}, ValueError,
     ["y", "sum to 1 in each column, but column 1 is [0.5, 0.25]"]),
    # layers
    (build, {"layers": [2, 0, 1]}, ValueError, ["layers[1]", "at least 1", "0"]),
    (build, {"layers": [-2, 3, 1]}, ValueError, ["layers[0]", "at least 1", "-2"]),
    (build, {"layers": [2]}, ValueError, ["layers", "[2]"]),
    (build, {"layers": []}, ValueError, ["layers", "[]"]),
    (build, {"layers": 3}, TypeError, ["layers", "list", "3"]),
    (build, {"layers": None}, TypeError, ["layers", "list", "None"]),
    (build, {"layers": [2, 3.0, 1]}, TypeError, ["layers[1]", "whole number", "3.0"]),
    (build, {"layers": [2, "3", 1]}, TypeError, ["layers[1]", "whole number", "'3'"]),
    (build, {"layers": [2, True, 1]}, TypeError, ["layers[1]", "whole number", "True"]),
    (build, {"layers": "231"}, TypeError, ["layers", "'2'"]),
    # activations, cost, seed
    (build, {"activations": ["tanh", "swish"]}, ValueError,
     ["activations[1]", "linear", "relu", "sigmoid", "tanh", "'swish'"]),
    (build, {"activations": ["tanh", None]}, ValueError, ["activations[1]", "relu", "None"]),
    (build, {"activations": ["tanh", ["relu"]]}, ValueError, ["activations[1]", "relu", "['relu']"]),
    (build, {"activations": ["tanh"]}, ValueError, ["activations", "2", "['tanh']"]),
    (build, {"activations": ["tanh"] * 3}, ValueError, ["activations", "2", "['tanh', 'tanh', 'tanh']"]),
    (build, {"activations": "tanh"}, TypeError, ["activations", "list", "'tanh'"]),
    (build, {"activations": None}, TypeError, ["activations", "list", "None"]),
    (build, {"cost": "hinge"}, ValueError, ["cost", "cross_entropy", "quadratic", "'hinge'"]),
    (build, {"cost": None}, ValueError, ["cost", "cross_entropy", "quadratic", "None"]),
    (build, {"cost": "cross_entropy", "activations": ["tanh", "sigmoid"]}, ValueError, ["cost", "linear", "sigmoid"]),
    (build, {"seed": -1}, ValueError, ["seed", "-1"]),
    (build, {"seed": 1.5}, TypeError, ["seed", "1.5"]),
    (build, {"seed": "0"}, TypeError, ["seed", "'0'"]),
    # dtype
    (build, {"dtype": "float16"}, ValueError, ["dtype", "float32 or float64", "'float16'"]),
    (build, {"dtype": "single precision"}, ValueError, ["dtype", "float32 or float64", "'single precision'"]),
    (build, {"dtype": None}, ValueError, ["dtype", "float32 or float64", "None"]),
    (build, {"dtype": int}, ValueError, ["dtype", "float32 or float64", "int"]),
    (build, {"dtype": 32}, ValueError, ["dtype", "float32 or float64", "32"]),
    (build, {"dtype": [("a", 1, 2, 3)]}, ValueError, ["dtype", "float32 or float64"]),
    (build, {"dtype": []}, ValueError, ["dtype", "float32 or float64", "[]"]),
    (build, {"dtype": np.array([False])}, ValueError, ["dtype", "float32 or float64", "an array of shape (1,)"]),
    (forward_in_float32, {"x": X * 1e38}, ValueError, ["x", "[1, 0]", "inf"]),
    # training
    (train, {"lr": 0}, ValueError, ["lr", "positive", "0"]),
    (train, {"lr": -0.5}, ValueError, ["lr", "positive", "-0.5"]),
    (train, {"lr": float("nan")}, ValueError, ["lr", "positive", "nan"]),
    (train, {"lr": float("inf")}, ValueError, ["lr", "positive", "inf"]),
    (train, {"lr": "0.5"}, TypeError, ["lr", "positive", "'0.5'"]),
    (train, {"lr": True}, TypeError, ["lr", "positive", "True"]),
    (train, {"lr": None}, TypeError, ["lr", "positive", "None"]),
    (train, {"lr": 1j}, TypeError, ["lr", "positive", "1j"]),
    (train, {"batch_size": 0}, ValueError, ["batch_size", "at least 1", "0"]),
    (train, {"batch_size": -3}, ValueError, ["batch_size", "at least 1", "-3"]),
    (train, {"batch_size": 1.5}, TypeError, ["batch_size", "whole number", "1.5"]),
    (train, {"batch_size": True}, TypeError, ["batch_size", "whole number", "True"]),
    (train, {"batch_size": None}, TypeError, ["batch_size", "whole number", "None"]),
    (train, {"epochs": 0}, ValueError, ["epochs", "at least 1", "0"]),
    (train, {"epochs": 2.0}, TypeError, ["epochs", "whole number", "2.0"]),
    (train, {"epochs": np.True_}, TypeError, ["epochs", "whole number", "True"]),
    (train, {"rng": 0}, TypeError, ["rng", "Generator", "0"]),
    (train, {"rng": np.random}, TypeError, ["rng", "Generator", "module"]),
    # gradients
    (numerical_gradient, {"f": np.sum, "theta": [1.0, np.nan]}, ValueError, ["theta", "[1]", "nan"]),
    (numerical_gradient, {"f": np.sum, "theta": "text"}, TypeError, ["theta", "real numbers"]),
    (numerical_gradient, {"f": np.sum, "theta": X, "h": 0}, ValueError, ["h", "positive", "0"]),
    (numerical_gradient, {"f": np.sum, "theta": X, "h": "1"}, TypeError, ["h", "positive", "'1'"]),
    # a range
    *[(in_1_to_5, {"n": n}, ValueError, ["n", "whole number from 1 to 5", str(n)]) for n in (0, 6)],
    *[(in_1_to_5, {"n": n}, TypeError, ["n", "whole number from 1 to 5", repr(n)]) for n in (1.5, True, "3", None)],
]  # fmt: skip


def title(case):
    function, arguments, _, _ = case
    text = f"{function.__name__} {arguments}".replace("array", "")
    return re.sub(r"\s+", " ", re.sub(r" at 0x\w+", "", text))[:60]  # every worker must find the same names


@pytest.mark.parametrize(("call", "arguments", "error", "words"), TABLE, ids=map(title, TABLE))
def test_bad_input_is_refused_in_one_sentence(call, arguments, error, words):
    with refused(error, words) as caught:
        call(**arguments)
    assert re.search(rf"(^|\W){re.escape(words[0])}(\W|$)", str(caught.value)), f"{words[0]} is not named"


@pytest.mark.parametrize("settings", [{"lr": 0}, {"x": NAN}, {"batch_size": 0}, {"epochs": 0}, {"rng": 3}], ids=str)
def test_a_refused_training_leaves_the_network_as_it_was(settings):
    net = build()
    before = [p.tobytes() for p in [*net.W.values(), *net.b.values()]], net.rng.bit_generator.state
    with pytest.raises((ValueError, TypeError)):
        net.train(**{"x": X, "y": Y} | settings)
    assert ([p.tobytes() for p in [*net.W.values(), *net.b.values()]], net.rng.bit_generator.state) == before


@pytest.mark.parametrize(
    "settings", [{"lr": np.float32(0.1)}, {"lr": 1}, {"batch_size": np.int64(3)}, {"epochs": np.int8(2)}], ids=str
)
def test_numbers_of_numpy_are_numbers(settings):
    train(**settings)


def test_layers_and_activations_may_be_any_sequence():
    net = NeuralNetwork(np.array([2, 3, 1]), ("tanh", np.str_("linear")))
    assert net.layers == [2, 3, 1] and net.activations == ["tanh", "linear"]
    assert {type(n) for n in net.layers} == {int}


def test_a_range_holds_its_ends_and_only_a_whole_one_refuses_fractions():
    assert [in_1_to_5(n) for n in (1, 5)] == [1, 5]
    assert validate.in_range("n", 1.5, 1, 5) == 1.5


def test_a_value_in_a_sentence_has_at_most_60_characters():
    assert validate.shown("x" * 58) == repr("x" * 58)
    cut = validate.shown("x" * 59)
    assert len(cut) == 60 and cut.endswith("x…")
