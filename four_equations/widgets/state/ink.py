"""Turn a drawing (ink from 0 to 255) into the numbers that a network sees, as the makers of the data did, and back.

The bundled digits were bitmaps of 32 x 32 cells, inked or not, that filled their frame. Their makers counted the inked
cells in each block of 4 x 4, which gave 8 x 8 numbers from 0 to 16; the course divides them by 16 (`block` is 4). The
makers of MNIST scaled each digit to 20 x 20 greys and centred it by mass in 28 x 28 (`block` is 1).
"""

import numpy as np
from PIL import Image, ImageFilter


def reduced(ink, block):
    """The numbers from 0 to 1 that the network sees: the share of inked cells in a block, or the grey of a cell."""
    return ink / 255 if block == 1 else _blocks(ink > 127, block).mean(axis=2)


def drawn(seen, block):
    """A drawing that `reduced` turns into `seen`, rounded to whole cells.

    A block's number does not say which of its cells were inked. To get a smooth drawing, we ink those with the most ink
    around them: first by the numbers of the blocks, then six times by the drawing so far.
    """
    if block == 1:
        return np.round(255 * np.clip(seen, 0, 1)).astype(np.uint8)
    side = len(seen) * block
    numbers = Image.fromarray(seen.astype(np.float32)).resize((side, side), Image.Resampling.BICUBIC)
    ink = _most(np.asarray(numbers), seen, block)
    for _ in range(6):
        around = Image.fromarray(ink).filter(ImageFilter.GaussianBlur(1))
        ink = _most(around + 5 * np.asarray(numbers), seen, block)
    return ink


def _most(field, seen, block):
    """Ink in each block as many cells as `seen` says, those where `field` is largest."""
    rank = np.argsort(np.argsort(-_blocks(field, block), axis=2, kind="stable"), axis=2)
    inked = rank < np.round(seen * block**2)[:, :, None]
    cells = inked.reshape(*seen.shape, block, block).swapaxes(1, 2).reshape(field.shape)
    return np.where(cells, 255, 0).astype(np.uint8)


def _blocks(field, block):
    """The cells of each block, (n, n, block**2)."""
    n = len(field) // block
    return field.reshape(n, block, n, block).swapaxes(1, 2).reshape(n, n, -1)


def fitted(ink, block):
    """Scale and move the drawing as the data were. An empty drawing stays.

    With block > 1 the longer side of the inked part fills the frame, and the part is in the middle. With block 1 the
    longer side becomes 20 of 28 cells, and the centre of mass is in the middle.
    """
    image, side = Image.fromarray(ink), len(ink)
    if not ink.any():
        return ink
    part, longest = image.crop(image.getbbox()), side if block > 1 else round(side * 20 / 28)
    size = [max(1, round(n * longest / max(part.size))) for n in part.size]
    part = part.resize(size, Image.Resampling.BILINEAR)
    if block > 1:
        part, middle = part.point(lambda grey: 255 * (grey > 127)), [n / 2 for n in size]
    else:
        middle = [np.average(np.arange(n) + 0.5, weights=np.sum(part, axis=axis)) for axis, n in enumerate(size)]
    corner = [int(np.clip(round(side / 2 - at), 0, side - n)) for at, n in zip(middle, size, strict=True)]
    frame = Image.new("L", image.size)
    frame.paste(part, corner)
    return np.asarray(frame)
