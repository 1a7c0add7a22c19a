"""Gradient descent: the slope that it follows, and its steps on a curve and over two weights."""

from itertools import cycle

import numpy as np

from ..support.interruptions import uninterrupted
from .contours import HALO, heights, lines_of_equal_cost
from .formats import point, signed
from .picture import Picture, drawing
from .plots import ends, legend_beside
from .style import ARROW, COLOUR, INK
from .svg import powers_around

# The steps of a descent: black, because no symbol is, and each descent in a form of its own.
WALKS = (dict(ls=":", marker="o"), dict(ls="--", marker="^", mfc="white"), dict(ls="-.", marker="D", markersize=3.5))


def tangent(cost, slope, at, reach):
    """The curve of `cost` over `reach`, (low, high), and at each number of `at` its tangent and the way down.

    `slope` is the derivative of `cost`. The arrows on the axis point downhill and are longer where it is steeper.
    """
    at = np.atleast_1d(np.asarray(at, float))
    w, span = np.linspace(*reach, 200), reach[1] - reach[0]
    curve, slopes = np.array([cost(each) for each in w]), np.array([slope(each) for each in at])
    places, height = [cost(each) for each in at], np.ptp(curve) or 1.0
    picture = Picture(6.4, 3.6)
    with drawing():
        axes = picture.subplots()
        axes.plot(w, curve, color=COLOUR["a"])
        axes.plot([], [], "-", color=COLOUR["W"], linewidth=2.5, label="tangent")
        for here, high, rise in zip(at, places, slopes, strict=True):
            half = 0.18 * span / np.hypot(1, 0.6 * rise * span / height)  # so that all are equally long on the page
            axes.plot([here, here], [high, curve.min() - height], ":", color=INK, linewidth=1)
            _tangent_at(axes, here, high, rise, np.array([-half, half]))
        _ways_down(axes, at, slopes, 0.2 * span)
        axes.set(xlabel="w", ylabel="cost C", xlim=reach)
        axes.set_ylim(curve.min() - 0.2 * height, curve.max() + 0.05 * height)
        legend_beside(axes)
    told = "; ".join(f"at w = {signed(here)} it is {signed(rise)}" for here, rise in zip(at, slopes, strict=True))
    picture.alt = (
        f"The curve of a cost for w from {signed(reach[0])} to {signed(reach[1])}, with tangents. Their slope: {told}. "
        "Arrows show the way down: to the left where the slope is positive, to the right where it is negative."
    )
    return picture


def _tangent_at(axes, w, cost, slope, beside):
    """The tangent from w + beside[0] to w + beside[1], with its slope in words on the side where there is room."""
    axes.plot(w + beside, cost + slope * beside, "-", color=COLOUR["W"], linewidth=2.5)
    axes.plot(w, cost, "s", color=INK, markersize=7)
    away, side = ((0, 12), "center") if slope == 0 else ((12, -8), "left") if slope > 0 else ((-12, -8), "right")
    look = dict(color=COLOUR["W"], ha=side, va="center", path_effects=HALO)
    axes.annotate(f"slope {signed(slope)}", (w, cost), away, textcoords="offset points", **look)


def _ways_down(axes, at, slopes, longest):
    """Arrows on the horizontal axis; a point where the slope is 0."""
    beneath = axes.get_xaxis_transform()
    arrows = -longest * slopes / (np.abs(slopes).max() or 1.0)
    look = dict(arrowstyle="-|>", color=INK, linewidth=2, shrinkA=0, shrinkB=0, mutation_scale=14)
    for here, along in zip(at, arrows, strict=True):
        if along:
            axes.annotate("", (here + along, 0.05), (here, 0.05), beneath, beneath, arrowprops=look)
        axes.plot(here, 0.05, ".", color=INK, transform=beneath)
    axes.plot([], [], "->", color=INK, markersize=7, label="downhill")


