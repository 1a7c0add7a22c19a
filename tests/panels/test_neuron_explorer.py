"""The neuron explorer shows a sum and an activation that can be worked out by hand, and the decision boundary."""

import numpy as np
import pytest
from use import words

from four_equations.figures.planes import NeuronPicture
from four_equations.widgets import neuron_explorer


@pytest.mark.parametrize("b, side", [(-1, "side to which w points"), (1, "away from which w points")])
def test_it_says_the_sum_and_how_far_from_0_the_boundary_is(b, side):
    said = words(neuron_explorer(w=(3, 4), b=b, x=(1, -0.5)))
    assert "3·1 + 4·(−0.5) + " in said and "= 0.20 from the origin" in said and side in said
    assert f"= {1 + b:.2f} , and a = σ(z) = {1 / (1 + np.exp(-1 - b)):.3f}" in said


def test_without_weights_there_is_no_boundary_and_no_arrow():
    panel = neuron_explorer(w=(0, 0))
    assert "no decision boundary" in words(panel) and not panel.stage.drawn.arrow.get_visible()


@pytest.mark.parametrize("w, b", [((1.0, 0.5), -1.0), ((-2.0, 0.7), 2.0), ((0.0, 3.0), 0.0)])
def test_the_dots_meet_the_boundary_at_a_right_angle_and_the_arrow_is_w(w, b):
    picture = NeuronPicture()
    picture.show(np.array([w]), b, np.zeros((2, 1)))
    nearest = picture.to_boundary.get_xydata()[1]
    assert w @ nearest + b == pytest.approx(0)
    corner = picture.right_angle.get_xydata()
    (boundary,) = picture.surface.boundary.get_segments()
    assert (corner[0] - nearest) @ (corner[2] - nearest) == pytest.approx(0)
    assert (corner[2] - nearest) @ (boundary[-1] - boundary[0]) == pytest.approx(0, abs=1e-3)
    assert np.hstack([picture.arrow.U, picture.arrow.V]) == pytest.approx(w)
