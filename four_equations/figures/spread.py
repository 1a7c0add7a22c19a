"""Several runs of one experiment, so that their spread is seen."""

from itertools import cycle

import numpy as np

from .picture import Picture, drawing
from .plots import band, legend_beside


def runs(x, series, xlabel, ylabel, xscale="linear", reach=None):
    """A line through the means, in a band from the lowest run to the highest, for each entry of `series`.

    series: a dict from a label to an array (runs, len(x)). `reach` is (low, high) of the vertical axis.
    """
    told = [f"{label}: " + ", ".join(_summary(at) for at in np.transpose(each)) for label, each in series.items()]
    shown = ", ".join(f"{value:.3g}" for value in x)
    alt = f"{ylabel} by {xlabel}, at {shown}; the mean of the runs and their range. {'; '.join(told)}."
    picture = Picture(7, 3.2, alt)
    with drawing():
        axes = picture.subplots()
        for (label, each), marker in zip(series.items(), cycle("os^D")):  # noqa: B905, a marker for each line
            (curve,) = axes.plot(x, np.mean(each, axis=0), marker=marker, label=label)
            band(axes, x, each, curve)
        axes.set(xlabel=xlabel, ylabel=ylabel, xscale=xscale, ylim=reach)
        if len(x) <= 6:
            axes.set_xticks(x, [f"{value:.3g}" for value in x])
            axes.minorticks_off()
        legend_beside(axes)
    return picture


def dots(series, xlabel, ylabel):
    """A dot for each run and group, and a line through all groups at the mean, for each entry of `series`.

    series: a dict from a label to an array (runs, groups); the groups are numbered from 0.
    """
    told = [f"{label}: " + _summary(each.mean(axis=0)) for label, each in series.items()]
    picture = Picture(
        8,
        3.2,
        f"{ylabel} by {xlabel}, a dot for each run; the means of the groups, and their range. {'; '.join(told)}.",
    )
    with drawing():
        axes = picture.subplots()
        for i, ((label, each), marker) in enumerate(zip(series.items(), cycle("os^D"))):  # noqa: B905
            count, groups = each.shape
            x = np.arange(groups) + 0.3 * (i - (len(series) - 1) / 2)
            (points,) = axes.plot(np.tile(x, count), each.ravel(), marker, label=label, alpha=0.6, markersize=5)
            axes.axhline(each.mean(), color=points.get_color(), linewidth=1.5)
        axes.set(xlabel=xlabel, ylabel=ylabel, xticks=range(groups))
        legend_beside(axes)
    return picture


def _summary(numbers):
    return f"{np.mean(numbers):.3g} ({np.min(numbers):.3g} to {np.max(numbers):.3g})"
