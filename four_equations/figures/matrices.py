"""Diagrams of matrix products, drawn to scale as SVG."""

import numpy as np

from .formats import signed
from .style import COLOUR, INK
from .svg import Diagram, svg_text


def equation_diagram(parts):
    """An equation as boxes drawn to scale, so that its shapes can be seen to fit.

    parts: operators (text such as "=", "·", "⊙") and matrices (label, content, symbol). content is a shape (rows,
    columns), or an array whose numbers are written into the boxes; symbol names the colour: a, z, W, b or delta.
    """
    tallest = max(_box(content)[1] for _, content, _ in (part for part in parts if not isinstance(part, str)))
    middle, x, shapes, words = 20 + tallest / 2, 20, [], []
    for part in parts:
        if isinstance(part, str):
            width = 14 + 10 * len(part)
            shapes.append(svg_text(x + width / 2, middle, part, size=20))
            words.append(part)
        else:
            label, content, symbol = part
            width = max(_box(content)[0], 62)
            shapes += _matrix(content, x + width / 2, middle, COLOUR[symbol])
            rows, columns = _shape(content)
            below = middle + tallest / 2
            shapes.append(svg_text(x + width / 2, below + 20, label, COLOUR[symbol], 15))
            shapes.append(svg_text(x + width / 2, below + 40, f"{rows} × {columns}", INK, 12))
            words.append(f"{label}, {_in_words(content)},")
        x += width + 6
    return Diagram(x + 20, tallest + 80, shapes, "Matrices drawn to scale: " + " ".join(words).rstrip(",") + ".")


def _shape(content):
    return content if isinstance(content, tuple) else content.shape


def _box(content):
    """The width and height of a drawn matrix. Boxes with numbers are larger."""
    rows, columns = _shape(content)
    return (22 * columns, 22 * rows) if isinstance(content, tuple) else (72 * columns, 34 * rows)


def _matrix(content, x, y, colour):
    """The boxes of a matrix around the point x, y."""
    (rows, columns), (width, height) = _shape(content), _box(content)
    wide, high = width / columns, height / rows
    shapes = []
    for j, k in np.ndindex(rows, columns):
        left, top = x - width / 2 + k * wide, y - height / 2 + j * high
        shapes.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" '
            f'fill="{colour}" fill-opacity="0.15" stroke="{colour}"/>'
        )
        if not isinstance(content, tuple):
            shapes.append(svg_text(left + wide / 2, top + high / 2, signed(content[j, k], ".4f"), INK, 13))
    return shapes


def _in_words(content):
    if isinstance(content, tuple):
        rows, columns = (
            f"{n} {name}{'s' if n > 1 else ''}" for n, name in zip(content, ("row", "column"), strict=True)
        )
        return f"{rows} by {columns}"
    return f"with the rows {np.round(content, 4).tolist()}"
