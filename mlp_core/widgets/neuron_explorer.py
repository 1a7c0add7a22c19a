"""Notebook 02: one sigmoid neuron with two inputs."""

import numpy as np

from ..activations import sigmoid
from ..figures import NeuronPicture
from ..figures.lettering import signed
from .controls import column, row, slider
from .panel import Panel


def neuron_explorer(w=(1.0, 0.5), b=-1.0, x=(1.0, 2.0)):
    """A panel with sliders for the weights, the bias and the input of one neuron."""
    panel, picture = Panel("Neuron"), NeuronPicture()
    labels = ("weight w₀", "weight w₁", "bias b", "input x₀", "input x₁")
    sliders = [slider(label, value, -4, 4, 0.1, ".1f") for label, value in zip(labels, (*w, b, *x), strict=True)]
    panel.put(row(column(*sliders[:3]), column(*sliders[3:], panel.reset_button(sliders))))

    def draw():
        w0, w1, b, x0, x1 = (s.value for s in sliders)
        z = w0 * x0 + w1 * x1 + b
        picture.show(np.array([[w0, w1]]), b, np.array([[x0], [x1]]))
        w0, w1, b, x0, x1 = (signed(s.value, ".1f") for s in sliders)
        a = signed(sigmoid(z).item(), ".3f")
        sums = f"z = w₀·x₀ + w₁·x₁ + b = ({w0})·({x0}) + ({w1})·({x1}) + ({b}) = <b>{signed(z, '.2f')}</b>"
        panel.show(picture, f"{sums}<br>a = σ(z) = <b>{a}</b>")

    panel.follow(sliders, draw)
    return panel
