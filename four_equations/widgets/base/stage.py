"""The place in the page where a panel shows its picture. Each new picture is one small message; stage.js paints it."""

from pathlib import Path

import anywidget
import traitlets


def beside(name):
    """The text of the file `name` in this folder."""
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


class Stage(anywidget.AnyWidget):
    """A picture with its text alternative, and HTML below it: a `text` and `notes`.

    A screen reader announces the text whenever it changes, because it is a live region; the notes are not.

    While `live`, the page sends {"shown": number} when it has painted the picture of that number, so the kernel can
    wait for a slow page. When the reader presses Pause, the page stops painting pictures of the run and sends
    {"held": number} of the last one. With `pointing`, a click on the picture sends {"across", "down", "shift"}: where
    it was, as shares of the picture's width and height, and whether Shift was held.
    """

    _esm = beside("stage.js")
    _css = beside("stage.css") + beside("shown.css")

    name = traitlets.Unicode().tag(sync=True)
    still = traitlets.Bytes().tag(sync=True)  # the layer under `picture`; sent only when it changes
    picture = traitlets.Bytes().tag(sync=True)
    kind = traitlets.Unicode("image/png").tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    notes = traitlets.Unicode().tag(sync=True)
    number = traitlets.Int().tag(sync=True)
    passing = traitlets.Bool().tag(sync=True)  # a picture of a run, which the page may skip
    live = traitlets.Bool().tag(sync=True)
    pointing = traitlets.Bool().tag(sync=True)

    def show(self, picture, text="", notes=""):
        """Show `picture` (a Picture or a Diagram), `text` and `notes` (HTML), in one message."""
        still, moving = picture.layers()
        self.drawn = picture
        with self.hold_sync():
            self.kind, self.still, self.picture = picture.kind, still, moving
            self.alt, self.text, self.notes = picture.alt, text, notes
            self.passing = self.live
            self.number += 1
