"""The error flow shows BP1 and BP2 as they are: its numbers are the derivatives that central differences find."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from use import buttons, click, click_field, controls, state, words

from four_equations.figures.flow_parts import number as _number
from four_equations.widgets import error_flow
from mlp_core import NeuralNetwork
from mlp_core.gradients import numerical_gradient, numerical_gradients

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


# The paths of a weight

COUNTS = {1: 4 * 2, 2: 2, 3: 1}  # by the layer of the weight


def test_the_products_of_the_paths_of_every_weight_add_up_to_its_measured_derivative():
    panel, (dW, _) = error_flow(NET, X, Y), numerical_gradients(NET, X, Y)
    for l in dW:
        for j, k in np.ndindex(dW[l].shape):
            controls(panel)["weight"].value = (l, j, k)
            total = re.search("<b>([^<p]+)</b> =", panel.stage.text)[1].replace("−", "-")
            assert float(total) == pytest.approx(dW[l][j, k], rel=6e-3)
            assert words(panel).startswith(f"{COUNTS[l]} path") and "∂C/∂w" in words(panel)
            assert panel.stage.text.count("<td>=") == (COUNTS[l] if COUNTS[l] <= 6 else 0)


@pytest.mark.parametrize("weight", [(2, 3, 1), (3, 1, 2)])
def test_each_row_is_a_product_whose_factors_are_in_the_picture_and_the_rows_add_up(weight):
    panel = error_flow(NET, X, Y, weight=weight)
    rows = re.findall(r"<tr>(<td>.*?)</tr>", panel.stage.text)
    products = []
    for row in rows:
        route, *factors, value = (part.replace("−", "-") for part in re.findall("<td>(.*?)</td>", row))
        factors = [float(re.sub(r"[·()\s]", "", factor)) for factor in factors]
        products.append(float(value.removeprefix("= ")))
        assert np.prod(factors) == pytest.approx(products[-1], rel=0.02)
        assert route.count("→") == 3 - weight[0] and len(factors) == 2 * (4 - weight[0]) + 1
        shown = [t.replace("−", "-").removeprefix("σ′ ") for t in texts(panel)]
        shown = [float(t) for t in shown if re.fullmatch(r"-?[\d.]+", t)]
        assert all(np.isclose(shown, factor, atol=6e-4, rtol=5e-3).any() for factor in factors)
    l, j, k = weight
    assert sum(products) == pytest.approx(numerical_gradients(NET, X, Y)[0][l][j, k], abs=5e-5)


def test_the_tails_of_the_paths_over_one_neuron_add_up_to_its_error():
    panel = error_flow(weight=(1, 0, 1))
    assert "what follows w² on the 2 paths over one neuron of layer 2 adds up to the error δ²" in words(panel)
    rows = re.findall(r"<tr>(<td>.*?)</tr>", panel.stage.text)
    factors = [re.findall(r"-?\d[\d.]*(?:e-\d+)?", row.split("</td>", 1)[1].replace("−", "-")) for row in rows]
    tails = np.array(factors, float)[:, 3:-1].prod(axis=1).reshape(3, 2).sum(axis=1)
    delta = panel.net.deltas([[1.0], [0.0]], *panel.net.forward([[1.0], [2.0]]))
    assert tails == pytest.approx(delta[2][:, 0], abs=1e-4)


def click_line(panel, weight, share=0.3):
    (x1, y1), (x2, y2) = panel.stage.drawn.lines[weight]
    drawn = panel.stage.drawn
    click(panel, (x1 + share * (x2 - x1)) / drawn.width, (y1 + share * (y2 - y1)) / drawn.height)


def test_a_click_on_a_line_chooses_its_weight_and_a_neuron_takes_its_place():
    panel = error_flow(NET, X, Y)
    by, start = controls(panel), state(panel)
    click_line(panel, (3, 0, 3))
    assert by["weight"].value == (3, 0, 3) and by["neuron"].value == (3, 0) and "1 path leads from w³₀₃" in words(panel)
    click_line(panel, (1, 0, 1))
    assert by["weight"].value == (1, 0, 1) and "8 paths lead from w¹₀₁" in words(panel)
    click_field(panel, (1, 0))
    assert by["weight"].value == "none" and state(panel) == start
    by["weight"].value = (2, 3, 0)
    click_field(panel, (0, 0))  # an input
    assert by["weight"].value == (2, 3, 0)
    by["neuron"].value = (2, 2)
    assert by["weight"].value == "none" and "BP2: δ²₂" in words(panel)
    by["weight"].value = (1, 2, 1)
    by["weight"].value = "none"
    assert "BP2: δ¹₂" in words(panel)


def test_other_layers_keep_the_weight_if_they_have_it_and_reset_brings_back_that_of_the_start():
    panel = error_flow(weight=(1, 2, 1))
    by, start = controls(panel), state(panel)
    assert panel._repr_mimebundle_()["text/plain"].startswith("Panel: 6 paths from w¹₂₁ to the cost")
    by["hidden layers"].value = 3
    assert by["weight"].value == (1, 2, 1) and "18 paths" in words(panel) and "at random" in words(panel)
    by["in each"].value = 2
    assert by["weight"].value == "none" and "paths" not in words(panel)
    buttons(panel)["Reset"].click()
    assert state(panel) == start and by["weight"].value == (1, 2, 1) and by["neuron"].value == (1, 2)


def test_an_output_that_is_left_out_has_no_paths():
    panel = error_flow(NET, X, Y, weight=(2, 0, 0))
    controls(panel)["error of"].value = 1
    assert words(panel).startswith("1 path leads from w²₀₀") and "2 → " not in words(panel)
    controls(panel)["weight"].value = (3, 0, 0)
    assert "output 0 is left out, so no path leads from w³₀₀" in words(panel) and panel.stage.alt.startswith("No path")
