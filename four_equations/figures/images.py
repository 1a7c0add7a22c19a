"""Images of digits and of weights, and the confusion matrix."""

import numpy as np

from .picture import Picture, drawing
from .style import COLOUR, TWO_CLASSES


def digit_gallery(x, captions, columns=8):
    """The columns of x (64 or 784, m) as images of digits, with the text captions[i] above image i."""
    captions = list(map(str, captions))
    texts = "; ".join(caption.replace("\n", ", ") for caption in captions)
    height = 1.25 + 0.2 * max(caption.count("\n") for caption in captions)
    alt = f"{x.shape[1]} images of handwritten digits, labelled {texts}."
    return _gallery(1 - x.T, captions, columns, height, alt, 11, cmap="gray", vmin=0, vmax=1)


def weight_images(W, columns=8):
    """Each row of W (neurons, 64 or 784) as a square: orange where the weight is positive, blue where negative."""
    side, top = round(W.shape[1] ** 0.5), np.percentile(np.abs(W), 99)
    captions = [f"neuron {j}" for j in range(len(W))]
    alt = f"The weights of {len(W)} neurons as {side} by {side} images, each a pattern of positive and negative."
    return _gallery(W, captions, columns, 1.25, alt, 10, cmap=TWO_CLASSES, vmin=-top, vmax=top)


def _gallery(images, captions, columns, height, alt, fontsize, **colours):
    """Each row of `images` as a square with its caption, with `columns` columns and rows `height` inches high."""
    side, rows = round(images.shape[1] ** 0.5), -(-len(images) // columns)
    picture = Picture(columns, height * rows, alt)
    with drawing():
        grid = picture.subplots(rows, columns, squeeze=False).ravel()
        for axes in grid:
            axes.axis("off")
        for axes, pixels, caption in zip(grid, images, captions, strict=False):
            axes.imshow(pixels.reshape(side, side), **colours)
            axes.set_title(caption, loc="center", fontsize=fontsize)
    return picture


def confusion_matrix(counts):
    """A square table of counts: a row for each true class, a column for each answer; mistakes are framed."""
    n = len(counts)
    pairs = [(counts[t, a], t, a) for t in range(n) for a in range(n) if t != a and counts[t, a]]
    mistakes = ", ".join(f"{count} times {t} taken for {a}" for count, t, a in sorted(pairs, reverse=True))
    right = f"{counts.trace()} of {counts.sum()} on the diagonal"
    picture = Picture(5.4, 4.6, f"Confusion matrix: {right}; mistakes: {mistakes or 'none'}.")
    with drawing():
        axes = picture.subplots()
        axes.imshow(np.eye(n), cmap="Greys", vmin=0, vmax=6)
        for (true, answer), count in np.ndenumerate(counts):
            if count:
                box = dict(edgecolor=COLOUR["delta"], facecolor="white") if true != answer else None
                axes.text(answer, true, count, ha="center", va="center", fontsize=10, bbox=box)
        axes.set(xlabel="answer of the network", ylabel="true digit", xticks=range(n), yticks=range(n))
        axes.grid(False)
    return picture
