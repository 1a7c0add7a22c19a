"""The images that the explorer shows are those that were asked for, in the order that was asked for."""

import base64
import re

import numpy as np
import pytest
from digits import DIGITS, LABELS, NET, X
from use import buttons, click, click_field, controls, state, words

from four_equations.figures.digits import PAGE
from four_equations.figures.png import ink_png
from four_equations.widgets import digit_explorer
from four_equations.widgets.digit_explorer import ANY
from mlp_core.costs import softmax

P = softmax(NET.forward(X)[1][2])
GIVEN, SURE = P.argmax(axis=0), P.max(axis=0)
COUNTS = np.zeros((10, 10), dtype=int)
np.add.at(COUNTS, (LABELS, GIVEN), 1)
TRUE, ANSWER = (int(c) for c in np.argwhere((COUNTS > 1) & ~np.eye(10, dtype=bool))[0])


@pytest.mark.parametrize(
    "asked, wanted",
    [
        ((ANY, ANY, "mistakes"), GIVEN != LABELS),
        ((TRUE, ANSWER, "mistakes"), (LABELS == TRUE) & (GIVEN == ANSWER)),
        ((TRUE, ANY, "right"), (LABELS == TRUE) & (GIVEN == TRUE)),
        ((ANY, ANSWER, "all"), GIVEN == ANSWER),
    ],
)
def test_those_asked_for_are_found_in_order(asked, wanted):
    panel, columns = digit_explorer(*DIGITS, *asked, order="as in the data"), np.flatnonzero(wanted).tolist()
    assert panel.found.tolist() == columns
    for panel.order.value, sign in (("surest first", -1), ("least sure first", 1)):
        assert panel.found.tolist() == sorted(columns, key=lambda i: (sign * SURE[i], i))


def test_a_class_and_an_answer_choose_a_cell_a_row_or_a_column():
    panel = digit_explorer(*DIGITS, true=TRUE, answer=ANSWER)
    assert words(panel).startswith(f"{COUNTS[TRUE, ANSWER]} of the {COUNTS[TRUE].sum()} images of class {TRUE}")
    panel.answer.value = ANY
    assert f"{COUNTS[TRUE, TRUE]} are answered {TRUE}" in words(panel)
    panel.true.value, panel.answer.value = ANY, ANSWER
    assert f"Of the {COUNTS[:, ANSWER].sum()} answers {ANSWER}, {COUNTS[ANSWER, ANSWER]} are right" in words(panel)


def test_the_pages_show_what_was_found_and_go_round():
    panel = digit_explorer(*DIGITS)
    found = panel.found
    pages, start = -(-len(found) // PAGE), state(panel)
    for page in range(pages):
        captions = re.findall(r"is (\d), says (\d), (\d+%)", panel.stage.alt)
        here = found[page * PAGE : (page + 1) * PAGE]
        assert captions == [(str(LABELS[i]), str(GIVEN[i]), f"{SURE[i]:.0%}") for i in here]
        png = re.search(r'href="data:image/png;base64,([^"]*)"', panel.stage.drawn.svg)[1]
        assert base64.b64decode(png) == ink_png(X[:, here[0]].reshape(8, 8))
        assert f"page {page + 1} of {pages}." in words(panel)
        buttons(panel)["Next"].click()
    assert pages > 2 and state(panel) == start
    buttons(panel)["Previous"].click()
    assert f"page {pages} of {pages}" in words(panel)
    panel.which.value = "right"
    assert "page 1 of" in words(panel)


def test_a_click_on_the_matrix_chooses_a_cell_a_row_a_column_or_all():
    panel = digit_explorer(*DIGITS)
    places = {(8, 3): (8, 3), (8, None): (8, ANY), (None, 3): (ANY, 3), (None, None): (ANY, ANY)}
    for place, wanted in places.items():
        click_field(panel, place)
        assert (panel.true.value, panel.answer.value) == wanted and controls(panel)["show"].value == "all"
    before = state(panel)
    click(panel, 0.9, 0.3)
    assert state(panel) == before
