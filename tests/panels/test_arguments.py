"""What a panel cannot show it refuses, in one sentence that says what it can."""

import numpy as np
import pytest
from digits import DIGITS, LABELS, NET, X

from four_equations import widgets
from mlp_core import NeuralNetwork

SMALL = {"net": NeuralNetwork([2, 3, 2], ["tanh", "sigmoid"]), "x": np.ones((2, 5)), "y": np.ones((2, 5))}
LOGITS = NeuralNetwork([2, 2, 2], ["tanh", "linear"], cost="cross_entropy")
OF_DIGITS = dict(zip(("net", "x", "labels"), DIGITS, strict=True))
TWO = {1: np.ones((2, 2)), 2: np.ones((1, 2))}
TABLE = [
    ("activation_explorer", {"activation": "sigmiod"}, ValueError, ["sigmoid, tanh, relu, linear", "'sigmiod'"]),
    ("activation_explorer", {"z": 6.1}, ValueError, ["z", "from -6 to 6", "6.1"]),
    ("activation_explorer", {"z": "1"}, TypeError, ["z", "number from -6 to 6", "'1'"]),
    ("layer_builder", {"layers": [2, 9, 2]}, ValueError, ["neurons n¹", "from 1 to 8", "9"]),
    ("layer_builder", {"layers": [2, 3, 3, 3, 3, 2]}, ValueError, ["hidden", "at most 3", "[3, 3, 3, 3]"]),
    ("layer_builder", {"layers": 5}, TypeError, ["layers", "list", "5"]),
    ("neuron_explorer", {"w": (1.0, 2.0, 3.0)}, ValueError, ["w", "(2,)", "(3,)"]),
    ("neuron_explorer", {"b": float("nan")}, ValueError, ["bias b", "from -4 to 4", "nan"]),
    ("surface_explorer", {"hidden": 8}, TypeError, ["hidden", "list", "8"]),
    ("surface_explorer", {"hidden": (2.5,)}, TypeError, ["neurons n¹", "whole number", "2.5"]),
    ("surface_explorer", {"scale": 0}, ValueError, ["scale", "from 0.5 to 6", "0"]),
    ("surface_explorer", {"seed": -1}, ValueError, ["seed", "at least 0", "-1"]),
    ("xor_by_hand", {"W": [[6, 6]]}, TypeError, ["W", "dict of arrays by layer", "list"]),
    ("xor_by_hand", {"W": TWO | {2: np.ones((2, 1))}}, ValueError, ["W[2]", "(1, 2)", "(2, 1)"]),
    ("xor_by_hand", {"W": TWO | {1: np.full((2, 2), 10.5)}}, ValueError, ["w¹₀₀", "from -10 to 10", "10.5"]),
    ("xor_by_hand", {"b": {1: np.zeros((2, 1))}}, ValueError, ["b", "keys [1, 2]", "[1]"]),
    ("xor_by_hand", {"b": {1: np.zeros((2, 1)), 2: np.array([[np.nan]])}}, ValueError, ["bias b²₀", "nan"]),
    ("training_explorer", {"cost": "hinge"}, ValueError, ["cost", "cross_entropy", "'hinge'"]),
    ("training_explorer", {"weights": "random"}, ValueError, ["weights", "spread 1", "'random'"]),
    ("training_explorer", {"lr": 0}, ValueError, ["lr", "positive"]),
    ("training_explorer", {"batch_size": 0}, ValueError, ["batch_size", "at least 1"]),
    ("descent_explorer", SMALL | {"weights": [(2, 0, 0), (2, 0, 0)]}, ValueError, ["two different weights"]),
    ("descent_explorer", SMALL | {"weights": 7}, ValueError, ["two different weights", "7"]),
    ("descent_explorer", {"lr": 0}, ValueError, ["lr must be"]),
    ("descent_explorer", {"steps": -1}, ValueError, ["steps must be"]),
    ("error_flow", {"net": NeuralNetwork([2, 9, 2], ["tanh", "sigmoid"])}, ValueError, ["at most 5 neurons", "9"]),
    ("error_flow", {"net": NeuralNetwork([2, 2], ["sigmoid"])}, ValueError, ["1 to 5 hidden layers"]),
    ("error_flow", {"weight": (1, 3, 0)}, ValueError, ["weight", "(l, j, k)", "(1, 3, 0)"]),
    ("error_flow", {"weight": (0, 0)}, ValueError, ["weight", "(0, 0)"]),
    ("error_flow", {"weight": 1.5}, ValueError, ["weight", "1.5"]),
    ("error_flow", {"net": LOGITS}, ValueError, ["quadratic cost", "cross_entropy"]),
    ("digit_explorer", OF_DIGITS | {"true": 10}, ValueError, ["true class must be one of any, 0, 1", "10"]),
    ("draw_digit", OF_DIGITS | {"digit": 10}, ValueError, ["start from must be one of empty, 0, 1", "10"]),
    ("hidden_neurons", OF_DIGITS | {"neuron": 12}, ValueError, ["neuron must be", "from 0 to 11", "12"]),
    ("hidden_neurons", OF_DIGITS | {"net": NeuralNetwork([64, 10], ["relu"])}, ValueError, ["a hidden layer"]),
    ("fault_clinic", {"patient": "flu"}, ValueError, ["patient must be one of", "dead relu", "'flu'"]),
    ("fault_clinic", {"seed": -1}, ValueError, ["seed", "at least 0", "-1"]),
]
for panel, wrong in (("digit_explorer", 63), ("draw_digit", 8), ("hidden_neurons", 2)):
    TABLE += [
        (
            panel,
            OF_DIGITS | {"net": NeuralNetwork([wrong, 10], ["relu"])},
            ValueError,
            ["square image", f"[{wrong}, 10]"],
        ),
        (panel, OF_DIGITS | {"labels": LABELS[1:]}, ValueError, ["labels must hold one label"]),
    ]
TABLE += [
    ("draw_digit", OF_DIGITS | {"net": NeuralNetwork([64, 1], ["relu"])}, ValueError, ["an output for each class"]),
    ("draw_digit", OF_DIGITS | {"net": "net"}, TypeError, ["net must be a NeuralNetwork"]),
    ("draw_digit", OF_DIGITS | {"labels": LABELS + 1}, ValueError, ["labels must"]),
    ("draw_digit", {"net": NET, "x": X.T, "labels": LABELS}, ValueError, ["pass x.T"]),
]


@pytest.mark.parametrize(
    "panel, arguments, error, said", TABLE, ids=[f"{panel}: {said}" for panel, _, _, said in TABLE]
)
def test_an_argument_out_of_range_is_refused_in_one_sentence(panel, arguments, error, said):
    with pytest.raises(error) as caught:
        getattr(widgets, panel)(**arguments)
    assert all(part in str(caught.value) for part in said), caught.value
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
