"""Notebook 02: what a random network computes over the plane."""

import ipywidgets as widgets

from ..figures import SurfacePicture
from ..network import NeuralNetwork
from .layer_sizes import LayerSizes
from .panel import Panel, dropdown, reset_button, slider


def surface_explorer(hidden=(8, 8), activation="tanh", scale=2.0, seed=0):
    """A panel with sliders for the layer sizes, the size of the weights, and the seed that draws them."""
    sizes = LayerSizes(hidden, most_neurons=32)
    kind = dropdown("activation", activation, ["sigmoid", "tanh", "relu", "linear"])
    scale = slider(widgets.FloatSlider, "weights times", scale, min=0.5, max=6, step=0.1, readout_format=".1f")
    seed = slider(widgets.IntSlider, "seed", seed, min=0, max=50)
    reset = reset_button([sizes.count, *sizes.neurons, kind, scale, seed])
    panel = Panel([[sizes, widgets.VBox([kind, scale, seed, reset])]])
    picture = SurfacePicture()

    def draw(_=None):
        with panel.lock:
            layers = [2, *sizes.value, 1]
            net = NeuralNetwork(layers, [kind.value] * len(sizes.value) + ["sigmoid"], seed=seed.value)
            for l in net.W:
                net.W[l] = scale.value * net.W[l]
            picture.show(net)
            count = sum(net.W[l].size + net.b[l].size for l in net.W)
            panel.show(
                picture, f"A {'-'.join(map(str, layers))} network with {count} parameters, none of them trained."
            )

    for control in (sizes, kind, scale, seed):
        control.observe(draw, "value")
    draw()
    return panel
