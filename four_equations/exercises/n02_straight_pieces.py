"""An exercise of notebook 02: a relu network whose function has a given number of straight pieces."""

import numpy as np

from .chosen_weights import TINY, listed, network
from .engine import exercise, hints, mistakes
from .equality import Behaviour


def bends(W, b):
    """(place, neurons that bend there, whether the slope of the output changes there) for each place, from the left."""
    w, bias, out = W[1][:, 0], b[1][:, 0], W[2][0]
    place = {j: -bias[j] / w[j] for j in np.flatnonzero(w).tolist()}
    groups = []
    for j in sorted(place, key=place.get):
        if groups and place[j] - place[groups[-1][0]] <= TINY * (1 + abs(place[j])):
            groups[-1].append(j)
        else:
            groups.append([j])
    # On whichever side a relu rises, it changes the slope by its output weight times |w|.
    changes = [out[group] * abs(w[group]) for group in groups]
    real = [bool(abs(sum(change)) > TINY * sum(abs(change))) for change in changes]
    return [(float(place[group[0]]) + 0.0, sorted(group), kept) for group, kept in zip(groups, real, strict=True)]


def straight_pieces(value, n):
    """Whether there are n pieces; if not, how many, and what keeps a hidden neuron from adding one."""
    W, b = network(value, 1, "k", 1)
    found = bends(W, b)
    kinks = [f"{place:.4g}" for place, _, kept in found if kept]
    pieces = len(kinks) + 1
    if pieces == n:
        return Behaviour("right", "")
    told = f"has {pieces} pieces" if kinks else "is one straight line, without a kink"
    if 0 < len(kinks) < 9:
        told += f", with {'kinks' if kinks[1:] else 'a kink'} at x = {listed(kinks)}"
    reason, more = wasted(W, found)
    return Behaviour(f"{pieces}, {reason}", f"For n = {n}, the function {told}." + more * (pieces < n))


def wasted(W, found):
    """Why there are fewer kinks than hidden neurons, in a word or two, and in a sentence about the first of them."""
    flat = [place for place, _, kept in found if not kept]
    shared = [(place, group) for place, group, _ in found if len(group) > 1]
    if not W[1].all():
        reason = "some idle" if W[1].any() else "all idle"
        return reason, f" W[1] has a weight 0 into hidden neuron {np.argmin(abs(W[1]))}, so that neuron never bends."
    if flat:
        reason = "cancelled" if W[2].any() else "no output"
        return reason, f" At x = {flat[0]:.4g} the slope stays the same: look at the weights in W[2]."
    if shared:
        place, group = shared[0]
        return "shared", f" Hidden neurons {listed([str(j) for j in group])} bend at the same place, x = {place:.4g}."
    return "", ""


@exercise("02", cases=[(2,), (3,), (6,)], view=straight_pieces)
@hints(
    "A relu of w x + b has one kink. Where is it?",
    "How many pieces does a line with two kinks have? So how many hidden neurons do you need, and with which biases?",
    "With all weights 1 and the biases 0, -1, -2, ... the kinks are at 0, 1, 2, ..., and the slope grows at each.",
)
def pieces(n):
    """(W, b), dicts by layer, of a 1-k-1 network, relu then linear, whose function has exactly n straight pieces."""
    k = n - 1
    W = {1: np.ones((k, 1)), 2: np.ones((1, k))}
    b = {1: -np.arange(k).reshape(k, 1), 2: np.zeros((1, 1))}
    return W, b


def relus(places, outputs):
    """(W, b): a neuron max(0, x - place) for each place, with these weights to the output."""
    k = len(places)
    W = {1: np.ones((k, 1)), 2: np.array(outputs, float).reshape(1, k)}
    return W, {1: -np.array(places, float).reshape(k, 1), 2: np.zeros((1, 1))}


mistakes(
    pieces,
    "one_too_many: It has one piece too many. k kinks cut a line into how many pieces?",
    lambda n: pieces(n + 1),
    "one_too_few: It has one piece too few. k kinks cut a line into how many pieces?",
    lambda n: pieces(n - 1),
    "one_place: All your hidden neurons bend at the same place, so there is one kink. Which number moves a kink?",
    lambda n: relus(np.zeros(n - 1), np.ones(n - 1)),
    "no_output: The slope changes nowhere, because all weights in W[2] are 0. How does a kink reach the output?",
    lambda n: relus(np.arange(n - 1), np.zeros(n - 1)),
    "cancelled: The slope changes nowhere: wherever hidden neurons bend, their changes of slope cancel. Look at W[2].",
    lambda n: relus(np.repeat(np.arange(n - 1), 2), [1, -1] * (n - 1)),
    "never_bend: All weights in W[1] are 0, so the output is the same for every x.",
    lambda n: (pieces(n)[0] | {1: np.zeros((n - 1, 1))}, pieces(n)[1]),
)
