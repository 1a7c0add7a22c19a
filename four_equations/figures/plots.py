"""Curves and bars."""

from itertools import cycle

import numpy as np
from matplotlib.ticker import NullFormatter

from mlp_core.activations import ACTIVATIONS

from .formats import signed
from .picture import Picture, drawing
from .style import COLOUR, FAINT, INK


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


def activations_together(names):
    """The named activations on one pair of axes with equal scales, for z from -4 to 4."""
    z = np.linspace(-4, 4, 321)
    curves = {name: ACTIVATIONS[name][0](z) for name in names}
    told = "; ".join(f"{name} {', '.join(signed(a[i], '.2g') for i in (0, 160, 320))}" for name, a in curves.items())
    picture = Picture(6.6, 3.6, f"Activations on one pair of axes, with their values at z = −4, 0 and 4: {told}.")
    with drawing():
        axes = picture.subplots()
        for width, (name, a) in zip(np.linspace(3.4, 1.6, len(curves)), curves.items(), strict=True):
            axes.plot(z, a, label=name, linewidth=width)  # a wide line is seen beneath a narrow one
        axes.set(xlabel="z", ylabel="a", aspect="equal", xlim=(-4, 4), ylim=(-1.3, 4.1), yticks=range(-1, 5))
        legend_beside(axes)
    return picture


def approximation(x, target, curves, wanted="wanted", xlabel="x", ylabel="output"):
    """The numbers `target` over x as a thick grey line, and over it a line for each of `curves`, label to numbers."""
    apart = "; ".join(f"{label} at most {np.abs(a - target).max():.2g} away" for label, a in curves.items())
    picture = Picture(7.6, 3.2, f"A curve, {wanted}, thick and grey, and approximations: {apart}.")
    with drawing():
        axes = picture.subplots()
        axes.plot(x, target, color="#bbbbbb", linewidth=7, linestyle="-", solid_capstyle="round", label=wanted)
        for label, a in curves.items():
            axes.plot(x, a, label=label)
        axes.set(xlabel=xlabel, ylabel=ylabel, xlim=(np.min(x), np.max(x)))
        legend_beside(axes)
    return picture


def relu_curves(curves, kinks=None, xlabel="x"):
    """A plot for each of `curves`, a dict from a title to (x, y): a function of one number, with dots at its kinks.

    kinks: a dict from a title to numbers x, where the slope changes; a plot without an entry has no dots.
    """
    kinks, told = kinks or {}, []
    picture = Picture(min(2.8 * len(curves) + 0.4, 9), 2.6)
    with drawing():
        all_axes = picture.subplots(1, len(curves), squeeze=False)[0]
        for axes, (title, (x, y)) in zip(all_axes, curves.items(), strict=True):
            marked = np.asarray(kinks.get(title, ()), dtype=float)
            axes.plot(x, y, color=COLOUR["a"])
            axes.plot(marked, np.interp(marked, x, y), "o", color=INK, markersize=5 if len(marked) < 20 else 3)
            axes.set(xlabel=xlabel, title=title)
            axes.margins(y=0.1)
            count = f": {len(marked)} kink{'s' * (len(marked) != 1)}" if title in kinks else ""
            told.append(" ".join(title.split()) + count)
    picture.alt = f"Functions of one number, with a dot at every kink. {'; '.join(told)}."
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


def training_and_validation(runs):
    """A plot for each of `runs`, a dict from a letter to a dict from a label to costs by epoch, from epoch 0."""
    told = "; ".join(f"{letter}, {ends(costs)}" for letter, costs in runs.items())
    picture = Picture(9, 2.6, f"Costs by epoch: {told}.")
    with drawing():
        all_axes = picture.subplots(1, len(runs), sharey=True)
        for axes, (letter, costs) in zip(all_axes, runs.items(), strict=True):
            for label, numbers in costs.items():
                axes.plot(numbers, label=label)
            axes.set(title=letter, xlabel="epoch")
        all_axes[0].set_ylabel("cost C")
        legend_beside(all_axes[-1])
    return picture


