"""Notebook 07: the images behind the numbers of a confusion matrix."""

import numpy as np

from ..figures.digits import PAGE, answers_diagram
from .base import Panel, buttons, choice, column, row
from .base.classifier import classified_images, score_form, scores

ANY = "any"
SHOW = ("all", "right", "mistakes")
ORDER = {"surest first": -1, "least sure first": 1, "as in the data": 0}  # and the sign of what is sorted by


class digit_explorer(Panel):
    """Browse the answers of the classifier `net` to the images x (64 or 784, m) with these labels.

    Two lists, or a click on the confusion matrix, choose the true class and the answer. `true`, `answer` (a class or
    "any"), `show` ("all", "right" or "mistakes") and `order` ("surest first", "least sure first" or "as in the data")
    are the start. The panel keeps the answers that `net` gives now.
    """

    def __init__(self, net, x, labels, true=ANY, answer=ANY, show="mistakes", order="surest first"):
        super().__init__("Answers of a classifier")
        self.images, self.labels = classified_images(net, x, labels)
        self.given, self.form = net.predict(x), score_form(net)
        self.sure = scores(net, x)[self.given, np.arange(len(labels))]
        self.counts = np.zeros((net.layers[-1], net.layers[-1]), dtype=int)
        np.add.at(self.counts, (labels, self.given), 1)
        options = [ANY, *range(len(self.counts))]
        self.true, self.answer = choice("true class", true, options), choice("answer", answer, options)
        self.which, self.order = choice("show", show, SHOW), choice("order", order, ORDER)
        self.on_click(self.point)
        back = self.button("Previous", "chevron-left", "The images before these", lambda: self.turn(-1))
        forward = self.button("Next", "chevron-right", "The images after these", lambda: self.turn(1))
        lists = row(column(self.true, self.answer), column(self.which, self.order))
        self.begin(lists, buttons(back, forward, self.reset_button()))

    def update(self):
        """Find the images that were asked for, and show the first page of them."""
        right = self.given == self.labels
        wanted = {"all": np.ones_like(right), "right": right, "mistakes": ~right}[self.which.value]
        for classes, chosen in ((self.labels, self.true.value), (self.given, self.answer.value)):
            if chosen != ANY:
                wanted = wanted & (classes == chosen)
        found = np.flatnonzero(wanted)
        self.found, self.page = found[np.argsort(ORDER[self.order.value] * self.sure[found], kind="stable")], 0
        self.draw()

    def turn(self, pages):
        self.page += pages
        self.draw()

    def point(self, across, down, shift):
        cell = self.stage.drawn.field_at(across, down)
        if cell is not None:
            with self.at_once():
                self.true.value, self.answer.value = (ANY if c is None else c for c in cell)
                self.which.value = "all"

    def draw(self):
        """Show the page; beyond the last one comes the first."""
        found, pages = self.found, max(1, -(-len(self.found) // PAGE))
        self.page %= pages
        start = self.page * PAGE
        here = found[start : start + PAGE]
        heading = f"{start + 1} to {start + len(here)} of {len(found)}" if len(here) else "no images"
        chosen = f"{self.which.value}, {self.order.value}"
        cell = [None if pick.value == ANY else pick.value for pick in (self.true, self.answer)]
        captions = [(self.labels[i], self.given[i], format(self.sure[i], self.form)) for i in here]
        picture = answers_diagram(self.counts, tuple(cell), f"{chosen}: {heading}", self.images[here], captions)
        shown = f"Shown ({chosen}): {heading}, page {self.page + 1} of {pages}."
        if len(here):
            what = "probability" if self.form.endswith("%") else "output"
            shown += f" Mean {what} of their answers: {self.sure[found].mean():{self.form}}."
        self.stage.show(picture, f"{_counted(self.counts, *cell)}<br>{shown}")


def _counted(counts, true, answer):
    """Read this cell, row or column of the confusion matrix in words."""
    if true is None and answer is None:
        right = counts.trace()
        return f"<b>{right} of {counts.sum()}</b> images are answered rightly; {counts.sum() - right} mistakes."
    if answer is None:
        return f"Of the {counts[true].sum()} images of class {true}, <b>{counts[true, true]}</b> are answered {true}."
    given = counts[:, answer].sum()
    if true is None:
        return f"Of the {given} answers {answer}, <b>{counts[answer, answer]}</b> are right."
    return (
        f"<b>{counts[true, answer]}</b> of the {counts[true].sum()} images of class {true}, "
        f"and of the {given} answers {answer}, are in this cell."
    )
