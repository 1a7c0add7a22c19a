"""Images of digits, and what a classifier makes of them: its answers, its hidden neurons, and a drawn digit."""

from functools import partial
from itertools import product

import numpy as np

from .formats import signed
from .png import NO_WEIGHT, enlarged, ink_png, weight_levels, weight_png
from .style import COLOUR, FAINT, INK
from .svg import Diagram, box, element, image, line, text

PAGE = 15  # images of answers at a time
LEFT, TOP, SIZE = 52, 66, 260  # the corner of the confusion matrix, and its size
CORRECT, MISTAKE, CHOSEN = dict(fill="#E4E4E4"), dict(rim=COLOUR["delta"], thick=1.5), dict(rim=INK, thick=3)
THUMB, IN_A_ROW = 27.6, 30  # the small images of all neurons
DRAWN, BESIDE, WIDE = 208, 36, 168  # the size of a drawing, the top of it and of the bars beside it, their width

_heading = partial(text, anchor="start", bold=True)


def digit_gallery(x, captions, columns=8):
    """The columns of x (64 or 784, m) as images of digits, with the text captions[i] above image i."""
    captions = list(map(str, captions))
    texts = "; ".join(caption.replace("\n", ", ") for caption in captions)
    images = f"{len(captions)} images of handwritten digits" if len(captions) > 1 else "Image of a handwritten digit"
    alt = f"{images}, labelled {texts}."
    return _gallery(map(ink_png, _squares(x.T)), captions, columns, alt)


def weight_images(W, columns=8):
    """Each row of W (neurons, 64 or 784) as a square: green where the weight is positive, violet where negative."""
    squares, top = _squares(W), np.percentile(np.abs(W), 99)
    captions, side = [f"neuron {j}" for j in range(len(W))], len(squares[0])
    alt = (
        f"The weights of {len(W)} neurons as {side} by {side} images, each a pattern of positive and negative. "
        f"A colour bar goes from {signed(-top, '.2f')}, violet, over 0, white, to {signed(top, '.2f')}, green."
    )
    files = (weight_png(enlarged(weight_levels(weights, top))) for weights in squares)
    return _gallery(files, captions, columns, alt, partial(_colour_bar, top))


def _squares(rows):
    side = round(rows.shape[1] ** 0.5)
    return rows.reshape(-1, side, side)


