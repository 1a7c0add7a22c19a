"""The colours of symbols, classes and signs differ from one another, for red-green blind readers too."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from four_equations.figures.png import NO_WEIGHT, weight_levels
from four_equations.figures.style import CLASS_COLOURS, COLOUR, INK, NEGATIVE, POSITIVE, SIGNS, TWO_CLASSES

# What is left of linear red, green and blue: Machado, Oliveira and Fernandes 2009, severity 1.
EYES = {
    "normal": np.eye(3),
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
WHITE = TO_XYZ.sum(axis=1)


def linear(colour):
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def difference(one, other, eyes):
    """The distance of two colours in CIELAB, where 2 is just noticeable."""

    def lab(colour):
        x, y, z = np.cbrt(TO_XYZ @ np.clip(eyes @ linear(colour), 0.01, 1) / WHITE)
        return np.array([116 * y, 500 * (x - y), 200 * (y - z)])

    return np.linalg.norm(lab(one) - lab(other))


def contrast(one, other):
    """As WCAG defines it: 3 for graphics, 4.5 for text."""
    low, high = sorted(TO_XYZ[1] @ linear(colour) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
def test_no_class_looks_like_another_or_like_a_symbol_and_no_sign_like_the_other(eyes):
    eyes = np.array(eyes)
    for one, other in [*combinations(CLASS_COLOURS, 2), (NEGATIVE, POSITIVE), (SIGNS(0.0), SIGNS(1.0))]:
        assert difference(one, other, eyes) > 30, (one, other)
    for one in CLASS_COLOURS:
        for symbol, other in COLOUR.items():
            assert difference(one, other, eyes) > 15, (one, symbol)


def test_edges_and_boundaries_stand_out_on_every_class_and_marks_on_every_weight():
    for colour in (*CLASS_COLOURS, *map(TWO_CLASSES, (0.0, 0.5, 1.0)), *map(SIGNS, (0.0, 0.5, 1.0))):
        assert contrast(INK, colour) > 4.5
    for colour in (*COLOUR.values(), NEGATIVE, POSITIVE):
        assert contrast("white", colour) > 4.5, colour


def test_a_weight_of_0_is_white_and_the_largest_have_the_colours_at_the_ends():
    assert weight_levels(np.array([-9.0, -2, 0, 1, 2, 9]), 2).tolist() == [0, 0, NO_WEIGHT, 190, 254, 254]
    assert SIGNS(NO_WEIGHT / 254, bytes=True)[:3] == (255, 255, 255)
