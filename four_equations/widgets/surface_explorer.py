"""Notebook 02: what a random network computes over the plane."""

from mlp_core import _validation as validate
from mlp_core.activations import ACTIVATIONS
from mlp_core.network import NeuralNetwork

from ..figures import SurfacePicture
from .base.controls import LayerSizes, buttons, choice, column, row, slider
from .base.panel import Panel


def surface_explorer(hidden=(8, 8), activation="tanh", scale=2.0, seed=0):
    """A panel with sliders for the layer sizes, the size of the weights, and the seed that draws them."""
    panel, picture = Panel("Random network"), SurfacePicture()
    sizes = LayerSizes(hidden, most_neurons=32)
    kind = choice("activation", activation, list(ACTIVATIONS))
    scale = slider("weights times", scale, 0.5, 6, 0.1, ".1f")
    seed = slider("seed", validate.whole_number("seed", seed, at_least=0), 0, max(50, seed))
    reset = panel.reset_button([*sizes.all, kind, scale, seed])
    panel.put(row(sizes, column(kind, scale, seed, buttons(reset))))

    def draw():
        layers = [2, *sizes.value, 1]
        net = NeuralNetwork(layers, [kind.value] * len(sizes.value) + ["sigmoid"], seed=seed.value)
        for l in net.W:
            net.W[l] = scale.value * net.W[l]
        picture.show(net)
        count = sum(net.W[l].size + net.b[l].size for l in net.W)
        panel.show(
            picture,
            f"A {'-'.join(map(str, layers))} network with {count} parameters, none of them trained: "
            f"random weights of seed {seed.value}, times {scale.value:.1f}.",
        )

    panel.follow([sizes, kind, scale, seed], draw)
    return panel
