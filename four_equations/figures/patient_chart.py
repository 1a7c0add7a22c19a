"""A patient of notebook 08: how its training goes, and the state of its layers."""

import numpy as np

from .formats import power_of_ten, signed, superscript
from .style import COLOUR, FAINT, GRID, INK
from .svg import Axes, Diagram, box, circle, decades, element, line, powers_around, text

WIDTH, HEIGHT = 848, 430
DASHES = (None, "9 5", "3 4", "12 4 3 4", "6 3", "14 3 2 3 2 3")
SHADES = ("#00382A", "#005A42", "#007F5C", "#12875F", "#239273", "#339C7E")
RIM = "#777777"


def clinic_picture(run, before=None):
    """A training run: cost, accuracy, size of dW and slopes by layer. `before`, the untreated run, is grey, dashed."""
    last, sizes = run.setup.epochs, np.array(run.sizes).T
    costs = [*run.costs, *(before.costs if before else [])]
    cost = Axes((62, 34), 332, 160, (0, last), powers_around(costs, 0.1, 1), True)
    accuracy = Axes((62, 254), 332, 126, (0, last), (0, 1))
    gradient = Axes((484, 34), 220, 160, (0, last), powers_around(sizes.ravel(), 1e-3, 1e-1), True)
    shapes = [text((accuracy.left + accuracy.width / 2, accuracy.bottom + 36), "epoch", size=14)]
    for axes, title, ticks in (
        (cost, "cost C", decades(*cost.up)),
        (accuracy, "accuracy", {0: "0 %", 1: "100 %"}),
        (gradient, "mean size of dW by layer, and now", decades(*gradient.up)),
    ):
        shapes.append(text((axes.left - 46, axes.top - 16), title, size=15, anchor="start"))
        shapes += axes.grid(ticks, {epoch: epoch for epoch in range(0, last + 1, 20 if last <= 100 else 50)})
    _, guess = accuracy.place(0, 1 / 3)
    shapes.append(line((accuracy.left, guess), (accuracy.right, guess), RIM, dashes="2 4"))
    shapes.append(text((accuracy.right - 4, guess + 12), "a guess: 33 %", RIM, anchor="end"))
    for axes, name in ((cost, "costs"), (accuracy, "accuracies")):
        if before:
            shapes.append(axes.curve(range(before.epoch + 1), getattr(before, name), FAINT, 2.2, "7 5"))
        values = getattr(run, name)
        end = values[-1] if np.isfinite(values[-1]) else axes.up[1]
        shapes.append(axes.curve(range(len(values)), values, COLOUR["a"], 2.2))
        shapes.append(circle(axes.place(run.epoch, end), 5, COLOUR["a"]))
    if before:
        shapes += [*_key((172, 18), FAINT, "7 5", "untreated"), *_key((292, 18), COLOUR["a"], None, "treated")]
    for l, (of_layer, colour, dashes) in enumerate(zip(sizes, SHADES, DASHES, strict=False), 1):
        shapes.append(gradient.curve(range(len(of_layer)), of_layer, colour, 2.2, dashes))
        shapes += _key((716, 32 + 26 * l), colour, dashes, f"dW{superscript(l)} {power_of_ten(of_layer[-1])}")
    return Diagram(WIDTH, HEIGHT, [*shapes, *_slopes(run.layers)], _alt(run, before))


def _key(place, colour, dashes, words):
    x, y = place
    return [line(place, (x + 30, y), colour, 2.4, dashes), text((x + 37, y), words, anchor="start")]


def _slopes(layers):
    """A row for each layer: a hatched bar of its flat slopes, a dark one of its dead neurons, and their numbers."""
    left, width, top = 484, 150, 268
    step = min(36, 132 / len(layers))
    stripes = box((0, 0), 7, 7, "#f6efdf") + box((0, 0), 2, 7, COLOUR["z"])
    look = dict(width=7, height=7, patternUnits="userSpaceOnUse", patternTransform="rotate(45)")
    shapes = [
        element("pattern", stripes, id="flat", **look),
        text((left - 46, 232), "slopes and neurons by layer, now", size=15, anchor="start"),
    ]
    for x, head, colour in ((686, "flat", COLOUR["z"]), (742, "dead", INK), (834, "spread of z", COLOUR["z"])):
        shapes.append(text((x, 252), head, colour, anchor="end"))
    for l, layer in enumerate(layers, 1):
        y, thick = top + step * (l - 1), 0.72 * step
        shapes += [
            text((left - 8, y + thick / 2), l, anchor="end"),
            box((left, y), width, thick, rim=GRID),
            box((left, y), width * round(layer.flat, 2), thick, "url(#flat)", COLOUR["z"]),
            box((left, y + 0.3 * thick), width * round(layer.dead, 2), 0.4 * thick, INK),
        ]
        spread = signed(layer.spread, ".2g" if layer.spread < 10 else ".0f")
        for x, words in ((686, f"{layer.flat:.0%}"), (742, f"{layer.dead:.0%}"), (834, spread)):
            shapes.append(text((x, y + thick / 2), words, anchor="end"))
    return shapes


def _alt(run, before):
    layers = "; ".join(
        f"layer {l}: dW {size:.1g}, flat {layer.flat:.0%}, dead {layer.dead:.0%}, spread of z {layer.spread:.2g}"
        for l, (size, layer) in enumerate(zip(run.sizes[-1], run.layers, strict=True), 1)
    )
    words = f"After {run.epoch} epochs: cost {run.costs[-1]:.3g}, accuracy {run.accuracies[-1]:.0%}; {layers}."
    if before:
        words += f" Untreated, after {before.epoch}: {before.costs[-1]:.3g}, {before.accuracies[-1]:.0%}."
    return words
