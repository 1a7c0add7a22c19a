"""One hidden neuron of a classifier of images: its weights, its mean activations, and the images that excite it."""

from functools import partial

import numpy as np
from matplotlib.colors import to_hex

from .formats import signed
from .png import enlarged, ink_png, png, weight_pixels
from .style import COLOUR, FAINT, INK, TWO_CLASSES
from .svg import Diagram, bars, box, element, image, text

LEFT, TOP, THUMB, IN_A_ROW = 8, 32, 27.6, 30  # where the strip of all neurons begins, and its images

_heading = partial(text, anchor="start", bold=True)


def neuron_diagram(j, W, top, means, out, classes, most, least):
    """Hidden neuron j: its weights, its mean activations, and the images that excite it most and least.

    W: the weights of all neurons (n, pixels), `top` the one drawn in full colour. means: one number for each class;
    out: its weights to the next layer, with `classes` the outputs. most, least: up to 8 of (pixels, class, z).
    """
    side = round(W.shape[1] ** 0.5)
    squares = W.reshape(-1, side, side)
    places = [(LEFT + THUMB * (i % IN_A_ROW), TOP + THUMB * (i // IN_A_ROW)) for i in range(len(W))]
    y = places[-1][1] + THUMB + 24
    shapes = [_heading((LEFT + 2, 18), "the weights of all hidden neurons (click one)", bold=False)]
    shapes += [_strip(squares, top), box(places[j], THUMB, THUMB, rim=INK, thick=3)]
    shapes += [_heading((10, y), f"weights of neuron {j}", COLOUR["W"]), *_weights(squares[j], top, 10, y)]
    shapes += _mean_activations(means, 258, y)
    shapes.append(_heading((420, y), "weight to the output" if classes else "weights to layer 2", COLOUR["W"]))
    reach = np.abs(out).max() or 1
    shapes += bars((420, y + 16), 100, 260, out, COLOUR["W"], ".2f", (-reach, reach))
    shapes += [*_images("largest", most, 594, y), *_images("smallest", least, 594, y + 173)]
    named = ", ".join(f"{c}: {signed(mean, '.2f')}" for c, mean in enumerate(means))
    alt = (
        f"Hidden neuron {j}: its weights as an image; its mean activation for each class, {named}; its weights to the "
        f"next layer, {', '.join(signed(w, '.2f') for w in out)}; the images with the largest z are of the classes "
        f"{', '.join(str(label) for _, label, _ in most)}, those with the smallest of "
        f"{', '.join(str(label) for _, label, _ in least)}."
    )
    return Diagram(846, y + 338, shapes, alt, {i: (*place, THUMB, THUMB) for i, place in enumerate(places)})


def _strip(squares, top):
    """The weights of all neurons, small, as one image: a page is slow to decode many."""
    pad = ((2, 2), (2, 2), (0, 0))
    tiles = [np.pad(enlarged(weight_pixels(weights, top), THUMB), pad, constant_values=255) for weights in squares]
    tiles += [np.full_like(tiles[0], 255)] * (-len(tiles) % IN_A_ROW)
    rows = [np.hstack(tiles[i : i + IN_A_ROW]) for i in range(0, len(tiles), IN_A_ROW)]
    return image(png(np.vstack(rows)), (LEFT, TOP), IN_A_ROW * THUMB, len(rows) * THUMB)


def _weights(weights, top, x, y):
    """The weights as an image, and the meaning of its colours."""
    size, side = 200, len(weights)
    shapes = [image(png(enlarged(weight_pixels(weights, top))), (x, y + 16), size, size, FAINT)]
    if side <= 12:  # a second cue for the sign where there is room for it
        for row, column in np.argwhere(np.abs(weights) > top / 3):
            place = x + (column + 0.5) * size / side, y + 16 + (row + 0.5) * size / side
            shapes.append(text(place, "+" if weights[row, column] > 0 else "−"))
    stops = [element("stop", offset=at, stop_color=to_hex(TWO_CLASSES(at))) for at in (0.0, 0.5, 1.0)]
    shapes.append(element("linearGradient", "".join(stops), id="weights"))
    shapes.append(box((x, y + 228), size, 12, "url(#weights)"))
    for at, words, anchor in ((0, signed(-top, ".2f"), "start"), (0.5, "0", "middle"), (1, signed(top, ".2f"), "end")):
        shapes.append(text((x + at * size, y + 253), words, anchor=anchor))
    shapes.append(text((x, y + 277), "− ink silences", anchor="start"))
    return [*shapes, text((x + size, y + 277), "+ ink excites", anchor="end")]


def _mean_activations(means, x, y):
    reach, pitch = np.abs(means).max() or 1, 260 / len(means)
    shapes = [_heading((x, y), "mean activation", COLOUR["a"])]
    shapes += [text((x - 20, y + 16 + (c + 0.5) * pitch), c, anchor="start") for c in range(len(means))]
    limits = -reach if np.min(means) < 0 else 0, reach
    return shapes + bars((x, y + 16), 86, 260, means, COLOUR["a"], ".2f", limits)


def _images(title, found, x, y):
    shapes = [_heading((x, y), f"{title} z (class: z)")]
    for i, (pixels, label, z) in enumerate(found):
        left, high = x + 63 * (i % 4), y + 16 + 74 * (i // 4)
        shapes.append(image(ink_png(pixels), (left, high), 52, 52, FAINT))
        shapes.append(text((left + 26, high + 63), f"{label}: {signed(z, '.1f')}"))
    return shapes
