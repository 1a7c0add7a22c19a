"""A cost over two weights: lines of equal cost, at round numbers, and its gradient as arrows on them."""

import numpy as np
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from .formats import point, signed
from .picture import Picture, drawing
from .plots import legend_beside
from .style import ARROW, COLOUR, INK, LOW_TO_HIGH

HALO = [withStroke(linewidth=3, foreground="white")]


def heights(cost, reach):
    """61 ticks from -reach to reach, and the cost at each point of their grid."""
    ticks = np.linspace(-reach, reach, 61)
    return ticks, np.array([[cost(np.array([across, up])) for across in ticks] for up in ticks])


def lines_of_equal_cost(axes, ticks, high, levels=None):
    """Draw them, darker where the cost is higher, at `levels` or round numbers; returns those that are there."""
    lowest, highest = high.min(), max(high.max(), high.min() + 1e-6)
    if levels is None:
        levels = MaxNLocator(15, steps=[1, 2, 5, 10]).tick_values(lowest, highest)
    levels = [level for level in levels if lowest < level < high.max()]
    axes.contourf(ticks, ticks, high, [lowest, *levels, highest], cmap=LOW_TO_HIGH, alpha=0.7)
    if levels:
        look = dict(colors=COLOUR["a"], linewidths=1, linestyles="solid", alpha=0.7)
        lines = axes.contour(ticks, ticks, high, levels=levels, **look)
        axes.clabel(lines, lines.levels[:: 1 + (len(levels) > 10)], fontsize=9.5, fmt=lambda level: signed(level, "g"))
    axes.grid(False)
    axes.set(aspect="equal", xlim=(ticks[0], ticks[-1]), ylim=(ticks[0], ticks[-1]))
    return levels


def gradient_arrows(cost, gradient, reach, at=None, names=("$w_0$", "$w_1$"), levels=None):
    """The gradient as arrows, as long as it is large, on lines of equal cost over the square from -reach to reach.

    `cost` and `gradient` map a point (2,) to a number and to (2,). At the point `at`, arrows of the same scale show
    both directions, ∇C and −∇C, and dots go on straight downhill. A cross marks the lowest point, if it is inside.
    """
    ticks, high = heights(cost, reach)
    up, right = np.unravel_index(high.argmin(), high.shape)
    lowest = ticks[[right, up]] if 0 < min(up, right) and max(up, right) < len(ticks) - 1 else None
    feet, arrows, unit = _arrows_on_a_grid(gradient, reach)
    picture = Picture(6.4, 4.2)
    if at is not None:
        at, slope = np.array(at, float), np.array(gradient(np.array(at, float)))
        ahead = unit * slope
        clear = _distance(feet, at, 1.3 * ahead) > 0.2 * reach  # of the bold arrow and its label
        feet, arrows = feet[:, clear], arrows[:, clear]
    with drawing():
        axes = picture.subplots()
        shown = lines_of_equal_cost(axes, ticks, high, levels)
        axes.quiver(*feet, *arrows, color=COLOUR["W"], zorder=3, **ARROW | dict(width=0.006))
        axes.plot([], [], "->", color=COLOUR["W"], markersize=7, label="gradient ∇C, uphill")
        if at is not None:
            _both_directions(axes, at, ahead)
        if lowest is not None:
            axes.plot(*lowest, "x", color=INK, markersize=9, markeredgewidth=2, label="lowest point")
        axes.set(xlabel=names[0], ylabel=names[1])
        legend_beside(axes)
    picture.alt = (
        f"Lines of equal cost over two weights, at {', '.join(signed(level, 'g') for level in shown)}, and on them the "
        "gradient: each arrow points uphill, at a right angle to the lines, and is longer where it is steeper."
    )
    picture.alt += "" if at is None else f" At {point(at)} the gradient is {point(slope)}."
    picture.alt += "" if lowest is None else f" The lowest point is {point(lowest)}."
    return picture


def _arrows_on_a_grid(gradient, reach):
    """Feet (2, 25) on a grid of 5 by 5, an arrow (2, 25) for each, and how long a gradient of length 1 is drawn.

    The longest arrow is nearly as long as the way from one foot to the next.
    """
    grid = np.linspace(-0.7, 0.7, 5) * reach
    feet = np.stack(np.meshgrid(grid, grid)).reshape(2, -1)
    slopes = np.array([gradient(foot) for foot in feet.T]).T
    unit = 0.85 * (grid[1] - grid[0]) / max(np.hypot(*slopes).max(), 1e-300)
    return feet, unit * slopes, unit


def _distance(points, middle, half):
    """The distance of each of the points (2, n) from the line between middle - half and middle + half."""
    beside = points - middle[:, None]
    along = np.clip(half @ beside / max(half @ half, 1e-300), -1, 1)
    return np.hypot(*(beside - half[:, None] * along))


def _both_directions(axes, at, ahead):
    """A bold arrow `ahead` of the point `at`, a thin one back, and dots from there to the edge."""
    axes.plot(*np.transpose([at, at - 20 * ahead]), ":", color=INK, linewidth=1.2)
    for arrow, label, colour, width in ((ahead, "∇C", COLOUR["W"], 0.01), (-ahead, "−∇C", INK, 0.005)):
        axes.quiver(*at, *arrow, color=colour, zorder=4, **ARROW | dict(width=width))
        look = dict(color=colour, ha="center", va="center", fontsize=13, zorder=5, path_effects=HALO)
        axes.text(*(at + 1.3 * arrow), label, **look)
    axes.plot(*at, "s", color=INK, markersize=7, zorder=5)
