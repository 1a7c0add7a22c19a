"""A drawing becomes pixels as the data did and is answered as the network answers; what was changed is counted."""

import numpy as np
from digits import DIGITS, LABELS, NET, X
from use import buttons, controls, state, words

from four_equations.widgets import draw_digit
from four_equations.widgets.state.ink import drawn, fitted, reduced
from mlp_core import NeuralNetwork
from mlp_core.costs import softmax
from mlp_core.datasets import load_digits


def inked(rows, columns, side=32):
    ink = np.zeros((side, side), np.uint8)
    ink[rows, columns] = 255
    return ink


def draw(panel, ink):
    """What the page sends when something is drawn."""
    panel.pad.set_state({"value": memoryview(ink.astype(np.uint8).tobytes())})


def test_the_answer_to_a_drawing_is_the_networks():
    panel = draw_digit(*DIGITS)
    ink = inked(slice(2, 30), slice(13, 18))
    draw(panel, ink)
    seen = ink.reshape(8, 4, 8, 4).mean(axis=(1, 3)) / 255
    p = softmax(NET.forward(seen.reshape(64, 1))[1][2])[:, 0]
    assert (
        ". ".join(["It says " + str(p.argmax()), ", ".join(f"{c}: {p[c]:.1%}" for c in range(10))]) in panel.stage.alt
    )
    first, second = np.argsort(-p)[:2]
    assert f"The network says {first} with {p[first]:.1%}, then {second} with {p[second]:.1%}" in words(panel)


def test_it_starts_from_an_image_of_the_data_and_counts_what_was_changed():
    panel = draw_digit(*DIGITS, digit=3)
    image = X[:, np.flatnonzero(LABELS == 3)[0]]
    ink = panel.ink.copy()
    assert np.array_equal(reduced(ink, 4).ravel(), image)
    assert "Changed since the start: 0 of 1024 cells, 0 of 64 numbers" in words(panel)
    ink[0, 0:5] = 255 - ink[0, 0:5]  # five cells in two blocks
    draw(panel, ink)
    assert "Changed since the start: 5 of 1024 cells, 2 of 64 numbers" in words(panel)


def test_another_sample_another_digit_fit_and_reset():
    panel = draw_digit(*DIGITS, digit=3)
    start = state(panel)
    threes = np.flatnonzero(LABELS == 3)
    for i in threes[1:3]:
        buttons(panel)["Another"].click()
        assert np.array_equal(reduced(panel.ink, 4).ravel(), X[:, i])
    controls(panel)["start from"].value = "empty"
    assert not any(panel.pad.value) and "The surface is empty" in words(panel)
    buttons(panel)["Reset"].click()
    assert state(panel) == start
    small = inked(slice(3, 11), slice(2, 6))
    draw(panel, small)
    buttons(panel)["Fit"].click()
    panel.pad.set_state({"value": memoryview(b"123")})  # not of a page's pad
    assert panel.pad.value == fitted(small, 4).tobytes()
    buttons(panel)["Reset"].click()
    assert state(panel) == start


def test_a_network_for_large_images_gets_greys_and_outputs_are_not_called_probabilities():
    net = NeuralNetwork([784, 8, 10], ["sigmoid"] * 2, seed=0)
    panel = draw_digit(net, np.zeros((784, 1)), [3])
    ink = np.random.default_rng(0).integers(0, 256, (28, 28))
    draw(panel, ink)
    outputs = net.forward(ink.reshape(-1, 1) / 255)[1][2][:, 0]
    assert f"says {outputs.argmax()} with {outputs.max():.3f}" in words(panel)
    assert "output of each class" in panel.stage.drawn.svg


def test_the_reduction_counts_the_inked_cells_of_each_block():
    ink = inked(slice(0, 4), slice(0, 4))  # all of block (0, 0)
    ink[31, 4:7] = 255  # three cells of block (7, 1)
    ink[9, 30] = 128  # one of block (2, 7)
    ink[10, 30] = 127  # less than half: no ink
    by_hand = np.zeros((8, 8))
    by_hand[0, 0], by_hand[7, 1], by_hand[2, 7] = 16 / 16, 3 / 16, 1 / 16
    assert np.array_equal(reduced(ink, 4), by_hand)


def test_every_digit_of_the_data_is_drawn_so_that_it_reduces_to_itself():
    for image in load_digits()[0].T[::7]:
        assert np.array_equal(reduced(drawn(image.reshape(8, 8), 4), 4).ravel(), image)


def test_greys_are_drawn_as_they_are():
    image = np.random.default_rng(0).integers(0, 256, (28, 28)) / 255
    assert np.array_equal(reduced(drawn(image, 1), 1), image)


def test_fit_fills_the_frame():
    small = inked(slice(3, 11), slice(2, 6))  # 8 by 4 cells
    assert np.array_equal(fitted(small, 4), inked(slice(0, 32), slice(8, 24)))
    assert not fitted(np.zeros((32, 32), np.uint8), 4).any()


def test_fit_puts_the_centre_of_mass_of_greys_into_the_middle():
    ink = inked(slice(1, 11), slice(0, 2), side=28)
    ink[9:11, 0:9] = 255
    result = fitted(ink, 1).astype(float)
    rows, columns = np.flatnonzero(result.any(axis=1)), np.flatnonzero(result.any(axis=0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    places = np.arange(28) + 0.5
    assert abs(result.sum(axis=1) @ places / result.sum() - 14) <= 0.5
    assert abs(result.sum(axis=0) @ places / result.sum() - 14) <= 0.5


def test_without_images_it_starts_from_the_course_s_digits_or_from_nothing():
    assert controls(draw_digit(NET))["start from"].value == 3
    start = controls(draw_digit(NeuralNetwork([784, 10], ["sigmoid"])))["start from"]
    assert [value for _, value in start.options] == ["empty"] and start.value == "empty"
