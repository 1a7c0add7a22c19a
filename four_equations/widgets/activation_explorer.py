"""Notebook 02: an activation function and its slope."""

from mlp_core.activations import ACTIVATIONS

from ..figures.formats import positional, signed
from ..figures.slopes import REACH, SATURATED, slope_diagram
from .base import Panel, buttons, choice, column, row, slider

H = 0.01


class activation_explorer(Panel):
    """Show the value, the tangent and the slope of an activation. A slider moves z from -6 to 6."""

    def __init__(self, activation="sigmoid", z=1.0):
        super().__init__("Activation")
        self.activation = choice("activation", activation, ACTIVATIONS)
        self.z = slider("z", z, -REACH, REACH, 0.1, ".1f")
        self.begin(row(column(self.activation, self.z), buttons(self.reset_button())))

    def draw(self):
        name, z = self.activation.value, round(self.z.value, 6) + 0.0  # no -0
        self.stage.show(slope_diagram(name, z), words(name, z))


def words(name, z):
    """The numbers of the picture, with the slope by a second method."""
    f, prime = ACTIVATIONS[name]
    slope, growth = float(prime(z)), f(z + H) - f(z - H)
    said = (
        f"a = {name}({signed(z)}) = <b>{signed(f(z), '.3f')}</b>, slope <b>{positional(slope)}</b>. "
        f"From z = {signed(z - H, '.2f')} to {signed(z + H, '.2f')}, a grows by {positional(growth)}: "
        f"divided by {2 * H:g} that is {positional(growth / (2 * H))}.<br>"
    )
    if abs(growth / (2 * H) - slope) > 0.001:
        return said + "There is a corner here: slope 0 on its left, 1 on its right. This course takes 0 there."
    if slope == 0:
        return said + "Here it does not listen: a little more z leaves a as it is."
    heard = "Here it listens" if slope >= SATURATED else "Here it hardly listens"
    return said + f"{heard}: raising z by 0.1 raises a by about {positional(0.1 * slope)}."
