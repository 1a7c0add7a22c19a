"""Surfaces of functions over the plane, and the plane into which a hidden layer moves the points."""

import math
import re

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from four_equations import figures
from four_equations.figures.hidden_plane import HIDDEN, Plane
from four_equations.figures.picture import Picture
from mlp_core.activations import relu, sigmoid

X, Y = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]), np.array([[0.0, 1.0, 1.0, 0.0]])
W = {1: np.array([[6.0, 6.0], [6.0, 6.0]]), 2: np.array([[8.0, -8.0]])}
B = {1: np.array([[-3.0], [-9.0]]), 2: np.array([[-4.0]])}


def step(z):
    return (z > 0) * 1.0


def plane():
    """A plane of 240 by 240 pixels with the points of XOR and two lines."""
    picture = Picture(4, 4)
    picture.set_layout_engine("none")
    return Plane(picture.add_axes((0.2, 0.2, 0.6, 0.6)), HIDDEN, X, Y, (-0.5, 1.5))


def test_surfaces_tell_what_each_function_gives_at_each_point():
    gates = {"OR": lambda x: step(x[0] + x[1] - 0.5), "soft": lambda x: sigmoid(2 * x[:1] - 1)}
    alt = figures.surfaces(gates, X, Y).alt
    assert "OR: 0 at (0, 0), 1 at (0, 1), 1 at (1, 0), 1 at (1, 1)" in alt
    low, high = 1 / (1 + math.e), 1 / (1 + 1 / math.e)
    assert f"soft: {low:.2g} at (0, 0), {low:.2g} at (0, 1), {high:.2g} at (1, 0)" in alt
    many = np.linspace(0, 1, 40).reshape(2, 20)
    assert "from 0 to 1 at 20 points" in figures.surfaces({"first": lambda x: np.round(x[0] * 2)}, many, many[:1]).alt
    with pytest.raises(ValueError, match="'sum' must give a number for each of .* points, but .* shape \\(\\)"):
        figures.surfaces({"sum": np.sum})


@pytest.mark.parametrize("w, b", [((1.0, 1.0), -0.5), ((2.0, 0.7), -1.1), ((0.0, -3.0), 1.0), ((-1.0, 9.0), -2.0)])
def test_the_line_of_a_threshold_neuron_is_where_it_jumps_to_less_than_half_a_pixel(w, b):
    picture = figures.surfaces({"neuron": lambda x: step(w @ x + b)})
    picture.data()
    axes = picture.axes[0]
    (border,) = (artist for artist in axes.collections if isinstance(artist, LineCollection))
    points = np.concatenate(border.get_segments())
    away = np.abs(points @ w + b) / np.hypot(*w) * axes.bbox.width / 2
    assert len(points) > 300 and away.max() < 0.5


@pytest.mark.parametrize("sigma", [sigmoid, np.tanh, relu])
def test_points_are_drawn_where_the_hidden_layer_moves_them(sigma):
    weights, biases = {1: np.array([[1.5, -0.5], [0.3, 2.0]]), 2: W[2]}, {1: np.array([[0.2], [0.1]]), 2: B[2]}
    picture = figures.into_hidden_plane(weights, biases, X, Y, sigma)
    before, _, after = picture.axes
    for axes, j_of in ((before, None), (after, weights[1])):
        drawn = {tuple(np.round(point, 9)) for scatter in axes.collections[-2:] for point in scatter.get_offsets()}
        wanted = set()
        for x0, x1 in X.T:
            z = [w[0] * x0 + w[1] * x1 + b for w, b in zip(weights[1], biases[1][:, 0], strict=True)]
            wanted.add((x0, x1) if j_of is None else tuple(round(float(sigma(np.array(one))), 9) for one in z))
        assert drawn == wanted
    where = re.search(r"\(1, 0\) of class 1 goes to \((\S+), (\S+)\)", picture.alt).groups()
    expected = sigma(np.array([1.7, 0.4]))
    assert [float(number.replace("−", "-")) for number in where] == pytest.approx(expected, abs=0.006)
    assert "neuron 0: z = 1.5·x₀ − 0.5·x₁ + 0.2; neuron 1: z = 0.3·x₀ + 2·x₁ + 0.1" in picture.alt