def accuracy_and_cost(weights, accuracies, costs, now, name="w"):
    """The accuracy (shares) above the cost, over the values `weights` of one weight; its value `now` is marked."""
    picture = Picture(6.4, 4.2)
    with drawing():
        upper, lower = picture.subplots(2, 1, sharex=True)
        upper.plot(weights, accuracies, drawstyle="steps-mid", color=INK)
        lower.plot(weights, costs, color=COLOUR["a"])
        for axes, numbers in ((upper, accuracies), (lower, costs)):
            axes.axvline(now, linestyle=":", color=INK, linewidth=1.2)
            axes.plot(now, numbers[np.abs(np.subtract(weights, now)).argmin()], "s", color=INK, markersize=7)
            axes.margins(x=0, y=0.12)
        upper.yaxis.set_major_formatter(lambda share, _: f"{100 * share:.3g} %")
        upper.set(ylabel="accuracy", title=f"{name} is {signed(now)} now, at the squares")
        lower.set(xlabel=name, ylabel="cost C")
    picture.alt = (
        f"Accuracy and cost by one weight from {signed(weights[0])} to {signed(weights[-1])}. The accuracy is a "
        f"staircase of {np.count_nonzero(np.diff(accuracies))} steps, between {min(accuracies):.1%} and "
        f"{max(accuracies):.1%}; the cost is a smooth curve between {min(costs):.3g} and {max(costs):.3g}."
    )
    return picture


def descents_on_a_curve(cost, paths, reach):
    """A plot for each learning rate of `paths`: the curve of `cost` over `reach`, (low, high), and the steps on it."""
    walks = ends({f"lr {lr} goes": path for lr, path in paths.items()})
    picture = Picture(9, 2.7, f"The same curve with the steps of one descent each, the start a square: {walks}.")
    curves = [_on_a_curve(cost, [path], reach) for path in paths.values()]
    with drawing():
        all_axes = np.atleast_1d(picture.subplots(1, len(paths), sharey=True))
        for axes, lr, draw in zip(all_axes, paths, curves, strict=True):
            draw(axes)
            axes.set_title(f"lr {lr}")
        for axes in all_axes[1:]:
            axes.set_ylabel("")
    return picture


def descents_on_a_surface(cost, paths, reach, names=("$w_0$", "$w_1$"), levels=None):
    """Lines of equal cost over the square from -reach to reach, and paths, a dict from a label to points (2, steps).

    The lines are at the costs `levels`, by default at round numbers.
    """
    picture = Picture(6.4, 3.6)
    draw = _on_a_surface(cost, paths, reach, names, levels)
    with drawing():
        axes = picture.subplots()
        shown = draw(axes)
        legend_beside(axes)
    points = {label: np.round(path, 2).T for label, path in paths.items()}
    journeys = "; ".join(f"{label} from {p[0]} to {p[-1]}" for label, p in points.items())
    picture.alt = (
        f"Lines of equal cost over two weights, at {', '.join(signed(level, 'g') for level in shown)}. {journeys}."
    )
    return picture


def landscapes(costs):
    """Small plots side by side. `costs` is a dict from each title to (cost, walks, reach), walks a list of descents.

    A cost of one number is a curve over `reach`, (low, high), and each walk a list of numbers; a cost of two is drawn
    as lines of equal cost from -reach to reach, and each walk is points (2, steps).
    """
    picture, plots, told = Picture(9.4, 3.2), [], []
    for title, (cost, walks, reach) in costs.items():
        if np.ndim(walks[0]) == 1:
            plots.append(_on_a_curve(cost, walks, reach))
        else:
            plots.append(_on_a_surface(cost, dict(enumerate(walks)), reach, looks=WALKS[:1]))
        steps = [np.atleast_2d(walk).T for walk in walks]
        told.append(f"{title}: " + ", ".join(f"from {point(walk[0])} to {point(walk[-1])}" for walk in steps))
    with drawing():
        for axes, title, draw in zip(np.atleast_1d(picture.subplots(1, len(plots))), costs, plots, strict=True):
            draw(axes)
            axes.set_title(title)
    picture.alt = f"Costs with descents on them, each start a square. {'; '.join(told)}."
    return picture


def _on_a_curve(cost, walks, reach):
    """A function that draws the curve of `cost` over `reach` with these walks on it; the costs are computed now."""
    w = np.linspace(*reach, 200)
    curve, costs = np.array([cost(each) for each in w]), [[cost(each) for each in walk] for walk in walks]
    room = 0.06 * (np.ptp(curve) or 1.0)

    def draw(axes):
        axes.plot(w, curve, color=COLOUR["a"])
        for walk, high in zip(walks, costs, strict=True):
            axes.plot(walk, high, ":o", color=INK, linewidth=1, markersize=4)
            axes.plot(walk[0], high[0], "s", color=INK, markersize=7)
        axes.set(xlabel="w", ylabel="cost C", xlim=reach, ylim=(curve.min() - room, curve.max() + room))
        axes.locator_params(axis="x", nbins=6, steps=[1, 2, 5, 10])

    return draw


