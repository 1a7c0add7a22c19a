"""A picture drawn with matplotlib, and the one lock under which all drawing happens."""

import threading
from contextlib import contextmanager

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..support.interruptions import uninterrupted
from .html_image import HtmlImage
from .png import png
from .style import STYLE

LOCK = threading.RLock()


@contextmanager
def drawing(settings=None):
    """Draw with the course's settings, and these: one thread at a time, because matplotlib's settings are global.

    An interruption is delayed until the end, so call nothing inside that may take long, such as a learner's function.
    """
    with uninterrupted(), LOCK, matplotlib.rc_context(STYLE | (settings or {})):
        yield


class Picture(HtmlImage, Figure):
    """A Figure with a text alternative. Its `moving` artists are redrawn without all the rest."""

    def __init__(self, width=8, height=3.2, alt=""):
        """`width` and `height` are in inches, 100 pixels each."""
        with drawing():
            super().__init__(figsize=(width, height))
        self.alt = alt
        self.moving = []
        self._still = None
        FigureCanvasAgg(self)

    @drawing()
    def fix_layout(self):
        """Keep the layout as it is now: finding one takes most of a full draw, and a live picture must not jump."""
        self.draw_without_rendering()
        self.set_layout_engine("none")

    @uninterrupted()
    def point(self, axes, across, down):
        """The coordinates in `axes` of the point at these shares of the picture's width and height; None outside."""
        place = (across * self.bbox.width, (1 - down) * self.bbox.height)
        return axes.transData.inverted().transform(place) if axes.bbox.contains(*place) else None

    def redraw(self):
        """Let the next `data` draw everything again, as it must after a change to axes, ticks or titles."""
        self._still = None

    @drawing()  # never interrupted: matplotlib could not draw a figure again that was left half-computed
    def _draw(self):
        """Redraw the moving artists, or everything if it must be; returns the pixels (height, width, 4)."""
        if self._still is None:
            for artist in self.moving:
                artist.set_animated(True)
            self.canvas.draw()
            self._still = self.canvas.copy_from_bbox(self.bbox)
            self._still_pixels, self._still_png = np.array(self.canvas.buffer_rgba()), None
        self.canvas.restore_region(self._still)
        for artist in self.moving:
            artist.axes.draw_artist(artist)
        return np.asarray(self.canvas.buffer_rgba())

    def data(self):
        """The picture as the bytes of a PNG."""
        return png(self._draw())

    def layers(self):
        """The still part and the moving part above it, each as the bytes of a PNG. The first seldom changes."""
        pixels = self._draw()
        if self._still_png is None:
            self._still_png = png(self._still_pixels)
        moved = pixels.view(np.uint32)[..., 0] != self._still_pixels.view(np.uint32)[..., 0]
        return self._still_png, png(pixels, drawn=moved)