def test_points_on_one_place_are_seen_side_by_side_with_both_names():
    after = figures.into_hidden_plane(W, B, X, Y, step).axes[2]
    ones = after.collections[-1].get_offsets()  # (0, 1) and (1, 0), both moved to (1, 0)
    assert ones.mean(axis=0) == pytest.approx([1, 0]) and 0.02 < ones[1, 0] - ones[0, 0] < 0.15
    shown = [text.get_text() for text in after.texts if text.get_visible()]
    assert sorted(shown) == ["(0, 0)", "(0, 1)\n(1, 0)", "(1, 1)", "output"]
    nowhere = figures.into_hidden_plane(W, B, X, Y, lambda z: 0 * z).axes[2]
    assert "4 points" in [text.get_text() for text in nowhere.texts if text.get_visible()]


def test_a_line_is_where_z_is_0_and_its_strokes_point_to_where_it_is_larger():
    picture = plane()
    w, b = np.array([[3.0, -1.0], [0.0, 2.0]]), np.array([[-0.5], [-1.5]])
    picture.show(X, w, b)
    for line, strokes, row, bias in zip(picture.lines, picture.strokes, w, b[:, 0], strict=True):
        assert line.get_xydata() @ row + bias == pytest.approx([0, 0])
        assert len(strokes.get_segments()) > 10
        for start, end in strokes.get_segments():
            assert start @ row + bias == pytest.approx(0) and end @ row + bias > 0.05 * np.hypot(*row)


def test_a_neuron_without_weights_or_with_its_line_elsewhere_has_no_name_in_the_plane():
    picture = plane()
    picture.show(X, np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[1.0], [-9.0]]))
    assert not picture.lines[0].get_visible() and not any(name.get_visible() for name in picture.names)
    picture.show(X, np.ones((2, 2)), np.array([[-0.5], [-1.5]]))
    assert picture.lines[0].get_visible() and all(name.get_visible() for name in picture.names)


@pytest.mark.parametrize("seed", range(20))
def test_all_names_are_inside_the_plane_and_none_hides_a_point(seed):
    rng, picture = np.random.default_rng(seed), plane()
    picture.show(rng.random((2, 4)), rng.normal(size=(2, 2)), rng.normal(size=(2, 1)))
    picture.axes.figure.data()
    square = picture.axes.bbox
    points = [picture.axes.transData.transform(p) for artist in picture.points for p in artist.get_offsets()]
    for text in [*picture.names, *picture.labels]:
        if text.get_visible():
            box = text.get_window_extent()
            assert square.x0 - 1 <= box.x0 and box.x1 <= square.x1 + 1
            assert square.y0 - 1 <= box.y0 and box.y1 <= square.y1 + 1
            assert not any(box.contains(*point) for point in points), text.get_text()


def test_a_curve_tells_its_kinks_and_an_approximation_how_far_it_is():
    tent = [0.0, 0.5, 1.0], [0.0, 1.0, 0.0]
    picture = figures.relu_curves({"tent": tent, "one\nline": ([0, 1], [0, 1])}, {"tent": [0.5]})
    assert picture.alt.endswith("tent: 1 kink; one line.")
    dots = picture.axes[0].lines[1].get_xydata()
    assert np.array_equal(dots, [[0.5, 1.0]]) and len(picture.axes[1].lines[1].get_xdata()) == 0
    wanted = np.array([0.0, 1.0, 4.0])
    assert "flat at most 3 away" in figures.approximation([0, 1, 2], wanted, {"flat": np.ones(3)}).alt


def test_activations_share_axes_of_equal_scales():
    picture = figures.activations_together(["sigmoid", "relu"])
    (axes,) = picture.axes
    picture.data()
    across, up = axes.transData.transform([(1, 0), (0, 1)]) - axes.transData.transform((0, 0))
    assert across[0] == pytest.approx(up[1]) and len({line.get_linestyle() for line in axes.lines}) == 2
    assert "sigmoid 0.018, 0.5, 0.98; relu 0, 0, 4" in picture.alt
