"""The pictures of BP2 and of the paths from a weight: their numbers, by counting and by measuring."""

from itertools import combinations, product
from xml.etree import ElementTree

import numpy as np
import pytest

from four_equations import figures
from four_equations.figures.flow import Flow, Paths, weights
from four_equations.figures.svg import Diagram
from mlp_core import NeuralNetwork
from mlp_core.gradients import numerical_gradients

X, Y = np.array([[1.0], [2.0]]), np.array([[1.0], [0.0]])
NET = NeuralNetwork([2, 3, 2], ["sigmoid"] * 2)
NET.W = {1: np.array([[0.5, -0.5], [1, 0.5], [-1, 1]]), 2: np.array([[2.0, 1, 1], [-2, 2, -1]])}
NET.b = {1: np.array([[0.5], [-1], [-2]]), 2: np.array([[-2], [0.5]])}
DEEP = NeuralNetwork([2, 3, 4, 2], ["tanh", "relu", "sigmoid"], seed=1)


def parts(picture, kind):
    return [part for part in ElementTree.fromstring(picture.svg).iter() if part.tag.endswith(kind)]


def texts(picture):
    return ["".join(part.itertext()) for part in parts(picture, "text")]


def test_the_paths_of_a_weight_are_all_ways_over_later_neurons_and_their_products_add_up_to_its_derivative():
    flow, (dW, _) = Flow.of(DEEP, X, Y), numerical_gradients(DEEP, X, Y)
    for l, j, k in weights(DEEP.layers):
        paths = Paths(flow, (l, j, k))
        routes = list(paths.routes())
        assert routes == list(product([j], *map(range, DEEP.layers[l + 1 :]))) and len(routes) == paths.count
        assert paths.products == pytest.approx([np.prod(paths.factors(route)) for route in routes])
        assert paths.products.sum() == pytest.approx(dW[l][j, k], abs=1e-8)


def test_bp2_is_drawn_with_its_products_sum_and_slope():
    picture = figures.arriving_errors(NET, X, Y)
    wanted = {"2·(−0.125) = −0.25", "(−2)·0.148 = −0.296", "sum −0.546", "slope σ′ 0.25", "−0.137", "−0.125", "0.148"}
    assert wanted <= set(texts(picture))
    assert "From neuron 1 of layer 2 comes (−2)·0.148 = −0.296. The sum is −0.546, the slope 0.25" in picture.alt
    assert picture.svg.count("<polygon") == 2
    assert {"sum −0.273", "slope σ′ 0.197"} <= set(texts(figures.arriving_errors(NET, X, Y, (1, 2))))
    deep = NeuralNetwork([2, 3, 3, 3, 3, 2], ["tanh"] * 5, seed=0)
    assert not any("·" in words for words in texts(figures.arriving_errors(deep, X, Y, (2, 1))) if "σ" not in words)


def test_the_paths_are_drawn_with_their_factors_or_counted_in_each_neuron():
    picture = figures.paths_diagram(NET, X, Y, (1, 0, 0))
    assert {"2 paths from w100 to C", "2", "−2", "σ′ 0.25", "σ′ 0.222", "−0.5", "0.667"} <= set(texts(picture))
    assert "1·0.25·(−2)·0.222·0.667 = −0.0741" in picture.alt and "The sum is −0.137" in picture.alt
    assert picture.svg.count("<polygon") == 1 + 2 + 2  # the weight, the lines, and to the cost
    counted = figures.paths_diagram(DEEP, X, Y, (1, 2, 1), factors=False)
    assert [t for t in texts(counted) if t.isdigit()] == ["2", "8", *"2222", *"44"]
    assert "Through neuron 2 of layer 1 lead 8; through each of layer 2, 2; through each of layer 3, 4." in counted.alt
    assert counted.svg.count("<polygon") == 1 + 4 + 4 * 2 + 2


LAYERS = [[2, 3, 2], [2, 3, 3, 2], [2, 2, 3, 2], [1, 3, 2, 3], [5, 1, 1, 1, 1, 1, 5], [2, 5, 5]]


@pytest.mark.parametrize("layers", LAYERS, ids=str)
def test_numbers_on_the_lines_of_paths_do_not_overlap(layers):
    net = NeuralNetwork(layers, ["sigmoid"] * (len(layers) - 1), seed=0)
    for W in net.W.values():
        W[:] = -0.123
    for weight in weights(layers):
        picture = figures.paths_diagram(net, np.ones((layers[0], 1)), np.zeros((layers[-1], 1)), weight)
        boxes = [part for part in parts(picture, "rect")[1:] if part.get("fill") == "white" and not part.get("rx")]
        edges = [[float(box.get(name)) for name in ("x", "y", "width", "height")] for box in boxes]
        assert len(edges) >= 2
        for (x, y, w, h), (x2, y2, w2, h2) in combinations(edges, 2):
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y, weight


@pytest.mark.parametrize(
    "draw, said",
    [
        (
            lambda: figures.arriving_errors(NET, X, Y, (2, 0)),
            r"neuron must be \(l, j\), .*hidden layer l, but came as \(2, 0\)\.",
        ),
        (lambda: figures.arriving_errors(NET, X, Y, 3), "neuron must be"),
        (lambda: figures.arriving_errors(NeuralNetwork([2, 2], ["tanh"]), X, Y), "neuron must be"),
        (lambda: figures.paths_diagram(NET, X, Y, (1, 0)), r"weight must be \(l, j, k\)"),
        (lambda: figures.paths_diagram(NET, X.T, Y), r"x must have shape \(2, 1\)"),
        (lambda: figures.paths_diagram(NET, X, [[1.0]]), r"y must have shape \(2, 1\)"),
        (
            lambda: figures.paths_diagram(NeuralNetwork([2, 2], ["linear"], "cross_entropy"), X, Y),
            "net must have the quadratic cost, but has cross_entropy",
        ),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_one_sentence(draw, said):
    with pytest.raises(ValueError, match=said):
        draw()


def test_a_click_finds_the_field_or_the_nearest_line():
    drawn = Diagram(
        100, 50, [], "", {"field": (0, 0, 20, 20)}, {"flat": ((0, 10), (100, 10)), "steep": ((50, 0), (50, 50))}
    )
    found = [drawn.field_at(x / 100, y / 50) for x, y in ((10, 10), (30, 12), (53, 30), (80, 40), (49, 45))]
    assert found == ["field", "flat", "steep", None, "steep"]
    assert Diagram(100, 50, [], "", {}).field_at(0.5, 0.5) is None
