"""A patient of notebook 08: what its training shows from outside, and how its layers are."""

import numpy as np

from .formats import signed, superscript
from .style import COLOUR, FAINT, INK
from .svg import Diagram, svg_text

WIDTH, HEIGHT = 848, 430
DASHES = ("", "9 5", "3 4", "12 4 3 4", "6 3", "14 3 2 3 2 3")
SHADES = ("#00382A", "#005A42", "#007F5C", "#12875F", "#239273", "#339C7E")
GRID, RIM = "#dddddd", "#777777"


def clinic_picture(run, before=None):
    """The training `run`: its cost, its accuracy, the size of dW by layer, and the slopes of its layers now.

    `before` is the training without the treatment, whose curves stand beside it, grey and dashed.
    """
    last = run.setup.epochs
    costs = [*run.costs, *(before.costs if before else [])]
    cost = _Plot(62, 34, 332, 160, last, _decades(costs, 0.1, 1))
    accuracy = _Plot(62, 254, 332, 126, last, (0, 1))
    sizes = np.array(run.sizes).T
    gradient = _Plot(484, 34, 220, 160, last, _decades(sizes.ravel(), 1e-3, 1e-1))
    shapes = [
        *cost.frame("cost C"),
        *accuracy.frame("accuracy", {0: "0 %", 1: "100 %"}, "epoch"),
        *accuracy.level(1 / 3, "a guess: 33 %"),
        *gradient.frame("mean size of dW by layer, and now"),
    ]
    for plot, of in ((cost, "costs"), (accuracy, "accuracies")):
        if before:
            shapes.append(plot.curve(getattr(before, of), FAINT, "7 5"))
        shapes += [plot.curve(getattr(run, of), COLOUR["a"]), plot.end(getattr(run, of), COLOUR["a"])]
    if before:
        shapes += _key(172, 18, FAINT, "7 5", "untreated") + _key(292, 18, COLOUR["a"], "", "treated")
    for l, of_layer in enumerate(sizes, 1):
        look = SHADES[l - 1], DASHES[l - 1]
        shapes.append(gradient.curve(of_layer, *look))
        shapes += _key(716, 32 + 26 * l, *look, f"dW{superscript(l)} {_short(of_layer[-1])}")
    shapes += _slopes(run.layers)
    return Diagram(WIDTH, HEIGHT, shapes, _alt(run, before))


class _Plot:
    """Axes over the epochs 0 to `last`, whose heights run between `limits`: logarithmic, but for (0, 1)."""

    def __init__(self, x, y, width, height, last, limits):
        self.x, self.y, self.width, self.height, self.last = x, y, width, height, last
        self.limits, self.log = limits, limits != (0, 1)

    def across(self, epochs):
        return self.x + self.width * np.asarray(epochs) / self.last

    def down(self, values):
        low, high = self.limits
        values = np.clip(values, low, high)
        share = np.log(values / low) / np.log(high / low) if self.log else values
        return self.y + self.height * (1 - share)

    def frame(self, title, ticks=None, xlabel=None):
        ticks = ticks or _decade_ticks(*self.limits)
        shapes = [svg_text(self.x - 46, self.y - 16, title, size=15, anchor="start")]
        for value, label in ticks.items():
            y = float(self.down(value))
            shapes += [
                _line(self.x, y, self.x + self.width, y, GRID),
                svg_text(self.x - 8, y, label, size=13, anchor="end"),
            ]
        bottom = self.y + self.height
        for epoch in range(0, self.last + 1, 20 if self.last <= 100 else 50):
            shapes += [_line(self.across(epoch), bottom, self.across(epoch), bottom + 5, RIM)]
            shapes += [svg_text(self.across(epoch), bottom + 15, str(epoch), size=13)]
        if xlabel:
            shapes.append(svg_text(self.x + self.width / 2, bottom + 36, xlabel))
        return [
            *shapes,
            _line(self.x, bottom, self.x + self.width, bottom, RIM),
            _line(self.x, self.y, self.x, bottom, RIM),
        ]

    def level(self, value, label):
        y = float(self.down(value))
        words = svg_text(self.x + self.width - 4, y + 12, label, RIM, size=13, anchor="end")
        return [_line(self.x, y, self.x + self.width, y, RIM, "2 4"), words]

    def curve(self, values, colour, dashes=""):
        """A line through `values`, one an epoch; what is 0 or not finite is left out."""
        drawn = [i for i, value in enumerate(values) if np.isfinite(value) and (value > 0 or not self.log)]
        points = zip(self.across(drawn), self.down([values[i] for i in drawn]), strict=True) if drawn else ()
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        return (
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.2" stroke-dasharray="{dashes}"/>'
        )

    def end(self, values, colour):
        value = values[-1] if np.isfinite(values[-1]) else self.limits[1]
        return f'<circle cx="{self.across(len(values) - 1):.1f}" cy="{self.down(value):.1f}" r="5" fill="{colour}"/>'


