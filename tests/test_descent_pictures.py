"""The pictures of a cost: arrows are its gradient, tangents have its slope, lines are at round numbers."""

import matplotlib
import numpy as np
import pytest
from matplotlib.contour import ContourSet
from matplotlib.quiver import Quiver

from four_equations import figures
from four_equations.figures.descent import DescentPicture
from four_equations.figures.style import COLOUR, INK
from four_equations.widgets.state.descent_run import network_cost
from mlp_core import NeuralNetwork
from mlp_core.gradients import numerical_gradient

NET = NeuralNetwork([2, 3, 2], ["sigmoid", "sigmoid"], seed=3)
OF_NET = network_cost(NET, [[1.0], [2.0]], [[1.0], [0.0]], [(2, 0, 0), (2, 1, 0)]).value


def valley(w):
    return w[0] ** 2 + 3 * w[1] ** 2


def quivers(picture):
    return [artist for artist in picture.axes[0].collections if isinstance(artist, Quiver)]


def lines_named(axes, label):
    return [line for line in axes.lines if line.get_label() == label]


def sides(start, end, points):
    """On which side of the line through start and end each of the points is: the sign of the cross product."""
    along, to = end - start, points - start
    return np.sign(along[0] * to[..., 1] - along[1] * to[..., 0])


@pytest.mark.parametrize("cost, reach, at", [(valley, 3, (2, 1)), (OF_NET, 8, (2.0, -2.0))], ids=["valley", "network"])
def test_all_arrows_are_the_gradient_times_one_number_inside_the_picture_and_none_crosses_another(cost, reach, at):
    def gradient(w):
        return numerical_gradient(cost, w)

    picture = figures.gradient_arrows(cost, gradient, reach, at)
    grid, uphill, downhill = quivers(picture)
    feet, arrows = np.array(grid.get_offsets()), np.stack([grid.U, grid.V], axis=1)
    wanted = np.array([gradient(foot) for foot in feet])
    scale = np.hypot(*arrows.T).max() / np.hypot(*wanted.T).max()
    assert len(feet) > 20 and np.allclose(arrows, scale * wanted, atol=1e-6 * reach)
    assert np.abs(feet + arrows).max() < reach and np.hypot(*arrows.T).max() < 0.35 * reach
    for i, (foot, tip) in enumerate(zip(feet, feet + arrows, strict=True)):
        others = np.delete(feet, i, axis=0), np.delete(feet + arrows, i, axis=0)
        between = sides(foot, tip, others[0]) * sides(foot, tip, others[1]) < 0
        across = [sides(a, b, foot) * sides(a, b, tip) < 0 for a, b in zip(*others, strict=True)]
        assert not (between & across).any()
    bold = np.array([uphill.U[0], uphill.V[0]])
    assert np.allclose(bold, scale * gradient(np.array(at)), atol=1e-6 * reach)
    assert np.allclose([downhill.U[0], downhill.V[0]], -bold)
    assert {"∇C", "−∇C"} <= {text.get_text() for text in picture.axes[0].texts}


def test_the_cross_is_at_the_lowest_point_and_only_where_that_is_inside():
    picture = figures.gradient_arrows(lambda w: valley(w - [1, 0]), lambda w: [2 * w[0] - 2, 6 * w[1]], 3)
    (cross,) = lines_named(picture.axes[0], "lowest point")
    assert np.allclose(cross.get_xydata(), [[1, 0]]) and "lowest point is (1, 0)" in picture.alt
    assert len(quivers(picture)) == 1
    slope = figures.gradient_arrows(lambda w: w[0], lambda w: np.array([1, 0]), 3)
    assert not lines_named(slope.axes[0], "lowest point") and "lowest" not in slope.alt


def test_a_level_cost_has_no_lines_and_no_arrows():
    picture = figures.gradient_arrows(lambda w: 2.0, np.zeros_like, 1, at=(0, 0))
    assert not np.any([quivers(picture)[0].U, quivers(picture)[0].V])
    picture.data()


@pytest.mark.parametrize("cost, reach", [(valley, 2.2), (OF_NET, 8), (lambda w: 1e-3 * w[0] - w[1], 5)])
def test_lines_of_equal_cost_are_at_round_numbers_unless_levels_are_given(cost, reach):
    path = {"walk": np.array([[0.0, 1.0], [0.0, 1.0]])}
    for levels in (None, [0.2, 0.4]):
        picture = figures.descents_on_a_surface(cost, path, reach, levels=levels)
        (lines,) = [c for c in picture.axes[0].collections if isinstance(c, ContourSet) and not c.filled]
        if levels:
            assert list(lines.levels) == levels
        else:
            steps = np.diff(lines.levels)
            assert 5 <= len(lines.levels) <= 16 and np.allclose(steps, steps[0])
            assert f"{steps[0]:.3e}"[:5] in ("1.000", "2.000", "5.000")
            assert np.allclose(lines.levels / steps[0], np.round(lines.levels / steps[0]))
        assert len(lines.labelTexts) > 0


