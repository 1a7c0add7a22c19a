"""The surface explorer draws the borders of the very neurons that compute what it shows."""

import numpy as np
import pytest

from four_equations.figures.planes import SurfacePicture
from four_equations.widgets import surface_explorer
from mlp_core import NeuralNetwork


def test_on_every_line_of_a_layer_one_of_its_neurons_has_z_0():
    net = NeuralNetwork([2, 5, 4, 1], ["tanh", "tanh", "sigmoid"], seed=1)
    picture = SurfacePicture()
    picture.show(net)
    for l, borders in zip((1, 2), picture.borders, strict=False):
        lines = borders.get_segments()
        assert len(lines) >= net.layers[l]
        for line in lines:
            z, _ = net.forward(line.T)
            assert np.abs(z[l]).max(axis=1).min() < 0.05
    assert not picture.borders[2].get_visible()


@pytest.mark.parametrize("hidden", [(), (3,), (3, 3, 3)])
def test_as_many_squares_as_hidden_layers(hidden):
    picture = surface_explorer(hidden).stage.drawn
    assert sum(borders.axes.get_visible() for borders in picture.borders) == len(hidden)
    squares = [borders.axes.bbox for borders in picture.borders[: len(hidden)]]
    rights = [0, *(square.x1 for square in squares)]
    assert all(square.x0 > right for square, right in zip(squares, rights, strict=False))
    assert max(rights) < picture.surface.image.axes.bbox.x0 and all(s.width == pytest.approx(s.height) for s in squares)
