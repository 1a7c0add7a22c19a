"""A drawn digit as a classifier sees it, and its score for each class."""

import numpy as np

from .formats import signed
from .png import ink_png
from .style import COLOUR, FAINT, INK
from .svg import Diagram, bars, box, image, line, text

SIZE, TOP = 208, 36  # of the drawing, and of the bars beside it


def drawing_diagram(seen, scores, form, start=None, block=1):
    """The input as the network sees it, and the score of each class; with `start` = (input, scores) also the changes.

    seen: a square of numbers from 0 to 1; form: how to write a score, such as ".0%". With block > 1 each number is the
    share of inked cells in a square of block times block cells, and the picture shows their count.
    """
    side = len(seen)
    named = ", ".join(f"{c}: {signed(score, form)}" for c, score in enumerate(scores))
    alt = f"A drawing as the network sees it, {side} by {side} numbers. It says {scores.argmax()}. {named}."
    shapes = [text((10, 18), "what the network sees", anchor="start", bold=True)]
    shapes.append(image(ink_png(seen), (10, TOP), SIZE, SIZE, FAINT))
    shapes += _scores(scores, form, scores if start is None else start[1])
    if start is not None:
        changed = np.argwhere(seen != start[0])
        shapes += _changed(changed, SIZE / side)
        alt += f" {len(changed)} of {side**2} numbers have changed since the start."
    if side <= 10:
        counts = np.round(seen * block**2).astype(int)
        shapes += _counts(counts, block)
        alt += f" The numbers, row by row: {'; '.join(' '.join(map(str, row)) for row in counts)}."
    return Diagram(504, TOP + SIZE + 56, shapes, alt)


def _counts(counts, block):
    """The number of inked cells in each block, over its grey."""
    step = SIZE / len(counts)
    shapes = [text((10, TOP + SIZE + 18), f"inked cells of each {block} × {block} block", anchor="start")]
    for (row, column), count in np.ndenumerate(counts):
        colour = "white" if count > block**2 / 2 else INK
        shapes.append(text((10 + (column + 0.5) * step, TOP + (row + 0.5) * step), count, colour))
    return shapes


def _changed(places, step):
    """A frame around each number that has changed, and the meaning of the marks."""
    y = TOP + SIZE + 40
    shapes = [
        box((11, y - 7), 12, 12, rim=COLOUR["delta"], thick=2.5),
        text((30, y), "changed since the start", anchor="start"),
        line((262, y - 9), (262, y + 8), COLOUR["delta"], 3),
        text((272, y), "at the start", anchor="start"),
    ]
    for row, column in places:
        corner = 10 + column * step + 1.5, TOP + row * step + 1.5
        shapes.append(box(corner, step - 3, step - 3, rim=COLOUR["delta"], thick=min(2.5, step / 5)))
    return shapes


def _scores(scores, form, before):
    """A bar for each class, only the winner's filled, and a stroke at the score before where it was another."""
    winner, x, width, pitch = scores.argmax(), 256, 168, SIZE / len(scores)
    low, high = limits = min(0, scores.min(), before.min()), max(1, scores.max(), before.max())
    what = "probability" if form.endswith("%") else "output"
    shapes = [text((x, 18), f"{what} of each class", anchor="start", bold=True)]
    shapes += bars((x, TOP), width, SIZE, scores, COLOUR["a"], form, limits, winner)
    shapes.append(text((x + width + 58, TOP + (winner + 0.5) * pitch), "◀", COLOUR["a"], anchor="start"))
    for c, score in enumerate(scores):
        top = TOP + c * pitch
        shapes.append(text((x - 14, top + pitch / 2), c, bold=c == winner))
        if abs(before[c] - score) * width >= high - low:  # a pixel
            there = x + width * (before[c] - low) / (high - low)
            shapes.append(line((there, top + 1), (there, top + pitch - 1), COLOUR["delta"], 3))
    return shapes
