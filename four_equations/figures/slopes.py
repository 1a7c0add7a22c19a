"""An activation function and its slope."""

import numpy as np

from mlp_core.activations import ACTIVATIONS

from .formats import positional, signed
from .style import COLOUR, INK
from .svg import Axes, Diagram, box, path, text

REACH, SATURATED = 6, 0.05  # how far z goes, and the slope below which a neuron is called saturated
A_TICKS = {"sigmoid": (0, 0.5, 1), "tanh": (-1, 0, 1), "relu": (0, 2, 4, 6), "linear": (-6, -3, 0, 3, 6)}
Z_TICKS, SLOPE_TICKS = {z: signed(z) for z in range(-REACH, REACH + 1, 2)}, (0, 0.25, 0.5, 0.75, 1)


def slope_diagram(name, z):
    """The activation `name` with its tangent at the number z, and beneath it its slope; grey where that is small."""
    f, prime = ACTIVATIONS[name]
    a, slope = float(f(np.float64(z))), float(prime(np.float64(z)))
    upper, lower = _axes(34, 210, A_TICKS[name], 0.22), _axes(282, 130, SLOPE_TICKS, 0.1)
    every_z = np.linspace(-REACH, REACH, 241)
    slopes = prime(every_z)
    shapes = _saturated(every_z, slopes, upper, lower)
    for axes, ticks, under in ((upper, A_TICKS[name], dict.fromkeys(Z_TICKS, "")), (lower, SLOPE_TICKS, Z_TICKS)):
        shapes += axes.grid({tick: signed(tick) for tick in ticks}, under)
    shapes.append(upper.curve(every_z, f(every_z), COLOUR["a"], 3))
    jumps = np.flatnonzero(np.abs(np.diff(slopes)) > 0.5) + 1  # of relu's slope: a gap in its curve
    broken = np.insert(every_z, jumps, 0), np.insert(slopes, jumps, np.nan)
    shapes.append(lower.curve(*broken, COLOUR["delta"], 2.5, "7 4"))
    beside = np.clip([z - 1.4, z + 1.4], -REACH, REACH)  # the ends of the tangent
    (x, y), (_, y_slope) = upper.place(z, a), lower.place(z, slope)
    to_axes = f"M{x:.1f} {y:.1f}V{lower.bottom}M{upper.left} {y:.1f}H{x:.1f}M{upper.left} {y_slope:.1f}H{x:.1f}"
    shapes += [
        path(to_axes, COLOUR["z"], 1.5, "2 3"),
        upper.curve(beside, a + slope * (beside - z), COLOUR["delta"], 2.5),
        box((x - 5.5, y - 5.5), 11, 11, INK),
        box((x - 5.5, y_slope - 5.5), 11, 11, INK),
        text((upper.left, 16), f"a = {name}(z)", size=15, anchor="start"),
        text((upper.left, 264), "its slope: how much a grows for each step of z", size=15, anchor="start", halo=True),
        text((upper.left + upper.width / 2, 446), "z", COLOUR["z"], 15),
    ]
    place, anchor = ((x - 12, y - 16), "end") if z > -4 else ((x + 12, y + 18), "start")
    shapes.append(text(place, f"slope {positional(slope)}", COLOUR["delta"], 15, anchor, halo=True))
    alt = (
        f"The curve of {name} over z from −6 to 6 with its tangent at z = {signed(z)}, where a = {signed(a, '.3f')}, "
        f"and beneath it the curve of its slope, {positional(slope)} there."
    )
    return Diagram(680, 462, shapes, alt)


def _axes(top, height, ticks, room):
    """Axes over z with free space above and below the ticks, `room` times their span."""
    free = room * (ticks[-1] - ticks[0])
    return Axes((60, top), 600, height, (-REACH, REACH), (ticks[0] - free, ticks[-1] + free))


def _saturated(z, slopes, *all_axes):
    """Grey behind every stretch of z where the neuron is saturated."""
    ends = np.flatnonzero(np.diff(slopes < SATURATED, prepend=False, append=False))
    shapes = []
    for first, last in ends.reshape(-1, 2):
        for axes in all_axes:
            (left, right), _ = axes.place(z[[first, last - 1]], 0)
            shapes.append(box((left, axes.top), right - left, axes.height, "#ececec"))
        shapes.append(text(((left + right) / 2, axes.top + 0.4 * axes.height), f"slope below {SATURATED}"))
    return shapes
