"""Notebook 07: the images behind the numbers of a confusion matrix."""

import numpy as np

from mlp_core import _validation as validate

from ..figures.answers import PAGE, answers_diagram, matrix_place
from .base.classifier import image_classifier, labelled_images, score_form, scores
from .base.controls import button, buttons, choice, column, row
from .base.panel import Panel

ANY = -1
SHOW = ("all", "right", "mistakes")
ORDER = ("surest first", "least sure first", "as in the data")


def digit_explorer(net, x, labels, true=None, answer=None, show="mistakes", order="surest first"):
    """A panel that browses what the classifier `net` says of the images x (64 or 784, m) with these labels.

    Two lists, or a click on the confusion matrix, choose the true class and the answer. `true`, `answer` (None: any),
    `show` ("all", "right" or "mistakes") and `order` ("surest first", "least sure first" or "as in the data") are the
    start. The panel keeps the answers that `net` gives now.
    """
    side, (x, labels) = image_classifier(net), labelled_images(net, x, labels)
    said, classes, form = scores(net, x), net.layers[-1], score_form(net)
    what = "probability" if form.endswith("%") else "output"
    answers = net.predict(x)
    sure = said[answers, np.arange(len(answers))]
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, answers), 1)

    for name, value in (("true", true), ("answer", answer)):
        if value is not None and not 0 <= validate.whole_number(name, value, at_least=0) < classes:
            raise ValueError(
                f"{name} must be a class from 0 to {classes - 1}, or None, but came as {validate.shown(value)}."
            )

    panel = Panel("Answers of a classifier")
    options = [("any", ANY), *((str(c), c) for c in range(classes))]
    pick_true = choice("true class", ANY if true is None else true, options)
    pick_answer = choice("answer", ANY if answer is None else answer, options)
    pick_show = choice("show", validate.one_of("show", show, SHOW), SHOW)
    pick_order = choice("order", validate.one_of("order", order, ORDER), ORDER)
    controls = [pick_true, pick_answer, pick_show, pick_order]
    page = 0

    def chosen():
        wanted = np.ones(len(labels), dtype=bool)
        if pick_true.value != ANY:
            wanted &= labels == pick_true.value
        if pick_answer.value != ANY:
            wanted &= answers == pick_answer.value
        if pick_show.value != "all":
            wanted &= (answers == labels) == (pick_show.value == "right")
        found = np.flatnonzero(wanted)
        if pick_order.value == "as in the data":
            return found
        return found[np.argsort(sure[found] if pick_order.value.startswith("least") else -sure[found], kind="stable")]

    def draw():
        nonlocal page
        found = chosen()
        pages = max(1, -(-len(found) // PAGE))
        page %= pages
        here = found[page * PAGE : (page + 1) * PAGE]
        cell = tuple(None if pick.value == ANY else pick.value for pick in (pick_true, pick_answer))
        heading = f"{page * PAGE + 1} to {page * PAGE + len(here)} of {len(found)}" if len(here) else "no images"
        captions = [(labels[i], answers[i], format(sure[i], form)) for i in here]
        images = [x[:, i].reshape(side, side) for i in here]
        picture = answers_diagram(counts, cell, f"{pick_show.value}, {pick_order.value}: {heading}", images, captions)
        mean = f" Mean {what} of their answers: {sure[found].mean():{form}}." if len(found) else ""
        shown = f"Shown ({pick_show.value}, {pick_order.value}): {heading}, page {page + 1} of {pages}.{mean}"
        panel.show(picture, f"{_counted(counts, *cell)}<br>{shown}")

    def first_page():
        nonlocal page
        page = 0
        draw()

    def turn(pages):
        nonlocal page
        with panel.lock:
            page += pages
            draw()

    def point(across, down, shift):
        place = matrix_place(classes, across, down)
        if place is not None:
            with panel.at_once():
                pick_true.value, pick_answer.value = (ANY if c is None else c for c in place)
                pick_show.value = "all"

    previous = button("Previous", "chevron-left", "The images before these", lambda: turn(-1))
    following = button("Next", "chevron-right", "The images after these", lambda: turn(1))
    panel.put(
        row(column(pick_true, pick_answer), column(pick_show, pick_order)),
        buttons(previous, following, panel.reset_button(controls, then=first_page)),
    )
    panel.stage.on_click(point)
    panel.follow(controls, first_page)
    return panel


def _counted(counts, true, answer):
    """What the confusion matrix says of this cell, row or column, in words."""
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
