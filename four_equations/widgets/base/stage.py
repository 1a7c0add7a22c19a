"""The engine that all panels share: a place in the page whose picture changes in place, in one small message.

stage.js is the page's side of it.
"""

from pathlib import Path

import anywidget
import traitlets

from ...support.interruptions import uninterrupted


def _beside(name):
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


class Stage(anywidget.AnyWidget):
    """A picture with its text alternative, a line of HTML beneath it, and notes beneath that.

    The line is a live region: a screen reader says it when it changes. The notes are HTML that it leaves alone.

    While `live`, the page sends the message {"shown": the number of a picture} when it has painted it; whoever waits
    for that is never far ahead of a slow page. When the reader presses Pause, the page paints no more pictures of the
    run, and sends {"held": the number of the last one}. With `pointing`, a click on the picture sends {"across",
    "down", "shift"}: where it was, as shares of the picture's width and height, and whether Shift was held.
    """

    _esm = _beside("stage.js")
    _css = _beside("stage.css")

    name = traitlets.Unicode().tag(sync=True)
    still = traitlets.Bytes().tag(sync=True)  # beneath the picture; sent only when it changes
    picture = traitlets.Bytes().tag(sync=True)
    kind = traitlets.Unicode("image/png").tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    notes = traitlets.Unicode().tag(sync=True)
    number = traitlets.Int().tag(sync=True)
    passing = traitlets.Bool().tag(sync=True)  # the picture is one of a run, and may be left out
    live = traitlets.Bool().tag(sync=True)
    pointing = traitlets.Bool().tag(sync=True)

    @uninterrupted()
    def show(self, picture, text, notes=""):
        """Put `picture` (a Picture or a Diagram), `text`, `notes` (HTML) into the page, in one message."""
        still, moving = picture.layers()
        self.drawn = picture
        with self.hold_sync():
            self.kind, self.still, self.picture = picture.kind, still, moving
            self.alt, self.text, self.notes = picture.alt, text, notes
            self.passing = self.live
            self.number += 1

    def on_click(self, action):
        """Call `action(across, down, shift)` for each click on the picture."""
        self.pointing = True
        self.on_msg(
            lambda _, message, __: "across" in message and action(*map(message.get, ("across", "down", "shift")))
        )

    def copy(self, text):
        """Put `text` into the reader's clipboard, where the page may."""
        self.send({"copy": text})

    @uninterrupted()
    def settle(self):
        """Show the newest picture again, to a page that may have left it out."""
        with self.hold_sync():
            self.passing = False
            self.number += 1