def test_a_tangent_has_the_slope_of_the_curve_and_the_arrow_beneath_points_downhill():
    at = [0, 2, 5]
    picture = figures.tangent(lambda w: (w - 2) ** 2, lambda w: 2 * (w - 2), at, (-3, 7))
    axes = picture.axes[0]
    tangents = [line.get_xydata() for line in axes.lines if line.get_color() == COLOUR["W"]][1:]  # but the legend's
    for w, ends in zip(at, tangents, strict=True):
        rise, run = (ends[1] - ends[0])[::-1]
        assert rise / run == pytest.approx(((w + 1e-4 - 2) ** 2 - (w - 1e-4 - 2) ** 2) / 2e-4)
        assert ends.mean(axis=0) == pytest.approx([w, (w - 2) ** 2])
    arrows = [(note.xyann[0], note.xy[0]) for note in axes.texts if note.get_text() == ""]
    assert [(start, end > start) for start, end in arrows] == [(0, True), (5, False)]
    assert [note.get_text() for note in axes.texts if note.get_text()] == ["slope −4", "slope 0", "slope 6"]
    assert "slope 6" in figures.tangent(np.square, lambda w: 2 * w, 3, (-4, 4)).axes[0].texts[0].get_text()


def test_accuracy_is_drawn_in_steps_above_the_cost_over_one_axis_and_the_value_now_is_marked():
    w, accuracies = np.linspace(-1, 1, 5), [0.5, 0.5, 0.75, 0.75, 1.0]
    picture = figures.accuracy_and_cost(w, accuracies, [4.0, 3.0, 2.0, 1.5, 1.2], 0.5, "$w_0$")
    upper, lower = picture.axes
    assert upper.lines[0].get_drawstyle() == "steps-mid" and lower.lines[0].get_drawstyle() == "default"
    assert upper.get_shared_x_axes().joined(upper, lower)
    assert [axes.lines[-1].get_xydata()[0].tolist() for axes in (upper, lower)] == [[0.5, 0.75], [0.5, 1.5]]
    assert "staircase of 2 steps, between 50.0% and 100.0%" in picture.alt
    assert upper.yaxis.get_major_formatter()(0.985) == "98.5 %"


def test_landscapes_draw_each_walk_where_it_went_from_a_square():
    ridge = np.array([[1.0, 0.5], [0.0, 0.0]])
    costs = {
        "valleys": (np.square, [[-1.0, -0.5], [1.0, 0.5, 0.25]], (-2, 2)),
        "saddle": (lambda w: w[0] ** 2 - w[1] ** 2, [ridge, ridge[::-1]], 2),
    }
    curve, plane = figures.landscapes(costs).axes
    walks = [line.get_xydata().tolist() for line in curve.lines if line.get_color() == INK and line.get_marker() == "o"]
    assert walks == [[[-1, 1], [-0.5, 0.25]], [[1, 1], [0.5, 0.25], [0.25, 0.0625]]]
    dots, squares = ([line for line in plane.lines if line.get_marker() == marker] for marker in "os")
    assert [line.get_xydata().tolist() for line in dots] == [ridge.T.tolist(), ridge[::-1].T.tolist()]
    assert np.concatenate([line.get_xydata() for line in squares]).tolist() == [[1, 0], [0, 1]]
    assert [axes.get_title(loc="left") for axes in (curve, plane)] == list(costs)


def test_a_plot_of_descents_has_the_room_of_its_curve_although_a_walk_leaves_it():
    picture = figures.descents_on_a_curve(lambda w: w**2 + 100, {3: [1.0, -5.0, 25.0]}, (-2, 2))
    low, high = picture.axes[0].get_ylim()
    assert 99 < low < 100 and 104 < high < 105


def test_no_path_has_the_colour_of_a_symbol_and_only_the_gradient_is_green():
    picture = DescentPicture(valley, 2.4, ("w₀", "w₁"), 100)
    picture.show(np.array([[2.0, 1.6], [1.0, 0.4]]), [7.0, 3.04], np.array([3.2, 2.4]), 0.1)
    assert {artist.get_color() for artist in (picture.start, picture.path, picture.ahead)} == {INK}
    assert matplotlib.colors.to_hex(picture.gradient.get_facecolor()[0]).upper() == COLOUR["W"]


def test_costs_far_below_the_axis_are_drawn_on_its_lower_end():
    picture = DescentPicture(valley, 2.4, ("w₀", "w₁"), 100)
    picture.show(np.zeros((2, 2)), [7.0, 1e-40], np.zeros(2), 0.1)
    low, high = picture.curve.axes.get_ylim()
    assert picture.curve.get_ydata().tolist() == [7.0, low] and 1e-9 < low < high < 1e3