def _gallery(files, captions, columns, alt, below=None):
    """Images in rows, and beneath them what `below` draws, if given, from its corner and width: 50 pixels high."""
    wide = min(160, 800 / columns)
    high = wide + 16 + 16 * max(caption.count("\n") for caption in captions)
    shapes = _images(files, captions, (0.07 * wide, 6), columns, 0.86 * wide, (wide, high))
    width, height = wide * columns, high * -(-len(captions) // columns)
    if below:
        across = min(200, 0.86 * width)
        shapes += below((width - across) / 2, height + 4, across)
    return Diagram(width, height + (50 if below else 0), shapes, alt)


def _images(files, captions, corner, columns, side, pitch, mistakes=()):
    """PNGs in rows, each beneath the lines of its caption; those at the places `mistakes` stand out."""
    shapes = []
    for i, (file, caption) in enumerate(zip(files, captions, strict=False)):
        x, y = corner[0] + pitch[0] * (i % columns), corner[1] + pitch[1] * (i // columns)
        colour, rim, thick = (COLOUR["delta"], COLOUR["delta"], 3) if i in mistakes else (INK, FAINT, 1)
        lines = caption.split("\n")
        shapes.append(image(file, (x, y + 16 * len(lines)), side, side, rim, thick))
        shapes += [text((x + side / 2, y + 6 + 16 * n), words, colour) for n, words in enumerate(lines)]
    return shapes


def answers_diagram(counts, chosen, heading, images, captions):
    """A classifier's confusion matrix, `chosen` = (true, answer) highlighted in it, and some of the images behind it.

    counts: a row for each true class, a column for each answer. chosen: None in place of a class means every class.
    images: up to 15 squares of numbers from 0 to 1; captions: for each (class, answer, confidence as text).
    """
    shapes, y = [*_matrix(counts, *chosen), _heading((348, 18), heading)], TOP + SIZE + 20
    for x, word, look in ((LEFT, "right", CORRECT), (LEFT + 76, "mistake", MISTAKE), (LEFT + 172, "shown", CHOSEN)):
        shapes += [box((x, y - 7), 14, 14, **look), text((x + 20, y), word, anchor="start")]
    shapes.append(text((LEFT, y + 22), "click a field, or a number beside the table", anchor="start"))
    mistakes = [i for i, (true, answer, _) in enumerate(captions) if true != answer]
    words = [f"is {true}\nsays {answer}, {sure}" for true, answer, sure in captions]
    shapes += _images(map(ink_png, images), words, (348, 36), 5, 74, (102, 118), mistakes)
    said = "; ".join(caption.replace("\n", ", ") for caption in words)
    alt = f"{_diagonal(counts)}. Beside it images of digits, {heading}: {said or 'none'}."
    size, classes = SIZE / len(counts), list(enumerate([None, *range(len(counts))], -1))
    fields = {
        (true, answer): (LEFT + column * size, TOP + row * size, size, size)
        for (row, true), (column, answer) in product(classes, classes)
    }
    return Diagram(846, 394, shapes, alt, fields)


def _diagonal(counts):
    return f"Confusion matrix: {counts.trace()} of {counts.sum()} on the diagonal"


def _matrix(counts, true=None, answer=None):
    """The table, its classes beside it, those chosen bold, and a frame around the chosen cell, row or column."""
    size, middle = SIZE / len(counts), TOP + SIZE / 2
    shapes = [text((LEFT + SIZE / 2, 18), "answer of the network")]
    shapes.append(element("g", text((14, middle), "true class"), transform=f"rotate(-90 14 {middle})"))
    shapes += [box((LEFT + i * size, TOP + i * size), size, size, **CORRECT) for i in range(len(counts))]
    shapes.append(box((LEFT, TOP), SIZE, SIZE, rim=FAINT))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            x, y = LEFT + column * size, TOP + row * size
            if row != column:
                shapes.append(box((x + 3, y + 3), size - 6, size - 6, **MISTAKE))
            shapes.append(text((x + size / 2, y + size / 2), count, size=min(13, size / 2.1)))
    for i in range(len(counts)):
        shapes.append(text((LEFT + (i + 0.5) * size, TOP - 14), i, bold=i == answer))
        shapes.append(text((LEFT - 14, TOP + (i + 0.5) * size), i, bold=i == true))
    if (true, answer) != (None, None):
        x, width = (LEFT, SIZE) if answer is None else (LEFT + answer * size, size)
        y, height = (TOP, SIZE) if true is None else (TOP + true * size, size)
        shapes.append(box((x, y), width, height, **CHOSEN))
    return shapes


def neuron_diagram(j, W, top, strip, means, out, classes, most, least):
    """Hidden neuron j: its weights, its mean activations, and the images that excite it most and least.

    W: the weights of all neurons (n, pixels), `top` the one drawn in full colour; strip: `neuron_strip` of both. means:
    one number for each class; out: its weights to the next layer, with `classes` the outputs. most, least: up to 8 of
    (pixels, class, z).
    """
    squares, reach = _squares(W), np.abs(out).max() or 1
    places = [(8 + THUMB * (i % IN_A_ROW), 32 + THUMB * (i // IN_A_ROW)) for i in range(len(W))]
    y = places[-1][1] + THUMB + 24
    shapes = [_heading((10, 18), "the weights of all hidden neurons (click one)", bold=False)]
    shapes += [strip, box(places[j], THUMB, THUMB, rim=INK, thick=3)]
    shapes += [_heading((10, y), f"weights of neuron {j}", COLOUR["W"]), *_weights(squares[j], top, 10, y)]
    limits = np.array([-1 if np.min(means) < 0 else 0, 1]) * (np.abs(means).max() or 1)
    shapes.append(_heading((258, y), "mean activation", COLOUR["a"]))
    shapes += _bars((258, y + 16), 86, 260, means, COLOUR["a"], ".2f", limits, named=True)
    shapes.append(_heading((420, y), "weight to the output" if classes else "weights to layer 2", COLOUR["W"]))
    shapes += _bars((420, y + 16), 100, 260, out, COLOUR["W"], ".2f", (-reach, reach))
    for down, title, found in ((y, "largest", most), (y + 173, "smallest", least)):
        files, captions = [ink_png(image) for image, *_ in found], [f"{c}: {signed(z, '.1f')}" for _, c, z in found]
        shapes.append(_heading((594, down), f"{title} z (class: z)"))
        shapes += _images(files, captions, (594, down + 15), 4, 52, (63, 74))
    named = ", ".join(f"{c}: {signed(mean, '.2f')}" for c, mean in enumerate(means))
    alt = (
        f"Hidden neuron {j}: its weights as an image; its mean activation for each class, {named}; its weights to the "
        f"next layer, {', '.join(signed(w, '.2f') for w in out)}; the images with the largest z are of the classes "
        f"{', '.join(str(label) for _, label, _ in most)}, those with the smallest of "
        f"{', '.join(str(label) for _, label, _ in least)}."
    )
    return Diagram(846, y + 338, shapes, alt, {i: (*place, THUMB, THUMB) for i, place in enumerate(places)})


def neuron_strip(W, top):
    """The weights of all neurons, small, as one image: a page is slow to decode many."""
    levels = [enlarged(weights, THUMB) for weights in weight_levels(_squares(W), top)]
    frame = (0, -len(levels) % IN_A_ROW), (2, 2), (2, 2)  # white, and white tiles to fill the last row
    tiles = np.pad(levels, frame, constant_values=NO_WEIGHT)
    rows = [np.hstack(tiles[i : i + IN_A_ROW]) for i in range(0, len(tiles), IN_A_ROW)]
    return image(weight_png(np.vstack(rows)), (8, 32), IN_A_ROW * THUMB, len(rows) * THUMB)


def _weights(weights, top, x, y):
    """The weights as an image, and the meaning of its colours."""
    size, side = 200, len(weights)
    shapes = [image(weight_png(enlarged(weight_levels(weights, top))), (x, y + 16), size, size, FAINT)]
    if side <= 12:  # a second cue for the sign where there is room for it
        for row, column in np.argwhere(np.abs(weights) > top / 3):
            place = x + (column + 0.5) * size / side, y + 16 + (row + 0.5) * size / side
            shapes.append(text(place, "+" if weights[row, column] > 0 else "−"))
    shapes += _colour_bar(top, x, y + 228, size)
    shapes.append(text((x, y + 277), "− ink silences", anchor="start"))
    return [*shapes, text((x + size, y + 277), "+ ink excites", anchor="end")]


def _colour_bar(top, x, y, width):
    """The colours of weights from -top to top, with three numbers below."""
    shapes = [image(weight_png(weight_levels(np.linspace(-1, 1, 101)[None], 1)), (x, y), width, 12)]
    for at, words, anchor in ((0, signed(-top, ".2f"), "start"), (0.5, "0", "middle"), (1, signed(top, ".2f"), "end")):
        shapes.append(text((x + at * width, y + 25), words, anchor=anchor))
    return shapes


def drawing_diagram(seen, scores, form, start=None, block=1):
    """The input as the network sees it, and the score of each class; with `start` = (input, scores) also the changes.

    seen: a square of numbers from 0 to 1; form: how to write a score, such as ".0%". With block > 1 each number is the
    share of inked cells in a square of block times block cells, and the picture shows their count.
    """
    side = len(seen)
    named = ", ".join(f"{c}: {signed(score, form)}" for c, score in enumerate(scores))
    alt = f"A drawing as the network sees it, {side} by {side} numbers. It says {scores.argmax()}. {named}."
    shapes = [_heading((10, 18), "what the network sees")]
    shapes.append(image(ink_png(seen), (10, BESIDE), DRAWN, DRAWN, FAINT))
    shapes += _scores_and_start(scores, form, scores if start is None else start[1])
    if start is not None:
        changed = np.argwhere(seen != start[0])
        shapes += _changed(changed, DRAWN / side)
        alt += f" {len(changed)} of {side**2} numbers have changed since the start."
    if side <= 10:
        counts, step = np.round(seen * block**2).astype(int), DRAWN / side
        shapes.append(text((10, BESIDE + DRAWN + 18), f"inked cells of each {block} × {block} block", anchor="start"))
        for (row, column), count in np.ndenumerate(counts):
            colour = "white" if count > block**2 / 2 else INK
            shapes.append(text((10 + (column + 0.5) * step, BESIDE + (row + 0.5) * step), count, colour))
        alt += f" The numbers, row by row: {'; '.join(' '.join(map(str, row)) for row in counts)}."
    return Diagram(504, BESIDE + DRAWN + 56, shapes, alt)


def _changed(places, step):
    """A frame around each number that has changed, and the meaning of the marks."""
    y = BESIDE + DRAWN + 40
    shapes = [
        box((11, y - 7), 12, 12, rim=COLOUR["delta"], thick=2.5),
        text((30, y), "changed since the start", anchor="start"),
        line((262, y - 9), (262, y + 8), COLOUR["delta"], 3),
        text((272, y), "at the start", anchor="start"),
    ]
    for row, column in places:
        corner = 10 + column * step + 1.5, BESIDE + row * step + 1.5
        shapes.append(box(corner, step - 3, step - 3, rim=COLOUR["delta"], thick=min(2.5, step / 5)))
    return shapes


def scores(x, before, after=None, label=None):
    """A digit x, a column of 64 or 784 numbers, and its ten scores `before` training and, if given, `after` it.

    The scores are ten numbers each, outputs of a network as they are or as shares of 1. label: the digit's class.
    """
    groups = [("before training", np.ravel(before))] + ([] if after is None else [("after training", np.ravel(after))])
    every = np.concatenate([numbers for _, numbers in groups])
    are_shares = min(every) >= 0 and all(np.isclose(numbers.sum(), 1) for _, numbers in groups)
    form, limits = ".0%" if are_shares else ".2f", (min(0, every.min()), max(1, every.max()))
    name = "a digit" if label is None else f"the digit {label}"
    square = _squares(np.reshape(x, (1, -1)))[0]
    shapes = [_heading((10, 18), name), image(ink_png(square), (10, BESIDE), DRAWN, DRAWN, FAINT)]
    alt = f"Image of {name}, handwritten, and its ten scores."
    for i, (when, numbers) in enumerate(groups):
        shapes += _scores(numbers, when, form, limits, 256 + 285 * i)
        named = ", ".join(f"{c}: {signed(number, form)}" for c, number in enumerate(numbers))
        alt += f" {when.capitalize()} the largest is that of {numbers.argmax()}; {named}."
    return Diagram(240 + 285 * len(groups), BESIDE + DRAWN + 12, shapes, alt)


def _scores(numbers, title, form, limits, x):
    """A bar for each class, at the right of `x`: only the largest is filled, and an arrow points at it."""
    winner, pitch = numbers.argmax(), DRAWN / len(numbers)
    bars = _bars((x, BESIDE), WIDE, DRAWN, numbers, COLOUR["a"], form, limits, winner, named=True)
    arrow = _heading((x + WIDE + 58, BESIDE + (winner + 0.5) * pitch), "◀", COLOUR["a"], bold=False)
    return [_heading((x, 18), title), *bars, arrow]


def _scores_and_start(numbers, form, before):
    """The scores of a drawing, with a stroke at the score before where that was another."""
    low, high = limits = min(0, numbers.min(), before.min()), max(1, numbers.max(), before.max())
    title, pitch = f"{'probability' if form.endswith('%') else 'output'} of each class", DRAWN / len(numbers)
    shapes = _scores(numbers, title, form, limits, 256)
    for c in np.flatnonzero(np.abs(before - numbers) * WIDE >= high - low):  # a pixel
        top, there = BESIDE + c * pitch, 256 + WIDE * (before[c] - low) / (high - low)
        shapes.append(line((there, top + 1), (there, top + pitch - 1), COLOUR["delta"], 3))
    return shapes


def _bars(corner, width, height, values, colour, form, limits, filled=None, named=False):
    """Horizontal bars from zero, one for each value, with its number; `named` writes its place before it.

    If `filled` is given, that bar alone is solid.
    """
    (x, y), (low, high) = corner, limits
    unit, pitch = width / (high - low), height / len(values)
    zero = x - low * unit
    shapes = [line((zero, y), (zero, y + height))]
    for i, value in enumerate(values):
        top, long = y + i * pitch, unit * float(np.clip(value, low, high))
        fill = colour if filled in (None, i) else "white"
        shapes.append(box((zero, top + 0.16 * pitch), long, 0.68 * pitch, fill, colour, 1.5))
        if pitch >= 15:
            shapes.append(text((x + width + 54, top + pitch / 2), signed(value, form), anchor="end"))
        if named:
            shapes.append(text((x - 14, top + pitch / 2), i, bold=i == filled))
    return shapes
