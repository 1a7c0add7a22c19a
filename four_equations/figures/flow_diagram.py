"""How the error flows back through a network: over its weights, and through its slopes."""

import numpy as np

from . import flow_parts as parts
from .flow import Flow, hidden_neuron_in
from .flow_parts import CHOSEN, LEFT, RADIUS, RIGHT, RING, number
from .formats import bracketed
from .networks import layout
from .style import COLOUR, FAINT
from .svg import Axes, Diagram, arrow, box, decades, line, text

BARS, LIMITS = 120, (1e-7, 10)  # the height of the bars, and the sizes that they show


def error_flow_diagram(flow, chosen):
    """The errors of a Flow, how they go back over the lines, and the mean |δ| of each layer.

    chosen: the neuron (l, j) to highlight.
    """
    at, last = parts.places(flow.layers), flow.last
    base = parts.bottom(flow.layers) + BARS  # of the bars
    shapes = _flows(at, flow, chosen)
    for (l, j), (x, middle) in at.items():
        if l == 0:
            shapes += parts.start((x, middle), 0, flow.a[0][j, 0])
        else:
            shapes += parts.error((x, middle), flow, l, j, CHOSEN if (l, j) == chosen else "white")
    for j, output in enumerate(flow.a[last][:, 0]):
        x, down = at[last, j][0] + parts.FAR + 8, at[last, j][1]
        target = f"y = {number(flow.y[j, 0])}" if flow.sends(j) else "left out"
        shapes.append(text((x, down - 10), f"a = {number(output)}", COLOUR["a"], anchor="start"))
        shapes.append(text((x, down + 10), target, anchor="start"))
    columns = [at[l, 0][0] for l in flow.a]
    shapes += [*parts.names(columns), *_bars({l: np.abs(flow.delta[l]).mean() for l in flow.delta}, columns, base)]
    width, height = columns[-1] + RIGHT, base + 50
    return Diagram(width, height, [*shapes, *_legend(height - 20)], _alt(flow), parts.fields(at), parts.lines(at))


def arriving_errors(net, x, y, neuron=(1, 0)):
    """BP2 for one hidden neuron (l, j): each error of the next layer times the weight of its line, the sum, the slope.

    x (n^0, 1) is one sample with the target y (n^L, 1).
    """
    (l, j), flow = hidden_neuron_in(net.layers, neuron), Flow.of(net, x, y)
    across, down = min(270, parts.WIDEST / net.L), 1.25 * parts.DOWN
    at = layout(flow.layers, LEFT, parts.TOP + RADIUS + (max(2, *flow.layers) - 1) * down / 2, across, down)
    columns = [at[i, 0][0] for i in flow.a]
    shapes = [line(*ends, FAINT, opacity=0.35) for (i, *_, k), ends in parts.lines(at).items() if (i, k) != (l + 1, j)]
    arrows, numbers = _products(at, flow, l, j, written_out=across > 220)
    shapes += arrows + [parts.faded(at[key], key[0]) for key in at if key != (l, j) and key[0] != l + 1]
    x, middle = at[l, j]
    total = (flow.W[l + 1][:, j] * flow.delta[l + 1][:, 0]).sum()
    for i in range(flow.layers[l + 1]):
        shapes += parts.error(at[l + 1, i], flow, l + 1, i, slope=False)
    shapes += [*parts.error((x, middle), flow, l, j, CHOSEN, slope=False), *numbers]
    shapes.append(text((x, middle + RADIUS + 18), f"sum {number(total)}", COLOUR["delta"], halo=True))
    shapes.append(text((x, middle + RADIUS + 36), f"slope σ′ {number(flow.slope[l][j, 0])}", COLOUR["z"], halo=True))
    base = RADIUS + max(middle + 70, 40 + max(down for _, down in at.values()))
    said = _error_in_numbers(flow, l, j, total)
    shapes += [*parts.names(columns), text((LEFT - RADIUS, base), said, size=15, anchor="start")]
    alt = f"BP2 in a {'-'.join(map(str, flow.layers))} network, for neuron {j} of layer {l}. "
    alt += " ".join(f"From neuron {i} of layer {l + 1} comes {words}." for i, words in enumerate(_terms(flow, l, j)))
    alt += f" The sum is {number(total)}, the slope {number(flow.slope[l][j, 0])}, "
    alt += f"and their product the error {number(flow.delta[l][j, 0])}."
    return Diagram(columns[-1] + LEFT, base + 24, shapes, alt)


