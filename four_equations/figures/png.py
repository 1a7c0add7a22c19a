"""PNG files in the few colours of the course: quick to write, and small enough to send for each frame."""

import io

import numpy as np
from matplotlib.colors import to_rgb
from PIL import Image

from .style import CLASS_COLOURS, COLOUR, NEGATIVE, SIGNS, STYLE, TWO_CLASSES

TRANSPARENT = 255  # the index of the palette's last colour, which no picture has
NO_WEIGHT = 127  # the level of a weight that is 0: white


def png(pixels, drawn=None):
    """The bytes of a PNG of these pixels (height, width, 4), each in the nearest colour of the palette.

    With `drawn`, a mask (height, width), all other pixels are transparent.
    """
    if drawn is None:
        return _file(_quantized(pixels))
    indices = np.full(drawn.shape, TRANSPARENT, np.uint8)
    chosen = pixels.view(np.uint32)[..., 0][drawn].view(np.uint8)  # whole pixels are quicker to choose than bytes
    indices[drawn] = np.asarray(_quantized(chosen.reshape(1, -1, 4)))[0]
    image = Image.fromarray(indices)
    image.putpalette(PALETTE.getpalette())
    return _file(image, transparency=TRANSPARENT)


def ink_png(pixels):
    """The bytes of a PNG for a square of numbers, from 0 (white) to 1 (ink)."""
    return _file(Image.fromarray(enlarged(np.round(255 * (1 - np.clip(pixels, 0, 1))).astype(np.uint8))))


def weight_png(levels):
    """The bytes of a PNG of these levels of weights, an array (height, width)."""
    image = Image.fromarray(levels)
    image.putpalette(SIGNS(np.arange(2 * NO_WEIGHT + 1) / (2 * NO_WEIGHT), bytes=True)[:, :3].ravel().tolist())
    return _file(image)


def weight_levels(weights, top):
    """Weights as levels of colour: 0 (violet) is -top and below, 127 (white) is 0, 254 (green) is top and above."""
    return np.round(NO_WEIGHT * (1 + np.clip(weights / top, -1, 1))).astype(np.uint8)


def enlarged(pixels, least=64):
    """The array with each pixel repeated until there are `least` rows: not every page enlarges without blurring."""
    times = int(-(-least // len(pixels)))
    return pixels.repeat(times, axis=0).repeat(times, axis=1)


def _palette():
    """The colours of every picture. A palette for each would take three times as long as drawing it."""
    surface = TWO_CLASSES(np.linspace(0, 1, 112))[:, :3]
    greys = np.linspace(0, 1, 56)[:, None].repeat(3, axis=1)
    cycle = STYLE["axes.prop_cycle"].by_key()["color"]
    lines = sorted({to_rgb(colour) for colour in (*COLOUR.values(), *CLASS_COLOURS[:2], NEGATIVE, *cycle)})
    fading = [1 - (1 - np.array(line)) * strength for line in lines for strength in np.linspace(0.2, 1, 7)]
    colours = np.concatenate([surface, greys, fading])
    colours[(colours > 0.965).all(axis=1)] = 1  # or pillow's rounding would make white paper grey
    colours = np.concatenate([colours, np.ones((TRANSPARENT - len(colours), 3)), [[1, 0, 1]]])
    image = Image.new("P", (1, 1))
    image.putpalette((255 * colours).round().astype(int).ravel().tolist())
    return image


def _quantized(pixels):
    image = Image.fromarray(np.ascontiguousarray(pixels)).convert("RGB")
    return image.quantize(palette=PALETTE, dither=Image.Dither.NONE)


def _file(image, **options):
    file = io.BytesIO()
    image.save(file, "png", compress_level=1, **options)
    return file.getvalue()


PALETTE = _palette()