def _slopes(layers):
    """A row for each layer: a hatched bar of its flat slopes, a dark one of its dead neurons, and their numbers."""
    left, width, top = 484, 150, 268
    step = min(36, 132 / len(layers))
    shapes = [
        '<pattern id="flat" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="7" height="7" fill="#f6efdf"/><rect width="2" height="7" fill="{COLOUR["z"]}"/></pattern>',
        svg_text(left - 46, 232, "slopes and neurons by layer, now", size=15, anchor="start"),
    ]
    for x, head, colour in ((686, "flat", COLOUR["z"]), (742, "dead", INK), (834, "spread of z", COLOUR["z"])):
        shapes.append(svg_text(x, 252, head, colour, size=13, anchor="end"))
    for l, layer in enumerate(layers, 1):
        y, thick = top + step * (l - 1), 0.72 * step
        shapes += [
            svg_text(left - 8, y + thick / 2, str(l), size=13, anchor="end"),
            f'<rect x="{left}" y="{y:.1f}" width="{width}" height="{thick:.1f}" fill="none" stroke="{GRID}"/>',
            f'<rect x="{left}" y="{y:.1f}" width="{width * layer.flat:.1f}" height="{thick:.1f}" fill="url(#flat)" '
            f'stroke="{COLOUR["z"]}"/>',
            f'<rect x="{left}" y="{y + 0.3 * thick:.1f}" width="{width * layer.dead:.1f}" '
            f'height="{0.4 * thick:.1f}" fill="{INK}"/>',
        ]
        numbers = ((686, f"{layer.flat:.0%}"), (742, f"{layer.dead:.0%}"), (834, _plain(layer.spread)))
        shapes += [svg_text(x, y + thick / 2, text, size=13, anchor="end") for x, text in numbers]
    return shapes


def _decades(values, low, high):
    """The powers of ten that hold the positive numbers of `values`, and `low` and `high`."""
    drawn = [value for value in values if 0 < value < np.inf]
    least, most = max(min([low, *drawn]), 1e-12), min(max([high, *drawn]), 1e12)
    return float(10.0 ** np.floor(np.log10(least) + 1e-9)), float(10.0 ** np.ceil(np.log10(most) - 1e-9))


def _decade_ticks(low, high):
    first, last = round(np.log10(low)), round(np.log10(high))
    every = 1 + (last - first) // 5
    return {10.0**n: f"{10.0**n:g}" if -3 <= n <= 3 else f"10{_raised(n)}" for n in range(first, last + 1, every)}


def _raised(n):
    return "⁻" * (n < 0) + superscript(abs(n))


def _short(size):
    """A size as in 2e-4, without the 0 that Python writes."""
    if size == 0 or not np.isfinite(size):
        return "0" if size == 0 else "∞"
    digit, power = f"{size:.0e}".split("e")
    return f"{digit}·10{_raised(int(power))}"


def _plain(number):
    return signed(number, ".2g" if number < 10 else ".0f")


def _line(x1, y1, x2, y2, colour, dashes=""):
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-dasharray="{dashes}"/>'
    )


def _key(x, y, colour, dashes, words):
    sample = (
        f'<line x1="{x}" y1="{y}" x2="{x + 30}" y2="{y}" stroke="{colour}" stroke-width="2.4" '
        f'stroke-dasharray="{dashes}"/>'
    )
    return [sample, svg_text(x + 37, y, words, size=13, anchor="start")]


def _alt(run, before):
    layers = "; ".join(
        f"layer {l}: dW {size:.1g}, flat {layer.flat:.0%}, dead {layer.dead:.0%}, spread of z {layer.spread:.2g}"
        for l, (size, layer) in enumerate(zip(run.sizes[-1], run.layers, strict=True), 1)
    )
    text = f"After {run.epoch} epochs: cost {run.costs[-1]:.3g}, accuracy {run.accuracies[-1]:.0%}; {layers}."
    if before:
        text += f" Untreated, after {before.epoch}: {before.costs[-1]:.3g}, {before.accuracies[-1]:.0%}."
    return text
