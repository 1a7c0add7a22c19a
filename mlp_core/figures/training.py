"""A network in training: what it answers, and how its cost falls."""

from itertools import cycle

import matplotlib
import numpy as np

from ..pictures import COLOUR, STYLE, Picture
from .planes import Surface, scatter_classes


class TrainingPicture(Picture):
    """A network in training: its decision surface with the data, and its cost so far."""

    def __init__(self, x, y):
        super().__init__(8, 3.5)
        with matplotlib.rc_context(STYLE):
            plane, self.curve_axes = self.subplots(1, 2, width_ratios=(1, 1.15))
            self.get_layout_engine().set(wspace=0.08, w_pad=0.12)
            self.surface = Surface(plane)
            self.points = scatter_classes(plane, x, y)
            plane.set_title("what the network answers")
            self.colorbar(self.surface.image, ax=plane, label="output a")
            (self.line,) = self.curve_axes.plot([], [], color=COLOUR["a"])
            (self.end,) = self.curve_axes.plot([], [], "o", color=COLOUR["a"])
            self.curve_axes.set(xlabel="epoch", ylabel="cost C", title="how wrong it is", yscale="log", ylim=(0.01, 1))
        self.moving = [*self.surface.moving, *self.points, self.line, self.end]
        self._limits = None
        self.fix_layout()

    def show(self, net, epochs, costs):
        """Draw `net` and the cost curve through the points (epochs[i], costs[i])."""
        self.surface.show(lambda grid: net.forward(grid)[1][net.L])
        self.line.set_data(epochs, costs)
        self.end.set_data(epochs[-1:], costs[-1:])
        limits = self._rounded_limits(epochs, costs)
        if limits != self._limits:
            self._limits = limits
            self.curve_axes.set(xlim=(0, 1.02 * limits[0]), ylim=limits[1:])
            self.redraw()
        self.alt = (
            f"Decision surface of a {'-'.join(map(str, net.layers))} network after {epochs[-1]:.1f} epochs, "
            f"and its cost: from {costs[0]:.3g} to {costs[-1]:.3g}."
        )

    @staticmethod
    def _rounded_limits(epochs, costs):
        """Axis limits that change seldom, because a change of axes means drawing everything."""
        farthest = next(limit for limit in _one_two_five() if limit >= epochs[-1] - 1e-6)
        finite = [cost for cost in costs if 0 < cost < np.inf] or [1]
        lowest, highest = np.floor(np.log10(min(finite))), np.ceil(np.log10(max(finite)))
        return farthest, 10.0 ** min(lowest, -2), 10.0 ** max(highest, 0)


def _one_two_five():
    """10, 20, 50, 100, 200, ..."""
    size = 10
    for factor in cycle((2, 2.5, 2)):
        yield size
        size = round(size * factor)
