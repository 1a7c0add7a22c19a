"""A surface to draw on. pad.js is the page's side of it: there ink appears at once, whatever the kernel does."""

import anywidget
import traitlets

from .stage import _beside


def _from_page(data, pad):
    """What the page sends, if it is a drawing of the right size; else the drawing stays as it is."""
    return bytes(data) if len(data) == pad.side**2 else pad.value


class Pad(anywidget.AnyWidget):
    """`side` times `side` cells; `value` holds the ink of each, a byte from 0 to 255, row by row.

    Mouse, finger and pen draw, and the keyboard: arrow keys move a cursor, and while Space is held, or between two
    presses of Enter, it draws. A `soft` pen leaves less ink at its rim, another inks whole cells. `pen` is its width
    in cells at the start, and a stronger line of the grid follows every `block` cells.
    """

    _esm = _beside("pad.js")
    _css = _beside("pad.css")

    name = traitlets.Unicode().tag(sync=True)
    side = traitlets.Int(32).tag(sync=True)
    block = traitlets.Int(4).tag(sync=True)
    soft = traitlets.Bool().tag(sync=True)
    pen = traitlets.Float(4).tag(sync=True)
    value = traitlets.Bytes().tag(sync=True, echo_update=False, from_json=_from_page)
