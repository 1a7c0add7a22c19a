"""Diagrams of matrix products, drawn to scale."""

import numpy as np

from .formats import signed
from .style import COLOUR
from .svg import Diagram, box, text


def equation_diagram(parts):
    """An equation as boxes drawn to scale, so that its shapes can be seen to fit.

    parts: operators (text such as "=", "·", "⊙") and matrices (label, content, symbol). content is a shape (rows,
    columns), or an array whose numbers are written into the boxes; symbol names the colour: a, z, W, b or delta.
    """
    tallest = max(_size(part[1])[1] for part in parts if not isinstance(part, str))
    middle, x, shapes, words = 20 + tallest / 2, 20, [], []
    for part in parts:
        width = 14 + 10 * len(part) if isinstance(part, str) else max(_size(part[1])[0], 62)
        centre = x + width / 2
        x += width + 6
        if isinstance(part, str):
            shapes.append(text((centre, middle), part, size=20))
            words.append(part)
        else:
            shapes += _matrix(*part, (centre, middle), middle + tallest / 2)
            words.append(f"{part[0]}, {_in_words(part[1])},")
    return Diagram(x + 20, tallest + 80, shapes, f"Matrices drawn to scale: {' '.join(words).rstrip(',')}.")


def _size(content):
    """The width and height of a drawn matrix. Boxes with numbers are larger."""
    rows, columns = getattr(content, "shape", content)
    return (22 * columns, 22 * rows) if isinstance(content, tuple) else (72 * columns, 34 * rows)


def _matrix(label, content, symbol, centre, bottom):
    """The boxes of a matrix around a point, and beneath `bottom` its name and its shape."""
    (x, y), (width, height), colour = centre, _size(content), COLOUR[symbol]
    rows, columns = getattr(content, "shape", content)
    wide, high = width / columns, height / rows
    shapes = []
    for j, k in np.ndindex(rows, columns):
        left, top = x - width / 2 + k * wide, y - height / 2 + j * high
        shapes.append(box((left, top), wide, high, colour, colour, strength=0.15))
        if not isinstance(content, tuple):
            shapes.append(text((left + wide / 2, top + high / 2), signed(content[j, k], ".4f")))
    shapes.append(text((x, bottom + 20), label, colour, 15))
    return [*shapes, text((x, bottom + 40), f"{rows} × {columns}", size=12)]


def _in_words(content):
    if not isinstance(content, tuple):
        return f"with the rows {np.round(content, 4).tolist()}"
    rows, columns = content
    return f"{rows} row{'s' * (rows > 1)} by {columns} column{'s' * (columns > 1)}"
