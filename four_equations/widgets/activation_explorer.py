"""Notebook 02: an activation function and its slope."""

from mlp_core.activations import ACTIVATIONS

from ..figures import slope_diagram
from ..figures.formats import positional, signed
from ..figures.slopes import REACH, SATURATED
from .base.controls import buttons, choice, column, row, slider
from .base.panel import Panel

H = 0.01


def activation_explorer(activation="sigmoid", z=1.0):
    """A panel with a choice of the activation and a slider for z, from -6 to 6: its value, its tangent, its slope."""
    panel = Panel("Activation")
    kind = choice("activation", activation, list(ACTIVATIONS))
    place = slider("z", z, -REACH, REACH, 0.1, ".1f")
    panel.put(row(column(kind, place), buttons(panel.reset_button([kind, place]))))

    def draw():
        z = round(place.value, 6) + 0.0  # no -0
        panel.show(slope_diagram(kind.value, z), words(kind.value, z))

    panel.follow([kind, place], draw)
    return panel


def words(name, z):
    """What the picture shows in numbers, and the slope by a second method."""
    f, prime = ACTIVATIONS[name]
    a, slope, growth = f(z), float(prime(z)), f(z + H) - f(z - H)
    measured = growth / (2 * H)
    said = (
        f"a = {name}({signed(z)}) = <b>{signed(a, '.3f')}</b>, slope <b>{positional(slope)}</b>. "
        f"From z = {signed(z - H, '.2f')} to {signed(z + H, '.2f')}, a grows by {positional(growth)}: "
        f"divided by {2 * H:g} that is {positional(measured)}.<br>"
    )
    if abs(measured - slope) > 0.001:
        return said + "There is a corner here: slope 0 on its left, 1 on its right. This course takes 0 there."
    if slope == 0:
        return said + "Here it does not listen: a little more z leaves a as it is."
    heard = "Here it listens" if slope >= SATURATED else "Here it hardly listens"
    return said + f"{heard}: 0.1 more in z makes about {positional(0.1 * slope)} more in a."
