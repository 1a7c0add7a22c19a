"""The surface explorer draws the lines of the very neurons that compute what it shows, and counts right."""

import re
from itertools import combinations, product

import numpy as np
import pytest
from use import words

from four_equations.figures.planes import SurfacePicture
from four_equations.widgets import surface_explorer
from mlp_core import NeuralNetwork


def test_on_every_line_of_a_layer_one_of_its_neurons_has_z_0():
    net = NeuralNetwork([2, 5, 4, 1], ["tanh", "tanh", "sigmoid"], seed=1)
    picture = SurfacePicture()
    picture.show(net)
    for l, zeros in zip((1, 2), picture.zeros, strict=False):
        lines = zeros.get_segments()
        assert len(lines) >= net.layers[l]
        for line in lines:
            z, _ = net.forward(line.T)
            assert np.abs(z[l]).max(axis=1).min() < 0.05
    assert not picture.zeros[2].get_visible()


@pytest.mark.parametrize("hidden", [(), (3,), (3, 3, 3)])
def test_as_many_squares_as_hidden_layers(hidden):
    picture = surface_explorer(hidden).stage.drawn
    assert sum(zeros.axes.get_visible() for zeros in picture.zeros) == len(hidden)
    squares = [zeros.axes.bbox for zeros in picture.zeros[: len(hidden)]]
    rights = [0, *(square.x1 for square in squares)]
    assert all(square.x0 > right for square, right in zip(squares, rights, strict=False))
    assert max(rights) < picture.surface.image.axes.bbox.x0 and all(s.width == pytest.approx(s.height) for s in squares)


def counts(panel):
    """The numbers that the panel says it has counted."""
    said = words(panel)
    return [int(n) for n in re.findall(r"square: (\d+)|neurons: (\d+)", said) for n in n if n]


def test_a_move_computes_the_grid_once(monkeypatch):
    panel, grids, forward = surface_explorer((4,)), [], NeuralNetwork.forward
    monkeypatch.setattr(NeuralNetwork, "forward", lambda net, x: grids.append(x.shape[1]) or forward(net, x))
    panel.scale.value = 1.0
    assert grids == [71 * 71]


def outputs(panel):
    """The last z at the points of the grid."""
    net, _ = panel.network([2, *panel.hidden.value, 1])
    z, _ = net.forward(panel.picture.surface.grid)
    return z[net.L].reshape(71, 71)


def connected_pieces(positive, mean):
    """How many connected pieces a grid has, by flood fill. `mean`, of each square of four points, joins diagonals."""
    left, pieces = {(i, j) for i, j in np.ndindex(positive.shape)}, 0
    while left:
        queue, pieces = [left.pop()], pieces + 1
        while queue:
            i, j = queue.pop()
            for di, dj in product((-1, 0, 1), repeat=2):
                other = i + di, j + dj
                if other not in left or positive[other] != positive[i, j]:
                    continue
                if di and dj and (mean[min(i, i + di), min(j, j + dj)] > 0) != positive[i, j]:
                    continue
                left.remove(other)
                queue.append(other)
    return pieces


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("hidden", [(), (8, 8), (32, 32, 32)])
def test_each_piece_of_the_boundary_makes_one_piece_more_of_the_square(hidden, activation):
    for seed in (0, 1, 2):
        panel = surface_explorer(hidden, activation, scale=5.0, seed=seed)
        z = outputs(panel)
        mean = (z[1:, 1:] + z[1:, :-1] + z[:-1, 1:] + z[:-1, :-1]) / 4
        assert counts(panel)[0] == connected_pieces(z > 0, mean) - 1


@pytest.mark.parametrize("seed", [3, 4, 5, 6, 7])
def test_the_linear_regions_of_one_layer_are_the_parts_into_which_its_lines_cut_the_square(seed):
    """By Euler: one part more for each line that crosses the square, and one more for each crossing of two inside."""
    panel = surface_explorer((5,), "relu", seed=seed)
    net, _ = panel.network([2, 5, 1])
    corners = np.array([[-3, -3, 3, 3], [-3, 3, -3, 3]])
    z = net.W[1] @ corners + net.b[1]
    parts = 1 + (np.sign(z).min(axis=1) < np.sign(z).max(axis=1)).sum()
    for i, j in combinations(range(5), 2):
        parts += np.abs(np.linalg.solve(net.W[1][[i, j]], -net.b[1][[i, j]])).max() < 3
    assert parts - 1 <= counts(panel)[1] <= parts  # a part may be smaller than the grid is fine
    panel.activation.value = "tanh"
    assert len(counts(panel)) == 1


def test_the_biases_are_random_and_the_last_one_makes_the_mean_0():
    panel = surface_explorer((8,), "relu", seed=2)
    (net, z), (other, _) = panel.network([2, 8, 1]), surface_explorer((8,), "relu", seed=3).network([2, 8, 1])
    assert (net.b[1] != 0).all() and not np.allclose(net.b[1], other.b[1])
    assert outputs(panel).mean() == pytest.approx(0)
    assert outputs(panel).ravel() == pytest.approx(z[2][0])
    assert "weights and biases from seed 2" in words(panel)
