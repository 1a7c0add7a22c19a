"""The panel for XOR counts the right points, says how sure the network is, and counts the reader's moves."""

import math
import re

import numpy as np
import pytest
from use import buttons, controls, state, words

from four_equations.widgets import xor_by_hand

W = {1: np.array([[6.0, 6.0], [6.0, 6.0]]), 2: np.array([[8.0, -8.0]])}
B = {1: np.array([[-3.0], [-9.0]]), 2: np.array([[-4.0]])}
# From the start to a solution: a slider and its new value.
MOVES = [("weight w¹₀₁", 6), ("weight w¹₁₀", 3), ("weight w¹₁₀", 6), ("bias b¹₁", -9), ("weight w²₀₁", -8)]


def s(z):
    return 1 / (1 + math.exp(-z))


def numbers(panel):
    """The rows of the table: a row of numbers for each point, and the verdicts."""
    rows = re.findall(r'<th scope="row">\((\d), (\d)\)</th>(.*?)</tr>', panel.stage.notes)
    cells = [re.findall("<td>(.*?)</td>", row[2]) for row in rows]
    found = [[float(c) for c in (*point[:2], *row[:4])] for point, row in zip(rows, cells, strict=True)]
    return np.array(found), [row[4] for row in cells]


def test_the_table_holds_what_the_network_gives_at_each_point():
    panel = xor_by_hand(W, B)
    wanted = []
    for x0, x1 in ((0, 0), (0, 1), (1, 0), (1, 1)):
        a0, a1 = s(6 * x0 + 6 * x1 - 3), s(6 * x0 + 6 * x1 - 9)
        wanted.append([x0, x1, a0, a1, s(8 * a0 - 8 * a1 - 4), x0 ^ x1])
    found, verdicts = numbers(panel)
    np.testing.assert_allclose(found, wanted, atol=0.00051)
    assert verdicts == ["✓ right"] * 4
    said = words(panel)
    least = min(abs(row[4] - 0.5) for row in wanted)
    assert said.startswith("4 of 4 points right . XOR is solved.") and f"{least:.3f} from ½" in said
    assert "right at every point" in panel.stage.alt and not len(panel.picture.rings.get_offsets())


def test_at_the_start_two_different_lines_are_seen_and_one_point_is_wrong():
    panel = xor_by_hand()
    assert words(panel) == "3 of 4 points right ."
    assert numbers(panel)[1] == ["✓ right", "✓ right", "✓ right", "✗ wrong"]
    assert panel.picture.rings.get_offsets().tolist() == [[1, 1]] and "wrong at (1, 1)" in panel.stage.alt
    first, second = (line.get_xydata() for line in panel.picture.before.lines)
    assert all(name.get_visible() for name in panel.picture.before.names) and not np.allclose(first, second)


def test_moves_are_counted_until_xor_is_solved_and_reset_begins_again():
    panel = xor_by_hand()
    start = state(panel)
    for label, value in MOVES:
        assert "solved" not in words(panel)
        controls(panel)[label].value = value
    assert "XOR is solved, for the first time after 4 moves." in words(panel)  # one slider was moved twice in a row
    controls(panel)["bias b²₀"].value = -1.5
    assert "after 4 moves" in words(panel)
    controls(panel)["bias b²₀"].value = 10
    assert "solved" not in words(panel)
    buttons(panel)["Reset"].click()
    assert state(panel) == start
    for label, value in MOVES:
        controls(panel)[label].value = value
    assert "after 4 moves" in words(panel)


def test_a_neuron_without_a_line_in_the_picture_is_named():
    panel = xor_by_hand()
    controls(panel)["bias b¹₁"].value = -10  # the line x₁ = 10/6
    assert "Hidden neuron 1 has no line in the picture" in words(panel) and "neuron 0" not in words(panel)


def test_an_output_of_one_half_is_not_right():
    panel = xor_by_hand({l: 0 * w for l, w in W.items()}, {l: 0 * b for l, b in B.items()})
    assert words(panel).startswith("0 of 4 points right .") and len(panel.picture.rings.get_offsets()) == 4
    assert not any(name.get_visible() for name in (*panel.picture.before.names, *panel.picture.after.names))


def test_a_panel_leaves_the_arrays_that_it_was_given_as_they_were():
    given = {l: w.copy() for l, w in W.items()}
    panel = xor_by_hand(given, B)
    controls(panel)["weight w¹₀₀"].value = -10
    assert all(np.array_equal(given[l], W[l]) for l in W)


@pytest.mark.parametrize("label", ["weight w²₀₁", "bias b¹₀"])
def test_a_slider_moves_its_own_number(label):
    panel = xor_by_hand(W, B)
    controls(panel)[label].value = 2.5
    assert (panel.net.W[2][0, 1] if "w²" in label else panel.net.b[1][0, 0]) == 2.5
    others = [(panel.net.W, W), (panel.net.b, B)]
    assert sum((now[l] != then[l]).sum() for now, then in others for l in now) == 1
