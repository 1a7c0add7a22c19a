"""What a panel cannot show it refuses, in one sentence that says what it can."""

import numpy as np
import pytest
from digits import DIGITS, LABELS, NET, X

from four_equations.widgets import (
    activation_explorer,
    descent_explorer,
    digit_explorer,
    draw_digit,
    error_flow,
    fault_clinic,
    hidden_neurons,
    layer_builder,
    neuron_explorer,
    surface_explorer,
    training_explorer,
)
from mlp_core import NeuralNetwork

SMALL = {"net": NeuralNetwork([2, 3, 2], ["tanh", "sigmoid"]), "x": np.ones((2, 5)), "y": np.ones((2, 5))}
LOGITS = NeuralNetwork([2, 2, 2], ["tanh", "linear"], cost="cross_entropy")
OF_DIGITS = dict(zip(("net", "x", "labels"), DIGITS, strict=True))
TABLE = [
    (activation_explorer, {"activation": "sigmiod"}, ValueError, ["sigmoid, tanh, relu, linear", "'sigmiod'"]),
    (activation_explorer, {"z": 6.1}, ValueError, ["z", "from -6 to 6", "6.1"]),
    (activation_explorer, {"z": "1"}, TypeError, ["z", "number from -6 to 6", "'1'"]),
    (layer_builder, {"layers": [2, 9, 2]}, ValueError, ["neurons n¹", "from 1 to 8", "9"]),
    (layer_builder, {"layers": [64, 3, 2]}, ValueError, ["inputs", "from 1 to 8", "64"]),
    (layer_builder, {"layers": [2, 3, 3, 3, 3, 2]}, ValueError, ["hidden", "at most 3", "[3, 3, 3, 3]"]),
    (layer_builder, {"layers": 5}, TypeError, ["layers", "list", "5"]),
    (neuron_explorer, {"w": (1.0, 2.0, 3.0)}, ValueError, ["w", "(2,)", "(3,)"]),
    (neuron_explorer, {"w": (1.0, 9.0)}, ValueError, ["weight w₁", "from -4 to 4", "9.0"]),
    (neuron_explorer, {"b": "low"}, TypeError, ["bias b", "number", "'low'"]),
    (neuron_explorer, {"b": float("nan")}, ValueError, ["bias b", "from -4 to 4", "nan"]),
    (surface_explorer, {"hidden": (8, 0)}, ValueError, ["neurons n²", "from 1 to 32", "0"]),
    (surface_explorer, {"hidden": 8}, TypeError, ["hidden", "list", "8"]),
    (surface_explorer, {"hidden": (2.5,)}, TypeError, ["neurons n¹", "whole number", "2.5"]),
    (surface_explorer, {"activation": "relo"}, ValueError, ["activation", "sigmoid, tanh, relu, linear", "'relo'"]),
    (surface_explorer, {"scale": 0}, ValueError, ["weights times", "from 0.5 to 6", "0"]),
    (surface_explorer, {"seed": -1}, ValueError, ["seed", "at least 0", "-1"]),
    (training_explorer, {"data": "moon"}, ValueError, ["data", "moons", "'moon'"]),
    (training_explorer, {"activation": "swish"}, ValueError, ["activation", "tanh", "'swish'"]),
    (training_explorer, {"cost": "hinge"}, ValueError, ["cost", "cross_entropy", "'hinge'"]),
    (training_explorer, {"weights": "random"}, ValueError, ["weights", "spread 1", "'random'"]),
    (training_explorer, {"lr": 0}, ValueError, ["lr", "positive"]),
    (training_explorer, {"epochs": 0}, ValueError, ["epochs", "at least 1"]),
    (training_explorer, {"batch_size": 0}, ValueError, ["batch_size", "at least 1"]),
    (training_explorer, {"seed": -1}, ValueError, ["seed", "at least 0"]),
    (descent_explorer, SMALL | {"weights": [(2, 0, 0), (2, 0, 0)]}, ValueError, ["two different weights"]),
    (descent_explorer, SMALL | {"weights": [(2, 0, 0), (3, 0, 0)]}, ValueError, ["two different weights", "(3, 0, 0)"]),
    (descent_explorer, SMALL | {"weights": 7}, ValueError, ["two different weights", "7"]),
    (descent_explorer, {"lr": 0}, ValueError, ["lr must be"]),
    (descent_explorer, {"steps": -1}, ValueError, ["steps must be"]),
    (error_flow, {"net": NeuralNetwork([2, 9, 2], ["tanh", "sigmoid"])}, ValueError, ["at most 5 neurons", "9"]),
    (error_flow, {"net": NeuralNetwork([2, 2], ["sigmoid"])}, ValueError, ["1 to 5 hidden layers"]),
    (error_flow, {"net": LOGITS}, ValueError, ["quadratic cost", "cross_entropy"]),
    (fault_clinic, {"patient": "flu"}, ValueError, ["patient must be one of", "dead relu", "'flu'"]),
    (fault_clinic, {"seed": -1}, ValueError, ["seed", "at least 0", "-1"]),
    (digit_explorer, OF_DIGITS | {"true": 10}, ValueError, ["true must be", "from 0 to 9", "10"]),
    (digit_explorer, OF_DIGITS | {"show": "bad"}, ValueError, ["show must be", "mistakes", "'bad'"]),
    (digit_explorer, OF_DIGITS | {"order": "x"}, ValueError, ["order must be", "surest first", "'x'"]),
    (draw_digit, OF_DIGITS | {"digit": 10}, ValueError, ["digit must be a class with an image", "10"]),
    (hidden_neurons, OF_DIGITS | {"neuron": 12}, ValueError, ["neuron must be", "from 0 to 11", "12"]),
    (hidden_neurons, OF_DIGITS | {"net": NeuralNetwork([64, 10], ["relu"])}, ValueError, ["a hidden layer"]),
]
for panel in (digit_explorer, draw_digit, hidden_neurons):
    TABLE += [
        (panel, OF_DIGITS | {"net": NeuralNetwork([63, 10], ["relu"])}, ValueError, ["square image", "[63, 10]"]),
        (panel, OF_DIGITS | {"net": NeuralNetwork([64, 1], ["relu"])}, ValueError, ["square image", "[64, 1]"]),
        (panel, OF_DIGITS | {"net": "net"}, TypeError, ["net must be a NeuralNetwork"]),
        (panel, OF_DIGITS | {"labels": LABELS[1:]}, ValueError, ["labels must hold one label"]),
        (panel, OF_DIGITS | {"labels": LABELS + 1}, ValueError, ["labels must"]),
        (panel, {"net": NET, "x": X.T, "labels": LABELS}, ValueError, ["pass x.T"]),
    ]


IDS = [f"{make.__name__}: {', '.join(said)}" for make, _, _, said in TABLE]


@pytest.mark.parametrize("make, arguments, error, said", TABLE, ids=IDS)
def test_an_argument_out_of_range_is_refused_in_one_sentence(make, arguments, error, said):
    with pytest.raises(error) as caught:
        make(**arguments)
    assert all(part in str(caught.value) for part in said), caught.value
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
