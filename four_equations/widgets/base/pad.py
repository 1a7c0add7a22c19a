"""A surface to draw on. Ink appears at once, whatever the kernel is doing, because pad.js draws it in the page."""

import anywidget
import traitlets

from .stage import beside


class Pad(anywidget.AnyWidget):
    """A grid of `side` by `side` cells. `value` holds the ink of each, a byte from 0 to 255, row by row.

    Mouse, finger and pen draw. So does the keyboard: arrow keys move a cursor, which draws while Space is held, or
    between two presses of Enter. A `soft` pen leaves less ink at its edge; otherwise it inks whole cells. `pen` is its
    width in cells at the start, and every `block` cells the grid has a stronger line.
    """

    _esm = beside("elements.js") + beside("pad.js")
    _css = beside("pad.css")

    name = traitlets.Unicode().tag(sync=True)
    side = traitlets.Int(32).tag(sync=True)
    block = traitlets.Int(4).tag(sync=True)
    soft = traitlets.Bool().tag(sync=True)
    pen = traitlets.Float(4).tag(sync=True)
    value = traitlets.Bytes().tag(
        sync=True,
        echo_update=False,
        from_json=lambda data, pad: bytes(data) if len(data) == pad.side**2 else pad.value,  # only a whole drawing
    )
