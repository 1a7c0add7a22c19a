"""Notebook 02: what a random network computes over the plane."""

from mlp_core import _validation as validate
from mlp_core.activations import ACTIVATIONS
from mlp_core.network import NeuralNetwork

from ..figures.planes import SurfacePicture
from .base import LayerSizes, Panel, buttons, choice, column, row, slider


class surface_explorer(Panel):
    """Show what a random network computes. Sliders set the layer sizes, the size of the weights, and their seed."""

    def __init__(self, hidden=(8, 8), activation="tanh", scale=2.0, seed=0):
        super().__init__("Random network")
        self.picture = SurfacePicture()
        self.hidden = LayerSizes(hidden, most_neurons=32)
        self.activation = choice("activation", activation, ACTIVATIONS)
        self.scale = slider("weights times", scale, 0.5, 6, 0.1, ".1f")
        self.seed = slider("seed", validate.whole_number("seed", seed, at_least=0), 0, max(50, seed))
        right = column(self.activation, self.scale, self.seed, buttons(self.reset_button()))
        self.begin(row(self.hidden, right))

    def draw(self):
        layers, scale, seed = [2, *self.hidden.value, 1], self.scale.value, self.seed.value
        net = NeuralNetwork(layers, [self.activation.value] * (len(layers) - 2) + ["sigmoid"], seed=seed)
        net.W = {l: scale * W for l, W in net.W.items()}
        self.picture.show(net)
        count = sum(net.W[l].size + net.b[l].size for l in net.W)
        self.stage.show(
            self.picture,
            f"A {'-'.join(map(str, layers))} network with {count} parameters, none of them trained: "
            f"random weights of seed {seed}, times {scale:.1f}.",
        )
