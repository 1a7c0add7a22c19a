"""The controls of the panels. Each shows its label in full, and a slider its value.

A start that a control cannot show raises one clear sentence, where ipywidgets would quietly take the nearest value.
"""

import ipywidgets as widgets
import numpy as np

from mlp_core import NeuralNetwork
from mlp_core import _validation as validate

from ...figures.formats import superscript

MOST_LAYERS = 3  # hidden ones


def network(net):
    """Refuse what is not a NeuralNetwork."""
    if not isinstance(net, NeuralNetwork):
        raise TypeError(f"net must be a NeuralNetwork, but got {validate.shown(net)}.")


def slider(label, value, least, most, step=1, form=None, continuous=True):
    """A slider from `least` to `most`: for whole numbers, or for others written as `form` says."""
    validate.in_range(label, value, least, most, whole=not form)
    kind = widgets.FloatSlider if form else widgets.IntSlider
    options = {"readout_format": form} if form else {}
    return kind(value, description=label, min=least, max=most, step=step, continuous_update=continuous, **options)


def log_slider(label, value, least=-2, most=2, step=0.1):
    """A slider from 10^least to 10^most. Each step multiplies the value by 10^step."""
    validate.in_range(label, value, 10.0**least, 10.0**most)
    return widgets.FloatLogSlider(value, description=label, min=least, max=most, step=step, readout_format=".3g")


def choice(label, value, options):
    """A list to choose from. Each option is its own value, or a pair (what the list shows, value)."""
    known = dict(option if isinstance(option, tuple) else (str(option), option) for option in options)
    if not isinstance(value, str | int | np.integer | tuple) or value not in known.values():
        raise ValueError(f"{label} must be one of {', '.join(known)}, but got {validate.shown(value)}.")
    return widgets.Dropdown(value=value, options=known.items(), description=label)


def row(*controls, css_class="mlp-row"):
    """Controls side by side. They wrap where the page is narrow."""
    return widgets.Box(controls).add_class(css_class)


def buttons(*made):
    """Buttons side by side, with little room between them."""
    return row(*made, css_class="mlp-buttons")


def column(*controls):
    """Controls one below the other."""
    return widgets.VBox(controls)


def heading(text):
    """A line of bold text above controls."""
    return widgets.HTML(f"<b>{text}</b>", tooltip=text)


class LayerSizes(widgets.VBox):
    """A slider for the number of hidden layers and one for the neurons of each. `value` is the list of their sizes.

    The slider of a layer that is not there leaves its place empty, so that nothing below it jumps, unless `keep_room`
    is False.
    """

    def __init__(self, sizes, most_neurons=8, continuous=True, keep_room=True):
        """`sizes` is the start, at most MOST_LAYERS layers of up to `most_neurons` neurons."""
        is_list = isinstance(sizes, list | tuple)
        if not is_list or len(sizes) > MOST_LAYERS:
            error, expected = ValueError if is_list else TypeError, f"at most {MOST_LAYERS} layer sizes, such as [8, 8]"
            raise error(f"hidden must be a list of {expected}, but got {validate.shown(sizes)}.")
        self.count = slider("hidden layers", len(sizes), 0, MOST_LAYERS, continuous=continuous)
        self.neurons = []
        name, there, absent = ("visibility", "visible", "hidden") if keep_room else ("display", "", "none")
        for l, n in enumerate([*sizes, *[4] * (MOST_LAYERS - len(sizes))], 1):
            control = slider(f"neurons n{superscript(l)}", n, 1, most_neurons, continuous=continuous)
            widgets.dlink((self.count, "value"), (control.layout, name), lambda n, l=l: there if l <= n else absent)
            self.neurons.append(control)
        super().__init__([self.count, *self.neurons])

    @property
    def value(self):
        return [control.value for control in self.neurons[: self.count.value]]
