"""Width and depth: what a random network computes over the plane."""

from mlp_core import _validation as validate
from mlp_core.activations import ACTIVATIONS
from mlp_core.network import NeuralNetwork

from ..figures.planes import SurfacePicture, linear_regions
from ..support.blas import one_thread
from .base import LayerSizes, Panel, buttons, choice, column, row, slider

SPREAD = 0.7  # of the biases, before they are multiplied


class surface_explorer(Panel):
    """Show what a random network computes. Sliders set the layer sizes, the size of the parameters, and their seed.

    The panel counts the separate parts of the decision boundary, and for relu the linear regions.
    """

    def __init__(self, hidden=(8, 8), activation="tanh", scale=3.0, seed=0):
        super().__init__("Random network")
        self.picture = SurfacePicture()
        self.hidden = LayerSizes(hidden, most_neurons=32)
        self.activation = choice("activation", activation, ACTIVATIONS)
        self.scale = slider("scale", scale, 0.5, 6, 0.1, ".1f")
        self.seed = slider("seed", validate.whole_number("seed", seed, at_least=0), 0, max(50, seed))
        right = column(self.activation, self.scale, self.seed, buttons(self.reset_button()))
        self.begin(row(self.hidden, right))

    @one_thread()
    def draw(self):
        layers = [2, *self.hidden.value, 1]
        net, z = self.network(layers)
        self.picture.show(net, z)
        count = sum(net.W[l].size + net.b[l].size for l in net.W)
        self.stage.show(
            self.picture,
            f"A {'-'.join(map(str, layers))} network with {count} parameters, none of them trained: random weights and "
            f"biases from seed {self.seed.value}, times {self.scale.value:.1f}. The last bias makes the mean of the "
            f"last z 0.<br>{self.counted(z)}",
        )

    def network(self, layers):
        """The network of the controls, and its z at the points of the picture's grid."""
        scale, activations = self.scale.value, [self.activation.value] * (len(layers) - 2)
        net = NeuralNetwork(layers, [*activations, "sigmoid"], seed=self.seed.value)
        net.W = {l: scale * W for l, W in net.W.items()}
        net.b = {l: scale * net.rng.normal(0, SPREAD, b.shape) for l, b in net.b.items()}
        z, _ = net.forward(self.picture.surface.grid)
        mean = z[net.L].mean()  # which becomes 0; else a is often on one side of 1/2 everywhere
        net.b[net.L] -= mean
        z[net.L] -= mean
        return net, z

    def counted(self, z):
        """Say how many separate parts the decision boundary has, and how many linear regions we see."""
        parts, points = len(self.picture.surface.boundary.get_segments()), self.picture.surface.plane.shape[1:]
        said = f"Separate parts of the decision boundary (a = ½) in this square: <b>{parts}</b>"
        if self.activation.value == "relu" and len(z) > 1:
            said += f". Linear regions, each with a different set of active neurons: <b>{linear_regions(z)}</b>"
        return f"{said}. Counted on a grid of {' × '.join(map(str, points))} points."
