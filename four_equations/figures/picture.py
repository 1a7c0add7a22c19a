"""What a picture is in this course: an image with a text alternative, which a notebook shows as <img alt="...">.

One visual language: each symbol keeps its colour everywhere (Okabe-Ito, darkened until text in it is readable on
white); class 0 is a blue circle, class 1 an orange triangle, class 2 a green square.

`Picture` is a matplotlib Figure drawn without pyplot, `Diagram` an SVG text. Both have `alt` and `html()`.
"""

import base64
import html
import io
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap, to_rgb
from matplotlib.figure import Figure
from PIL import Image

from ..support.interruptions import uninterrupted

STYLE = matplotlib.rc_params_from_file(Path(__file__).with_name("course.mplstyle"), use_default_template=False)
COLOUR = {"a": "#0072B2", "z": "#8A6100", "W": "#007F5C", "b": "#A8487F", "delta": "#BF4F00"}
CLASS_COLOURS, CLASS_MARKERS = ("#0072B2", "#E69F00", "#007F5C"), ("o", "^", "s")
TWO_CLASSES = LinearSegmentedColormap.from_list("two_classes", ["#7FB8D8", "#F7F7F7", "#F2CF80"])
INK, FAINT = "#222222", "#999999"
NOTHING = 255  # the palette's index for a pixel that is left out


def _palette():
    """An image that holds the colours of every PNG: the surface's, greys, and each line's colour fading to white.

    A palette of its own for each picture would take three times as long as drawing it, and miss the colours to come.
    """
    surface = TWO_CLASSES(np.linspace(0, 1, 112))[:, :3]
    greys = np.linspace(0, 1, 56)[:, None].repeat(3, axis=1)
    cycle = STYLE["axes.prop_cycle"].by_key()["color"]
    lines = sorted({to_rgb(colour) for colour in (*COLOUR.values(), *CLASS_COLOURS, *cycle)})
    fading = [1 - (1 - np.array(line)) * strength for line in lines for strength in np.linspace(0.2, 1, 7)]
    colours = np.concatenate([surface, greys, fading])
    colours[(colours > 0.965).all(axis=1)] = 1  # or pillow's rounding would make white paper grey
    # White up to the last one, NOTHING, a colour that no picture has.
    colours = np.concatenate([colours, np.ones((NOTHING - len(colours), 3)), [[1, 0, 1]]])
    palette = Image.new("P", (1, 1))
    palette.putpalette((255 * colours).round().astype(int).ravel().tolist())
    return palette


PALETTE = _palette()


class Picture(Figure):
    """A Figure with a text alternative. Its `moving` artists can change and be drawn again without all the rest."""

    kind = "image/png"

    def __init__(self, width=8, height=3.2, alt=""):
        """`width` and `height` are in inches, 100 pixels each."""
        with matplotlib.rc_context(STYLE):
            super().__init__(figsize=(width, height))
        self.alt = alt
        self.moving = []
        self._still = None
        FigureCanvasAgg(self)

    def fix_layout(self):
        """Keep the layout as it is now: finding one takes most of a full draw, and a live picture must not jump."""
        with matplotlib.rc_context(STYLE):
            self.draw_without_rendering()
        self.set_layout_engine("none")

    @uninterrupted()
    def point(self, axes, across, down):
        """The coordinates in `axes` of the place at these shares of the picture's width and height; None outside."""
        place = (across * self.bbox.width, (1 - down) * self.bbox.height)
        return axes.transData.inverted().transform(place) if axes.bbox.contains(*place) else None

    def redraw(self):
        """Let the next `data` draw everything again, as it must after a change to axes, ticks or titles."""
        self._still = None

    @uninterrupted()  # matplotlib would never again draw a figure that was left in the middle of its computations
    def _draw(self):
        """Draw what moves, and all the rest if that has to be; gives the pixels (height, width), four bytes each."""
        if self._still is None:
            for artist in self.moving:
                artist.set_animated(True)
            with matplotlib.rc_context(STYLE):
                self.canvas.draw()
            self._still = self.canvas.copy_from_bbox(self.bbox)
            self._still_pixels, self._still_png = self._pixels().copy(), None
        self.canvas.restore_region(self._still)
        for artist in self.moving:
            artist.axes.draw_artist(artist)
        return self._pixels()

    def _pixels(self):
        return np.asarray(self.canvas.buffer_rgba()).view(np.uint32)[..., 0]

    def data(self):
        """The picture as the bytes of a PNG in the course's colours. Draws all of it only when it has to."""
        return _png(self._draw())

    def layers(self):
        """What stands still and what moves above it, each as the bytes of a PNG. The first seldom changes."""
        pixels = self._draw()
        if self._still_png is None:
            self._still_png = _png(self._still_pixels)
        return self._still_png, _png(pixels, drawn=pixels != self._still_pixels)

    def html(self):
        """The picture as an HTML image with its text alternative."""
        return image_tag(self.kind, self.data(), self.alt)

    _repr_html_ = html

    def __repr__(self):
        return f"Picture: {self.alt}"


def _png(pixels, drawn=None):
    """The bytes of a PNG of these pixels, in the course's colours; of those where `drawn` is true alone, if given."""
    if drawn is None:
        image, options = _in_course_colours(pixels), {}
    else:
        indices, options = np.full(pixels.shape, NOTHING, np.uint8), {"transparency": NOTHING}
        indices[drawn] = np.asarray(_in_course_colours(pixels[drawn][None]))[0]
        image = Image.fromarray(indices)
        image.putpalette(PALETTE.getpalette())
    file = io.BytesIO()
    image.save(file, "png", compress_level=1, **options)
    return file.getvalue()


def _in_course_colours(pixels):
    """The image of these pixels (height, width), each with the nearest of the colours of PALETTE."""
    image = Image.fromarray(pixels.view(np.uint8).reshape(*pixels.shape, 4)).convert("RGB")
    return image.quantize(palette=PALETTE, dither=Image.Dither.NONE)


class Diagram:
    """A drawing as the text of an SVG, `width` by `height` pixels, with a text alternative."""

    kind = "image/svg+xml"

    def __init__(self, width, height, shapes, alt):
        self.alt = alt
        self.svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="DejaVu Sans, Verdana, sans-serif" font-size="14">'
            f'<rect width="100%" height="100%" fill="white"/>{"".join(shapes)}</svg>'
        )

    def data(self):
        """The SVG as bytes."""
        return self.svg.encode()

    def layers(self):
        """Nothing that stands still, and the SVG."""
        return b"", self.data()

    def html(self):
        """The diagram as an HTML image with its text alternative."""
        return image_tag(self.kind, self.data(), self.alt)

    _repr_html_ = html

    def __repr__(self):
        return f"Picture: {self.alt}"


def image_tag(kind, data, alt):
    """An <img> that holds `data`, the bytes of a file of the media type `kind`, and never grows wider than the page."""
    source = base64.b64encode(data).decode()
    return f'<img alt="{html.escape(alt)}" src="data:{kind};base64,{source}" style="max-width:100%;height:auto">'
