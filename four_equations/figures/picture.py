"""How a notebook shows a picture, a picture drawn with matplotlib, and the one lock under which all drawing happens."""

import base64
import html
import threading
from contextlib import contextmanager

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..support.interruptions import uninterrupted
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


class HtmlImage:
    """An image with a text alternative, `alt`. A subclass has `data()`, the bytes of a file of the type `kind`."""

    kind, alt = "image/png", ""

    def html(self):
        """The image as an <img> that holds its file, and never grows wider than the page."""
        source = base64.b64encode(self.data()).decode()
        alt = html.escape(self.alt)
        return f'<img alt="{alt}" src="data:{self.kind};base64,{source}" style="max-width:100%;height:auto">'

    _repr_html_ = html

    def __repr__(self):
        return f"Picture: {self.alt}"


class Picture(HtmlImage, Figure):
    """A Figure with a text alternative. Its `moving` artists are redrawn without all the rest."""

    @drawing()
    def __init__(self, width, height, alt=""):
        """`width` and `height` are in inches, 100 pixels each."""
        super().__init__(figsize=(width, height))
        self.alt, self.moving, self._still = alt, [], None
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
            self._still_pixels = np.array(self.canvas.buffer_rgba())
            self._still_png = png(self._still_pixels)
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
        moved = pixels.view(np.uint32)[..., 0] != self._still_pixels.view(np.uint32)[..., 0]  # whole pixels: quicker
        return self._still_png, png(pixels, moved)
