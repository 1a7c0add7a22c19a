"""The images that the explorer shows are those that were asked for, in the order that was asked for."""

import base64
import re

import numpy as np
import pytest
from digits import DIGITS, LABELS, NET, X
from use import buttons, click, controls, state, words

from four_equations.figures.answers import HEIGHT, LEFT, MATRIX, PAGE, TOP, WIDTH
from four_equations.figures.png import ink_png
from four_equations.widgets import digit_explorer
from mlp_core.costs import softmax

P = softmax(NET.forward(X)[1][2])
ANSWERS = P.argmax(axis=0)
SURE = P.max(axis=0)


def choose(panel, **values):
    for label, value in values.items():
        controls(panel)[label.replace("_", " ")].value = value


def listed(panel):
    """(class, answer, how sure as text) of every image, of all pages."""
    found, seen = [], None
    while True:
        page = re.findall(r"is (\d), says (\d), (\d+%)", panel.stage.alt)
        if page == seen:
            return found
        found += [] if "page 1 of" in words(panel) and found else page
        seen = page
        if re.search(r"page (\d+) of \1\.", words(panel)):
            return found
        buttons(panel)["Next"].click()


def expected(wanted, sign):
    order = sorted(np.flatnonzero(wanted), key=lambda i: (sign * SURE[i], i))
    return [(str(LABELS[i]), str(ANSWERS[i]), f"{SURE[i]:.0%}") for i in order]


def click_matrix(panel, column, row):
    """Click into the matrix, at this place in cells."""
    size = MATRIX / 10
    click(panel, (LEFT + column * size) / WIDTH, (TOP + row * size) / HEIGHT)


@pytest.mark.parametrize("order, sign", [("surest first", -1), ("least sure first", 1)])
def test_mistakes_come_in_the_order_of_their_probability(order, sign):
    assert listed(digit_explorer(*DIGITS, order=order)) == expected(ANSWERS != LABELS, sign)


def test_a_class_and_an_answer_choose_a_cell():
    counts = np.zeros((10, 10), dtype=int)
    np.add.at(counts, (LABELS, ANSWERS), 1)
    true, answer = np.argwhere((counts > 1) & ~np.eye(10, dtype=bool))[0]
    panel = digit_explorer(*DIGITS, true=int(true), answer=int(answer))
    assert listed(panel) == expected((LABELS == true) & (ANSWERS == answer), -1)
    assert words(panel).startswith(f"{counts[true, answer]} of the {counts[true].sum()} images of class {true}")
    choose(panel, answer=-1, show="right")
    assert listed(panel) == expected((LABELS == true) & (ANSWERS == true), -1)
    assert f"{counts[true, true]} are answered {true}" in words(panel)
    choose(panel, true_class=-1, answer=int(answer), show="all")
    assert listed(panel) == expected(ANSWERS == answer, -1)
    assert f"Of the {counts[:, answer].sum()} answers {answer}, {counts[answer, answer]} are right" in words(panel)


def test_the_images_are_the_images():
    """The first image on the page is the one whose caption comes first."""
    panel = digit_explorer(*DIGITS)
    first = np.flatnonzero(ANSWERS != LABELS)[SURE[ANSWERS != LABELS].argmax()]
    png = re.search(r'href="data:image/png;base64,([^"]*)"', panel.stage.drawn.svg)[1]
    assert base64.b64decode(png) == ink_png(X[:, first].reshape(8, 8))


def test_a_click_on_the_matrix_chooses_a_cell_a_row_a_column_or_all():
    panel = digit_explorer(*DIGITS)
    for place, wanted in {
        (3.5, 8.5): (8, 3),
        (-0.5, 8.5): (8, -1),
        (3.5, -0.5): (-1, 3),
        (-0.5, -0.5): (-1, -1),
    }.items():
        click_matrix(panel, *place)
        assert (controls(panel)["true class"].value, controls(panel)["answer"].value) == wanted
        assert controls(panel)["show"].value == "all"
    before = state(panel)
    click_matrix(panel, 12, 3)
    assert state(panel) == before


def test_pages_go_round():
    panel = digit_explorer(*DIGITS, show="all")
    pages = -(-len(LABELS) // PAGE)
    start = state(panel)
    buttons(panel)["Previous"].click()
    assert f"page {pages} of {pages}" in words(panel)
    buttons(panel)["Next"].click()
    assert state(panel) == start
    buttons(panel)["Next"].click()
    choose(panel, show="right")
    assert "page 1 of" in words(panel)
