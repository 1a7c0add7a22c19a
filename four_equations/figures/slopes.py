"""An activation function and its slope, drawn as SVG."""

import numpy as np

from mlp_core.activations import ACTIVATIONS

from .formats import positional, signed
from .style import COLOUR, INK
from .svg import Diagram, svg_text

REACH, DEAF = 6, 0.05
A_TICKS = {"sigmoid": (0, 0.5, 1), "tanh": (-1, 0, 1), "relu": (0, 2, 4, 6), "linear": (-6, -3, 0, 3, 6)}


class _Axes:
    """A frame over z from -REACH to REACH, and its marks."""

    LEFT, WIDTH = 60, 600

    def __init__(self, top, height, ticks, room):
        """`room` is what is free below the first tick and above the last one, as a share of what lies between them."""
        self.top, self.height, self.ticks = top, height, ticks
        span = ticks[-1] - ticks[0]
        self.low, self.unit = ticks[0] - room * span, height / span / (1 + 2 * room)

    def place(self, z, value):
        across = self.LEFT + (np.asarray(z) + REACH) * self.WIDTH / (2 * REACH)
        return across, self.top + self.height - (value - self.low) * self.unit

    def grid(self):
        """Lines and numbers at the ticks of both axes."""
        x, y = self.place(np.arange(-REACH, REACH + 1, 2), np.array(self.ticks)[:, None])
        lines = "".join(f"M{self.LEFT} {level:.1f}h{self.WIDTH}" for level in y[:, 0])
        lines += "".join(f"M{across:.1f} {self.top}v{self.height}" for across in x)
        numbers = [
            svg_text(self.LEFT - 8, level, signed(tick), size=13, anchor="end")
            for tick, level in zip(self.ticks, y[:, 0], strict=True)
        ]
        return [f'<path d="{lines}" stroke="#dddddd"/>', *numbers]

    def curve(self, z, values, style):
        """A line through the points, broken where it jumps."""
        x, y = self.place(z, values)
        jump = np.abs(np.diff(values, prepend=values[0])) > 0.5
        steps = [f"{'M' if new else 'L'}{a:.1f} {b:.1f}" for a, b, new in zip(x, y, jump, strict=True)]
        return f'<path d="M{steps[0][1:]}{"".join(steps[1:])}" fill="none" {style}/>'

    def mark(self, z, value):
        """The square that stands for the state."""
        x, y = self.place(z, value)
        return f'<rect x="{x - 5.5:.1f}" y="{y - 5.5:.1f}" width="11" height="11" fill="{INK}"/>'


def slope_diagram(name, z):
    """The activation `name` with its tangent at the number z, and beneath it its slope; grey where that is small."""
    f, prime = ACTIVATIONS[name]
    a, slope = float(f(np.float64(z))), float(prime(np.float64(z)))
    upper, lower = _Axes(34, 210, A_TICKS[name], 0.22), _Axes(282, 130, (0, 0.25, 0.5, 0.75, 1), 0.1)
    ticks = np.linspace(-REACH, REACH, 241)
    orange, blue = f'stroke="{COLOUR["delta"]}" stroke-width="2.5"', f'stroke="{COLOUR["a"]}" stroke-width="3"'
    (x, y), (_, y_slope) = upper.place(z, a), lower.place(z, slope)
    shapes = [*_deaf(ticks, prime(ticks), upper, lower), *upper.grid(), *lower.grid()]
    for tick in range(-REACH, REACH + 1, 2):
        across, down = lower.place(tick, lower.low)
        shapes.append(svg_text(across, down + 16, signed(tick), size=13))
    shapes += [
        upper.curve(ticks, f(ticks), blue),
        lower.curve(ticks, prime(ticks), f'{orange} stroke-dasharray="7 4"'),
        f'<path d="M{x:.1f} {y:.1f}V412M{upper.LEFT} {y:.1f}H{x:.1f}M{upper.LEFT} {y_slope:.1f}H{x:.1f}" '
        f'stroke="{COLOUR["z"]}" stroke-width="1.5" stroke-dasharray="2 3" fill="none"/>',
        _tangent(upper, x, y, slope, orange),
        upper.mark(z, a),
        lower.mark(z, slope),
        svg_text(upper.LEFT, 16, f"a = {name}(z)", size=15, anchor="start"),
        svg_text(upper.LEFT, 264, "its slope: how much a grows for each step of z", size=15, halo=True, anchor="start"),
        svg_text(upper.LEFT + upper.WIDTH / 2, 446, "z", COLOUR["z"], 15),
    ]
    where = (x - 12, y - 16, "end") if z > -4 else (x + 12, y + 18, "start")
    shapes.append(svg_text(*where[:2], f"slope {positional(slope)}", COLOUR["delta"], 15, halo=True, anchor=where[2]))
    alt = (
        f"The curve of {name} over z from −6 to 6 with its tangent at z = {signed(z)}, where a = {signed(a, '.3f')}, "
        f"and beneath it the curve of its slope, {positional(slope)} there."
    )
    return Diagram(680, 462, shapes, alt)


def _tangent(axes, x, y, slope, style):
    """A line of a fixed length through the point, inside the frame."""
    step = np.array([axes.WIDTH / (2 * REACH), -slope * axes.unit])
    across, down = 95 * step / np.hypot(*step)
    shape = f'<path d="M{x - across:.1f} {y - down:.1f}L{x + across:.1f} {y + down:.1f}" {style}/>'
    frame = f'<rect x="{axes.LEFT}" y="{axes.top}" width="{axes.WIDTH}" height="{axes.height}"/>'
    return f'<clipPath id="frame">{frame}</clipPath><g clip-path="url(#frame)">{shape}</g>'


def _deaf(z, slopes, *all_axes):
    """Grey behind every stretch of z where the slope is below DEAF."""
    ends = np.flatnonzero(np.diff(slopes < DEAF, prepend=False, append=False))
    shapes = []
    for first, last in ends.reshape(-1, 2):
        for axes in all_axes:
            (left, right), _ = axes.place(z[[first, last - 1]], 0)
            size = f'width="{right - left:.1f}" height="{axes.height}"'
            shapes.append(f'<rect x="{left:.1f}" y="{axes.top}" {size} fill="#ececec"/>')
        between_lines = axes.top + 0.4 * axes.height
        shapes.append(svg_text((left + right) / 2, between_lines, f"slope below {DEAF}", size=13))
    return shapes