def _on_a_surface(cost, paths, reach, names=("$w_0$", "$w_1$"), levels=None, looks=WALKS):
    """A function that draws lines of equal cost with these paths on them and returns the lines' costs."""
    ticks, high = heights(cost, reach)
    walks = {label: path for label, path in paths.items() if path.shape[1] > 1}

    def draw(axes):
        shown = lines_of_equal_cost(axes, ticks, high, levels)
        for (label, path), look in zip(walks.items(), cycle(looks)):  # noqa: B905, a form for each path
            axes.plot(*path, color=INK, label=label, **dict(linewidth=1.2, markersize=4) | look)
        starts = np.array([path[:, 0] for path in paths.values()]).T
        axes.plot(*starts, "s", color=INK, markersize=7, label="start" if walks else next(iter(paths)))
        axes.set(xlabel=names[0], ylabel=names[1])
        return shown

    return draw


class DescentPicture(Picture):
    """A descent on the lines of equal cost over two weights, with the gradient at its last point, and its cost by step.

    The lines are drawn once; `show` draws another descent on them.
    """

    def __init__(self, cost, reach, names, most_steps):
        """`cost` maps points (2,) to numbers, here over the square from -reach to reach."""
        super().__init__(8.8, 4)
        self.names = names
        ticks, high = heights(cost, reach)
        slope = np.hypot(*np.gradient(high, ticks, ticks)).max()
        self.arrow_length = 0.8 * reach / slope if slope else 1
        with drawing():
            plane, axes = self.subplots(1, 2)
            self.get_layout_engine().set(wspace=0.1, w_pad=0.1)
            lines_of_equal_cost(plane, ticks, high)
            plane.set(title="lines of equal cost", xlabel=names[0], ylabel=names[1])
            (self.start,) = plane.plot([], [], "s", color=INK, markersize=8, label="start")
            look = dict(color=INK, markersize=5)
            (self.path,) = plane.plot([], [], "-o", linewidth=1.2, label="steps so far", **look)
            (self.ahead,) = plane.plot([], [], ":o", linewidth=2, mfc="white", markevery=[1], label="next step", **look)
            plane.plot([], [], "->", color=COLOUR["W"], markersize=8, label="gradient ∇C, uphill")
            self.gradient = plane.quiver([0], [0], [0], [0], color=COLOUR["W"], zorder=3, **ARROW)
            (self.curve,) = axes.plot([], [], "-o", color=COLOUR["a"], markevery=[-1])
            self.least, most = powers_around([], max(high.min(), 1e-6) / 3, max(high.max(), 1e-6))
            axes.set(xlabel="step", ylabel="cost C", yscale="log", title="the cost by step")
            axes.set(ylim=(self.least, most))
            self.legend(loc="outside lower center", ncols=4)
        self.most_steps, self.end = most_steps, None  # of the axis of steps, which grows with the descent
        self.plane, self.moving = plane, [self.path, self.ahead, self.gradient, self.start, self.curve]
        self.fix_layout()

    @uninterrupted()
    def show(self, path, costs, gradient, lr):
        """Draw the points `path` (2, steps + 1), their costs, and the gradient (2,) at the last of them.

        A cost below the axis is drawn on its lower end.
        """
        here = path[:, -1]
        self.start.set_data(path[:, :1])
        self.path.set_data(path)
        self.ahead.set_data(np.stack([here, here - lr * gradient], axis=1))
        self.gradient.set_offsets(here[None])
        self.gradient.set_UVC(*(self.arrow_length * gradient[:, None]))
        self.curve.set_data(range(len(costs)), np.maximum(costs, self.least))
        end = min(next(end for end in (10, 25, np.inf) if len(costs) <= end + 1), self.most_steps)
        if end != self.end:
            self.end = end
            self.curve.axes.set_xlim(0, end)
            self.redraw()
        self.alt = (
            f"Lines of equal cost over {self.names[0]} and {self.names[1]}, and a descent with lr {lr:.3g}: "
            f"from {point(path[:, 0])}, cost {costs[0]:.3g}, in {len(costs) - 1} steps to {point(here)}, "
            f"cost {costs[-1]:.3g}, where the gradient is {point(gradient)}."
        )