def _terms(flow, l, j):
    """For each neuron of the next layer, the product that it sends back: 2·(−0.125) = −0.25."""
    pairs = zip(flow.W[l + 1][:, j], flow.delta[l + 1][:, 0], strict=True)
    return [f"{bracketed(w, number)}·{bracketed(delta, number)} = {number(w * delta)}" for w, delta in pairs]


def _products(at, flow, l, j, written_out):
    """The arrows back into neuron j of layer l, and their numbers."""
    arrows, numbers = [], []
    for i, words in enumerate(_terms(flow, l, j)):
        begin, end = np.array(at[l + 1, i]), np.array(at[l, j])
        arrows.append(arrow(begin, end, COLOUR["delta"], 3, RADIUS + RING / 2 + 1))
        words = words if written_out else words.rsplit(" = ")[-1]
        numbers += parts.on_line(0.55 * begin + 0.45 * end, words, COLOUR["delta"])
    return arrows, numbers


def _error_in_numbers(flow, l, j, total):
    letters = f"(Σ_j w^{l + 1}_{{j{j}}} δ^{l + 1}_j) · σ′(z^{l}_{j})"
    numbers = f"{number(total)} · {number(flow.slope[l][j, 0])} = {number(flow.delta[l][j, 0])}"
    return f"δ^{l}_{j} = {letters} = {numbers}"


def _flows(at, flow, chosen):
    """A line for each weight into layer 1, and for each later one an arrow that is wider for a larger w δ."""
    shapes, numbers = [], []
    for (l, j, k), (end, begin) in parts.lines(at).items():
        arrives, sent = (l - 1, k) == chosen, 0.0 if l == 1 else flow.W[l][j, k] * flow.delta[l][j, 0]
        width = min(10.0, 14 * abs(sent) ** 0.5)
        if width < 0.5:
            shapes.append(line(begin, end, FAINT, opacity=0.35))
        else:
            look = dict(dashes="9 5" if sent < 0 else None, opacity=1 if arrives else 0.45)
            shapes.append(arrow(begin, end, COLOUR["delta"], width, RADIUS + RING / 2 + 1, **look))
        if arrives:
            place = 0.58 * np.array(begin) + 0.42 * np.array(end) - (0, 11)
            numbers.append(text(place, number(sent), COLOUR["delta"], halo=True))
    return shapes + numbers


def _bars(sizes, columns, base):
    """A bar on a logarithmic axis beneath each layer, and between two bars their ratio."""
    axes = Axes((LEFT - 20, base - BARS), columns[-1] + 62 - LEFT, BARS, (0, 1), LIMITS, log=True)
    shapes = [text((14, base - BARS - 24), "mean size of δ in the layer", anchor="start")]
    shapes += axes.grid(decades(*LIMITS), {})
    for l, size in sizes.items():
        x, (_, top) = columns[l], axes.place(0, size)
        shapes.append(box((x - 17, base), 34, top - base, COLOUR["delta"]))
        shapes.append(text((x, top - 10), number(size), COLOUR["delta"], halo=True))
        if l + 1 in sizes and sizes[l + 1]:
            shapes.append(text(((x + columns[l + 1]) / 2, base - 12), f"← × {number(size / sizes[l + 1])}", halo=True))
    return [*shapes, line((axes.left, base), (axes.right, base), width=1.5)]


def _legend(y):
    return [
        *parts.ring((24, y), 8, 4, 0.65, "white"),
        text((42, y), "slope σ′, full at its largest", COLOUR["z"], anchor="start"),
        line((258, y), (300, y), COLOUR["delta"], 4),
        text((308, y), "w·δ, wide if large", COLOUR["delta"], anchor="start"),
        line((452, y), (494, y), COLOUR["delta"], 4, "9 5"),
        text((502, y), "negative", COLOUR["delta"], anchor="start"),
    ]


def _alt(flow):
    rows = "; ".join(
        f"layer {l}: δ = {', '.join(map(number, delta[:, 0]))}, σ′ = {', '.join(map(number, flow.slope[l][:, 0]))}, "
        f"mean size {number(np.abs(delta).mean())}"
        for l, delta in sorted(flow.delta.items(), reverse=True)
    )
    return f"How the error flows back through a {'-'.join(map(str, flow.layers))} network. {rows}."
