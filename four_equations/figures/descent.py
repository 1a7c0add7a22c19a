"""Gradient descent: its steps on a curve, and over two weights."""

from itertools import cycle

import numpy as np
from matplotlib.ticker import MaxNLocator

from ..support.interruptions import uninterrupted
from .formats import signed
from .picture import Picture, drawing
from .plots import ends, legend_beside
from .style import ARROW, COLOUR, INK, LOW_TO_HIGH
from .svg import powers_around


def descents_on_a_curve(cost, paths, reach):
    """A plot for each learning rate of `paths`: the curve of `cost` over `reach`, (low, high), and the steps on it."""
    walks = ends({f"lr {lr} goes": path for lr, path in paths.items()})
    picture = Picture(9, 2.7, f"The same curve with the steps of one descent each, the start a square: {walks}.")
    w = np.linspace(*reach, 200)
    curve, heights = cost(w), [[cost(step) for step in path] for path in paths.values()]
    with drawing():
        all_axes = picture.subplots(1, len(paths), sharey=True)
        for axes, (lr, path), high in zip(all_axes, paths.items(), heights, strict=True):
            axes.plot(w, curve, color=COLOUR["a"])
            axes.plot(path, high, ":o", color=COLOUR["delta"], linewidth=1, markersize=4)
            axes.plot(path[0], high[0], "s", color=INK, markersize=7)
            axes.set(title=f"lr {lr}", xlabel="w", xlim=reach, ylim=(-2, 1.05 * curve.max()))
        all_axes[0].set_ylabel("cost C")
    return picture


def descents_on_a_surface(cost, paths, reach, names=("$w_0$", "$w_1$")):
    """Lines of equal cost over the square from -reach to reach, and paths, a dict from a label to points (2, steps)."""
    picture = Picture(6.4, 3.6)
    ticks, heights = _heights(cost, reach, 60)
    start = next(iter(paths.values()))[:, 0]
    levels = cost(start) * np.arange(1, 11) / 4
    walks = {label: path for label, path in paths.items() if path.shape[1] > 1}
    with drawing():
        axes = picture.subplots()
        _lines_of_equal_cost(axes, ticks, heights, levels)
        looks = cycle([(":o", COLOUR["delta"]), ("--^", COLOUR["z"])])
        for (label, path), (look, colour) in zip(walks.items(), looks):  # noqa: B905, a look for each path
            axes.plot(*path, look, linewidth=1.5, markersize=5, label=label, color=colour)
        axes.plot(*start, "s", color=INK, markersize=8, label="start" if walks else next(iter(paths)))
        axes.set(xlabel=names[0], ylabel=names[1])
        legend_beside(axes)
    points = {label: np.round(path, 2).T for label, path in paths.items()}
    journeys = "; ".join(f"{label} from {p[0]} to {p[-1]}" for label, p in points.items())
    picture.alt = (
        f"Lines of equal cost over two weights, a step of {levels[0]:.2g} from one to the next, "
        f"for costs from {heights.min():.2g} to {heights.max():.2g}. {journeys}."
    )
    return picture


class DescentPicture(Picture):
    """A descent on the lines of equal cost over two weights, with the gradient at its last point, and its cost by step.

    The lines are drawn once; `show` draws another descent on them.
    """

    def __init__(self, cost, reach, names, most_steps):
        """`cost` maps points (2,) to numbers, here over the square from -reach to reach."""
        super().__init__(8.8, 4)
        self.names = names
        ticks, heights = _heights(cost, reach, 61)
        highest = max(heights.max(), 1e-6)
        slope = np.hypot(*np.gradient(heights, ticks, ticks)).max()
        self.arrow_length = 0.8 * reach / slope if slope else 1
        with drawing():
            plane, axes = self.subplots(1, 2)
            self.get_layout_engine().set(wspace=0.1, w_pad=0.1)
            levels = MaxNLocator(12).tick_values(0, highest)[1:-1]
            plane.contourf(ticks, ticks, heights, [0, *levels, highest], cmap=LOW_TO_HIGH)
            plane.grid(False)
            _lines_of_equal_cost(plane, ticks, heights, levels, labelled_every=2)
            plane.set(title="lines of equal cost", xlabel=names[0], ylabel=names[1])
            (self.start,) = plane.plot([], [], "s", color=INK, markersize=8, label="start")
            look = dict(color=COLOUR["delta"], markersize=5)
            (self.path,) = plane.plot([], [], "-o", linewidth=1.2, label="steps so far", **look)
            (self.ahead,) = plane.plot([], [], ":o", linewidth=2, mfc="white", markevery=[1], label="next step", **look)
            plane.plot([], [], "->", color=COLOUR["W"], markersize=8, label="gradient ∇C, uphill")
            self.gradient = plane.quiver([0], [0], [0], [0], color=COLOUR["W"], zorder=3, **ARROW)
            (self.curve,) = axes.plot([], [], "-o", color=COLOUR["a"], markevery=[-1])
            axes.set(xlabel="step", ylabel="cost C", yscale="log", title="the cost by step")
            axes.set(xlim=(0, most_steps), ylim=powers_around([], max(heights.min(), 1e-6) / 3, highest))
            self.legend(loc="outside lower center", ncols=4)
        self.plane, self.moving = plane, [self.path, self.ahead, self.gradient, self.start, self.curve]
        self.fix_layout()

    @uninterrupted()
    def show(self, path, costs, gradient, lr):
        """Draw the points `path` (2, steps + 1), their costs, and the gradient (2,) at the last of them."""
        here = path[:, -1]
        self.start.set_data(path[:, :1])
        self.path.set_data(path)
        self.ahead.set_data(np.stack([here, here - lr * gradient], axis=1))
        self.gradient.set_offsets(here[None])
        self.gradient.set_UVC(*(self.arrow_length * gradient[:, None]))
        self.curve.set_data(range(len(costs)), costs)
        self.alt = (
            f"Lines of equal cost over {self.names[0]} and {self.names[1]}, and a descent with lr {lr:.3g}: "
            f"from {_point(path[:, 0])}, cost {costs[0]:.3g}, in {len(costs) - 1} steps to {_point(here)}, "
            f"cost {costs[-1]:.3g}, where the gradient is {_point(gradient)}."
        )


def _point(numbers):
    return f"({', '.join(map(signed, numbers))})"


def _heights(cost, reach, count):
    """`count` ticks from -reach to reach, and the cost at each point of their grid."""
    ticks = np.linspace(-reach, reach, count)
    return ticks, np.array([[cost(np.array([across, up])) for across in ticks] for up in ticks])


def _lines_of_equal_cost(axes, ticks, heights, levels, labelled_every=1):
    lines = axes.contour(ticks, ticks, heights, levels=levels, colors=COLOUR["a"], linewidths=1, alpha=0.7)
    axes.clabel(lines, lines.levels[::labelled_every], fontsize=9.5, fmt="%.2g")
    axes.set(aspect="equal", xlim=(ticks[0], ticks[-1]), ylim=(ticks[0], ticks[-1]))
