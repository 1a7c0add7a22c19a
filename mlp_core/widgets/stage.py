"""The engine that all panels share: a place in the page whose picture changes in place, in one small message.

stage.js is the page's side of it.
"""

from pathlib import Path

import anywidget
import traitlets


def _beside(name):
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


class Stage(anywidget.AnyWidget):
    """A picture with its text alternative, a line of HTML beneath it, and notes beneath that.

    The line is a live region: a screen reader says it when it changes. The notes are HTML that it leaves alone.

    While `live`, the page reports in `shown` the number of each picture when it has painted it; whoever waits for that
    before the next picture is never ahead of a slow page. With `pointing`, a click on the picture sends the message
    {"across", "down", "shift"}: where it was, as shares of the picture's width and height, and whether Shift was held.
    """

    _esm = _beside("stage.js")
    _css = _beside("stage.css")

    name = traitlets.Unicode().tag(sync=True)
    picture = traitlets.Bytes().tag(sync=True)
    kind = traitlets.Unicode("image/png").tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    notes = traitlets.Unicode().tag(sync=True)
    number = traitlets.Int().tag(sync=True)
    live = traitlets.Bool().tag(sync=True)
    shown = traitlets.Int().tag(sync=True, echo_update=False)
    pointing = traitlets.Bool().tag(sync=True)

    def show(self, picture, text, notes=""):
        """Put `picture` (a Picture or a Diagram), `text` and `notes` (HTML) into the page, in one message."""
        data = picture.data()
        with self.hold_sync():
            self.kind, self.picture, self.alt = picture.kind, data, picture.alt
            self.text, self.notes = text, notes
            self.number += 1
