"""The axes of a plot in an SVG diagram, and rows of bars."""

import numpy as np

from .formats import signed
from .style import GRID
from .svg import bar, line, path, text


class Axes:
    """A frame, and where the numbers between the limits `across` and `up` are in it."""

    def __init__(self, corner, width, height, across, up, log=False):
        """corner: the upper left one; log: whether the vertical axis is logarithmic."""
        self.left, self.top = corner
        self.right, self.bottom = self.left + width, self.top + height
        self.width, self.height = width, height
        self.across, self.up, self.log = across, up, log

    def place(self, x, y):
        """The point (x, y), or arrays of points, in pixels. On a logarithmic axis y stays inside the frame."""
        (first, last), limits = self.across, np.array(self.up)
        if self.log:
            y, limits = np.log(np.clip(y, *limits)), np.log(limits)
        share = np.subtract(x, first) / (last - first), (y - limits[0]) / (limits[1] - limits[0])
        return self.left + self.width * share[0], self.bottom - self.height * share[1]

    def levels(self, ticks):
        """A faint line and its label at each number of the vertical axis; ticks: a dict from number to label."""
        shapes = []
        for number, label in ticks.items():
            _, y = self.place(self.across[0], number)
            shapes.append(line((self.left, y), (self.right, y), GRID))
            shapes.append(text((self.left - 8, y), label, anchor="end"))
        return shapes

    def curve(self, x, y, colour, width, dashes=None):
        """A line through the points, broken where y is not finite, or on a logarithmic axis not positive."""
        drawn = np.isfinite(y) & ((y > 0) | (not self.log))
        moves, pen = [], "M"
        for across, down, shown in zip(*self.place(x, np.where(drawn, y, self.up[1])), drawn, strict=True):
            if shown:
                moves.append(f"{pen}{across:.1f} {down:.1f}")
            pen = "L" if shown else "M"
        return path("".join(moves), colour, width, dashes)


def bars(corner, width, height, values, colour, form, limits, filled=None):
    """A row for each value: a bar from the line at zero, and at the right its number where there is room.

    filled: the only bar that is filled; without it all are.
    """
    (x, y), (low, high) = corner, limits
    unit, pitch = width / (high - low), height / len(values)
    zero = x - low * unit
    shapes = [line((zero, y), (zero, y + height))]
    for i, value in enumerate(values):
        top, long = y + i * pitch, unit * float(np.clip(value, low, high))
        fill = colour if filled in (None, i) else "white"
        shapes.append(bar((zero, top + 0.16 * pitch), long, 0.68 * pitch, fill, colour, 1.5))
        if pitch >= 15:
            shapes.append(text((x + width + 54, top + pitch / 2), signed(value, form), anchor="end"))
    return shapes


def powers_around(values, low, high, base=10):
    """The powers of `base` that enclose `low`, `high` and those of `values` that are between 1e-14 and 1e14."""
    numbers = np.array([low, high, *values])
    drawn = np.log(numbers[(numbers > 1e-14) & (numbers < 1e14)]) / np.log(base)
    return float(base) ** np.floor(drawn.min() + 1e-9), float(base) ** np.ceil(drawn.max() - 1e-9)
