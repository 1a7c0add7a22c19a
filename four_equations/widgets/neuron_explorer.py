"""Notebook 01: one sigmoid neuron with two inputs."""

import numpy as np

from mlp_core import _validation as validate
from mlp_core.activations import sigmoid

from ..figures.formats import bracketed, signed
from ..figures.planes import NeuronPicture
from .base import Panel, buttons, column, row, slider


class neuron_explorer(Panel):
    """Move the weights w, the bias b and the input x of one neuron, each with a slider from -4 to 4."""

    def __init__(self, w=(1.0, 0.5), b=-3.0, x=(1.0, 2.0)):
        super().__init__("Neuron")
        (w0, w1), (x0, x1) = validate.array("w", w, (2,)).tolist(), validate.array("x", x, (2,)).tolist()
        starts = {"weight w₀": w0, "weight w₁": w1, "bias b": b, "input x₀": x0, "input x₁": x1}
        self.sliders = [slider(label, start, -4, 4, 0.1, ".1f") for label, start in starts.items()]
        self.picture = NeuronPicture()
        self.begin(row(column(*self.sliders[:3]), column(*self.sliders[3:], buttons(self.reset_button()))))

    def draw(self):
        w0, w1, b, x0, x1 = (s.value for s in self.sliders)
        z = w0 * x0 + w1 * x1 + b
        self.picture.show(np.array([[w0, w1]]), b, np.array([[x0], [x1]]))
        products = "{}·{} + {}·{} + {}".format(*(bracketed(v, signed) for v in (w0, x0, w1, x1, b)))
        self.stage.show(
            self.picture,
            f"z = w₀·x₀ + w₁·x₁ + b = {products} = <b>{signed(z, '.2f')}</b>, and a = σ(z) = <b>{sigmoid(z):.3f}</b>"
            f"<br>{where_the_boundary_is(np.hypot(w0, w1), b)}",
        )


def where_the_boundary_is(length, b):
    """Say where the decision boundary z = 0 is, for a weight vector of this length and the bias b."""
    if length == 0:
        return "With w = (0, 0) the input has no say: there is no decision boundary."
    if b == 0:
        return "The decision boundary passes through 0."
    side = "to which w points" if b < 0 else "away from which w points"
    distance = f"|b| / √(w₀² + w₁²) = {abs(b):.3g} / {length:.3g} = <b>{abs(b) / length:.2f}</b>"
    return f"The decision boundary is {distance} from the origin, on the side {side}."
