"""Notebook 07: draw a digit, and see what the network says of it while you draw."""

import numpy as np

from mlp_core.datasets import load_digits

from ..figures.digits import drawing_diagram
from .base import Panel, buttons, choice, row
from .base.classifier import classified_images, image_side, score_form, scores
from .base.pad import Pad
from .state.ink import drawn, fitted, reduced

EMPTY = "empty"
MOST_COUNTED = 16  # a network for images up to this side gets counts of blocks, another the grey of each cell


class draw_digit(Panel):
    """Draw a digit: the panel shows the answer of the classifier `net` at once, and how much you have changed.

    x (64 or 784, m) and labels are the images to start from: by default the course's digits, if `net` takes 64 pixels.
    `digit` is the class at the start, None for an empty surface. A drawing becomes pixels by the same steps as the data
    did: see state/ink.py.
    """

    def __init__(self, net, x=None, labels=None, digit=3):
        super().__init__("Draw a digit")
        side = image_side(net)
        if x is None and (side, net.layers[-1]) == (8, 10):
            x, labels = load_digits()
        if x is None:
            self.images, self.labels, digit = np.zeros((0, side, side)), np.zeros(0, int), None
        else:
            self.images, self.labels = classified_images(net, x, labels)
        self.net, self.form = net, score_form(net, 1)
        self.block = 4 if side <= MOST_COUNTED else 1
        pen = dict(block=4, soft=False, pen=4) if self.block > 1 else dict(block=7, soft=True, pen=2.5)
        self.pad = Pad(name="Drawing surface", side=side * self.block, **pen)
        self.digit = choice("start from", EMPTY if digit is None else digit, [EMPTY, *np.unique(self.labels).tolist()])
        tooltip = "Start from the next image of this class"
        another = self.button("Another", "refresh", tooltip, lambda: self.take(self.sample + 1))
        fit = self.button("Fit", "expand", "Scale and move the drawing as the makers of the data did", self.fit)
        self.take(0)
        self.begin(row(self.digit, buttons(another, fit, self.reset_button())))
        self.pad.observe(self.changed, "value")
        self.children = [self.children[0], row(self.pad, self.stage, css_class="mlp-drawing")]

    @property
    def ink(self):
        """The drawing, a byte for each cell."""
        return np.frombuffer(self.pad.value, np.uint8).reshape(self.pad.side, self.pad.side)

    def seen_and_scores(self, ink):
        """The pixels that the network sees in this drawing, and its score for each class."""
        seen = reduced(ink, self.block)
        return seen, scores(self.net, seen.reshape(-1, 1))[:, 0]

    def adjust(self, change):
        if change.owner is self.digit:
            self.take(0)

    def reset(self):
        with self.at_once():
            super().reset()
            self.take(0)

    def take(self, sample):
        """Start from this image of the chosen class."""
        self.sample, self.start = sample, None
        ink = np.zeros((self.pad.side, self.pad.side), np.uint8)
        if self.digit.value != EMPTY:
            found = self.images[self.labels == self.digit.value]
            ink = drawn(found[sample % len(found)], self.block)
            self.start = (ink, *self.seen_and_scores(ink))
        self.pad.value = ink.tobytes()

    def fit(self):
        self.pad.value = fitted(self.ink, self.block).tobytes()

    def draw(self):
        seen, said = self.seen_and_scores(self.ink)
        picture = drawing_diagram(seen, said, self.form, self.start and self.start[1:], self.block)
        self.stage.show(picture, _words(self.ink, seen, said, self.form, self.start))


def _words(ink, seen, said, form, start):
    """Name the two best answers, and count what has changed since the start (ink, seen, scores)."""
    first, second = np.argsort(-said, kind="stable")[:2]
    text = f"The network says <b>{first}</b> with {said[first]:{form}}, then {second} with {said[second]:{form}}."
    if not ink.any():
        return f"{text} The surface is empty, and yet it has an answer."
    if start is not None:
        cells, numbers = (ink != start[0]).sum(), (seen != start[1]).sum()
        text += f" Changed since the start: <b>{cells}</b> of {ink.size} cells, {numbers} of {seen.size} numbers."
        if start[2].argmax() != first:
            text += f" At the start it said {start[2].argmax()}."
    return text
