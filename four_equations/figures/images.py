"""Images of digits and of weights, and the table of confusions."""

import numpy as np

from .picture import Picture, drawing
from .style import COLOUR, TWO_CLASSES


def digit_gallery(x, captions, columns=8):
    """The columns of x (64 or 784, m) as images of digits, with the text captions[i] above image i."""
    m, side = x.shape[1], round(x.shape[0] ** 0.5)
    rows = -(-m // columns)
    lines = max(str(caption).count("\n") for caption in captions)
    picture = Picture(columns, (1.25 + 0.2 * lines) * rows)
    with drawing():
        for i, axes in enumerate(_bare_axes(picture, rows, columns, m)):
            axes.imshow(1 - x[:, i].reshape(side, side), cmap="gray", vmin=0, vmax=1)
            axes.set_title(str(captions[i]), loc="center", fontsize=11)
    texts = "; ".join(str(caption).replace("\n", ", ") for caption in captions)
    picture.alt = f"{m} images of handwritten digits, labelled {texts}."
    return picture


def _bare_axes(picture, rows, columns, count):
    """`count` axes without frame or ticks, in a grid whose other places stay empty."""
    grid = list(picture.subplots(rows, columns, squeeze=False).flat)
    for axes in grid:
        axes.axis("off")
    return grid[:count]


def weight_images(W, columns=8):
    """Each row of W (neurons, 64 or 784) as a square: orange where the weight is positive, blue where negative."""
    side, rows = round(W.shape[1] ** 0.5), -(-len(W) // columns)
    picture, top = Picture(columns, 1.25 * rows), np.percentile(np.abs(W), 99)
    with drawing():
        for j, axes in enumerate(_bare_axes(picture, rows, columns, len(W))):
            axes.imshow(W[j].reshape(side, side), cmap=TWO_CLASSES, vmin=-top, vmax=top)
            axes.set_title(f"neuron {j}", loc="center", fontsize=10)
    picture.alt = (
        f"The weights of {len(W)} neurons as {side} by {side} images, each a pattern of positive and negative."
    )
    return picture


def confusion_matrix(counts):
    """A square table of counts: a row for each true class, a column for each answer; mistakes are framed."""
    picture, n = Picture(5.4, 4.6), len(counts)
    with drawing():
        axes = picture.subplots()
        axes.imshow(np.eye(n), cmap="Greys", vmin=0, vmax=6)
        for (true, answer), count in np.ndenumerate(counts):
            if count:
                box = dict(edgecolor=COLOUR["delta"], facecolor="white") if true != answer else None
                axes.text(answer, true, count, ha="center", va="center", fontsize=10, bbox=box)
        axes.set(xlabel="answer of the network", ylabel="true digit", xticks=range(n), yticks=range(n))
        axes.grid(False)
    pairs = [(counts[t, a], t, a) for t in range(n) for a in range(n) if t != a and counts[t, a]]
    mistakes = ", ".join(f"{count} times {t} taken for {a}" for count, t, a in sorted(pairs, reverse=True))
    picture.alt = (
        f"Confusion matrix: {counts.trace()} of {counts.sum()} on the diagonal; mistakes: {mistakes or 'none'}."
    )
    return picture
