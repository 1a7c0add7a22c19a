"""The control for layer sizes that several panels share."""

import ipywidgets as widgets
import traitlets

from ..figures import superscript
from .panel import slider


class LayerSizes(widgets.VBox):
    """A slider for the number of hidden layers and one for the neurons of each. `value` is the list of their sizes."""

    value = traitlets.List(traitlets.Int())

    def __init__(self, sizes, most_layers=3, most_neurons=8, continuous=True):
        """`sizes` is the start; there can be as many as `most_layers` layers of up to `most_neurons` neurons."""
        self.count = slider(
            widgets.IntSlider, "hidden layers", len(sizes), continuous, min=min(1, len(sizes)), max=most_layers
        )
        padded = [*sizes, *[4] * (most_layers - len(sizes))]
        self.neurons = [
            slider(widgets.IntSlider, f"neurons n{superscript(l)}", n, continuous, min=1, max=most_neurons)
            for l, n in enumerate(padded, 1)
        ]
        super().__init__([self.count, *self.neurons])
        for control in (self.count, *self.neurons):
            control.observe(self._update, "value")
        self._update()

    def _update(self, _=None):
        for l, control in enumerate(self.neurons, 1):
            control.layout.display = "" if l <= self.count.value else "none"
        self.value = [control.value for control in self.neurons[: self.count.value]]
