"""Images of digits beside numbers, drawn as SVG: a classifier's answers, one hidden neuron, one drawing."""

import base64
import io

import numpy as np
from matplotlib.colors import to_hex
from PIL import Image

from .formats import signed
from .style import COLOUR, FAINT, INK, TWO_CLASSES
from .svg import Diagram, svg_text

SHADE = "#E4E4E4"
WEIGHT_PALETTE = TWO_CLASSES(np.linspace(0, 1, 64), bytes=True)[:, :3].tobytes() + b"\xff\xff\xff"
PAPER = 64  # the last colour of that palette, white
PAGE = 15  # images at a time in `answers_diagram`


def ink_image(pixels):
    """The bytes of a PNG for the numbers of a square, 0 (white) to 1 (ink)."""
    return _png(np.round(255 * (1 - np.clip(pixels, 0, 1))), 64)


def weight_image(weights, top):
    """The bytes of a PNG for the numbers of a square, blue at -top, orange at top. 64 colours keep it small."""
    return _png(_levels(weights, top), 64, WEIGHT_PALETTE)


def _levels(weights, top):
    return np.round(63 * np.clip(0.5 + weights / (2 * top), 0, 1))


def _png(pixels, least, palette=None):
    # Enlarged here to so many pixels at least, because not every page enlarges without a blur.
    times = max(1, -(-least // len(pixels)))
    image = Image.fromarray(pixels.astype(np.uint8).repeat(times, axis=0).repeat(times, axis=1))
    if palette:
        image.putpalette(palette)
    file = io.BytesIO()
    image.save(file, "png", compress_level=3)
    return file.getvalue()


def _placed(png, x, y, width, height=None):
    source = base64.b64encode(png).decode()
    return (
        f'<image x="{x:.1f}" y="{y:.1f}" width="{width}" height="{height or width}" preserveAspectRatio="none" '
        f'style="image-rendering:pixelated" href="data:image/png;base64,{source}"/>'
    )


def _frame(x, y, width, height, colour=FAINT, thick=1.0, fill="none"):
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}" stroke="{colour}" '
        f'stroke-width="{thick}"/>'
    )


def _text(x, y, text, colour=INK, anchor="middle", bold=False):
    shape = svg_text(x, y, text, colour, 13, anchor=anchor)
    return shape.replace("<text ", '<text font-weight="bold" ', 1) if bold else shape


def _bars(x, y, width, pitch, values, colour, form, limits, hollow=()):
    """A bar for each value, from a line at zero, and its number at the right. Those in `hollow` are outlines."""
    low, high = limits
    unit = width / (high - low)
    zero = x - low * unit
    shapes = [f'<line x1="{zero:.1f}" y1="{y:.1f}" x2="{zero:.1f}" y2="{y + pitch * len(values):.1f}" stroke="{INK}"/>']
    for i, value in enumerate(values):
        drawn, top, thick = unit * float(np.clip(value, low, high)), y + i * pitch, 0.68 * pitch
        shapes.append(
            f'<rect x="{zero + min(drawn, 0):.1f}" y="{top + 0.16 * pitch:.1f}" width="{abs(drawn):.1f}" '
            f'height="{thick:.1f}" fill="{"white" if i in hollow else colour}" stroke="{colour}" stroke-width="1.5"/>'
        )
        if pitch >= 15:
            shapes.append(_text(x + width + 54, top + pitch / 2, signed(value, form), anchor="end"))
    return shapes


# A classifier's answers. The cells of the matrix stand where `matrix_place` finds them again.

LEFT, TOP, MATRIX = 52, 66, 260
WIDTH, HEIGHT = 846, 394


def matrix_place(classes, across, down):
    """(true, answer) of the cell of the confusion matrix at these shares of the diagram; a None means its whole row or
    column, where the digits stand beside the matrix. Returns None for any other place."""
    size = MATRIX / classes
    column = int(np.floor((across * WIDTH - LEFT) / size))
    row = int(np.floor((down * HEIGHT - TOP) / size))
    if not (-1 <= row < classes and -1 <= column < classes):
        return None
    return (None if row < 0 else row), (None if column < 0 else column)


