"""Diagrams as SVG, and what all of them are made of: shapes, each a function that returns its text, and axes.

Points are pairs (x, y) in pixels; y grows downwards.
"""

import base64
import html
import re
from functools import lru_cache

import numpy as np

from .formats import superscript
from .picture import HtmlImage
from .style import COLOUR, GRID, INK

LETTERS = {"a": "a", "z": "z", "W": "W", "w": "W", "b": "b", "δ": "delta"}
MARKED = re.compile(r"([\^_])(?:\{(.*?)\}|(.))|(.)(?=[\^_])|((?:.(?![\^_]))+)")  # a mark, its letter, or plain text
SMALL = 0.72  # the size of a mark, as a share of the letter's
DIGIT = 0.636  # the width of a digit in our fonts at size 1
NARROWER = {"j": 0.56, "k": 0.1}  # than a digit, by these shares of its width

_number = "%.4g".__mod__  # much faster than format() for the numbers of numpy


class Diagram(HtmlImage):
    """A drawing as the text of an SVG, `width` by `height` pixels, with a text alternative.

    fields: what a reader can click, a dict from each thing to its (left, top, width, height); lines: a dict from each
    thing that is a line to its two ends.
    """

    kind = "image/svg+xml"

    def __init__(self, width, height, shapes, alt, fields=None, lines=None):
        self.width, self.height, self.alt, self.fields, self.lines = width, height, alt, fields, lines or {}
        self.svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="DejaVu Sans, Verdana, sans-serif">'
            f'<rect width="100%" height="100%" fill="white"/>{"".join(shapes)}</svg>'
        )

    def field_at(self, across, down):
        """What was clicked at these shares of the width and height, or None."""
        x, y = across * self.width, down * self.height
        hit = (thing for thing, (left, top, w, h) in self.fields.items() if 0 <= x - left < w and 0 <= y - top < h)
        found = next(hit, None)
        if found is None and self.lines:
            away, nearest = min((_away((x, y), *ends), thing) for thing, ends in self.lines.items())
            return nearest if away < 8 else None
        return found

    def data(self):
        """The SVG as bytes."""
        return self.svg.encode()

    def layers(self):
        """The pair of no still part and the SVG: unlike a Picture, all of a diagram may move."""
        return b"", self.data()


def _away(point, start, end):
    """How far a point is from a line between two others."""
    begin, along = np.array(start), np.subtract(end, start)
    share = np.clip((point - begin) @ along / (along @ along), 0, 1)
    return np.hypot(*(begin + share * along - point))


def element(name, content="", **attributes):
    """An SVG element. An underscore in an attribute's name is a hyphen; attributes that are None are left out."""
    parts = [name]
    for key, value in attributes.items():
        if value is not None:
            value = value if type(value) is str else _number(value)
            parts.append(f'{key.replace("_", "-")}="{value}"')
    start = " ".join(parts)
    return f"<{start}>{content}</{name}>" if content else f"<{start}/>"


def moved(shapes, x, y):
    """Shapes that were drawn from (0, 0), moved to the point (x, y)."""
    return element("g", "".join(shapes), transform=f"translate({x:.1f} {y:.1f})")


def line(start, end, colour=INK, width=1, dashes=None, opacity=None):
    """A straight line, dashed if `dashes` is such as "9 5"."""
    (x1, y1), (x2, y2) = start, end
    look = dict(stroke=colour, stroke_width=width, stroke_dasharray=dashes, opacity=opacity)
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, **look)


def path(d, colour=INK, width=1, dashes=None, opacity=None):
    """Lines along `d`, the commands of an SVG path; nothing is filled."""
    look = dict(stroke=colour, stroke_width=width, stroke_dasharray=dashes, opacity=opacity)
    return element("path", d=d, fill="none", **look)


def arrow(start, end, colour=INK, width=3, gap=0, dashes=None, opacity=None):
    """An arrow whose tip is `gap` before `end`. Its head grows with its width."""
    begin, end = np.array(start, float), np.array(end, float)
    ahead = (end - begin) / np.hypot(*(end - begin))
    tip, aside = end - gap * ahead, np.array([-ahead[1], ahead[0]])
    long, half = 8 + width, 3 + 0.75 * width
    corners = tip, tip - long * ahead + half * aside, tip - long * ahead - half * aside
    head = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    shaft = line(start, tip - (long - 1) * ahead, colour, width, dashes, opacity)
    return shaft + element("polygon", points=head, fill=colour, opacity=opacity)


def box(corner, width, height, fill="none", rim=None, thick=None, rounded=None, dashes=None, strength=None):
    """A rectangle, or a bar that grows to the left or upwards: then its width or height is negative."""
    x, y = corner[0] + min(width, 0), corner[1] + min(height, 0)
    look = dict(fill=fill, fill_opacity=strength, stroke=rim, stroke_width=thick, stroke_dasharray=dashes)
    return element("rect", x=x, y=y, width=abs(width), height=abs(height), rx=rounded, **look)


