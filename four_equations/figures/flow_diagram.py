"""How the error flows back through a network: what each line carries, and what each slope lets through."""

import numpy as np

from .formats import signed, superscript
from .style import COLOUR, FAINT, INK
from .svg import Diagram, svg_text

LEFT, RIGHT, TOP, DOWN = 78, 124, 66, 90  # margins, and the distance of two neurons of a layer
WIDEST = 860
RADIUS, RING = 29, 7
DECADES, DECADE = (-7, 1), 15  # the axis of the bars, and the height of a factor of ten
BARS = 34 + DECADE * (DECADES[1] - DECADES[0])
CHOSEN = "#FBE3A8"


def error_flow_diagram(a, y, W, delta, slope, steepest, chosen, sender=None):
    """The errors of one sample in a network, how they flow back over the lines, and the mean size of each layer's.

    a, W, delta, slope: dicts by layer, as of a NeuralNetwork, slope the sigma'(z). steepest: the dict of the largest
    slope that the activation of a layer has. chosen: the neuron (l, j) to bring out. sender: the output whose error
    alone flows, if not that of all.
    """
    layers = [len(a[l]) for l in range(len(a))]
    where, bottom = _places(layers)
    shapes = _flows(layers, where, W, delta, chosen)
    for (l, j), (across, down) in where.items():
        if l == 0:
            shapes += _input(across, down, a[0][j, 0])
        else:
            shapes += _neuron(across, down, delta[l][j, 0], slope[l][j, 0] / steepest[l], (l, j) == chosen)
            shapes.append(
                svg_text(across, down + RADIUS + 18, f"σ′ {_brief(slope[l][j, 0])}", COLOUR["z"], 13, halo=True)
            )
        if l == len(layers) - 1:
            beside = across + RADIUS + RING + 8
            answer, target = f"a = {_brief(a[l][j, 0])}", f"y = {_brief(y[j, 0])}"
            shapes.append(svg_text(beside, down - 10, answer, COLOUR["a"], 13, anchor="start"))
            left_out = sender not in (None, j)
            shapes.append(svg_text(beside, down + 10, "left out" if left_out else target, INK, 13, anchor="start"))
    shapes += _names(layers)
    shapes += _bars({l: np.abs(delta[l]).mean() for l in delta}, layers, bottom)
    width, height = _size(layers, bottom)
    return Diagram(width, height, [*shapes, *_legend(height - 20)], _alt(layers, delta, slope))


def neuron_at(layers, across, down):
    """The neuron (l, j) at a place of the diagram, given as shares of its width and height, or None."""
    where, bottom = _places(layers)
    width, height = _size(layers, bottom)
    for (l, j), (x, y) in where.items():
        if l > 0 and np.hypot(across * width - x, down * height - y) < RADIUS + RING:
            return l, j
    return None


def _column(layers, l):
    return LEFT + l * min(200, (WIDEST - LEFT - RIGHT) / (len(layers) - 1))


def _size(layers, bottom):
    return _column(layers, len(layers) - 1) + RIGHT, bottom + BARS + 50


def _places(layers):
    """The centre of every neuron (l, j), and where the network ends and its bars begin."""
    tallest = max(2, *layers)
    where = {}
    for l, n in enumerate(layers):
        first = TOP + (tallest - n) * DOWN / 2 + RADIUS
        where |= {(l, j): (_column(layers, l), first + j * DOWN) for j in range(n)}
    return where, TOP + tallest * DOWN


def _brief(number):
    """The number in at most six letters: −0.148, 0.034, −3e−5."""
    number += 0.0  # no −0
    if number and abs(number) < 0.01:
        digits, power = f"{number:.0e}".split("e")
        return f"{digits}e{int(power)}".replace("-", "−")
    return signed(number, ".2g" if abs(number) < 0.1 else ".3g")


def _input(x, y, number):
    size = f'width="{2 * RADIUS}" height="{2 * RADIUS}" rx="4" fill="white" stroke="{INK}" stroke-width="1.5"'
    return [f'<rect x="{x - RADIUS:.1f}" y="{y - RADIUS:.1f}" {size}/>', svg_text(x, y, _brief(number), COLOUR["a"])]


def _neuron(x, y, delta, openness, chosen):
    """A neuron with its error, in a ring that is as full as its slope is near its largest."""
    ring = f'cx="{x:.1f}" cy="{y:.1f}" r="{RADIUS}" fill="{CHOSEN if chosen else "white"}" stroke-width="{RING}"'
    around = 2 * np.pi * RADIUS
    part = f'stroke-dasharray="{openness * around:.1f} {around:.1f}" transform="rotate(-90 {x:.1f} {y:.1f})"'
    return [
        f'<circle {ring} stroke="#E2E2E2"/>',
        f'<circle {ring} stroke="{COLOUR["z"]}" {part}/>',
        svg_text(x, y, _brief(delta), COLOUR["delta"], 13),
    ]


