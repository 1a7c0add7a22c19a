"""Notebook 07: draw a digit, and see what the network says of it while you draw."""

import numpy as np

from mlp_core import _validation as validate
from mlp_core.datasets import load_digits

from ..figures.drawn_digit import drawing_diagram
from .base.classifier import image_classifier, labelled_images, score_form, scores
from .base.controls import button, buttons, choice, row
from .base.pad import Pad
from .base.panel import Panel
from .state.ink import drawn, fitted, reduced

EMPTY = -1
BLOCK, MOST_COUNTED = 4, 16  # a network for images up to this side gets counts of blocks, another the grey of each cell


def draw_digit(net, x=None, labels=None, digit=3):
    """A panel to draw on: what the classifier `net` says of the drawing, at once, and how far a digit was changed.

    net takes 64 or 784 pixels from 0 to 1, or another square number of them. x (64 or 784, m) and labels are the images
    to start from; for 64 pixels and no x they are the course's digits. `digit` is the class at the start, None for an
    empty surface. The drawing becomes pixels as the data did: see drawing.py.
    """
    side = image_classifier(net)
    if x is None and side == 8 and net.layers[-1] == 10:
        x, labels = load_digits()
    samples = {}
    if x is not None:
        x, labels = labelled_images(net, x, labels)
        samples = {int(c): np.flatnonzero(labels == c) for c in np.unique(labels)}
        if digit is not None and validate.whole_number("digit", digit, at_least=0) not in samples:
            raise ValueError(f"digit must be a class with an image in x, or None, but came as {digit}.")
    block, form = (BLOCK if side <= MOST_COUNTED else 1), score_form(net, 1)

    panel = Panel("Draw a digit")
    pad = Pad(name="Drawing surface", side=side * block)
    pad.block, pad.soft, pad.pen = (BLOCK, False, 4) if block > 1 else (7, True, 2.5)
    options = [("empty", EMPTY), *((str(c), c) for c in samples)]
    pick = choice("start from", digit if samples and digit is not None else EMPTY, options)
    sample, start = 0, None

    def ink():
        return np.frombuffer(pad.value, np.uint8).reshape(pad.side, pad.side)

    def answer():
        seen = reduced(ink(), block)
        return seen, scores(net, seen.reshape(-1, 1))[:, 0]

    def load():
        nonlocal start
        image = np.zeros((side, side))
        if pick.value != EMPTY:
            found = samples[pick.value]
            image = x[:, found[sample % len(found)]].reshape(side, side)
        with panel.at_once(draw):
            pad.value = drawn(image, block).tobytes()
            start = None if pick.value == EMPTY else (ink(), *answer())

    def draw():
        seen, said = answer()
        picture = drawing_diagram(seen, said, form, start and start[1:], block)
        panel.show(picture, _words(ink(), seen, said, form, start))

    def first():
        nonlocal sample
        sample = 0
        load()

    def another():
        nonlocal sample
        with panel.lock:
            sample += 1
            load()

    def fit():
        with panel.lock:
            pad.value = fitted(ink(), block).tobytes()

    reset = panel.reset_button([pick], then=first)
    follow = button("Another", "refresh", "Start from the next image of this class", another)
    fit_button = button("Fit", "expand", "Scale and move the drawing as the makers of the data did", fit)
    panel.put(row(pick, buttons(follow, fit_button, reset)))
    beside = row(pad, panel.stage)
    beside.add_class("mlp-drawing")
    panel.children = [*panel.children[:-1], beside]
    panel.follow([pick], first)
    panel.follow([pad], draw)
    return panel


def _words(ink, seen, said, form, start):
    """The two best answers, and how far the drawing is from where it started."""
    first, second = np.argsort(-said, kind="stable")[:2]
    text = f"The network says <b>{first}</b> with {said[first]:{form}}, then {second} with {said[second]:{form}}."
    if not ink.any():
        return f"{text} The surface is empty, and yet it has an answer."
    if start is not None:
        cells, numbers = int((ink != start[0]).sum()), int((seen != start[1]).sum())
        text += f" Changed since the start: <b>{cells}</b> of {ink.size} cells, {numbers} of {seen.size} numbers."
        if start[2].argmax() != first:
            text += f" At the start it said {start[2].argmax()}."
    return text
