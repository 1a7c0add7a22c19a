"""The usual way to make a figure answer a slider: `interact` and a matplotlib figure drawn afresh for each value.

And the least that an answer can be: the slider's own number.

For the benchmark of the panels, which imports this in the kernel.
"""

import base64
import html
import io
import pathlib
import re
import time
import xml.etree.ElementTree as ElementTree

import ipywidgets as widgets
import matplotlib.pyplot as plt
from IPython.core.pylabtools import print_figure
from IPython.display import HTML, display
from matplotlib.colors import to_rgba
from matplotlib.patches import Circle, PathPatch, Polygon, Rectangle
from matplotlib.path import Path
from matplotlib.patheffects import withStroke

from four_equations.figures.picture import Picture
from four_equations.figures.svg import Diagram
from four_equations.widgets.base.stage import Stage


def plain(make, label):
    """`interact` with the slider `label` of the panel that `make()` returns, and that panel's figure and words.

    The panel itself is never in the page; its own stage gets nothing. A matplotlib picture is made anew each time and
    shown as inline shows a figure. A diagram is drawn anew with pyplot, shape for shape.
    """
    remember_arguments()
    panel = make()
    drawn = []
    panel.stage.show = lambda picture, text, notes="": drawn.append((picture, text + notes))
    control = next(part for part in parts(panel) if getattr(part, "description", None) == label)
    first = control.value
    control.value = control.max if first != control.max else control.min
    control.value = first

    def figure(value):
        picture, words = drawn[-1]
        if isinstance(picture, Diagram):
            pyplot_drawing(picture)
            plt.show()
        else:
            display({"image/png": print_figure(made_anew(picture), bbox_inches="tight")}, raw=True)
        display(HTML(words))

    widgets.interact(figure, value=control)


def number(label):
    """A slider `label` that is answered with its value as a text: the way to the kernel and back, and nothing else."""
    control, answer = widgets.IntSlider(description=label), widgets.HTML("<b>0</b>")
    control.observe(lambda change: setattr(answer, "value", f"<b>{change.new}</b>"), "value")
    display(widgets.VBox([control, answer]).add_class("number"))


def record_times(path):
    """From now on, write to a file when each picture leaves for the page (milliseconds) and the words beneath it."""
    show = Stage.show
    file = pathlib.Path(path).open("w", encoding="utf-8")

    def recording(self, picture, text, notes=""):
        show(self, picture, text, notes)
        words = html.unescape(re.sub(r"<[^>]*>", "", text))
        print(1000 * time.time(), words, sep="\t", file=file, flush=True)

    Stage.show = recording


def parts(widget):
    """The widget and all below it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from parts(child)


def remember_arguments():
    """From now on every picture remembers what it was made with, and what it was told to show last."""
    for kind in Picture.__subclasses__():
        if "made_with" not in vars(kind):
            kind.made_with = None
            remember(kind, "__init__", "made_with")
            if "show" in vars(kind):
                remember(kind, "show", "told")


def remember(kind, method, name):
    call = getattr(kind, method)

    def remembering(self, *args, **kwargs):
        setattr(self, name, (args, kwargs))
        return call(self, *args, **kwargs)

    setattr(kind, method, remembering)


def made_anew(picture):
    """A new picture of the same state; one that a function has just made is new already."""
    if not hasattr(picture, "told"):
        return picture
    args, kwargs = picture.made_with
    anew = type(picture)(*args, **kwargs)
    args, kwargs = picture.told
    anew.show(*args, **kwargs)
    return anew


def pyplot_drawing(diagram):
    """A diagram drawn anew with pyplot, shape for shape.

    What pyplot would need more for is made simpler, which is to the advantage of `interact`: a line of letters has one
    colour and one height, a ring is whole where the diagram draws its arc, corners are square, and no colour fades.
    """
    svg = ElementTree.fromstring(diagram.svg)
    width, height = float(svg.get("width")), float(svg.get("height"))
    figure = plt.figure(figsize=(width / 100, height / 100), dpi=100)
    axes = figure.add_axes([0, 0, 1, 1])
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    frame = svg.find("{*}clipPath/{*}rect")
    inside = [] if frame is None else list(svg.find("{*}g[@clip-path]").iter())
    shapes = [shape for shape in svg.iter() if shape is not frame and tag(shape) in DRAWN]
    for order, shape in enumerate(shapes):
        artist = DRAWN[tag(shape)](axes, shape)
        artist.set_zorder(order)
        if shape in inside:
            artist.set_clip_path(DRAWN["rect"](axes, frame, visible=False))


def tag(shape):
    return shape.tag.rpartition("}")[2]


def numbers(shape, *names):
    """A shape's numbers of these names."""
    return [float(shape.get(name, 0)) for name in names]


