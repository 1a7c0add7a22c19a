"""Diagrams of networks, drawn as SVG."""

import numpy as np

from ..pictures import COLOUR, FAINT, INK, Diagram
from .lettering import signed, superscript, svg_text

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
        size = f'width="{2 * radius}" height="{2 * radius}" rx="4" fill="white" stroke="{INK}" stroke-width="1.5"'
        return [f'<rect x="{x - radius}" y="{y - radius:.1f}" {size}/>']
    return [f'<circle cx="{x}" cy="{y:.1f}" r="{radius}" fill="white" stroke="{COLOUR["a"]}" stroke-width="2"/>']


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


def _network_alt(layers, a, W, delta, edges, flow):
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
