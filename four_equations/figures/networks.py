"""Diagrams of networks, and of their matrix products."""

import numpy as np

from .formats import signed, superscript
from .style import COLOUR, FAINT
from .svg import Diagram, arrow, box, circle, line, neuron, path, text

MOST_DRAWN = 8


def layout(layers, left, middle, across, pitch):
    """The centre of every neuron (l, j): a column for each layer, the first at x = `left`, centred at y = `middle`."""
    return {
        (l, j): (left + l * across, middle + (j - (n - 1) / 2) * pitch) for l, n in enumerate(layers) for j in range(n)
    }


def network_diagram(layers, a=None, W=None, delta=None, edges=(), flow="forward", weight_shapes=True):
    """The neurons and weights of a network, from left to right; of more than 8 in a layer, the first 4 and last 3.

    a, delta: dicts by layer of arrays (n^l, 1), written into the neurons and beneath them. W: dict by layer, written on
    the weights. edges: the weights (l, j, k) to highlight, w^l_jk from neuron k to neuron j; flow is "forward" or
    "backward", the way their arrows point.
    """
    left, top, across, pitch, radius = 75, 62, (250 if W else 175), (92 if W else 46), (25 if a or delta else 16)
    rows = [list(range(n)) if n <= MOST_DRAWN else [0, 1, 2, 3, None, n - 3, n - 2, n - 1] for n in layers]
    height = pitch * max(2, *map(len, rows))
    places = layout(map(len, rows), left, top + height / 2, across, pitch)
    at = {(l, rows[l][row]): centre for (l, row), centre in places.items()}
    shapes = _edges(at, W, edges, flow, radius)
    for (l, j), (x, y) in at.items():
        if j is None:
            shapes.append(text((x, y), "⋮", size=22))
            continue
        shapes.append(neuron((x, y), l, radius))
        if a and l in a:
            shapes.append(text((x, y), signed(a[l][j, 0]), COLOUR["a"]))
        if delta and l in delta:
            shapes.append(text((x, y + radius + 14), signed(delta[l][j, 0]), COLOUR["delta"]))
    shapes += _layer_names(layers, left, across)
    for l in range(1, len(layers) if weight_shapes else 0):
        words = f"W{superscript(l)}: {layers[l]}×{layers[l - 1]}"
        shapes.append(text((left + (l - 0.5) * across, 54), words, COLOUR["W"], halo=True))
    width = 2 * left + (len(layers) - 1) * across
    return Diagram(width, top + height + 20, shapes, _network_alt(layers, a, W, delta, edges, flow))


def _edges(at, W, edges, flow, radius):
    """A line for each weight between drawn neurons, its number on it if W is given."""
    lines, numbers = [], []
    pairs = ((to, start) for to in at for start in at if start[0] == to[0] - 1 and None not in (*to, *start))
    for (l, j), (_, k) in pairs:
        start, end, highlit = at[l - 1, k], at[l, j], (l, j, k) in edges
        if not highlit:
            lines.append(line(start, end, FAINT, opacity=0.35 if edges else 0.8))
        elif flow == "backward":
            lines.append(arrow(end, start, COLOUR["delta"], gap=radius + 2))
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
    left, below = (width - (len(layers) - 1) * across) / 2, top + 262
    at = layout(layers, left, top + 120, across, pitch)
    ends = ((at[l - 1, k], centre) for (l, _), centre in at.items() for k in range(layers[l - 1] if l else 0))
    lines = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for (x1, y1), (x2, y2) in ends)
    shapes, names = [path(lines, FAINT, opacity=0.8)], []
    for l in range(1, len(layers)):
        n, n_prev, up, x = layers[l], layers[l - 1], superscript(l), left + (l - 0.5) * across
        shapes += _cells(x - (n_prev / 2 + 1) * cell, below + 14, n, n_prev, cell)
        shapes.append(text((x - 5, below), f"W{up}: {n}×{n_prev}", COLOUR["W"], anchor="end"))
        shapes.append(text((x + 5, below), f"b{up}: {n}×1", COLOUR["b"], anchor="start"))
        names.append(f"W{up} {n} by {n_prev}, b{up} {n} by 1")
    shapes += [neuron(centre, l, 0.37 * pitch) for (l, _), centre in at.items()]
    shapes += _layer_names(layers, left, across)
    alt = f"{_network_alt(layers)} Beneath, a cell for each parameter: {'; '.join(names)}."
    return Diagram(width, below + 112, shapes, alt)