def _flows(layers, where, W, delta, chosen):
    """A line for each weight; over those between layers with errors an arrow, as wide as w δ is large."""
    lines, numbers = [], []
    for l in range(1, len(layers)):
        for j, k in np.ndindex(layers[l], layers[l - 1]):
            start, end = np.array(where[l, j]), np.array(where[l - 1, k])
            flow = 0.0 if l == 1 else W[l][j, k] * delta[l][j, 0]
            arrives = (l - 1, k) == chosen
            lines.append(_flow(start, end, flow, faint=not arrives))
            if arrives:
                x, y = 0.58 * start + 0.42 * end
                numbers.append(svg_text(x, y - 11, _brief(flow), COLOUR["delta"], 13, halo=True))
    return lines + numbers


def _width(flow):
    return min(10.0, 14 * abs(flow) ** 0.5)


def _flow(start, end, flow, faint):
    width = _width(flow)
    if width < 0.5:
        return _line(start, end, FAINT, 1, 0.35)
    way = (end - start) / np.hypot(*(end - start))
    side = np.array([-way[1], way[0]])
    long, wide = 7 + width, 3 + 0.7 * width
    tip = end - (RADIUS + RING / 2 + 1) * way
    corners = [tip, tip - long * way + wide * side, tip - long * way - wide * side]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    opacity = 0.45 if faint else 1
    line = _line(start, tip - (long - 1) * way, COLOUR["delta"], width, opacity, dashed=flow < 0)
    return f'{line}<polygon points="{points}" fill="{COLOUR["delta"]}" opacity="{opacity}"/>'


def _line(start, end, colour, width, opacity, dashed=False):
    dashes = ' stroke-dasharray="9 5"' if dashed else ""
    return (
        f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="{colour}" '
        f'stroke-width="{width:.1f}" opacity="{opacity}"{dashes}/>'
    )


def _names(layers):
    last = len(layers) - 1
    shapes = [svg_text(_column(layers, 0), 18, "input", size=13)]
    for l in range(1, last + 1):
        x = _column(layers, l)
        shapes.append(svg_text(x, 18, f"layer {l}", size=13))
        shapes.append(svg_text(x, 38, f"δ{superscript(l)} by BP{1 if l == last else 2}", COLOUR["delta"], 13))
    return shapes


def _bars(sizes, layers, top):
    """A bar on a logarithmic axis beneath each layer, and between two bars what the step back multiplied."""
    base, right = top + BARS, _column(layers, len(layers) - 1) + 42

    def height(power):
        return base - DECADE * (np.clip(power, *DECADES) - DECADES[0])

    shapes = [svg_text(14, top + 10, "mean size of δ in the layer", size=13, anchor="start")]
    for power in range(DECADES[0] + 1, DECADES[1], 2):
        label = f"10{superscript(power).replace('-', '⁻')}" if power else "1"
        shapes.append(svg_text(LEFT - 26, height(power), label, size=13, anchor="end"))
        shapes.append(_line((LEFT - 20, height(power)), (right, height(power)), FAINT, 1, 0.5))
    for l, size in sizes.items():
        x, y = _column(layers, l), height(np.log10(size) if size else DECADES[0])
        bar = f'x="{x - 17:.1f}" y="{y:.1f}" width="34" height="{base - y:.1f}"'
        shapes.append(f'<rect {bar} fill="{COLOUR["delta"]}"/>')
        shapes.append(svg_text(x, y - 10, _brief(size), COLOUR["delta"], 13, halo=True))
        if l + 1 in sizes and sizes[l + 1]:
            middle = (x + _column(layers, l + 1)) / 2
            shapes.append(svg_text(middle, base - 12, f"← × {_brief(size / sizes[l + 1])}", size=13, halo=True))
    return [*shapes, _line((LEFT - 20, base), (right, base), INK, 1.5, 1)]


def _legend(y):
    ring = f'cx="24" cy="{y}" r="8" fill="none" stroke-width="4"'
    return [
        f'<circle {ring} stroke="#E2E2E2"/><circle {ring} stroke="{COLOUR["z"]}" stroke-dasharray="33 60"/>',
        svg_text(42, y, "slope σ′, full at its largest", COLOUR["z"], 13, anchor="start"),
        _line((258, y), (300, y), COLOUR["delta"], 4, 1),
        svg_text(308, y, "w·δ, wide if large", COLOUR["delta"], 13, anchor="start"),
        _line((452, y), (494, y), COLOUR["delta"], 4, 1, dashed=True),
        svg_text(502, y, "negative", COLOUR["delta"], 13, anchor="start"),
    ]


def _alt(layers, delta, slope):
    rows = "; ".join(
        f"layer {l}: δ = {', '.join(map(_brief, delta[l][:, 0]))}, σ′ = {', '.join(map(_brief, slope[l][:, 0]))}, "
        f"mean size {_brief(np.abs(delta[l]).mean())}"
        for l in sorted(delta, reverse=True)
    )
    return f"How the error flows back through a {'-'.join(map(str, layers))} network. {rows}."
