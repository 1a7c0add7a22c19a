"""Notebook 07: draw a digit, and see what the network says of it while you draw."""

from functools import partial

import numpy as np

from mlp_core import _validation as validate
from mlp_core.datasets import load_digits

from ..figures.drawn_digit import drawing_diagram
from .base.classifier import image_classifier, labelled_images, score_form, scores
from .base.controls import buttons, choice, row
from .base.pad import Pad
from .base.panel import Panel
from .state.ink import drawn, fitted, reduced

EMPTY = -1
BLOCK, MOST_COUNTED = 4, 16  # a network for images up to this side gets counts of blocks, another the grey of each cell


def draw_digit(net, x=None, labels=None, digit=3):
    """Draw a digit: the panel shows the answer of the classifier `net` at once, and how much you have changed.

    net takes 64 or 784 pixels from 0 to 1, or another square number of them. x (64 or 784, m) and labels are the images
    to start from; for 64 pixels and no x they are the course's digits. `digit` is the class at the start, None for an
    empty surface. A drawing becomes pixels by the same steps as the data did: see state/ink.py.
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
    return DrawDigit(net, side, x, samples, digit if samples and digit is not None else EMPTY)


class DrawDigit(Panel):
    def __init__(self, net, side, x, samples, digit):
        """`samples` holds for each class the columns of x that show it."""
        super().__init__("Draw a digit")
        self.net, self.side, self.x, self.samples, self.form = net, side, x, samples, score_form(net, 1)
        self.block = BLOCK if side <= MOST_COUNTED else 1
        self.pad = Pad(name="Drawing surface", side=side * self.block)
        self.pad.block, self.pad.soft, self.pad.pen = (BLOCK, False, 4) if self.block > 1 else (7, True, 2.5)
        self.digit = choice("start from", digit, [("empty", EMPTY), *((str(c), c) for c in samples)])
        self.sample, self.start = 0, None
        another = self.button(
            "Another", "refresh", "Start from the next image of this class", lambda: self.take(self.sample + 1)
        )
        fit = self.button("Fit", "expand", "Scale and move the drawing as the makers of the data did", self.fit)
        first = partial(self.take, 0)
        reset = self.reset_button([self.digit], then=first)
        beside = row(self.pad, self.stage)
        beside.add_class("mlp-drawing")
        self.children = [row(self.digit, buttons(another, fit, reset)), beside]
        self.follow([self.digit], first)
        self.follow([self.pad], self.draw)

    @property
    def ink(self):
        """The drawing, a byte for each cell."""
        return np.frombuffer(self.pad.value, np.uint8).reshape(self.pad.side, self.pad.side)

    def seen_and_scores(self):
        """The pixels that the network sees, and its score for each class."""
        seen = reduced(self.ink, self.block)
        return seen, scores(self.net, seen.reshape(-1, 1))[:, 0]

    def take(self, sample):
        """Start from this image of the chosen class."""
        self.sample = sample
        image, is_empty = np.zeros((self.side, self.side)), self.digit.value == EMPTY
        if not is_empty:
            found = self.samples[self.digit.value]
            image = self.x[:, found[sample % len(found)]].reshape(self.side, self.side)
        with self.at_once(self.draw):
            self.pad.value = drawn(image, self.block).tobytes()
            self.start = None if is_empty else (self.ink, *self.seen_and_scores())

    def fit(self):
        self.pad.value = fitted(self.ink, self.block).tobytes()

    def draw(self):
        """Show what the network sees in the drawing and what it says of it."""
        seen, said = self.seen_and_scores()
        picture = drawing_diagram(seen, said, self.form, self.start and self.start[1:], self.block)
        self.show(picture, _words(self.ink, seen, said, self.form, self.start))


def _words(ink, seen, said, form, start):
    """Name the two best answers, and count what has changed since the start (ink, seen, scores)."""
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
