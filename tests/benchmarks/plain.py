"""The usual way to make a figure answer a slider: `interact` and a matplotlib figure drawn afresh for each value.

And the least that an answer can be: the slider's own number.

For the benchmark of the panels, which imports this in the kernel.
"""

import html
import re
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import ipywidgets as widgets
import matplotlib.pyplot as plt
from IPython.core.pylabtools import print_figure
from IPython.display import HTML, display
from matplotlib.patches import Circle, Polygon, Rectangle

from mlp_core import figures
from mlp_core.pictures import Diagram, Picture
from mlp_core.widgets.stage import Stage


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
    file = Path(path).open("w", encoding="utf-8")

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
    for kind in vars(figures).values():
        if isinstance(kind, type) and issubclass(kind, Picture) and "made_with" not in vars(kind):
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
    """The lines, circles, boxes, polygons, paths of straight lines and letters of a diagram, drawn with pyplot.

    What has another shape is left out, which is to the advantage of `interact`.
    """
    svg = ElementTree.fromstring(diagram.svg)
    width, height = float(svg.get("width")), float(svg.get("height"))
    figure = plt.figure(figsize=(width / 100, height / 100))
    axes = figure.add_axes([0, 0, 1, 1])
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    for shape in svg.iter():
        number = {name: float(text) for name, text in shape.attrib.items() if re.fullmatch(r"-?[\d.]+", text)}
        style = {"facecolor": colour(shape, "fill"), "edgecolor": colour(shape, "stroke")}
        tag = shape.tag.rpartition("}")[2]
        if tag == "line":
            ends = [[number.get(c, 0) for c in pair] for pair in (("x1", "x2"), ("y1", "y2"))]
            axes.plot(*ends, color=colour(shape, "stroke"), linewidth=number.get("stroke-width", 1))
        elif tag == "circle":
            axes.add_patch(Circle((number.get("cx", 0), number.get("cy", 0)), number.get("r", 0), **style))
        elif tag == "rect" and "width" in number:
            corner = number.get("x", 0), number.get("y", 0)
            axes.add_patch(Rectangle(corner, number["width"], number["height"], **style))
        elif tag in ("polygon", "polyline", "path"):
            numbers = [float(text) for text in re.findall(r"-?[\d.]+", shape.get("points") or shape.get("d") or "")]
            points = list(zip(numbers[::2], numbers[1::2], strict=False))
            if len(points) > 1:
                axes.add_patch(Polygon(points, closed=tag == "polygon", **style))
        elif tag == "text":
            letters = "".join(shape.itertext()).replace("$", r"\$")
            axes.text(number.get("x", 0), number.get("y", 0), letters, color=colour(shape, "fill"), fontsize=10)


def colour(shape, name):
    """A shape's colour as matplotlib understands it."""
    found = shape.get(name, "none")
    return found if re.fullmatch(r"#[0-9a-fA-F]{6}|[a-z]+", found) and found != "currentColor" else "black"
