"""The neuron explorer shows the sum and the activation that a reader can work out by hand."""

from use import words

from mlp_core.widgets import neuron_explorer


def test_neuron_explorer_shows_the_sum_and_the_activation():
    assert "= 1.00" in words(neuron_explorer(w=(1, 0.5), b=-1, x=(1, 2)))
    assert "0.731" in words(neuron_explorer(w=(1, 0.5), b=-1, x=(1, 2)))
