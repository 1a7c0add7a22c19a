"""How the error flows back through a network: over its weights, and through its slopes."""

from functools import partial

import numpy as np

from .formats import short, superscript
from .networks import layout
from .style import COLOUR, FAINT
from .svg import Axes, Diagram, arrow, box, circle, decades, line, neuron, text

LEFT, RIGHT, TOP, DOWN = 78, 124, 66, 90  # margins, and the distance between two neurons of a layer
WIDEST = 860
RADIUS, RING, FAR = 29, 7, 36  # of a neuron, and how far from its centre its ring reaches
BARS, LIMITS = 120, (1e-7, 10)  # the height of the bars, and the sizes that they show
CHOSEN, PALE = "#FBE3A8", "#E2E2E2"

_number = partial(short, least=0.01)


def error_flow_diagram(a, y, W, delta, slope, steepest, chosen, sender=None):
    """The errors of one sample in a network, how they flow back over the lines, and the mean |δ| of each layer.

    a, W, delta, slope: dicts by layer, as of a NeuralNetwork, slope the sigma'(z). steepest: the dict of the largest
    slope that the activation of a layer has. chosen: the neuron (l, j) to highlight. sender: the output whose error
    alone flows, or None for all.
    """
    layers, last = [len(a[l]) for l in a], max(a)
    across, tallest = min(200, (WIDEST - LEFT - RIGHT) / last), max(2, *layers)
    base = TOP + tallest * DOWN + 34 + BARS  # of the bars
    at = layout(layers, LEFT, TOP + RADIUS + (tallest - 1) * DOWN / 2, across, DOWN)
    shapes = _flows(at, W, delta, chosen)
    for (l, j), (x, middle) in at.items():
        if l == 0:
            shapes += [neuron((x, middle), 0, RADIUS), text((x, middle), _number(a[0][j, 0]), COLOUR["a"], 14)]
        else:
            share, fill = slope[l][j, 0] / steepest[l], CHOSEN if (l, j) == chosen else "white"
            shapes += _ring((x, middle), RADIUS, RING, share, fill)
            shapes.append(text((x, middle), _number(delta[l][j, 0]), COLOUR["delta"]))
            shapes.append(text((x, middle + RADIUS + 18), f"σ′ {_number(slope[l][j, 0])}", COLOUR["z"], halo=True))
    for j, output in enumerate(a[last][:, 0]):
        x, down = at[last, j][0] + FAR + 8, at[last, j][1]
        target = f"y = {_number(y[j, 0])}" if sender in (None, j) else "left out"
        shapes.append(text((x, down - 10), f"a = {_number(output)}", COLOUR["a"], anchor="start"))
        shapes.append(text((x, down + 10), target, anchor="start"))
    columns = [LEFT + l * across for l in a]
    shapes += [*_names(columns), *_bars({l: np.abs(delta[l]).mean() for l in delta}, columns, base)]
    fields = {(l, j): (x - FAR, y - FAR, 2 * FAR, 2 * FAR) for (l, j), (x, y) in at.items() if l > 0}
    width, height = columns[-1] + RIGHT, base + 50
    return Diagram(width, height, [*shapes, *_legend(height - 20)], _alt(layers, delta, slope), fields)


def _ring(centre, radius, thick, share, fill):
    """A ring of which only this share is dark."""
    around = 2 * np.pi * radius
    full = circle(centre, radius, fill, COLOUR["z"], thick, dashes=f"{share * around:.1f} {around:.1f}")
    return [circle(centre, radius, "none", PALE, thick), full]


def _flows(at, W, delta, chosen):
    """A line for each weight into layer 1, and for each later one an arrow that is wider for a larger w δ."""
    lines, numbers = [], []
    for l in W:
        for j, k in np.ndindex(W[l].shape):
            start, end, arrives = at[l, j], at[l - 1, k], (l - 1, k) == chosen
            flow = 0.0 if l == 1 else W[l][j, k] * delta[l][j, 0]
            width = min(10.0, 14 * abs(flow) ** 0.5)
            if width < 0.5:
                lines.append(line(start, end, FAINT, opacity=0.35))
            else:
                look = dict(dashes="9 5" if flow < 0 else None, opacity=1 if arrives else 0.45)
                lines.append(arrow(start, end, COLOUR["delta"], width, RADIUS + RING / 2 + 1, **look))
            if arrives:
                place = 0.58 * np.array(start) + 0.42 * np.array(end) - (0, 11)
                numbers.append(text(place, _number(flow), COLOUR["delta"], halo=True))
    return lines + numbers


def _names(columns):
    shapes, last = [text((LEFT, 18), "input")], len(columns) - 1
    for l, x in enumerate(columns[1:], 1):
        shapes.append(text((x, 18), f"layer {l}"))
        shapes.append(text((x, 38), f"δ{superscript(l)} by BP{1 if l == last else 2}", COLOUR["delta"]))
    return shapes


def _bars(sizes, columns, base):
    """A bar on a logarithmic axis beneath each layer, and between two bars their ratio."""
    axes = Axes((LEFT - 20, base - BARS), columns[-1] + 62 - LEFT, BARS, (0, 1), LIMITS, log=True)
    shapes = [text((14, base - BARS - 24), "mean size of δ in the layer", anchor="start")]
    shapes += axes.grid(decades(*LIMITS), {})
    for l, size in sizes.items():
        x, (_, top) = columns[l], axes.place(0, size)
        shapes.append(box((x - 17, base), 34, top - base, COLOUR["delta"]))
        shapes.append(text((x, top - 10), _number(size), COLOUR["delta"], halo=True))
        if l + 1 in sizes and sizes[l + 1]:
            shapes.append(text(((x + columns[l + 1]) / 2, base - 12), f"← × {_number(size / sizes[l + 1])}", halo=True))
    return [*shapes, line((axes.left, base), (axes.right, base), width=1.5)]


def _legend(y):
    return [
        *_ring((24, y), 8, 4, 0.65, "white"),
        text((42, y), "slope σ′, full at its largest", COLOUR["z"], anchor="start"),
        line((258, y), (300, y), COLOUR["delta"], 4),
        text((308, y), "w·δ, wide if large", COLOUR["delta"], anchor="start"),
        line((452, y), (494, y), COLOUR["delta"], 4, "9 5"),
        text((502, y), "negative", COLOUR["delta"], anchor="start"),
    ]


def _alt(layers, delta, slope):
    rows = "; ".join(
        f"layer {l}: δ = {', '.join(map(_number, delta[l][:, 0]))}, σ′ = {', '.join(map(_number, slope[l][:, 0]))}, "
        f"mean size {_number(np.abs(delta[l]).mean())}"
        for l in sorted(delta, reverse=True)
    )
    return f"How the error flows back through a {'-'.join(map(str, layers))} network. {rows}."
