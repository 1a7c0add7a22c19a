"""Curves, bars, images of digits and of weights, and the confusion matrix."""

from itertools import cycle

import numpy as np
from matplotlib.ticker import NullFormatter

from mlp_core.activations import ACTIVATIONS

from .picture import Picture, drawing
from .style import COLOUR, TWO_CLASSES

HEIGHTS = {"sigmoid": (-0.1, 1.1), "tanh": (-1.2, 1.2), "relu": (-0.5, 6.2)}


def activation_curves(names, derivative=False):
    """Each activation over z from -6 to 6; with `derivative` also its slope, dashed."""
    what = " and its derivative, dashed," if derivative else ""
    picture = Picture(8, 2.9, f"Curves of {', '.join(names)}{what} for z from -6 to 6.")
    z = np.linspace(-6, 6, 241)
    with drawing():
        for axes, name in zip(np.atleast_1d(picture.subplots(1, len(names))), names, strict=True):
            f, prime = ACTIVATIONS[name]
            axes.plot(z, f(z), color=COLOUR["a"], label=f"{name}(z)")
            axes.set(xlabel="z", ylabel="a", ylim=HEIGHTS[name], title=name, xticks=range(-6, 7, 2))
            if derivative:
                axes.plot(z, prime(z), "--", color=COLOUR["delta"], label=f"its slope {name}'(z)")
                axes.set(ylabel="", yticks=[0, 0.25, 0.5, 0.75, 1])
                axes.legend(loc="upper left")
    return picture


def cost_curves(histories, xlabel="epoch", ylabel="cost C", start=1, every=1, yscale="linear"):
    """One curve per entry of `histories`, a dict from a label to numbers at x = start, start + every, ..."""
    picture = Picture(7, 3.2, f"{ylabel} by {xlabel}: {ends(histories)}.")
    with drawing():
        axes = picture.subplots()
        for label, numbers in histories.items():
            axes.plot(start + every * np.arange(len(numbers)), numbers, label=label)
        axes.set(xlabel=xlabel, ylabel=ylabel, yscale=yscale)
        axes.xaxis.get_major_locator().set_params(integer=True)
        if len(histories) > 1:
            legend_beside(axes)
    return picture


def log_bars(values, xlabel, ylabel):
    """One bar on a logarithmic axis per entry of `values`, a dict from a label to a positive number, shown above it."""
    numbers = {str(label): f"{value:.1e}" for label, value in values.items()}
    named = ", ".join(f"{label}: {number}" for label, number in numbers.items())
    picture = Picture(7, 2.8, f"Bars of {ylabel} by {xlabel}: {named}.")
    with drawing():
        axes = picture.subplots()
        drawn = axes.bar(list(numbers), list(values.values()), color=COLOUR["delta"], width=0.6)
        axes.bar_label(drawn, list(numbers.values()), fontsize=9)
        axes.set(xlabel=xlabel, ylabel=ylabel, yscale="log")
        axes.margins(y=0.15)
        axes.grid(axis="x", visible=False)
    return picture


def log_log(x, series, xlabel, ylabel):
    """One line per entry of `series`, a dict from a label to as many positive numbers as x has, on logarithmic axes."""
    picture = Picture(7, 3.2, f"{ylabel} by {xlabel}, both logarithmic: {ends(series, '.1g')}.")
    with drawing():
        axes = picture.subplots()
        for (label, numbers), marker in zip(series.items(), cycle("os^D")):  # noqa: B905, a marker for each line
            shown = np.where(np.array(numbers) > 0, numbers, np.nan)
            axes.plot(x, shown, marker=marker, label=label)
        axes.set(xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
        if len(x) <= 5:
            axes.set_xticks(x, [f"{value:,}" for value in x])
        axes.xaxis.set_minor_formatter(NullFormatter())
        legend_beside(axes)
    return picture


def legend_beside(axes):
    """Put the legend to the right of the axes, where it hides nothing."""
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))


def ends(series, form=".3g"):
    """The first and the last number of each entry, in words."""
    return "; ".join(f"{label} from {n[0]:{form}} to {n[-1]:{form}}" for label, n in series.items())


def digit_gallery(x, captions, columns=8):
    """The columns of x (64 or 784, m) as images of digits, with the text captions[i] above image i."""
    captions = list(map(str, captions))
    texts = "; ".join(caption.replace("\n", ", ") for caption in captions)
    alt = f"{x.shape[1]} images of handwritten digits, labelled {texts}."
    return _gallery(1 - x.T, captions, columns, alt, 11, cmap="gray", vmin=0, vmax=1)


def weight_images(W, columns=8):
    """Each row of W (neurons, 64 or 784) as a square: orange where the weight is positive, blue where negative."""
    side, top = round(W.shape[1] ** 0.5), np.percentile(np.abs(W), 99)
    captions = [f"neuron {j}" for j in range(len(W))]
    alt = f"The weights of {len(W)} neurons as {side} by {side} images, each a pattern of positive and negative."
    return _gallery(W, captions, columns, alt, 10, cmap=TWO_CLASSES, vmin=-top, vmax=top)


def _gallery(images, captions, columns, alt, fontsize, **colours):
    """Each row of `images` as a square with its caption."""
    side, rows = round(images.shape[1] ** 0.5), -(-len(images) // columns)
    height = 1.25 + 0.2 * max(caption.count("\n") for caption in captions)
    picture = Picture(columns, height * rows, alt)
    with drawing():
        empty = dict(frame_on=False, xticks=[], yticks=[])
        grid = picture.subplots(rows, columns, squeeze=False, subplot_kw=empty).flat
        for axes, pixels, caption in zip(grid, images, captions, strict=False):
            axes.imshow(pixels.reshape(side, side), **colours)
            axes.set_title(caption, loc="center", fontsize=fontsize)
    return picture


def confusion_matrix(counts):
    """A square table of counts: a row for each true class, a column for each answer; mistakes are framed."""
    n = len(counts)
    pairs = [(counts[t, a], t, a) for t in range(n) for a in range(n) if t != a and counts[t, a]]
    mistakes = ", ".join(f"{count} times {t} taken for {a}" for count, t, a in sorted(pairs, reverse=True))
    right = f"{counts.trace()} of {counts.sum()} on the diagonal"
    picture = Picture(5.4, 4.6, f"Confusion matrix: {right}; mistakes: {mistakes or 'none'}.")
    with drawing():
        axes = picture.subplots()
        axes.imshow(np.eye(n), cmap="Greys", vmin=0, vmax=6)
        for (true, answer), count in np.ndenumerate(counts):
            if count:
                box = dict(edgecolor=COLOUR["delta"], facecolor="white") if true != answer else None
                axes.text(answer, true, count, ha="center", va="center", fontsize=10, bbox=box)
        axes.set(xlabel="answer of the network", ylabel="true digit", xticks=range(n), yticks=range(n))
        axes.grid(False)
    return picture
