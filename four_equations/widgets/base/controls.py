"""The controls of the panels. Each shows its label in full, and a slider its value.

A start that a control cannot show raises one clear sentence, where ipywidgets would quietly take the nearest value.
"""

import ipywidgets as widgets
import traitlets

from mlp_core import _validation as validate

from ...figures.formats import superscript


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
    pairs = [option if isinstance(option, tuple) else (option, option) for option in options]
    known = [value for _, value in pairs]
    if not isinstance(value, str | int | tuple) or value not in known:  # a Dropdown takes None for "nothing chosen"
        names = ", ".join(str(name) for name, _ in pairs)
        raise ValueError(f"{label} must be one of {names}, but came as {validate.shown(value)}.")
    return widgets.Dropdown(value=value, options=options, description=label)


def button(label, icon, tooltip, action):
    """A button that calls `action()`."""
    made = widgets.Button(description=label, icon=icon, tooltip=tooltip)
    made.on_click(lambda _: action())
    return made


def row(*controls):
    """Controls side by side. They wrap where the page is narrow."""
    return _box("mlp-row", controls)


def buttons(*made):
    """Buttons side by side, with little room between them."""
    return _box("mlp-buttons", made)


def _box(css_class, controls):
    box = widgets.Box(controls)
    box.add_class(css_class)
    return box


def column(*controls):
    """Controls one below the other."""
    return widgets.VBox(controls)


class LayerSizes(widgets.VBox):
    """A slider for the number of hidden layers and one for the neurons of each. `value` is the list of their sizes.

    The slider of a layer that is not there leaves its place empty, so that nothing below it jumps.
    """

    value = traitlets.List(traitlets.Int())

    def __init__(self, sizes, most_layers=3, most_neurons=8, continuous=True):
        """`sizes` is the start, at most `most_layers` layers of up to `most_neurons` neurons."""
        if not isinstance(sizes, list | tuple):
            raise TypeError(
                f"hidden must be a list of layer sizes such as [8, 8], but came as {validate.shown(sizes)}."
            )
        if len(sizes) > most_layers:
            raise ValueError(f"hidden must name at most {most_layers} layers, but came as {validate.shown(sizes)}.")
        least = min(1, len(sizes))
        self.count = slider("hidden layers", len(sizes), least, most_layers, continuous=continuous)
        self.neurons = [
            slider(f"neurons n{superscript(l)}", n, 1, most_neurons, continuous=continuous)
            for l, n in enumerate([*sizes, *[4] * (most_layers - len(sizes))], 1)
        ]
        self.all = [self.count, *self.neurons]  # those of layers that are not there included
        super().__init__(self.all)
        for control in self.all:
            control.observe(self._update, "value")
        self._update()

    def _update(self, _=None):
        for l, control in enumerate(self.neurons, 1):
            control.layout.visibility = "visible" if l <= self.count.value else "hidden"
        self.value = [control.value for control in self.neurons[: self.count.value]]
