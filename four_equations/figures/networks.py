"""Diagrams of networks, and of their matrix products."""

import re
from typing import NamedTuple

import numpy as np

from .formats import signed, superscript
from .style import COLOUR, FAINT, INK
from .svg import Diagram, arrow, box, line, moved, neuron, path, text

MOST_DRAWN = 8


def layout(layers, left, middle, across, pitch):
    """The centre of every neuron (l, j): a column for each layer, the first at x = `left`, centred at y = `middle`."""
    return {
        (l, j): (left + l * across, middle + (j - (n - 1) / 2) * pitch) for l, n in enumerate(layers) for j in range(n)
    }


def network_diagram(layers, a=None, W=None, edges=(), weight_shapes=True):
    """The neurons and weights of a network, from left to right; of more than 8 in a layer, the first 4 and last 3.

    a: dict by layer of arrays (n^l, 1), written into the neurons; without it, the neurons bear their numbers.
    W: dict by layer, written on the weights. edges: the weights (l, j, k) to highlight, w^l_jk from neuron k to j.
    """
    left, top, across, pitch, radius = 75, 62, (250 if W else 175), (92 if W else 46), (25 if a else 16)
    rows = [list(range(n)) if n <= MOST_DRAWN else [0, 1, 2, 3, None, n - 3, n - 2, n - 1] for n in layers]
    height = pitch * max(2, *map(len, rows))
    places = layout(map(len, rows), left, top + height / 2, across, pitch)
    at = {(l, rows[l][row]): centre for (l, row), centre in places.items()}
    shapes = _edges(at, W, edges, radius)
    for (l, j), (x, y) in at.items():
        if j is None:
            shapes.append(text((x, y), "⋮", size=22))
            continue
        shapes.append(neuron((x, y), l, radius))
        if a and l in a:
            shapes.append(text((x, y), signed(a[l][j, 0]), COLOUR["a"]))
        elif not a:
            shapes.append(text((x, y), j))
    shapes += _layer_names(layers, left, across)
    for l in range(1, len(layers) if weight_shapes else 0):
        words = f"W{superscript(l)}: {layers[l]}×{layers[l - 1]}"
        shapes.append(text((left + (l - 0.5) * across, 54), words, COLOUR["W"], halo=True))
    width = 2 * left + (len(layers) - 1) * across
    return Diagram(width, top + height + 20, shapes, _network_alt(layers, a, W, edges))


def _edges(at, W, edges, radius):
    """A line for each weight between drawn neurons, its number on it if W is given."""
    lines, numbers = [], []
    pairs = ((to, start) for to in at for start in at if start[0] == to[0] - 1 and None not in (*to, *start))
    for (l, j), (_, k) in pairs:
        start, end, highlit = at[l - 1, k], at[l, j], (l, j, k) in edges
        if not highlit:
            lines.append(line(start, end, FAINT, opacity=0.35 if edges else 0.8))
        else:
            lines.append(arrow(start, end, COLOUR["W"], gap=radius + 2))
        if W:
            place = 0.25 * np.array(start) + 0.75 * np.array(end)
            colour = COLOUR["W"] if highlit or not edges else FAINT
            numbers.append(text(place, signed(W[l][j, k]), colour, halo=True))
    return lines + numbers


def shape_diagram(layers):
    """A network, and beneath the lines into each layer its W^l and b^l: a cell for each parameter.

    The frame is the same for every network of up to 5 layers of up to 8 neurons.
    """
    width, top, tallest = 720, 54, max(layers)
    pitch, cell, across = min(48, 240 / tallest), min(18, 88 / tallest), min(260, (width - 140) / (len(layers) - 1))
    left, below = (width - (len(layers) - 1) * across) / 2, top + 300
    at = layout(layers, left, top + 120, across, pitch)
    ends = ((at[l - 1, k], at[l, j]) for l, j in at for k in range(layers[l - 1] if l else 0))
    lines = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for (x1, y1), (x2, y2) in ends)
    shapes, names = [path(lines, FAINT, opacity=0.8)], []
    for l in range(1, len(layers)):
        n, n_prev, up, x = layers[l], layers[l - 1], superscript(l), left + (l - 0.5) * across
        both, wide = matrices([Grid(f"W^{l}", (n, n_prev), "W"), Grid(f"b^{l}", (n, 1), "b")], tallest * cell, cell)
        shapes.append(moved(both, x - wide / 2, below))
        names.append(f"W{up} {n} by {n_prev}, b{up} {n} by 1")
    shapes += [neuron(centre, l, 0.37 * pitch) for (l, _), centre in at.items()]
    shapes += _layer_names(layers, left, across)
    alt = f"{_network_alt(layers)} Beneath, a cell for each parameter: {'; '.join(names)}."
    return Diagram(width, below + 90, shapes, alt)


