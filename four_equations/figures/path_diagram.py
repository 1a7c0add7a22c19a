"""The paths from a weight to the cost, with the factors of their products where these belong."""

import numpy as np

from . import flow_parts as parts
from .flow import Flow, Paths, weight_in
from .flow_parts import CHOSEN, RADIUS, RING, number
from .formats import bracketed, signed, weight_name
from .style import COLOUR, FAINT, INK
from .svg import Diagram, arrow, circle, line, text

MOST_WRITTEN = 6  # paths whose products are written out
TO_COST, HALF = 165, 20  # from the outputs to the cost, and its radius


def paths_diagram(net, x, y, weight=(1, 0, 0), factors=True):
    """All paths from the weight (l, j, k) to the cost of one sample, x (n^0, 1) with the target y (n^L, 1).

    The factors of their products are written where they belong: w on a line of up to 6 paths, σ′ beneath a neuron, and
    a - y before the cost. Without `factors`, each neuron holds the number of the paths that lead through it.
    """
    if net.cost_name != "quadratic":
        raise ValueError(f"net must have the quadratic cost, but has {net.cost_name}.")
    return draw_paths(Paths(Flow.of(net, x, y), weight_in(net.layers, weight)), factors)


def draw_paths(paths, factors=True):
    """The Diagram of these Paths. Neurons and lines are where those of `error_flow_diagram` are."""
    flow, (first, _, k) = paths.flow, paths.weight
    at = parts.places(flow.layers)
    columns = [at[l, 0][0] for l in flow.a]
    end = columns[-1] + TO_COST, np.mean([y for (l, _), (_, y) in at.items() if l == flow.last])
    shapes, written = _edges(at, end, paths, factors)
    for (l, i), centre in at.items():
        if (l, i) == (first - 1, k):
            shapes += parts.start(centre, l, flow.a[l][i, 0])
        elif i not in paths.lit.get(l, ()):
            shapes.append(parts.faded(centre, l))
        elif factors:
            shapes += parts.error(centre, flow, l, i, CHOSEN if l == first else "white")
        else:
            shapes += [circle(centre, RADIUS, CHOSEN if l == first else "white", COLOUR["delta"], 3)]
            shapes.append(text(centre, paths.count // len(paths.lit[l]), COLOUR["delta"], 15))
    shapes += [circle(end, HALF, "white", INK, 2), text(end, "C", size=15), *written, *parts.names(columns, factors)]
    shapes.append(text((end[0], 18), "cost"))
    if factors:
        shapes.append(text((end[0] - 0.5 * TO_COST, 38), "a − y", COLOUR["a"]))
    return _with_words(shapes, paths, factors, at, end)


def _with_words(shapes, paths, factors, at, end):
    """The Diagram, with the number of paths and a legend beneath."""
    top = parts.bottom(paths.flow.layers) - 14
    counted = _counted(paths, _marked(paths.weight), "C")
    shapes.append(text((24, top), counted, size=15, anchor="start", bold=True))
    legend = ["In a neuron: the number of paths that lead through it."]
    if factors:
        on_lines = " w on a line," if 1 < paths.count <= MOST_WRITTEN else ""
        legend = [f"Multiply along a path: a at its start,{on_lines} σ′ beneath each neuron, a − y before C."]
        legend.append("In a neuron, its error δ: the products from its σ′ on to C, added up.")
    for i, words in enumerate(legend):
        shapes.append(text((24, top + 24 + 20 * i), words, anchor="start"))
    height = top + 20 + 20 * len(legend)
    return Diagram(end[0] + 45, height, shapes, _alt(paths, factors), parts.fields(at), parts.lines(at))


def _edges(at, end, paths, factors):
    """The lines of all weights, those of the paths as arrows, and the numbers on them."""
    faint, lit, numbers, flow = [], [], [], paths.flow
    gap, few = RADIUS + RING / 2 + 1, paths.count <= MOST_WRITTEN
    for (l, j, k), (begin, tip) in parts.lines(at).items():
        before, after = (paths.lit.get(i, ()) for i in (l - 1, l))
        if (l, j, k) == paths.weight:
            lit.append(arrow(begin, tip, COLOUR["W"], 5, gap))
            name = _marked(paths.weight)
            numbers += parts.on_line(_between(begin, tip, 0.5), name, COLOUR["W"], 15, bold=True)
        elif k not in before or j not in after:
            faint.append(line(begin, tip, FAINT, opacity=0.35))
        else:
            lit.append(arrow(begin, tip, COLOUR["delta"], 3 if few else 1.5, gap, opacity=None if few else 0.45))
            if factors and few:
                place = _between(begin, tip, _share(len(before), len(after)))
                size = 13 if tip[0] - begin[0] > 150 else 11
                numbers += parts.on_line(place, number(flow.W[l][j, k]), COLOUR["W"], size)
    for i in paths.lit[flow.last]:
        lit.append(arrow(at[flow.last, i], end, COLOUR["delta"], 3, HALF + 2))
        if factors:
            rest = number(flow.a[flow.last][i, 0] - flow.y[i, 0])
            numbers += parts.on_line(_between(at[flow.last, i], end, 0.5), rest, COLOUR["a"])
    return faint + lit, numbers


def _between(begin, end, share):
    return (1 - share) * np.array(begin) + share * np.array(end)


def _share(before, after):
    """How far along the lines between so many neurons their numbers are, so that these are evenly spaced."""
    return 1 / (after + 1) if after <= before else 1 - 1 / (before + 1)


def _counted(paths, name, cost):
    count = f"{paths.count} path{'s' * (paths.count != 1)}" if paths.count else "No path"
    return f"{count} from {name} to {cost}"


def _marked(weight):
    """The name of a weight with the marks of `text`."""
    l, j, k = weight
    return f"w^{l}_{{{j}{k}}}"


def _alt(paths, factors):
    flow, (l, j, k) = paths.flow, paths.weight
    counted = _counted(paths, weight_name(l, j, k), "the cost")
    said = [f"{counted} in a {'-'.join(map(str, flow.layers))} network."]
    if not factors:
        through = (f"; through each of layer {i}, {paths.count // len(paths.lit[i])}" for i in [*paths.lit][1:])
        return f"{said[0]} Through neuron {j} of layer {l} lead {paths.count}{''.join(through)}."
    if 0 < paths.count <= MOST_WRITTEN:
        for route, value in zip(paths.routes(), paths.products, strict=True):
            numbers = "·".join(bracketed(factor, signed) for factor in paths.factors(route))
            said.append(f"Over the neurons {', '.join(map(str, route))}: {numbers} = {signed(value + 0.0)}.")
    activation, error = signed(flow.a[l - 1][k, 0] + 0.0), signed(flow.delta[l][j, 0] + 0.0)
    said.append(f"The sum is {signed(paths.products.sum() + 0.0)}: the activation {activation} at the start")
    said.append(f"times the error {error} of neuron {j} of layer {l}.")
    return " ".join(said)
