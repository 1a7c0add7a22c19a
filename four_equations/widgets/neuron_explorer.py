"""Notebook 02: one sigmoid neuron with two inputs."""

import numpy as np

from mlp_core import _validation as validate
from mlp_core.activations import sigmoid

from ..figures import NeuronPicture
from ..figures.formats import signed
from .base.controls import buttons, column, row, slider
from .base.panel import Panel


def neuron_explorer(w=(1.0, 0.5), b=-1.0, x=(1.0, 2.0)):
    """A panel with sliders for the weights w, the bias b and the input x of one neuron, each from -4 to 4."""
    w, x = (validate.array(name, value, (2,)).tolist() for name, value in (("w", w), ("x", x)))
    panel, picture = Panel("Neuron"), NeuronPicture()
    labels = ("weight w₀", "weight w₁", "bias b", "input x₀", "input x₁")
    sliders = [slider(label, value, -4, 4, 0.1, ".1f") for label, value in zip(labels, (*w, b, *x), strict=True)]
    panel.put(row(column(*sliders[:3]), column(*sliders[3:], buttons(panel.reset_button(sliders)))))

    def draw():
        w0, w1, b, x0, x1 = (s.value for s in sliders)
        z = w0 * x0 + w1 * x1 + b
        picture.show(np.array([[w0, w1]]), b, np.array([[x0], [x1]]))
        numbers = [f"({signed(v)})" if v < 0 else signed(v) for v in (w0, x0, w1, x1, b)]
        products = "{}·{} + {}·{} + {}".format(*numbers)
        panel.show(
            picture,
            f"z = w₀·x₀ + w₁·x₁ + b = {products} = <b>{signed(z, '.2f')}</b>, and a = σ(z) = <b>{sigmoid(z):.3f}</b>"
            f"<br>{where_the_border_is(np.hypot(w0, w1), b)}",
        )

    panel.follow(sliders, draw)
    return panel


def where_the_border_is(length, b):
    """A sentence about the border z = 0 of a neuron with weights of this length and the bias b."""
    if length == 0:
        return "With w = (0, 0) the input has no say: there is no border."
    if b == 0:
        return "The border passes through 0."
    side = "to which w points" if b < 0 else "away from which w points"
    distance = f"|b| / √(w₀² + w₁²) = {abs(b):.3g} / {length:.3g} = <b>{abs(b) / length:.2f}</b>"
    return f"The border is {distance} away from 0, on the side {side}."
