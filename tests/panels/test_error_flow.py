"""The error flow shows BP1 and BP2 as they are: its numbers are the derivatives that central differences find."""

from xml.etree import ElementTree

import numpy as np
import pytest
from use import click, click_field, controls, words

from four_equations.figures.flow_diagram import _number
from four_equations.widgets import error_flow
from mlp_core import NeuralNetwork
from mlp_core.gradients import numerical_gradient

NET = NeuralNetwork([2, 3, 4, 2], ["tanh", "tanh", "sigmoid"], seed=3)
X, Y = np.array([[1.5], [-0.5]]), np.array([[0.2], [0.9]])


def measured(net, l, output=None):
    """dC/dz^l by central differences; with `output`, of the part of the cost that this output is to blame for."""
    z, _ = net.forward(X)

    def cost(z_l):
        a = net.sigma[l](z_l)
        for i in range(l + 1, net.L + 1):
            a = net.sigma[i](net.W[i] @ a + net.b[i])
        parts = 0.5 * (a - Y) ** 2
        return parts.sum() if output is None else parts[output, 0]

    return numerical_gradient(cost, z[l])


def texts(panel):
    return list(ElementTree.fromstring(panel.stage.picture).itertext())


@pytest.mark.parametrize("output", [None, 0, 1])
def test_errors_are_as_measured(output):
    panel = error_flow(NET, X, Y)
    controls(panel)["error of"].value = "all" if output is None else output
    first, last = (np.abs(measured(NET, l, output)).mean() for l in (1, 3))
    change = f"{last / first:.3g} times smaller" if first < last else f"{first / last:.3g} times larger"
    assert f"becomes {change}" in words(panel)
    for l in (1, 2, 3):
        delta = measured(NET, l, output)
        for number in delta[:, 0]:
            assert _number(round(number, 9)) in texts(panel)
        for j in range(len(delta)):
            controls(panel)["neuron"].value = (l, j)
            if l < 3 or output in (None, j):
                shown = words(panel).split(" . ")[0].rsplit("= ")[-1].replace("−", "-")
                assert float(shown) == pytest.approx(delta[j, 0], rel=6e-3)
            else:
                assert "left out" in words(panel)


def test_every_control_acts_on_the_network_that_is_shown():
    panel = error_flow(NET, X, Y)
    by = controls(panel)
    for name, value in (("weights times", 2.0), ("activation", "relu"), ("input x₀", -1), ("target y₁", 0.5)):
        by[name].value = value
    net = NeuralNetwork([2, 3, 4, 2], ["relu", "relu", "sigmoid"])
    net.W = {l: 2 * NET.W[l] for l in NET.W}
    z, a = net.forward(np.array([[-1.0], [-0.5]]))
    delta = net.deltas(np.array([[0.2], [0.5]]), z, a)
    assert {_number(v) for l in delta for v in delta[l][:, 0]} <= set(texts(panel))
    by["hidden layers"].value, by["in each"].value = 5, 4
    assert "2-4-4-4-4-4-2" in panel.stage.alt and "at random" in words(panel)


def test_click_on_a_neuron_writes_out_its_error():
    panel = error_flow(NET, X, Y)
    click_field(panel, (2, 3))
    assert controls(panel)["neuron"].value == (2, 3) and "BP2: δ²₃ = " in words(panel)
    click(panel, 0.0, 0.0)
    assert controls(panel)["neuron"].value == (2, 3)


def test_a_chosen_neuron_that_is_gone_gives_way_to_one_that_is_there():
    panel = error_flow(NET, X, Y)
    controls(panel)["neuron"].value = (2, 3)
    controls(panel)["hidden layers"].value = 3
    assert controls(panel)["neuron"].value == (2, 3)
    controls(panel)["in each"].value = 2
    assert controls(panel)["neuron"].value == (1, 0) and "δ¹₀" in words(panel)
