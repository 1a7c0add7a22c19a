"""One hidden neuron of a classifier of images: its weights, its mean activations, and the images that excite it."""

import numpy as np
from matplotlib.colors import to_hex

from .axes import bars
from .formats import signed
from .png import enlarged, ink_png, png, weight_pixels
from .style import COLOUR, FAINT, INK, TWO_CLASSES
from .svg import Diagram, box, element, image, text

STRIP_LEFT, STRIP_TOP, THUMB, IN_A_ROW = 8, 32, 27.6, 30


def strip(W, top):
    """The SVG of all neurons' weights, small, for `neuron_diagram`: it is the same whichever neuron is chosen.

    It is one image: a page is slow to decode many.
    """
    side, rows = round(W.shape[1] ** 0.5), -(-len(W) // IN_A_ROW)
    tiles = [enlarged(weight_pixels(weights.reshape(side, side), top), THUMB) for weights in W]
    large, cell = len(tiles[0]), len(tiles[0]) + 4
    sheet = np.full((rows * cell, IN_A_ROW * cell, 4), 255, np.uint8)
    for j, tile in enumerate(tiles):
        y, x = cell * (j // IN_A_ROW) + 2, cell * (j % IN_A_ROW) + 2
        sheet[y : y + large, x : x + large] = tile
    return image(png(sheet), (STRIP_LEFT, STRIP_TOP), IN_A_ROW * THUMB, rows * THUMB)


def neuron_diagram(j, neurons, weights, top, thumbs, means, out, classes, most, least):
    """Hidden neuron j: its weights as an image, its mean activation for each class, its weights to the next
    layer, and the images that excite it most and least.

    weights: a square of numbers, `top` the one drawn in full colour; thumbs: the `strip` of all neurons, which a reader
    can click. means: one number for each class; out: its weight to each neuron of the next layer, with `classes` the
    outputs. most, least: up to 8 of (pixels, class, z).
    """
    places = [(STRIP_LEFT + THUMB * (i % IN_A_ROW), STRIP_TOP + THUMB * (i // IN_A_ROW)) for i in range(neurons)]
    y = places[-1][1] + THUMB + 24
    shapes = [_heading((STRIP_LEFT + 2, 18), "the weights of all hidden neurons (click one)", bold=False), thumbs]
    shapes.append(box(places[j], THUMB, THUMB, rim=INK, thick=3))
    shapes += [*_weights(j, weights, top, 10, y), *_two_bars(means, out, classes, 238, y)]
    shapes += [*_images("largest", most, 594, y), *_images("smallest", least, 594, y + 173)]
    named = ", ".join(f"{c}: {signed(mean, '.2f')}" for c, mean in enumerate(means))
    alt = (
        f"Hidden neuron {j}: its weights as an image; its mean activation for each class, {named}; its weights to the "
        f"next layer, {', '.join(signed(w, '.2f') for w in out)}; the images with the largest z are of the classes "
        f"{', '.join(str(label) for _, label, _ in most)}, those with the smallest of "
        f"{', '.join(str(label) for _, label, _ in least)}."
    )
    return Diagram(846, y + 338, shapes, alt, {i: (*place, THUMB, THUMB) for i, place in enumerate(places)})


def _heading(place, words, colour=INK, bold=True):
    return text(place, words, colour, anchor="start", bold=bold)


def _images(title, found, x, y):
    """The images with the largest or the smallest z."""
    shapes = [_heading((x, y), f"{title} z (class: z)")]
    for i, (pixels, label, z) in enumerate(found):
        left, high = x + 63 * (i % 4), y + 16 + 74 * (i // 4)
        shapes.append(image(ink_png(pixels), (left, high), 52, 52, FAINT))
        shapes.append(text((left + 26, high + 63), f"{label}: {signed(z, '.1f')}"))
    return shapes


def _weights(j, weights, top, x, y):
    """The weights as an image, and the meaning of its colours."""
    size, side = 200, len(weights)
    shapes = [_heading((x, y), f"weights of neuron {j}", COLOUR["W"])]
    shapes.append(image(png(enlarged(weight_pixels(weights, top))), (x, y + 16), size, size, FAINT))
    if side <= 12:  # a second cue for the sign where there is room for it
        for (row, column), weight in np.ndenumerate(weights):
            if abs(weight) > top / 3:
                place = x + (column + 0.5) * size / side, y + 16 + (row + 0.5) * size / side
                shapes.append(text(place, "+" if weight > 0 else "−"))
    stops = [element("stop", offset=at, stop_color=to_hex(TWO_CLASSES(at))) for at in (0.0, 0.5, 1.0)]
    shapes.append(element("linearGradient", "".join(stops), id="weights"))
    shapes.append(box((x, y + 228), size, 12, "url(#weights)"))
    for at, words, anchor in ((0, signed(-top, ".2f"), "start"), (0.5, "0", "middle"), (1, signed(top, ".2f"), "end")):
        shapes.append(text((x + at * size, y + 253), words, anchor=anchor))
    shapes.append(text((x, y + 277), "− ink silences", anchor="start"))
    return [*shapes, text((x + size, y + 277), "+ ink excites", anchor="end")]


def _two_bars(means, out, classes, x, y):
    """Its mean activation for each class beside its weights to the next layer."""
    pitch = 26 if len(means) <= 10 else 260 / len(means)
    shapes = [_heading((x + 20, y), "mean activation", COLOUR["a"])]
    if pitch >= 15:
        shapes += [text((x, y + 16 + (c + 0.5) * pitch), c, anchor="start") for c in range(len(means))]
    reach = max(np.abs(means).max(), 1e-9)
    limits = -reach if np.min(means) < 0 else 0, reach
    shapes += bars((x + 20, y + 16), 86, pitch, means, COLOUR["a"], ".2f", limits)
    next_layer = "weight to the output" if classes else "weights to layer 2"
    shapes.append(_heading((x + 182, y), next_layer, COLOUR["W"]))
    reach = max(np.abs(out).max(), 1e-9)
    pitch = pitch if classes else 260 / len(out)
    return shapes + bars((x + 182, y + 16), 100, pitch, out, COLOUR["W"], ".2f", (-reach, reach))
