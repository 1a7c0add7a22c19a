"""The exercise of notebook 01 that asks for the weights of a neuron: its decision boundary through two points.

Many weights are right, so an answer is judged by what it does.
"""

import numpy as np

from .chosen_weights import TINY, flat, pair, point, rounded
from .engine import exercise, hints, mistakes
from .equality import Behaviour

LINES = np.array([
    [(1, 2), (4, 0.5)], [(2, -1), (2, 3)], [(-1, 3), (2.5, 3)], [(2, 1), (-4, -2)], [(-3, 1), (0, 2.5)]
])  # fmt: skip


def direction(w, along):
    """How w is related to the direction of a line."""
    u, v = along
    ways = {"across": (-v, u), "along": (u, v), "no minus": (v, u)}
    size = np.hypot(*w) * np.hypot(u, v)
    return next((way for way, (x, y) in ways.items() if abs(w[0] * y - w[1] * x) <= TINY * size), "another way")


def drawn(value, p, q):
    """The direction of w and, if it is across the line, what b would be if w were as long as q - p."""
    w, b = pair(value)
    w, (b,) = flat(w, "w", 2), flat(b, "b", 1)
    told = f"For p = {point(p)} and q = {point(q)} you give w = {point(w)} and b = {b:.4g}"
    if not np.isfinite([*w, b]).all():
        return Behaviour(("not finite", 0), f"{told}: all must be finite numbers.")
    if not w.any():
        return Behaviour(("zero", 0), f"{told}, so z is the same everywhere, and there is no boundary.")
    z = {name: rounded(w @ x + b, abs(w) @ abs(x) + abs(b)) for name, x in (("p", p), ("q", q))}
    if all(z.values()) or not any(z.values()):
        told += f", so z is {z['p']:.4g} at p and {z['q']:.4g} at q. On the boundary it is 0."
    else:
        on, off = sorted(z, key=lambda name: abs(z[name]))
        told += f", so the boundary passes through {on}, but not through {off}, where z is {z[off]:.4g}."
    way, across = direction(w, q - p), np.array([(p - q)[1], (q - p)[0]])
    return Behaviour((way, b * (across @ across) / (w @ across) if way == "across" else 0), told)


@exercise("01", cases=[tuple(line) for line in LINES], view=drawn)
@hints(
    "z is 0 at p and at q, so `w·(q - p)` is 0. At which angle to the line is w?",
    "To turn an arrow by a right angle, swap its two numbers and change the sign of one of them.",
    "Once you have w, choose b so that z is 0 at p.",
)
def boundary(p, q):
    """(w, b) of a neuron whose decision boundary passes through the points p and q: w has 2 numbers, b is a number."""
    w = np.array([p[1] - q[1], q[0] - p[0]])
    return w, -w @ p


mistakes(
    boundary,
    "along_the_line: Your w points along the line, so z changes on the way from p to q. "
    "At which angle must it be for z to stay 0?",
    lambda p, q: (q - p, -(q - p) @ p),
    "no_minus: Your w has the two numbers of q - p swapped, and that is a reflection. What makes it a right angle?",
    lambda p, q: ((q - p)[::-1], -(q - p)[::-1] @ p),
    "bias_forgotten: Your w is right, but b is 0, so the boundary passes through the origin. What must b be at p?",
    lambda p, q: (boundary(p, q)[0], 0),
    "bias_sign: Your w is right, but b has the wrong sign. At p, the terms of z must cancel.",
    lambda p, q: (boundary(p, q)[0], -boundary(p, q)[1]),
    "no_weights: Your w is 0, so z is the same everywhere, and there is no boundary.",
    lambda p, q: (np.zeros(2), 0),
    "slope: It is right until the line is vertical, because then its slope is infinite. Which w needs no division?",
    lambda p, q: (np.array([(q - p)[1] / (q - p)[0], -1]), p[1] - (q - p)[1] / (q - p)[0] * p[0]),
)
