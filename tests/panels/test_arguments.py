"""What a panel cannot show it refuses, in one sentence that says what it can."""

import pytest

from four_equations.widgets import activation_explorer, layer_builder, neuron_explorer, surface_explorer

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
    (neuron_explorer, {"w": "ab"}, ValueError, ["w", "(2,)"]),
    (neuron_explorer, {"x": 3.0}, ValueError, ["x", "(2,)", "()"]),
    (neuron_explorer, {"b": "low"}, TypeError, ["bias b", "number", "'low'"]),
    (neuron_explorer, {"b": float("nan")}, ValueError, ["bias b", "from -4 to 4", "nan"]),
    (surface_explorer, {"hidden": (8, 0)}, ValueError, ["neurons n²", "from 1 to 32", "0"]),
    (surface_explorer, {"hidden": 8}, TypeError, ["hidden", "list", "8"]),
    (surface_explorer, {"hidden": (2.5,)}, TypeError, ["neurons n¹", "whole number", "2.5"]),
    (surface_explorer, {"activation": "relo"}, ValueError, ["activation", "sigmoid, tanh, relu, linear", "'relo'"]),
    (surface_explorer, {"scale": 0}, ValueError, ["weights times", "from 0.5 to 6", "0"]),
    (surface_explorer, {"seed": -1}, ValueError, ["seed", "at least 0", "-1"]),
]


@pytest.mark.parametrize("make, arguments, error, said", TABLE, ids=lambda part: str(part)[:40])
def test_an_argument_out_of_range_is_refused_in_one_sentence(make, arguments, error, said):
    with pytest.raises(error) as caught:
        make(**arguments)
    assert all(part in str(caught.value) for part in said), caught.value
    assert str(caught.value).endswith(".") and "\n" not in str(caught.value)
