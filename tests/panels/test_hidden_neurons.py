"""What the panel says of a hidden neuron is what the network computes."""

import re

import numpy as np
import pytest
from digits import DIGITS, LABELS, NET, X
from use import click, click_field, controls, words

from four_equations.figures.formats import signed
from four_equations.widgets import hidden_neurons
from mlp_core import NeuralNetwork

Z, A = NET.forward(X)


@pytest.mark.parametrize("j", [0, 7])
def test_numbers_are_those_of_the_network(j):
    panel = hidden_neurons(*DIGITS, neuron=j)
    alt = panel.stage.alt
    for c in range(10):
        mean = np.mean([A[1][j, i] for i in range(len(LABELS)) if LABELS[i] == c])
        assert f"{c}: {signed(mean, '.2f')}" in alt
    assert ", ".join(signed(NET.W[2][c, j], ".2f") for c in range(10)) in alt
    most = np.argsort(-Z[1][j], kind="stable")[:8]
    assert f"of the classes {', '.join(str(LABELS[i]) for i in most)}, those" in alt
    assert f"{(Z[1][j] > 0).sum()} of {len(LABELS)} images" in words(panel)
    captions = re.findall(r">(\d: −?\d+\.\d)<", panel.stage.drawn.svg)
    assert captions[:8] == [f"{LABELS[i]}: {signed(Z[1][j, i], '.1f')}" for i in most]
    assert captions[8] == f"{LABELS[Z[1][j].argmin()]}: {signed(Z[1][j].min(), '.1f')}"


def test_a_click_in_the_strip_chooses_a_neuron():
    panel = hidden_neurons(*DIGITS)
    click_field(panel, 5)
    assert controls(panel)["neuron"].value == 5
    click(panel, 0.9, 0.1)
    assert controls(panel)["neuron"].value == 5


def test_a_dead_neuron_is_called_dead_and_votes_are_for_outputs():
    net = NeuralNetwork([64, 3, 10], ["relu", "linear"], cost="cross_entropy")
    net.b[1][1] = -1e3
    assert "dead" in words(hidden_neurons(net, X, LABELS, neuron=1))
    assert "dead" not in words(hidden_neurons(net, X, LABELS, neuron=0))
    net = NeuralNetwork([64, 70, 4, 10], ["tanh"] * 3)  # weights to layer 2, and a class without images
    assert "output" not in words(hidden_neurons(net, X[:, :5], [0, 1, 2, 3, 4]))
