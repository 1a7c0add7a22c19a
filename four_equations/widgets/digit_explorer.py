"""Notebook 07: the images behind the numbers of a confusion matrix."""

import numpy as np

from mlp_core import _validation as validate

from ..figures.answers import PAGE, answers_diagram
from .base.classifier import image_classifier, labelled_images, score_form, scores
from .base.controls import buttons, choice, column, row
from .base.panel import Panel

ANY = -1
SHOW = ("all", "right", "mistakes")
ORDER = ("surest first", "least sure first", "as in the data")


def digit_explorer(net, x, labels, true=None, answer=None, show="mistakes", order="surest first"):
    """Browse the answers of the classifier `net` to the images x (64 or 784, m) with these labels.

    Two lists, or a click on the confusion matrix, choose the true class and the answer. `true`, `answer` (None: any),
    `show` ("all", "right" or "mistakes") and `order` ("surest first", "least sure first" or "as in the data") are the
    start. The panel keeps the answers that `net` gives now.
    """
    answers = Answers(net, x, labels)
    for name, value in (("true", true), ("answer", answer)):
        if value is not None:
            validate.in_range(name, value, 0, answers.classes - 1, whole=True)
    return DigitExplorer(answers, ANY if true is None else true, ANY if answer is None else answer, show, order)


class Answers:
    """What a classifier says of labelled images, and how sure it is of each."""

    def __init__(self, net, x, labels):
        self.side, self.classes = image_classifier(net), net.layers[-1]
        self.x, self.labels = labelled_images(net, x, labels)
        self.given = net.predict(self.x)
        self.sure = scores(net, self.x)[self.given, np.arange(len(self.given))]
        self.form = score_form(net)
        self.counts = np.zeros((self.classes, self.classes), dtype=int)
        np.add.at(self.counts, (self.labels, self.given), 1)

    def find(self, true, answer, show, order):
        """The columns of x with this true class, this answer (or ANY), and right or wrong, in this order."""
        wanted = ((true == ANY) | (self.labels == true)) & ((answer == ANY) | (self.given == answer))
        if show != "all":
            wanted &= (self.given == self.labels) == (show == "right")
        rank = {"surest first": -self.sure, "least sure first": self.sure}.get(order, np.arange(len(wanted)))
        found = np.flatnonzero(wanted)
        return found[np.argsort(rank[found], kind="stable")]


class DigitExplorer(Panel):
    def __init__(self, answers, true, answer, show, order):
        super().__init__("Answers of a classifier")
        self.answers, self.page = answers, 0
        options = [("any", ANY), *((str(c), c) for c in range(answers.classes))]
        self.true, self.answer = choice("true class", true, options), choice("answer", answer, options)
        self.which, self.order = choice("show", show, SHOW), choice("order", order, ORDER)
        controls = [self.true, self.answer, self.which, self.order]
        previous = self.button("Previous", "chevron-left", "The images before these", lambda: self.turn(-1))
        following = self.button("Next", "chevron-right", "The images after these", lambda: self.turn(1))
        self.put(
            row(column(self.true, self.answer), column(self.which, self.order)),
            buttons(previous, following, self.reset_button(controls, then=self.first_page)),
        )
        self.on_click(self.point)
        self.follow(controls, self.first_page)

    def first_page(self):
        self.page = 0
        self.draw()

    def turn(self, pages):
        self.page += pages
        self.draw()

    def point(self, across, down, shift):
        """Choose the cell, row or column of the matrix that was clicked."""
        cell = self.stage.drawn.field_at(across, down)
        if cell is not None:
            with self.at_once():
                self.true.value, self.answer.value = (ANY if c is None else c for c in cell)
                self.which.value = "all"

    def draw(self):
        """Show the page; beyond the last one comes the first."""
        answers, form = self.answers, self.answers.form
        found = answers.find(self.true.value, self.answer.value, self.which.value, self.order.value)
        pages = max(1, -(-len(found) // PAGE))
        self.page %= pages
        here = found[self.page * PAGE : (self.page + 1) * PAGE]
        heading = "no images"
        if len(here):
            heading = f"{self.page * PAGE + 1} to {self.page * PAGE + len(here)} of {len(found)}"
        chosen = f"{self.which.value}, {self.order.value}"
        cell = tuple(None if pick.value == ANY else pick.value for pick in (self.true, self.answer))
        images = [answers.x[:, i].reshape(answers.side, answers.side) for i in here]
        captions = [(answers.labels[i], answers.given[i], format(answers.sure[i], form)) for i in here]
        picture = answers_diagram(answers.counts, cell, f"{chosen}: {heading}", images, captions)
        what = "probability" if form.endswith("%") else "output"
        mean = f" Mean {what} of their answers: {answers.sure[found].mean():{form}}." if len(found) else ""
        shown = f"Shown ({chosen}): {heading}, page {self.page + 1} of {pages}.{mean}"
        self.show(picture, f"{_counted(answers.counts, *cell)}<br>{shown}")


def _counted(counts, true, answer):
    """Read this cell, row or column of the confusion matrix in words."""
    row, col = (counts[true].sum() if true is not None else 0), (counts[:, answer].sum() if answer is not None else 0)
    if true is None and answer is None:
        right = counts.trace()
        return f"<b>{right} of {counts.sum()}</b> images are answered rightly; {counts.sum() - right} mistakes."
    if answer is None:
        return f"Of the {row} images of class {true}, <b>{counts[true, true]}</b> are answered {true}."
    if true is None:
        return f"Of the {col} answers {answer}, <b>{counts[answer, answer]}</b> are right."
    count = counts[true, answer]
    return f"<b>{count}</b> of the {row} images of class {true}, and of the {col} answers {answer}, are in this cell."