def answers_diagram(counts, chosen, heading, images, captions):
    """A classifier's confusion matrix, `chosen` = (true, answer) brought out in it, and some of the images behind it.

    counts: a row for each true class, a column for each answer. chosen: None in place of a class means all of them.
    images: up to 15 squares of numbers from 0 to 1; captions: for each its class, the answer, and as text how sure.
    """
    shapes = _matrix(counts, *chosen)
    shapes.append(_text(348, 18, heading, anchor="start", bold=True))
    for i, (pixels, (true, answer, sure)) in enumerate(zip(images, captions, strict=True)):
        x, y, wrong = 348 + 102 * (i % 5), 38 + 118 * (i // 5), true != answer
        shapes += [_placed(ink_image(pixels), x, y, 74)]
        shapes += [_frame(x, y, 74, 74, COLOUR["delta"] if wrong else FAINT, 3 if wrong else 1)]
        shapes += [_text(x + 37, y + 87, f"is {true}")]
        shapes += [_text(x + 37, y + 103, f"says {answer}, {sure}", COLOUR["delta"] if wrong else INK)]
    said = "; ".join(f"is {true}, says {answer}, {sure}" for true, answer, sure in captions)
    alt = (
        f"Confusion matrix: {counts.trace()} of {counts.sum()} on the diagonal. Beside it images of digits, "
        f"{heading}: {said or 'none'}."
    )
    return Diagram(WIDTH, HEIGHT, shapes, alt)


def _matrix(counts, true, answer):
    n = len(counts)
    size = MATRIX / n
    middle = MATRIX / 2
    shapes = [_text(LEFT + middle, 18, "answer of the network")]
    shapes.append(f'<g transform="rotate(-90 14 {TOP + middle})">{_text(14, TOP + middle, "true class")}</g>')
    every = max(1, -(-n // 14))
    for i in range(0, n, every):
        shapes.append(_text(LEFT + (i + 0.5) * size, TOP - 14, i, bold=i == answer))
        shapes.append(_text(LEFT - 14, TOP + (i + 0.5) * size, i, bold=i == true))
        shapes.append(_frame(LEFT + i * size, TOP + i * size, size, size, "none", fill=SHADE))
    shapes.append(_frame(LEFT, TOP, MATRIX, MATRIX))
    for (row, column), count in np.ndenumerate(counts):
        if count:
            x, y = LEFT + column * size, TOP + row * size
            if row != column:
                shapes.append(_frame(x + 3, y + 3, size - 6, size - 6, COLOUR["delta"], 1.5))
            shapes.append(svg_text(x + size / 2, y + size / 2, count, INK, min(13, size / 2.1)))
    if (true, answer) != (None, None):
        x, width = (LEFT, MATRIX) if answer is None else (LEFT + answer * size, size)
        y, height = (TOP, MATRIX) if true is None else (TOP + true * size, size)
        shapes.append(_frame(x, y, width, height, INK, 3))
    shapes.append(_frame(LEFT, TOP + MATRIX + 13, 14, 14, "none", fill=SHADE))
    shapes.append(_text(LEFT + 20, TOP + MATRIX + 20, "right", anchor="start"))
    shapes.append(_frame(LEFT + 76, TOP + MATRIX + 13, 14, 14, COLOUR["delta"], 1.5))
    shapes.append(_text(LEFT + 96, TOP + MATRIX + 20, "mistake", anchor="start"))
    shapes.append(_frame(LEFT + 172, TOP + MATRIX + 13, 14, 14, INK, 3))
    shapes.append(_text(LEFT + 192, TOP + MATRIX + 20, "shown", anchor="start"))
    shapes.append(_text(LEFT, TOP + MATRIX + 42, "click a field, or a number beside the table", anchor="start"))
    return shapes


# One hidden neuron. Its place in the strip of all is found again by `strip_place`.

STRIP_LEFT, STRIP_TOP, THUMB, IN_A_ROW, MOST_IN_STRIP, BODY = 8, 32, 27.6, 30, 60, 362


def strip_place(neurons, across, down):
    """The neuron at these shares of the diagram's width and height in the strip of all neurons, or None."""
    if neurons > MOST_IN_STRIP:
        return None
    column = int(np.floor((across * WIDTH - STRIP_LEFT) / THUMB))
    row = int(np.floor((down * (_below_strip(neurons) + BODY) - STRIP_TOP) / THUMB))
    j = row * IN_A_ROW + column
    return j if 0 <= column < IN_A_ROW and 0 <= j < neurons else None


def _below_strip(neurons):
    """How far down the strip of so many neurons reaches. There is none of more than 60."""
    return STRIP_TOP + THUMB * -(-neurons // IN_A_ROW) if neurons <= MOST_IN_STRIP else 0


def strip(W, top):
    """The SVG of all neurons' weights, small, for `neuron_diagram`: they stay while another neuron is chosen.

    It is one image: a page is slow to decode many.
    """
    n = len(W)
    if n > MOST_IN_STRIP:
        return ""
    side = round(W.shape[1] ** 0.5)
    times = int(np.ceil(THUMB / side))
    rows, cell = -(-n // IN_A_ROW), side * times + 4
    sheet = np.full((rows * cell, IN_A_ROW * cell), PAPER)
    for j, weights in enumerate(W):
        top_row, left = cell * (j // IN_A_ROW) + 2, cell * (j % IN_A_ROW) + 2
        tile = _levels(weights.reshape(side, side), top).repeat(times, axis=0).repeat(times, axis=1)
        sheet[top_row : top_row + side * times, left : left + side * times] = tile
    png = _png(sheet, 0, WEIGHT_PALETTE)
    return _placed(png, STRIP_LEFT, STRIP_TOP, IN_A_ROW * THUMB, rows * THUMB)


def neuron_diagram(j, neurons, weights, top, thumbs, means, out, classes, most, least):
    """Hidden neuron j of so many: its weights as an image, its mean activation for each class, its weights to the next
    layer, and the images that excite it most and least.

    weights: a square of numbers, `top` the one drawn in full colour; thumbs: a `strip` of all neurons. means: one
    number for each class; out: its weight to each neuron of the next layer, with `classes` the outputs. most, least:
    up to 8 of (pixels, class, z).
    """
    shapes, y = [], _below_strip(neurons) + 24
    if thumbs:
        left, high = STRIP_LEFT + THUMB * (j % IN_A_ROW), STRIP_TOP + THUMB * (j // IN_A_ROW)
        shapes += [_text(STRIP_LEFT + 2, 18, "the weights of all hidden neurons (click one)", anchor="start"), thumbs]
        shapes += [_frame(left, high, THUMB, THUMB, INK, 3)]
    shapes += _weights(j, weights, top, 10, y)
    shapes += _two_bars(means, out, classes, 238, y)
    for title, found, first in (("largest", most, y), ("smallest", least, y + 173)):
        shapes.append(_text(594, first, f"{title} z (class: z)", anchor="start", bold=True))
        for i, (pixels, label, z) in enumerate(found):
            left, high = 594 + 63 * (i % 4), first + 16 + 74 * (i // 4)
            shapes += [_placed(ink_image(pixels), left, high, 52), _frame(left, high, 52, 52)]
            shapes += [_text(left + 26, high + 63, f"{label}: {signed(z, '.1f')}")]
    named = ", ".join(f"{c}: {signed(mean, '.2f')}" for c, mean in enumerate(means))
    alt = (
        f"Hidden neuron {j}: its weights as an image; its mean activation for each class, {named}; its weights to the "
        f"next layer, {', '.join(signed(w, '.2f') for w in out)}; the images with the largest z are of the classes "
        f"{', '.join(str(label) for _, label, _ in most)}, those with the smallest of "
        f"{', '.join(str(label) for _, label, _ in least)}."
    )
    return Diagram(WIDTH, _below_strip(neurons) + BODY, shapes, alt)


def _weights(j, weights, top, x, y):
    size, side = 200, len(weights)
    shapes = [_text(x, y, f"weights of neuron {j}", COLOUR["W"], "start", bold=True)]
    shapes += [_placed(weight_image(weights, top), x, y + 16, size), _frame(x, y + 16, size, size)]
    if side <= 12:  # a second cue for the sign where there is room for it
        step = size / side
        for (row, column), weight in np.ndenumerate(weights):
            if abs(weight) > top / 3:
                mark = "+" if weight > 0 else "−"
                shapes.append(_text(x + (column + 0.5) * step, y + 16 + (row + 0.5) * step, mark))
    stops = "".join(f'<stop offset="{at}" stop-color="{to_hex(TWO_CLASSES(at))}"/>' for at in (0.0, 0.5, 1.0))
    shapes.append(f'<linearGradient id="weights">{stops}</linearGradient>')
    shapes.append(f'<rect x="{x}" y="{y + 228}" width="{size}" height="12" fill="url(#weights)"/>')
    for at, share, anchor in ((0, -top, "start"), (size / 2, 0, "middle"), (size, top, "end")):
        shapes.append(_text(x + at, y + 253, signed(share, ".2f") if share else "0", anchor=anchor))
    shapes.append(_text(x, y + 277, "− ink silences", anchor="start"))
    shapes.append(_text(x + size, y + 277, "+ ink excites", anchor="end"))
    return shapes


def _two_bars(means, out, classes, x, y):
    pitch = 26 if len(means) <= 10 else 260 / len(means)
    labelled = pitch >= 15
    shapes = [_text(x + 20, y, "mean activation", COLOUR["a"], "start", bold=True)]
    shapes += [_text(x, y + 16 + (c + 0.5) * pitch, c, anchor="start") for c in range(len(means)) if labelled]
    reach = max(np.abs(means).max(), 1e-9)
    shapes += _bars(x + 20, y + 16, 86, pitch, means, COLOUR["a"], ".2f", (min(0, -reach * (np.min(means) < 0)), reach))
    next_layer = "weight to the output" if classes else "weights to layer 2"
    shapes.append(_text(x + 182, y, next_layer, COLOUR["W"], "start", bold=True))
    pitch_out = pitch if classes else 260 / len(out)
    reach = max(np.abs(out).max(), 1e-9)
    shapes += _bars(x + 182, y + 16, 100, pitch_out, out, COLOUR["W"], ".2f", (-reach, reach))
    return shapes


# One drawing.


def drawing_diagram(seen, scores, form, start=None, block=1):
    """The input as the network sees it, and the score of each class; with `start` = (input, scores) what has changed.

    seen: a square of numbers from 0 to 1; form: how to write a score, such as ".0%". With block > 1 each number is the
    share of inked cells in a block of block times block, and the picture says how many.
    """
    side, size, x, y = len(seen), 208, 10, 36
    step = size / side
    shapes = [_text(x, 18, "what the network sees", anchor="start", bold=True)]
    shapes += [_placed(ink_image(seen), x, y, size), _frame(x, y, size, size)]
    if block > 1 and side <= 10:
        for (row, column), value in np.ndenumerate(np.round(seen * block**2).astype(int)):
            place = x + (column + 0.5) * step, y + (row + 0.5) * step
            shapes.append(_text(*place, value, "white" if value > block**2 / 2 else INK))
        shapes.append(_text(x, y + size + 18, f"inked cells of each {block} × {block} block", anchor="start"))
    changed = () if start is None else np.argwhere(seen != start[0])
    if side <= 32:
        for row, column in changed:
            place = x + column * step + 1.5, y + row * step + 1.5
            shapes.append(_frame(*place, step - 3, step - 3, COLOUR["delta"], min(2.5, step / 5)))
    if start is not None:
        shapes.append(_frame(x + 1, y + size + 33, 12, 12, COLOUR["delta"], 2.5))
        shapes.append(_text(x + 20, y + size + 40, "changed since the start", anchor="start"))
    shapes += _scores(scores, form, start, 256, y, size)
    winner = int(scores.argmax())
    named = ", ".join(f"{c}: {signed(score, form)}" for c, score in enumerate(scores))
    alt = f"A drawing as the network sees it, {side} by {side} numbers. It says {winner}. {named}."
    if start is not None:
        alt += f" {len(changed)} of {side**2} numbers have changed since the start."
    if side <= 10:
        rows = "; ".join(" ".join(str(round(value * block**2)) for value in row) for row in seen)
        alt += f" The numbers, row by row: {rows}."
    return Diagram(504, y + size + 56, shapes, alt)


def _scores(scores, form, start, x, y, height):
    winner, n = int(scores.argmax()), len(scores)
    pitch, width = height / n, 168
    every = scores if start is None else np.concatenate([scores, start[1]])
    limits = min(0, every.min()), max(1, every.max())
    what = "probability" if form.endswith("%") else "output"
    shapes = [_text(x, 18, f"{what} of each class", anchor="start", bold=True)]
    hollow = [c for c in range(n) if c != winner]
    shapes += _bars(x, y, width, pitch, scores, COLOUR["a"], form, limits, hollow)
    for c in range(0, n, max(1, -(-n // 16))):
        shapes.append(_text(x - 14, y + (c + 0.5) * pitch, c, bold=c == winner))
    shapes.append(_text(x + width + 58, y + (winner + 0.5) * pitch, "◀", COLOUR["a"], "start"))
    if start is not None:
        unit = width / (limits[1] - limits[0])
        for c, score in enumerate(start[1]):
            if abs(score - scores[c]) * unit < 1:
                continue
            at = x + (score - limits[0]) * unit
            ends = f'y1="{y + c * pitch + 1:.1f}" x2="{at:.1f}" y2="{y + (c + 1) * pitch - 1:.1f}"'
            shapes.append(f'<line x1="{at:.1f}" {ends} stroke="{COLOUR["delta"]}" stroke-width="3"/>')
        shapes.append(
            f'<line x1="{x + 6}" y1="{y + height + 31}" x2="{x + 6}" y2="{y + height + 48}" '
            f'stroke="{COLOUR["delta"]}" stroke-width="3"/>'
        )
        shapes.append(_text(x + 16, y + height + 40, "at the start", anchor="start"))
    return shapes
