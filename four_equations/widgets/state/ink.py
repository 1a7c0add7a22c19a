"""Turn a drawing (ink from 0 to 255) into the numbers that a network sees, as the makers of the data did, and back.

The bundled digits were bitmaps of 32 x 32 cells, inked or not, that filled their frame. Their makers counted the inked
cells in each block of 4 x 4, which gave 8 x 8 numbers from 0 to 16; the course divides them by 16 (`block` is 4). The
makers of MNIST scaled each digit to 20 x 20 greys and centred it by mass in 28 x 28 (`block` is 1).
"""

import numpy as np
from PIL import Image


def reduced(ink, block):
    """The numbers from 0 to 1 that the network sees: the share of inked cells in a block, or the grey of a cell."""
    if block == 1:
        return ink / 255
    side = len(ink) // block
    return (ink > 127).reshape(side, block, side, block).mean(axis=(1, 3))


def drawn(seen, block):
    """A drawing that `reduced` turns into `seen`, rounded to whole cells.

    A block's number does not say which of its cells were inked. To get a smooth drawing, we ink those with the most ink
    around them: first by the numbers of the blocks, then six times by the drawing so far.
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
    """Mark in each block as many cells as `counts` says, those where `field` is largest."""
    n = len(counts)
    cells = field.reshape(n, block, n, block).swapaxes(1, 2).reshape(n, n, block**2)
    rank = np.argsort(np.argsort(-cells, axis=2, kind="stable"), axis=2)
    return (rank < counts).reshape(n, n, block, block).swapaxes(1, 2).reshape(field.shape)


def _blurred(field):
    """Mix each cell with its neighbours, with weights 1, 2, 1 down and across."""
    wide = np.pad(field, 1, mode="edge")
    down = wide[:-2] + 2 * wide[1:-1] + wide[2:]
    return (down[:, :-2] + 2 * down[:, 1:-1] + down[:, 2:]) / 16


def fitted(ink, block):
    """Scale and move the drawing as the data were. An empty drawing stays.

    With block > 1 the longer side of the inked part fills the frame, and the part is in the middle. With block 1 the
    longer side becomes 20 of 28 cells, and the centre of mass is in the middle.
    """
    if not ink.any():
        return ink
    rows, columns = (np.flatnonzero(ink.any(axis=axis)) for axis in (1, 0))
    part, side = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], len(ink)
    longest = side if block > 1 else round(side * 20 / 28)
    height, width = (max(1, round(n * longest / max(part.shape))) for n in part.shape)
    scaled = np.asarray(Image.fromarray(part).resize((width, height), Image.Resampling.BILINEAR))
    if block > 1:
        scaled = np.where(scaled > 127, 255, 0).astype(np.uint8)
        top, left = (side - height) // 2, (side - width) // 2
    else:
        middle = (
            scaled.sum(axis=1 - axis) @ (np.arange(n) + 0.5) / scaled.sum() for axis, n in enumerate(scaled.shape)
        )
        top, left = (np.clip(round(side / 2 - at), 0, side - n) for at, n in zip(middle, scaled.shape, strict=True))
    frame = np.zeros_like(ink)
    frame[top : top + height, left : left + width] = scaled
    return frame
