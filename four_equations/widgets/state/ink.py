"""From a drawing to the numbers that a network sees, and back, as the makers of the data did it. Ink is 0 to 255.

The bundled digits were bitmaps of 32 x 32 cells, ink or none, that filled their frame. Their makers counted the inked
cells in each block of 4 x 4: 8 x 8 numbers from 0 to 16, which the course divides by 16 (`block` is 4). The makers of
MNIST scaled each digit to 20 x 20 greys and put it into 28 x 28 with its centre of mass in the middle (`block` is 1).
"""

import numpy as np
from PIL import Image


def reduced(ink, block):
    """The numbers from 0 to 1 that the network sees: the share of inked cells in each block, or each cell's grey."""
    if block == 1:
        return ink / 255
    side = len(ink) // block
    return (ink > 127).reshape(side, block, side, block).mean(axis=(1, 3))


def drawn(seen, block):
    """A drawing that `reduced` makes `seen` of, rounded to whole cells.

    How the cells of a block were inked is lost. Of the ways that give its number this one is smooth: the cells with
    the most ink around them, by the numbers of the blocks at first, and then by the drawing so far.
    """
    if block == 1:
        return np.round(255 * np.clip(seen, 0, 1)).astype(np.uint8)
    side = len(seen) * block
    image = Image.fromarray(seen.astype(np.float32))
    numbers = np.asarray(image.resize((side, side), Image.Resampling.BICUBIC))
    counts = np.round(seen * block**2)[:, :, None]
    inked = _most(numbers, counts, block)
    for _ in range(6):
        inked = _most(_blurred(_blurred(inked * 1.0)) + 0.02 * numbers, counts, block)
    return np.where(inked, 255, 0).astype(np.uint8)


def _most(field, counts, block):
    """In each block the so many cells where `field` is largest."""
    n = len(counts)
    cells = field.reshape(n, block, n, block).swapaxes(1, 2).reshape(n, n, block**2)
    rank = np.argsort(np.argsort(-cells, axis=2, kind="stable"), axis=2)
    return (rank < counts).reshape(n, n, block, block).swapaxes(1, 2).reshape(field.shape)


def _blurred(field):
    """Each cell mixed with its neighbours, weights 1, 2, 1 down and across."""
    wide = np.pad(field, 1, mode="edge")
    down = wide[:-2] + 2 * wide[1:-1] + wide[2:]
    return (down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]) / 16


def fitted(ink, block):
    """The drawing scaled and moved as the data were: until it fills the frame, or by its centre of mass.

    With block > 1 the longer side of what is inked becomes the frame's, in the middle. With block 1 it becomes 20 of 28
    cells, and the centre of mass goes to the middle. An empty drawing stays.
    """
    if not ink.any():
        return ink
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    part = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = len(ink)
    longest = side if block > 1 else round(side * 20 / 28)
    height, width = (max(1, round(n * longest / max(part.shape))) for n in part.shape)
    scaled = np.asarray(Image.fromarray(part).resize((width, height), Image.Resampling.BILINEAR))
    if block > 1:
        scaled = np.where(scaled > 127, 255, 0).astype(np.uint8)
        top, left = (side - height) // 2, (side - width) // 2
    else:
        mass = scaled.sum()
        middle = [
            (scaled.sum(axis=1 - axis) * (np.arange(n) + 0.5)).sum() / mass for axis, n in enumerate(scaled.shape)
        ]
        top, left = (
            int(np.clip(round(side / 2 - at), 0, side - n)) for at, n in zip(middle, scaled.shape, strict=True)
        )
    frame = np.zeros_like(ink)
    frame[top : top + height, left : left + width] = scaled
    return frame
