"""The controls of the panels. Each has its label in full, and a slider says its value.

Each refuses a start that it cannot show, in one sentence: ipywidgets would quietly put the nearest value in its place.
"""

import ipywidgets as widgets
import traitlets

from mlp_core import _validation as validate

from ...figures.formats import superscript


def slider(label, value, least, most, step=1, form=None, continuous=True):
    """A slider from `least` to `most`, for whole numbers unless `form` says how to write the others."""
    validate.in_range(label, value, least, most, whole=not form)
    kind = widgets.FloatSlider if form else widgets.IntSlider
    options = {"readout_format": form} if form else {}
    return kind(value, description=label, min=least, max=most, step=step, continuous_update=continuous, **options)


def log_slider(label, value, least=-2, most=2, step=0.1, continuous=True):
    """A slider from 10^least to 10^most whose steps multiply."""
    validate.in_range(label, value, 10.0**least, 10.0**most)
    return widgets.FloatLogSlider(
        value,
        description=label,
        min=least,
        max=most,
        step=step,
        readout_format=".3g",
        continuous_update=continuous,
    )


def choice(label, value, options):
    """A list to choose from."""
    known = [option[1] if isinstance(option, tuple) else option for option in options]
    if not isinstance(value, str | int | tuple) or value not in known:  # a Dropdown takes None for nothing chosen
        names = ", ".join(str(option[0] if isinstance(option, tuple) else option) for option in options)
        raise ValueError(f"{label} must be one of {names}, but came as {validate.shown(value)}.")
    return widgets.Dropdown(value=value, options=options, description=label)


def button(label, icon, tooltip, action):
    """A button that calls `action()`."""
    made = widgets.Button(description=label, icon=icon, tooltip=tooltip)
    made.on_click(lambda _: action())
    return made


def row(*controls):
    """Controls side by side; they wrap where the page is narrow."""
    made = widgets.Box(controls)
    made.add_class("mlp-row")
    return made


def column(*controls):
    """Controls one below the other."""
    return widgets.VBox(controls)


def buttons(*made):
    """Buttons in a row."""
    box = widgets.Box(made)
    box.add_class("mlp-buttons")
    return box


class LayerSizes(widgets.VBox):
    """A slider for the number of hidden layers and one for the neurons of each. `value` is the list of their sizes.

    The sliders of layers that are not there leave their place empty: what stands below them does not jump.
    """

    value = traitlets.List(traitlets.Int())

    def __init__(self, sizes, most_layers=3, most_neurons=8, continuous=True):
        """`sizes` is the start; there can be as many as `most_layers` layers of up to `most_neurons` neurons."""
        sizes = _sizes(sizes, most_layers)
        least = min(1, len(sizes))
        self.count = slider("hidden layers", len(sizes), least, most_layers, continuous=continuous)
        padded = [*sizes, *[4] * (most_layers - len(sizes))]
        self.neurons = [
            slider(f"neurons n{superscript(l)}", n, 1, most_neurons, continuous=continuous)
            for l, n in enumerate(padded, 1)
        ]
        super().__init__([self.count, *self.neurons])
        for control in self.all:
            control.observe(self._update, "value")
        self._update()

    @property
    def all(self):
        """Every slider, those of layers that are not there included."""
        return [self.count, *self.neurons]

    def _update(self, _=None):
        for l, control in enumerate(self.neurons, 1):
            control.layout.visibility = "visible" if l <= self.count.value else "hidden"
        self.value = [control.value for control in self.neurons[: self.count.value]]


def _sizes(value, most_layers):
    """`value` as a list. Raises TypeError or ValueError if it is none, or too long."""
    sizes = list(value) if isinstance(value, list | tuple) else None
    if sizes is None:
        raise TypeError(f"hidden must be a list of layer sizes such as [8, 8], but came as {validate.shown(value)}.")
    if len(sizes) > most_layers:
        raise ValueError(f"hidden must name at most {most_layers} layers, but came as {validate.shown(sizes)}.")
    return sizes
