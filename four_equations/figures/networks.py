"""Diagrams of networks, drawn as SVG."""

import numpy as np

from .formats import signed, superscript
from .style import COLOUR, FAINT, INK
from .svg import Diagram, svg_text

MOST_DRAWN = 8


def network_diagram(layers, a=None, W=None, delta=None, edges=(), flow="forward", weight_shapes=True):
    """The neurons and weights of a network, layer by layer from left to right.

    a, delta: dicts by layer of arrays (n^l, 1), written into the neurons and beneath them. W: dict by layer, written on
    the weights. edges: the weights (l, j, k) to bring out, w^l_jk from neuron k to neuron j; flow is "forward" or
    "backward", the way their arrows point. Layers of more than 8 neurons are drawn with a gap.
    """
    across, down, radius = (250 if W else 175), (92 if W else 46), (25 if a or delta else 16)
    left, top = 75, 62
    tallest = max(2, *(len(_drawn_neurons(n)) for n in layers)) * down
    where = {}
    for l, n in enumerate(layers):
        rows = _drawn_neurons(n)
        first = top + (tallest - len(rows) * down + down) / 2
        where |= {(l, j): (left + l * across, first + row * down) for row, j in enumerate(rows)}
    shapes = _edges(layers, where, W, edges, flow, radius)
    for (l, j), centre in where.items():
        shapes += [svg_text(*centre, "⋮", size=22)] if j is None else _neuron(centre, radius, l)
        if a and l in a:
            shapes.append(svg_text(*centre, signed(a[l][j, 0]), COLOUR["a"], 13))
        if delta and l in delta:
            shapes.append(svg_text(centre[0], centre[1] + radius + 14, signed(delta[l][j, 0]), COLOUR["delta"], 13))
    shapes += _layer_names(layers, left, across)
    if weight_shapes:
        shapes += _weight_shapes(layers, left, across)
    width = 2 * left + (len(layers) - 1) * across
    return Diagram(width, top + tallest + 20, shapes, _network_alt(layers, a, W, delta, edges, flow))


