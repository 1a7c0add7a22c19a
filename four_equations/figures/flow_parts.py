"""What the pictures of the error flow are made of: where everything is, and neurons with their errors and slopes."""

import re
from functools import partial

import numpy as np

from .formats import short, superscript
from .networks import layout
from .style import COLOUR
from .svg import box, circle, neuron, text

LEFT, RIGHT, TOP, DOWN = 78, 124, 66, 90  # margins, and the distance between two neurons of a layer
WIDEST = 860
RADIUS, RING, FAR = 29, 7, 36  # of a neuron, and how far from its centre its ring reaches
CHOSEN, PALE = "#FBE3A8", "#E2E2E2"

number = partial(short, least=0.01)


def places(layers):
    """The centre of every neuron."""
    across = min(200, (WIDEST - LEFT - RIGHT) / (len(layers) - 1))
    return layout(layers, LEFT, TOP + RADIUS + (max(2, *layers) - 1) * DOWN / 2, across, DOWN)


def bottom(layers):
    """Where the network and what is beneath its neurons end."""
    return TOP + max(2, *layers) * DOWN + 34


def fields(at):
    """Where each neuron and each input can be clicked."""
    return {key: (x - FAR, y - FAR, 2 * FAR, 2 * FAR) for key, (x, y) in at.items()}


def lines(at):
    """The two ends of the line of every weight (l, j, k)."""
    return {(l, j, k): (at[before, k], at[l, j]) for l, j in at for before, k in at if before == l - 1}


def names(columns, errors=True):
    """The name of each layer and, with `errors`, of its errors."""
    shapes = [text((LEFT, 18), "input")]
    for l, x in enumerate(columns[1:], 1):
        shapes.append(text((x, 18), f"layer {l}"))
        if errors:
            shapes.append(text((x, 38), f"δ{superscript(l)}", COLOUR["delta"]))
    return shapes


def on_line(place, words, colour, size=13, bold=False):
    """Text that interrupts the line on which it is written."""
    (x, y), half = place, 0.32 * size * len(re.sub(r"[\^_{}]", "", str(words))) + 2
    return [box((x - half, y - 0.6 * size), 2 * half, 1.2 * size, "white"), text(place, words, colour, size, bold=bold)]


def start(centre, l, a):
    """A neuron of which only the activation counts."""
    return [neuron(centre, l, RADIUS), text(centre, number(a), COLOUR["a"], 14)]


def faded(centre, l):
    """A neuron that is not at work."""
    return neuron(centre, l, RADIUS, PALE)


def error(centre, flow, l, j, fill="white", slope=True):
    """A neuron with its error inside, its slope as a ring and, if `slope` says so, beneath it."""
    (x, y), share = centre, flow.slope[l][j, 0] / flow.steepest[l]
    shapes = [*ring(centre, RADIUS, RING, share, fill), text(centre, number(flow.delta[l][j, 0]), COLOUR["delta"])]
    words = f"σ′ {number(flow.slope[l][j, 0])}"
    return [*shapes, text((x, y + RADIUS + 18), words, COLOUR["z"], halo=True)] if slope else shapes


def ring(centre, radius, thick, share, fill):
    """A ring of which only this share is dark."""
    around = 2 * np.pi * radius
    full = circle(centre, radius, fill, COLOUR["z"], thick, dashes=f"{share * around:.1f} {around:.1f}")
    return [circle(centre, radius, "none", PALE, thick), full]