def _layer_names(layers, left, across):
    shapes = []
    for l, n in enumerate(layers):
        count = f"{n} {'neuron' if l else 'input'}{'s' * (n > 1)}"
        count += f", {MOST_DRAWN - 1} drawn" if n > MOST_DRAWN else ""
        shapes += [text((left + l * across, 18), layer_name(l, layers)), text((left + l * across, 38), count)]
    return shapes


def layer_name(l, layers):
    """Such as "layer 0: input"."""
    return f"layer {l}: {'input' if l == 0 else 'output' if l == len(layers) - 1 else 'hidden'}"


def _network_alt(layers, a=None, W=None, edges=()):
    def numbers(column):
        return ", ".join(f"{v:.3g}" for v in column[:, 0])

    sizes = "-".join(map(str, layers))
    parts = [f"Network {sizes}: layers from left to right, every neuron joined to all of the layer before."]
    if a:
        parts.append(f"Values {'; '.join(f'a{superscript(l)} = {numbers(a[l])}' for l in a)}.")
    if W:
        rows = "; ".join(f"layer {l}: {np.round(W[l], 3).tolist()}" for l in W)
        parts.append(f"Numbers on the lines, a row for each neuron they enter: {rows}.")
    if edges:
        names = ", ".join(f"w{superscript(l)} from neuron {k} to neuron {j}" for l, j, k in edges)
        parts.append(f"Brought out, pointing forward, neurons counted from 0: {names}.")
    return " ".join(parts)


def equation_diagram(parts):
    """An equation as boxes drawn to scale, so that its shapes can be seen to fit.

    parts: operators (text such as "=", "·", "⊙") and matrices (label, content, symbol). content is a shape (rows,
    columns), or an array whose numbers are written into the boxes; symbol names the colour: a, z, W, b or delta.
    """
    parts = [part if isinstance(part, str) else Grid(*part) for part in parts]
    tallest = max(part.shape[0] * (34 if part.has_numbers else 22) for part in parts if not isinstance(part, str))
    shapes, width = matrices(parts, tallest)
    words = " ".join(part if isinstance(part, str) else f"{part.label}, {part.in_words()}," for part in parts)
    alt = f"Matrices drawn to scale: {words.rstrip(',')}."
    return Diagram(width + 40, tallest + 80, [moved(shapes, 20, 20 + tallest / 2)], alt)


class Grid(NamedTuple):
    """A matrix to draw, of this shape, or with an array as content. Places `active` stand out, all but `known` fade."""

    label: str
    content: tuple
    symbol: str
    active: set = frozenset()
    known: set = None  # all of them

    shape = property(lambda self: getattr(self.content, "shape", self.content))
    has_numbers = property(lambda self: not isinstance(self.content, tuple))

    def in_words(self):
        if self.has_numbers:
            return f"with the rows {np.round(self.content, 4).tolist()}"
        rows, columns = self.shape
        return f"{rows} row{'s' * (rows > 1)} by {columns} column{'s' * (columns > 1)}"


def matrices(parts, tallest, side=22, brackets=False):
    """Matrices in a row, centred at y = 0, with the signs between them: the shapes, and how wide they are.

    parts: signs as text, and Grids. Beneath `tallest`, the height of the highest, each has its label and its shape,
    3 × 1; with `brackets`, the shapes are an equation as well: (3, 1) = (3, 2) · (2, 1).
    """
    shapes, x = [], 0
    for part in parts:
        if isinstance(part, str):
            width = 10 + 8 * len(part)
            shapes.append(text((x + width / 2, 0), part, size=17))
            if brackets:
                shapes.append(text((x + width / 2, tallest / 2 + 37), part))
        else:
            (rows, columns), (wide, high) = part.shape, (72, 34) if part.has_numbers else (side, side)
            width = max(columns * wide, 38, 8 * len(re.sub(r"[\^_{}]", "", part.label))) + 8
            middle = x + width / 2
            shapes += _entries(part, middle - columns * wide / 2, -rows * high / 2, wide, high)
            shapes.append(text((middle, tallest / 2 + 16), part.label, COLOUR.get(part.symbol, INK), 15))
            shapes.append(text((middle, tallest / 2 + 37), part.shape if brackets else f"{rows} × {columns}"))
        x += width
    return shapes, x


def _entries(grid, left, top, wide, high):
    """A box for each entry; those that stand out are drawn on top."""
    colour = COLOUR.get(grid.symbol, INK)
    plain, strong = [], []
    for j, k in np.ndindex(grid.shape):
        corner = left + k * wide, top + j * high
        if (j, k) in grid.active:
            strong.append(box(corner, wide, high, colour, colour, 2.5, strength=0.6))
        elif grid.known is None or (j, k) in grid.known:
            plain.append(box(corner, wide, high, colour, colour, 1, strength=0.15))
        else:
            plain.append(box(corner, wide, high, "white", colour, 0.6, dashes="3 2"))
        if grid.has_numbers:
            place = corner[0] + wide / 2, corner[1] + high / 2
            plain.append(text(place, signed(grid.content[j, k], ".4f")))
    return plain + strong