def cost_panels(histories, xlabel="epoch", ylabel="cost C", start=1, columns=3, yscale="linear"):
    """A small plot for each entry of `histories`, as of `cost_curves`, on common axes; the other curves are grey."""
    rows = -(-len(histories) // columns)
    picture = Picture(8, 0.6 + 1.75 * rows, f"{ylabel} by {xlabel}, in plots with common axes: {ends(histories)}.")
    with drawing():
        all_axes = picture.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
        for axes, label in zip(all_axes, histories, strict=False):
            for other, numbers in sorted(histories.items(), key=lambda pair: pair[0] == label):  # its own on top
                look = (
                    dict(color=COLOUR["a"], zorder=3)
                    if other == label
                    else dict(color=FAINT, linewidth=0.7, alpha=0.6, zorder=1)
                )
                axes.plot(start + np.arange(len(numbers)), numbers, linestyle="-", **look)
            axes.set(title=label, yscale=yscale)
            axes.xaxis.get_major_locator().set_params(integer=True)
        for axes in all_axes[len(histories) :]:
            axes.remove()
        picture.supxlabel(xlabel, fontsize=11)
        picture.supylabel(ylabel, fontsize=11)
    return picture


def stacked(series, xlabel, start=0):
    """A plot above the next for each entry of `series`, a dict from a label to numbers at x = start, start + 1, ..."""
    picture = Picture(7, 0.5 + 1.5 * len(series), f"By {xlabel}, in plots one above the other: {ends(series)}.")
    with drawing():
        all_axes = picture.subplots(len(series), 1, sharex=True, squeeze=False)[:, 0]
        for axes, (label, numbers) in zip(all_axes, series.items(), strict=True):
            axes.plot(start + np.arange(len(numbers)), numbers, color=COLOUR["a"], marker="o", markersize=3)
            axes.set(ylabel=label)
            axes.margins(y=0.15)
        all_axes[-1].set(xlabel=xlabel)
        all_axes[-1].xaxis.get_major_locator().set_params(integer=True)
    return picture


def by_layer(sizes, factors, ylabel):
    """Dots on a logarithmic axis: `sizes` is a dict from a label to a dict from the layer to a positive number.

    From the dot of the last layer a dashed line goes back, which changes by the factor factors[label] at each step.
    """
    told = {label: f"{label} from {of[max(of)]:.1e} back to {of[min(of)]:.1e}" for label, of in sizes.items()}
    picture = Picture(7, 3.2, f"{ylabel} by layer, logarithmic, with dashed predictions: {'; '.join(told.values())}.")
    with drawing():
        axes = picture.subplots()
        for (label, of), marker in zip(sizes.items(), cycle("os^D")):  # noqa: B905, a marker for each label
            last = max(of)
            (dots,) = axes.semilogy(list(of), list(of.values()), marker, label=label)
            predicted = [of[last] * factors[label] ** (last - l) for l in of]
            axes.semilogy(list(of), predicted, "--", color=dots.get_color(), linewidth=1)
        axes.set(xlabel="layer", ylabel=ylabel, xticks=list(of))
        legend_beside(axes)
    return picture


def log_log(x, series, xlabel, ylabel, law=None):
    """One line per entry of `series`, a dict from a label to as many positive numbers as x has, on logarithmic axes.

    An entry with a row of several runs for each x is drawn as a line through their medians, in a band from the lowest
    to the highest. x may be a dict too, from each label to its own numbers. `law` is (label, exponent): a dashed line
    of this slope from the first point of the first entry.
    """
    own = x if isinstance(x, dict) else dict.fromkeys(series, x)
    runs = {label: np.asarray(numbers, dtype=float).reshape(len(own[label]), -1) for label, numbers in series.items()}
    middles = {label: np.median(numbers, axis=1) for label, numbers in runs.items()}
    ranges = any(numbers.shape[1] > 1 for numbers in runs.values())
    picture = Picture(7, 3.2, f"{ylabel} by {xlabel}, both logarithmic: {ends(middles, '.1g')}.")
    if ranges:
        picture.alt = f"{picture.alt[:-1]}, medians, in bands from the lowest to the highest run."
    with drawing():
        axes = picture.subplots()
        for (label, middle), marker in zip(middles.items(), cycle("os^D")):  # noqa: B905, a marker for each line
            (curve,) = axes.loglog(own[label], middle, marker=marker, label=label, nonpositive="mask")
            if runs[label].shape[1] > 1:
                band(axes, own[label], runs[label].T, curve)
        if law:
            along, first = np.asarray(next(iter(own.values())), dtype=float), next(iter(middles.values()))[0]
            axes.loglog(along, first * (along / along[0]) ** law[1], "--", color=INK, linewidth=1, label=law[0])
        axes.set(xlabel=xlabel, ylabel=ylabel)
        if not isinstance(x, dict) and len(x) <= 5:
            axes.set_xticks(x, [f"{value:,}" for value in x])
        axes.xaxis.set_minor_formatter(NullFormatter())
        legend_beside(axes)
    return picture


def histograms(rows, reach, xlabel):
    """A row of histograms for each entry of `rows`, a dict from a label to a dict from a title to an array.

    `reach` is (low, high) of the common axis. What lies outside is counted at its end, so nothing is left out.
    """
    titles = list(next(iter(rows.values())))
    picture = Picture(1.9 * len(titles) + 1.2, 1.25 * len(rows) + 0.5)
    edges, told = np.linspace(*reach, 41), []
    with drawing():
        grid = picture.subplots(len(rows), len(titles), sharex=True, squeeze=False)
        for line, (label, arrays) in zip(grid, rows.items(), strict=True):
            spreads = ", ".join(f"{title} {np.std(values):.2g}" for title, values in arrays.items())
            told.append(f"{label}: {spreads}")
            for axes, (title, values) in zip(line, arrays.items(), strict=True):
                axes.hist(np.clip(np.ravel(values), *reach), edges, color=COLOUR["z"])
                axes.text(0.97, 0.93, f"{np.std(values):.2g}", transform=axes.transAxes, ha="right", va="top")
                axes.set(yticks=[], xlim=reach)
                axes.grid(visible=False)
                if axes in grid[0]:
                    axes.set_title(title)
                if axes in grid[-1]:
                    axes.set_xlabel(xlabel)
            line[0].set_ylabel(label, rotation=0, ha="right", va="center")
    picture.alt = f"Histograms of {xlabel}. Their standard deviations: {'; '.join(told)}."
    return picture


def band(axes, x, runs, curve):
    """Fill from the lowest to the highest of `runs`, an array (runs, len(x)), in the colour of their curve."""
    low, high = np.min(runs, axis=0), np.max(runs, axis=0)
    axes.fill_between(x, low, high, color=curve.get_color(), alpha=0.2, linewidth=0)


def legend_beside(axes):
    """Put the legend to the right of the axes, where it hides nothing."""
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))


def ends(series, form=".3g"):
    """The first and the last number of each entry, in words."""
    return "; ".join(f"{label} from {n[0]:{form}} to {n[-1]:{form}}" for label, n in series.items())
