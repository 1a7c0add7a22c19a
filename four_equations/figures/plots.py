"""Curves and bars."""

from itertools import cycle

import numpy as np
from matplotlib.ticker import NullFormatter

from mlp_core.activations import ACTIVATIONS

from .picture import Picture, drawing
from .style import COLOUR


def activation_curves(names, derivative=False):
    """Each activation over z from -6 to 6; with `derivative` also its slope, dashed."""
    what = " and its derivative, dashed," if derivative else ""
    picture = Picture(8, 2.9, f"Curves of {', '.join(names)}{what} for z from -6 to 6.")
    z = np.linspace(-6, 6, 241)
    with drawing():
        for axes, name in zip(np.atleast_1d(picture.subplots(1, len(names))), names, strict=True):
            f, prime = ACTIVATIONS[name]
            axes.plot(z, f(z), color=COLOUR["a"], label=f"{name}(z)")
            axes.set(xlabel="z", ylabel="a", title=name, xticks=range(-6, 7, 2))
            axes.margins(y=0.1)
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
            axes.loglog(x, numbers, marker=marker, label=label, nonpositive="mask")
        axes.set(xlabel=xlabel, ylabel=ylabel)
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