def _cells(x, y, rows, columns, side):
    """A square for each entry of a weight matrix, and to its right a disc for each entry of the bias."""
    width, height = columns * side, rows * side
    across = "".join(f"M{x:.1f} {y + j * side:.1f}h{width:.1f}" for j in range(rows + 1))
    down = "".join(f"M{x + k * side:.1f} {y:.1f}v{height:.1f}" for k in range(columns + 1))
    shapes = [box((x, y), width, height, COLOUR["W"], strength=0.25), path(across + down, COLOUR["W"])]
    for j in range(rows):
        centre = x + width + 1.5 * side, y + (j + 0.5) * side
        shapes.append(circle(centre, side / 2 - 0.5, COLOUR["b"], COLOUR["b"], strength=0.25))
    return shapes


def _layer_names(layers, left, across):
    shapes, last = [], len(layers) - 1
    for l, n in enumerate(layers):
        kind = "input" if l == 0 else "output" if l == last else "hidden"
        count = f"n{superscript(l)} = {n}" + (f", {MOST_DRAWN - 1} drawn" if n > MOST_DRAWN else "")
        shapes += [text((left + l * across, 18), f"layer {l}: {kind}"), text((left + l * across, 38), count)]
    return shapes


def _network_alt(layers, a=None, W=None, delta=None, edges=(), flow="forward"):
    def numbers(column):
        return ", ".join(f"{v:.3g}" for v in column[:, 0])

    sizes = "-".join(map(str, layers))
    parts = [f"Network {sizes}: layers from left to right, every neuron joined to all of the layer before."]
    if a:
        parts.append(f"Values {'; '.join(f'a{superscript(l)} = {numbers(a[l])}' for l in a)}.")
    if delta:
        parts.append(f"Errors {'; '.join(f'layer {l}: {numbers(delta[l])}' for l in delta)}.")
    if W:
        rows = "; ".join(f"layer {l}: {np.round(W[l], 3).tolist()}" for l in W)
        parts.append(f"Numbers on the lines, a row for each neuron they enter: {rows}.")
    if edges:
        names = ", ".join(f"w{superscript(l)} from neuron {k} to neuron {j}" for l, j, k in edges)
        parts.append(f"Brought out, pointing {flow}, neurons counted from 0: {names}.")
    return " ".join(parts)


def equation_diagram(parts):
    """An equation as boxes drawn to scale, so that its shapes can be seen to fit.

    parts: operators (text such as "=", "·", "⊙") and matrices (label, content, symbol). content is a shape (rows,
    columns), or an array whose numbers are written into the boxes; symbol names the colour: a, z, W, b or delta.
    """
    tallest = max(_size(part[1])[1] for part in parts if not isinstance(part, str))
    middle, x, shapes, words = 20 + tallest / 2, 20, [], []
    for part in parts:
        width = 14 + 10 * len(part) if isinstance(part, str) else max(_size(part[1])[0], 62)
        centre = x + width / 2
        x += width + 6
        if isinstance(part, str):
            shapes.append(text((centre, middle), part, size=20))
            words.append(part)
        else:
            shapes += _matrix(*part, (centre, middle), middle + tallest / 2)
            words.append(f"{part[0]}, {_in_words(part[1])},")
    return Diagram(x + 20, tallest + 80, shapes, f"Matrices drawn to scale: {' '.join(words).rstrip(',')}.")


def _size(content):
    """The width and height of a drawn matrix. Boxes with numbers are larger."""
    rows, columns = getattr(content, "shape", content)
    return (22 * columns, 22 * rows) if isinstance(content, tuple) else (72 * columns, 34 * rows)


def _matrix(label, content, symbol, centre, bottom):
    """The boxes of a matrix around a point, and beneath `bottom` its name and its shape."""
    (x, y), (width, height), colour = centre, _size(content), COLOUR[symbol]
    rows, columns = getattr(content, "shape", content)
    wide, high = width / columns, height / rows
    shapes = []
    for j, k in np.ndindex(rows, columns):
        left, top = x - width / 2 + k * wide, y - height / 2 + j * high
        shapes.append(box((left, top), wide, high, colour, colour, strength=0.15))
        if not isinstance(content, tuple):
            shapes.append(text((left + wide / 2, top + high / 2), signed(content[j, k], ".4f")))
    shapes.append(text((x, bottom + 20), label, colour, 15))
    return [*shapes, text((x, bottom + 40), f"{rows} × {columns}", size=12)]


def _in_words(content):
    if not isinstance(content, tuple):
        return f"with the rows {np.round(content, 4).tolist()}"
    rows, columns = content
    return f"{rows} row{'s' * (rows > 1)} by {columns} column{'s' * (columns > 1)}"