def patch(kind, **fixed):
    """A function that draws a shape as a patch which `kind` makes of it."""

    def draw(axes, shape, **more):
        alpha = float(shape.get("opacity", 1))
        dashes = [0.72 * float(length) for length in shape.get("stroke-dasharray", "").split()]
        style = {
            "facecolor": colour(shape, "fill", alpha * float(shape.get("fill-opacity", 1))),
            "edgecolor": colour(shape, "stroke", alpha),
            "linewidth": 0.72 * float(shape.get("stroke-width", 1)),
            "linestyle": (0, dashes) if dashes and tag(shape) != "circle" else "-",
        }
        return axes.add_patch(kind(shape, **style | fixed | more))

    return draw


def rectangle(shape, **style):
    if shape.get("width") == "100%":
        return Rectangle((0, 0), 1e4, 1e4, **style)
    x, y, width, height = numbers(shape, "x", "y", "width", "height")
    return Rectangle((x, y), width, height, **style)


def circle(shape, **style):
    x, y, radius = numbers(shape, "cx", "cy", "r")
    return Circle((x, y), radius, **style)


def polygon(shape, **style):
    return Polygon([[float(n) for n in point.split(",")] for point in shape.get("points").split()], **style)


def line(shape, **style):
    x1, y1, x2, y2 = numbers(shape, "x1", "y1", "x2", "y2")
    return PathPatch(Path([(x1, y1), (x2, y2)]), **style)


def lines(shape, **style):
    """A path of straight lines."""
    points, codes = [], []
    for command, text in re.findall("([A-Za-z])([^A-Za-z]*)", shape.get("d")):
        point = [float(number) for number in text.split()]
        if command in "hvHV":  # only one of the two coordinates changes
            (x, y), (number,) = points[-1], point
            across = {"h": x + number, "H": number}.get(command, x)
            point = across, {"v": y + number, "V": number}.get(command, y)
        points.append(point)
        codes.append(Path.MOVETO if command == "M" else Path.LINETO)
    return PathPatch(Path(points, codes), **style)


def letters(axes, shape):
    x, y = numbers(shape, "x", "y")
    size = float(shape.get("font-size"))
    side = {"start": "left", "middle": "center", "end": "right"}[shape.get("text-anchor", "start")]
    text = axes.text(
        x,
        y,
        "".join(shape.itertext()).replace("$", r"\$"),
        color=colour(shape, "fill"),
        fontsize=0.72 * size,
        fontweight=shape.get("font-weight", "normal"),
        horizontalalignment=side,
        verticalalignment="baseline",
    )
    if shape.get("paint-order"):
        text.set_path_effects([withStroke(linewidth=0.72 * float(shape.get("stroke-width")), foreground="white")])
    return text


def image(axes, shape):
    x, y, width, height = numbers(shape, "x", "y", "width", "height")
    file = io.BytesIO(base64.b64decode(shape.get("href").partition(",")[2]))
    limits = axes.get_xlim(), axes.get_ylim()
    shown = axes.imshow(plt.imread(file), cmap="gray", extent=(x, x + width, y + height, y), aspect="auto")
    axes.set(xlim=limits[0], ylim=limits[1])
    return shown


def colour(shape, name, alpha=1.0):
    """A shape's colour as matplotlib understands it."""
    found = shape.get(name, "none")
    return "none" if found == "none" or found.startswith("url") else to_rgba(found, alpha)


DRAWN = {
    "line": patch(line, facecolor="none"),
    "circle": patch(circle),
    "rect": patch(rectangle),
    "polygon": patch(polygon),
    "path": patch(lines, facecolor="none"),
    "text": letters,
    "image": image,
}
