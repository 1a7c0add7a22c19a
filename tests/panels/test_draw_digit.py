"""The answer to a drawing is the network's, and the panel counts what was changed."""

import numpy as np
from digits import DIGITS, LABELS, NET, X
from test_ink import inked
from use import buttons, controls, state, words

from four_equations.widgets import draw_digit
from four_equations.widgets.state.ink import fitted, reduced
from mlp_core import NeuralNetwork
from mlp_core.costs import softmax


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


def test_another_sample_another_digit_and_reset():
    panel = draw_digit(*DIGITS, digit=3)
    start = state(panel)
    threes = np.flatnonzero(LABELS == 3)
    for i in threes[1:3]:
        buttons(panel)["Another"].click()
        assert np.array_equal(reduced(panel.ink, 4).ravel(), X[:, i])
    controls(panel)["start from"].value = -1
    assert not any(panel.pad.value) and "The surface is empty" in words(panel)
    buttons(panel)["Reset"].click()
    assert state(panel) == start
    draw(panel, inked(slice(0, 3), slice(0, 3)))
    buttons(panel)["Reset"].click()
    assert state(panel) == start


def test_fit_moves_the_drawing_itself():
    panel = draw_digit(*DIGITS)
    small = inked(slice(3, 11), slice(2, 6))
    draw(panel, small)
    buttons(panel)["Fit"].click()
    assert panel.pad.value == fitted(small, 4).tobytes()


def test_a_page_that_sends_something_else_changes_nothing():
    panel = draw_digit(*DIGITS)
    before = panel.pad.value
    panel.pad.set_state({"value": memoryview(b"123")})
    assert panel.pad.value == before


def test_a_network_for_large_images_gets_greys_and_outputs_are_not_called_probabilities():
    net = NeuralNetwork([784, 8, 10], ["sigmoid"] * 2, seed=0)
    panel = draw_digit(net)
    ink = np.random.default_rng(0).integers(0, 256, (28, 28))
    draw(panel, ink)
    outputs = net.forward(ink.reshape(-1, 1) / 255)[1][2][:, 0]
    assert f"says {outputs.argmax()} with {outputs.max():.3f}" in words(panel)
    assert "output of each class" in panel.stage.drawn.svg