def circle(centre, radius, fill="none", rim=None, thick=None, dashes=None, strength=None):
    """A circle, filled or not. Dashes begin at its top and go clockwise."""
    x, y = centre
    look = dict(fill=fill, fill_opacity=strength, stroke=rim, stroke_width=thick, stroke_dasharray=dashes)
    turn = f"rotate(-90 {x:.1f} {y:.1f})" if dashes else None
    return element("circle", cx=x, cy=y, r=radius, transform=turn, **look)


def neuron(centre, l, half, rim=None, thick=None, fill="white", tall=None, strength=None):
    """A neuron of layer l, round, or oblong with the half height `tall`. Inputs are square: they compute nothing."""
    rim, thick = rim or (COLOUR["a"] if l else INK), thick or (2 if l else 1.5)
    if l and tall is None:
        return circle(centre, half, fill, rim, thick, strength=strength)
    (x, y), tall = centre, tall or half
    return box((x - half, y - tall), 2 * half, 2 * tall, fill, rim, thick, tall if l else 4, strength=strength)


def image(png, corner, width, height, rim=None, thick=1):
    """A PNG stretched over a rectangle, its pixels sharp, in a frame of the colour `rim`."""
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    look = dict(preserveAspectRatio="none", style="image-rendering:pixelated", href=source)
    frame = box(corner, width, height, rim=rim, thick=thick) if rim else ""
    return element("image", x=corner[0], y=corner[1], width=width, height=height, **look) + frame


def text(place, words, colour=INK, size=13, anchor="middle", bold=False, halo=False):
    """A line of text, vertically centred at `place`.

    Symbols are written as in "δ^2_0 = w^2_{01}": ^ raises the next character or {group}, _ lowers it, in the
    symbol's colour. `halo` adds a white outline, which keeps text readable over lines.
    """
    x, y = place
    words = str(words)
    look = dict(text_anchor=anchor, fill=colour, font_size=size, font_weight="bold" if bold else None)
    look["style"] = "white-space:pre" if "  " in words else None
    if halo:
        look |= dict(paint_order="stroke", stroke="white", stroke_width=5)
    return element("text", _spans(words, size), x=x, y=y + 0.35 * size, **look)


@lru_cache(4096)
def _spans(words, size):
    """The content of a <text> of this size: a span for each letter and mark, plain text where there is none."""
    if "^" not in words and "_" not in words:
        return html.escape(words, quote=False)
    spans, level, ahead, before, colour = [], 0, 0, "", None
    for kind, several, one, letter, plain in MARKED.findall(words):
        piece, to = several or one or letter or plain, {"^": 1, "": 0, "_": -1}[kind]
        if not kind:
            colour = COLOUR.get(LETTERS.get(letter))
        # A lowered mark after a raised digit is drawn beneath it, so it goes back by the width of that digit.
        back = DIGIT * SMALL * size if to == -1 and re.fullmatch("[0-9]", before) else 0
        place = dict(dy=0.32 * size * (level - to) or None, dx=ahead - back or None)
        look = dict(fill=colour, **place, font_size=SMALL * size if to else None)
        spans.append(element("tspan", html.escape(piece, quote=False), **look))
        level, ahead, before = to, back * NARROWER.get(piece, 0), piece if kind else ""
    return "".join(spans)


class Axes:
    """A frame below and to the right of `corner`, from the numbers `across` and `up`; with `log` up is logarithmic."""

    def __init__(self, corner, width, height, across, up, log=False):
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

    def grid(self, up, across):
        """A faint line and its label at each number of the axes; up, across: dicts from number to label."""
        shapes = []
        for number, label in up.items():
            _, y = self.place(self.across[0], number)
            shapes += [line((self.left, y), (self.right, y), GRID), text((self.left - 8, y), label, anchor="end")]
        for number, label in across.items():
            x, _ = self.place(number, self.up[0])
            shapes += [line((x, self.top), (x, self.bottom), GRID), text((x, self.bottom + 16), label)]
        return shapes

    def curve(self, x, y, colour, width, dashes=None):
        """A line through the points, broken where y is not finite, or on a logarithmic axis not positive."""
        drawn = np.isfinite(y) & (np.greater(y, 0) | (not self.log))
        moves, pen = [], "M"
        for across, down, shown in zip(*self.place(x, np.where(drawn, y, self.up[1])), drawn, strict=True):
            if shown:
                moves.append(f"{pen}{across:.1f} {down:.1f}")
            pen = "L" if shown else "M"
        return path("".join(moves), colour, width, dashes)


def powers_around(values, low, high, base=10):
    """The powers of `base` that enclose `low`, `high` and those of `values` that are between 1e-14 and 1e14."""
    numbers = np.array([low, high, *values])
    drawn = np.log(numbers[(numbers > 1e-14) & (numbers < 1e14)]) / np.log(base)
    return float(base) ** np.floor(drawn.min() + 1e-9), float(base) ** np.ceil(drawn.max() - 1e-9)


def decades(low, high):
    """Ticks for a logarithmic axis from one power of ten to another: a dict from number to label."""
    first, last = round(np.log10(low)), round(np.log10(high))
    powers = range(first, last + 1, 1 + (last - first) // 5)
    return {10.0**n: f"{10.0**n:g}" if -3 <= n <= 3 else f"10{superscript(n)}" for n in powers}
