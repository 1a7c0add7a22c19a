"""Notebook 02: one neuron with two inputs."""

import ipywidgets as widgets
import numpy as np

from ..activations import ACTIVATIONS
from ..figures import NeuronPicture, signed
from .panel import Panel, dropdown, reset_button, slider


def neuron_explorer(w=(1.0, 0.5), b=-1.0, x=(1.0, 2.0), activation="sigmoid"):
    """A panel with sliders for the weights, the bias and the input of one neuron."""
    labels = ("weight w₁", "weight w₂", "bias b", "input x₁", "input x₂")
    sliders = [
        slider(widgets.FloatSlider, label, value, min=-3, max=3, step=0.1, readout_format=".1f")
        for label, value in zip(labels, (*w, b, *x), strict=True)
    ]
    kind = dropdown("activation", activation, list(ACTIVATIONS))
    reset = reset_button([*sliders, kind])
    panel = Panel([[widgets.VBox([*sliders[:3], reset]), widgets.VBox([*sliders[3:], kind])]])
    picture = NeuronPicture()

    def draw(_=None):
        with panel.lock:
            w1, w2, b, x1, x2 = (s.value for s in sliders)
            sigma, _prime = ACTIVATIONS[kind.value]
            z = w1 * x1 + w2 * x2 + b
            picture.show(np.array([[w1, w2]]), b, np.array([[x1], [x2]]), kind.value)
            w1, w2, b, x1, x2 = (signed(s.value, ".1f") for s in sliders)
            a = signed(sigma(np.array(z)).item(), ".3f")
            sums = f"z = w₁·x₁ + w₂·x₂ + b = ({w1})·({x1}) + ({w2})·({x2}) + ({b}) = <b>{signed(z, '.2f')}</b>"
            panel.show(picture, f"{sums}<br>a = σ(z) = <b>{a}</b>")

    for control in (*sliders, kind):
        control.observe(draw, "value")
    draw()
    return panel