def shape_diagram(layers):
    """A network, and beneath the lines into each layer their W^l and b^l: a cell for each parameter.

    The frame is the same for every network of up to 5 layers of up to 8 neurons.
    """
    width, top, tallest = 720, 54, max(layers)
    pitch, cell, across = min(48, 240 / tallest), min(18, 88 / tallest), min(260, (width - 140) / (len(layers) - 1))
    radius, left, below = round(0.37 * pitch, 1), (width - (len(layers) - 1) * across) / 2, top + 262
    where = {
        (l, j): (left + l * across, top + 120 + (j - (n - 1) / 2) * pitch)
        for l, n in enumerate(layers)
        for j in range(n)
    }
    shapes, names = [], []
    for l in range(1, len(layers)):
        n, n_prev, up, x = layers[l], layers[l - 1], superscript(l), left + (l - 0.5) * across
        ends = [(*where[l - 1, k], *where[l, j]) for j in range(n) for k in range(n_prev)]
        lines = "".join(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" for x1, y1, x2, y2 in ends)
        shapes.append(f'<path d="{lines}" stroke="{FAINT}" opacity="0.8"/>')
        start = x - (n_prev * cell + 2 * cell) / 2
        shapes += _cells(start, below + 14, n, n_prev, cell, COLOUR["W"])
        shapes += _cells(start + (n_prev + 1) * cell, below + 14, n, 1, cell, COLOUR["b"], round_ones=True)
        shapes.append(svg_text(x - 5, below, f"W{up}: {n}×{n_prev}", COLOUR["W"], 13, anchor="end"))
        shapes.append(svg_text(x + 5, below, f"b{up}: {n}×1", COLOUR["b"], 13, anchor="start"))
        names.append(f"W{up} {n} by {n_prev}, b{up} {n} by 1")
    for (l, _), centre in where.items():
        shapes += _neuron(centre, radius, l)
    shapes += _layer_names(layers, left, across)
    alt = f"{_network_alt(layers)} Beneath, a cell for each parameter: {'; '.join(names)}."
    return Diagram(width, below + 112, shapes, alt)


def _cells(x, y, rows, columns, side, colour, round_ones=False):
    """A matrix as a grid of squares, or of discs."""
    shape = f'fill="{colour}" fill-opacity="0.25" stroke="{colour}"'
    if round_ones:
        places = [(x + (k + 0.5) * side, y + (j + 0.5) * side) for j in range(rows) for k in range(columns)]
        return [f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{side / 2 - 0.5}" {shape}/>' for cx, cy in places]
    across = "".join(f"M{x:.1f} {y + j * side:.1f}h{columns * side}" for j in range(rows + 1))
    down = "".join(f"M{x + k * side:.1f} {y:.1f}v{rows * side}" for k in range(columns + 1))
    return [
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{columns * side}" height="{rows * side}" '
        f'fill="{colour}" fill-opacity="0.25"/><path d="{across}{down}" stroke="{colour}"/>'
    ]


def _edges(layers, where, W, edges, flow, radius):
    """A line for each weight between drawn neurons, its number on it if W is given."""
    lines, numbers = [], []
    for l in range(1, len(layers)):
        for j in filter(lambda j: j is not None, _drawn_neurons(layers[l])):
            for k in filter(lambda k: k is not None, _drawn_neurons(layers[l - 1])):
                start, end, chosen = where[l - 1, k], where[l, j], (l, j, k) in edges
                lines.append(_edge(start, end, radius, chosen, flow, faint=bool(edges) and not chosen))
                if W:
                    numbers.append(_edge_number(start, end, W[l][j, k], chosen or not edges))
    return lines + numbers


def _drawn_neurons(n):
    """The rows of a layer's drawing: neuron numbers, with None for the gap in a layer that is too tall."""
    if n <= MOST_DRAWN:
        return list(range(n))
    return [*range(4), None, *range(n - 3, n)]


def _neuron(centre, radius, l):
    x, y = centre
    if l == 0:  # inputs are squares: they compute nothing
        size = f'width="{2 * radius:g}" height="{2 * radius:g}" rx="4" fill="white" stroke="{INK}" stroke-width="1.5"'
        return [f'<rect x="{x - radius:g}" y="{y - radius:.1f}" {size}/>']
    return [f'<circle cx="{x:g}" cy="{y:.1f}" r="{radius:g}" fill="white" stroke="{COLOUR["a"]}" stroke-width="2"/>']


def _edge(start, end, radius, chosen, flow, faint):
    colour = COLOUR["delta" if flow == "backward" else "W"] if chosen else FAINT
    width, opacity = (3, 1) if chosen else (1, 0.35 if faint else 0.8)
    (x1, y1), (x2, y2) = start, end
    line = (
        f'<line x1="{x1}" y1="{y1:.1f}" x2="{x2}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}" opacity="{opacity}"/>'
    )
    return line + (_arrow_head(start, end, radius, colour, flow) if chosen else "")


def _arrow_head(start, end, radius, colour, flow):
    if flow == "backward":
        start, end = end, start
    (x1, y1), (x2, y2) = start, end
    angle = np.arctan2(y2 - y1, x2 - x1)
    tip = np.array([x2, y2]) - (radius + 2) * np.array([np.cos(angle), np.sin(angle)])
    corners = [tip] + [tip - 12 * np.array([np.cos(angle + turn), np.sin(angle + turn)]) for turn in (0.4, -0.4)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'


def _edge_number(start, end, number, strong):
    x, y = 0.25 * np.array(start) + 0.75 * np.array(end)
    return svg_text(x, y, signed(number), COLOUR["W"] if strong else FAINT, 13, halo=True)


def _layer_names(layers, left, across):
    shapes, last = [], len(layers) - 1
    for l, n in enumerate(layers):
        kind = "input" if l == 0 else "output" if l == last else "hidden"
        count = f"n{superscript(l)} = {n}" + (f", {MOST_DRAWN - 1} drawn" if n > MOST_DRAWN else "")
        shapes.append(svg_text(left + l * across, 18, f"layer {l}: {kind}", size=13))
        shapes.append(svg_text(left + l * across, 38, count, size=13))
    return shapes


def _weight_shapes(layers, left, across):
    texts = [f"W{superscript(l)}: {layers[l]}×{layers[l - 1]}" for l in range(1, len(layers))]
    return [svg_text(left + (i + 0.5) * across, 54, text, COLOUR["W"], 13, halo=True) for i, text in enumerate(texts)]


def _network_alt(layers, a=None, W=None, delta=None, edges=(), flow="forward"):
    sizes = "-".join(map(str, layers))
    alt = f"Network {sizes}: layers from left to right, every neuron joined to all of the layer before."
    if a:
        alt += (
            " Values " + "; ".join(f"a{superscript(l)} = {', '.join(f'{v:.3g}' for v in a[l][:, 0])}" for l in a) + "."
        )
    if delta:
        alt += (
            " Errors " + "; ".join(f"layer {l}: {', '.join(f'{v:.3g}' for v in delta[l][:, 0])}" for l in delta) + "."
        )
    if W:
        alt += " Numbers on the lines, a row for each neuron they enter: "
        alt += "; ".join(f"layer {l}: {np.round(W[l], 3).tolist()}" for l in W) + "."
    if edges:
        names = ", ".join(f"w{superscript(l)} from neuron {k} to neuron {j}" for l, j, k in edges)
        alt += f" Brought out, pointing {flow}, neurons counted from 0: {names}."
    return alt
