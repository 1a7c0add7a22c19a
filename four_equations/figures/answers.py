"""A classifier's answers: its confusion matrix, and some of the images behind it."""

from itertools import product

import numpy as np

from .png import ink_png
from .style import COLOUR, FAINT, INK
from .svg import Diagram, box, element, image, text

PAGE = 15  # images at a time
LEFT, TOP, MATRIX = 52, 66, 260  # the corner of the matrix, and its size
RIGHT, MISTAKE, CHOSEN = dict(fill="#E4E4E4"), dict(rim=COLOUR["delta"], thick=1.5), dict(rim=INK, thick=3)


def answers_diagram(counts, chosen, heading, images, captions):
    """A classifier's confusion matrix, `chosen` = (true, answer) highlighted in it, and some of the images behind it.

    counts: a row for each true class, a column for each answer. chosen: None in place of a class means every class.
    images: up to 15 squares of numbers from 0 to 1; captions: for each (class, answer, confidence as text).
    """
    shapes = [*_matrix(counts), *_chosen(len(counts), *chosen), *_legend(TOP + MATRIX + 20)]
    shapes.append(text((348, 18), heading, anchor="start", bold=True))
    for i, (pixels, (true, answer, sure)) in enumerate(zip(images, captions, strict=True)):
        x, y = 348 + 102 * (i % 5), 38 + 118 * (i // 5)
        rim, thick, colour = (FAINT, 1, INK) if true == answer else (COLOUR["delta"], 3, COLOUR["delta"])
        shapes.append(image(ink_png(pixels), (x, y), 74, 74, rim, thick))
        shapes.append(text((x + 37, y + 87), f"is {true}"))
        shapes.append(text((x + 37, y + 103), f"says {answer}, {sure}", colour))
    said = "; ".join(f"is {true}, says {answer}, {sure}" for true, answer, sure in captions)
    alt = (
        f"Confusion matrix: {counts.trace()} of {counts.sum()} on the diagonal. Beside it images of digits, "
        f"{heading}: {said or 'none'}."
    )
    size, classes = MATRIX / len(counts), list(enumerate([None, *range(len(counts))], -1))
    fields = {
        (true, answer): (LEFT + column * size, TOP + row * size, size, size)
        for (row, true), (column, answer) in product(classes, classes)
    }
    return Diagram(846, 394, shapes, alt, fields)


def _matrix(counts):
    size, middle = MATRIX / len(counts), TOP + MATRIX / 2
    shapes = [text((LEFT + MATRIX / 2, 18), "answer of the network")]
    shapes.append(element("g", text((14, middle), "true class"), transform=f"rotate(-90 14 {middle})"))
    shapes += [box((LEFT + i * size, TOP + i * size), size, size, **RIGHT) for i in range(len(counts))]
    shapes.append(box((LEFT, TOP), MATRIX, MATRIX, rim=FAINT))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            x, y = LEFT + column * size, TOP + row * size
            if row != column:
                shapes.append(box((x + 3, y + 3), size - 6, size - 6, **MISTAKE))
            shapes.append(text((x + size / 2, y + size / 2), count, size=min(13, size / 2.1)))
    return shapes


def _chosen(classes, true, answer):
    """The classes beside the matrix, those chosen bold, and a frame around the chosen cell, row or column."""
    size, shapes = MATRIX / classes, []
    for i in range(classes):
        shapes.append(text((LEFT + (i + 0.5) * size, TOP - 14), i, bold=i == answer))
        shapes.append(text((LEFT - 14, TOP + (i + 0.5) * size), i, bold=i == true))
    if (true, answer) != (None, None):
        x, width = (LEFT, MATRIX) if answer is None else (LEFT + answer * size, size)
        y, height = (TOP, MATRIX) if true is None else (TOP + true * size, size)
        shapes.append(box((x, y), width, height, **CHOSEN))
    return shapes


def _legend(y):
    shapes = [text((LEFT, y + 22), "click a field, or a number beside the table", anchor="start")]
    for x, words, look in ((LEFT, "right", RIGHT), (LEFT + 76, "mistake", MISTAKE), (LEFT + 172, "shown", CHOSEN)):
        shapes += [box((x, y - 7), 14, 14, **look), text((x + 20, y), words, anchor="start")]
    return shapes
