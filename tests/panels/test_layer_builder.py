"""The layer builder counts as a network does."""

from use import words

from mlp_core import NeuralNetwork
from mlp_core.widgets import layer_builder


def test_layer_builder_counts_as_a_network_does():
    panel = layer_builder([4, 7, 5, 3])
    net = NeuralNetwork([4, 7, 5, 3], ["sigmoid"] * 3)
    assert f"{sum(net.W[l].size + net.b[l].size for l in net.W)} parameters in all" in words(panel)
    for l in net.W:
        assert str(net.W[l].shape) in words(panel) and str(net.b[l].shape) in words(panel)
