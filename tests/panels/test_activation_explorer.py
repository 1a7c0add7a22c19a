"""The activation explorer says what the activations compute, and measures their slope by a second method."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from use import words

from four_equations.figures.slopes import slope_diagram
from four_equations.figures.style import COLOUR
from four_equations.widgets import activation_explorer
from mlp_core.activations import ACTIVATIONS


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("z", [-2.5, 1.0])
def test_the_slope_in_the_words_is_that_of_the_function(name, z):
    f, _ = ACTIVATIONS[name]
    said = words(activation_explorer(name, z)).replace("−", "-")
    a, slope, measured = re.search(r"= (\S+) , slope (\S+) \..*that is (\S+)\.", said).groups()
    assert float(a) == pytest.approx(f(z), abs=5e-4)
    assert float(slope) == pytest.approx(float(measured), rel=0.01)
    assert float(slope) == pytest.approx((f(z + 1e-5) - f(z - 1e-5)) / 2e-5, rel=0.01)


def test_at_the_corner_of_the_relu_it_says_what_this_course_takes():
    assert "corner" in words(activation_explorer("relu", 0)) and "slope 0" in words(activation_explorer("relu", 0))


@pytest.mark.parametrize("name, z", [("sigmoid", -1.0), ("tanh", 0.3), ("relu", 2.0), ("linear", -6)])
def test_both_squares_stand_on_their_curves_and_the_tangent_touches(name, z):
    svg = ElementTree.fromstring(slope_diagram(name, z).svg)
    squares = [s for s in svg if s.get("width") == "11"]
    at = [(float(s.get("x")) + 5.5, float(s.get("y")) + 5.5) for s in squares]
    assert at[0][0] == at[1][0]
    curves = [s for s in svg if s.get("stroke") in (COLOUR["a"], COLOUR["delta"])]
    *points, tangent = [np.array(re.findall(r"[ML](\S+) (\S+?)(?=[ML]|$)", c.get("d")), float) for c in curves]
    for (x, y), (across, down) in zip(at, (p.T for p in points), strict=True):
        assert np.interp(x, across, down) == pytest.approx(y, abs=0.5)
    (x1, y1), (x2, y2) = tangent
    across, down = points[0].T
    before, after = np.interp([at[0][0] - 1, at[0][0] + 1], across, down)
    if z > -6:  # at the left end there is no curve before the point
        assert (y2 - y1) / (x2 - x1) == pytest.approx((after - before) / 2, abs=0.02)
