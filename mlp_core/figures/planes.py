"""What a network with two inputs answers over the plane, and the points that it learns from."""

import matplotlib
import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection

from ..activations import sigmoid
from ..pictures import CLASS_COLOURS, CLASS_MARKERS, COLOUR, INK, STYLE, TWO_CLASSES, Picture


class Surface:
    """The output of a network with two inputs and one output over a square of the plane, and its boundary at 1/2."""

    def __init__(self, axes, reach=1.4, points=100):
        self.reach, self.points = reach, points
        self.ticks = np.linspace(-reach, reach, points)
        self.grid = np.stack(np.meshgrid(self.ticks, self.ticks)).reshape(2, -1)
        self.image = axes.imshow(
            np.zeros((points, points)),
            cmap=TWO_CLASSES,
            vmin=0,
            vmax=1,
            origin="lower",
            extent=(-reach, reach, -reach, reach),
            interpolation="bilinear",
        )
        self.boundary = LineCollection([], colors=INK, linewidths=1.8)
        axes.add_collection(self.boundary)
        axes.set(xlabel="x₀", ylabel="x₁", xlim=(-reach, reach), ylim=(-reach, reach), aspect="equal")
        axes.grid(False)
        self.moving = [self.image, self.boundary]

    def show(self, f):
        """Draw f, which maps points (2, m) to outputs of m numbers."""
        heights = np.reshape(f(self.grid), (self.points, self.points))
        self.image.set_data(heights)
        self.boundary.set_segments(contour_generator(self.ticks, self.ticks, heights).lines(0.5))


def scatter_classes(axes, x, y):
    """The points of x (2, m) with the marker and colour of their class in y (1, m) or (3, m). Returns the artists."""
    style = dict(s=26, edgecolors="white", linewidths=0.7)
    labels = y[0] if len(y) == 1 else y.argmax(axis=0)
    return [
        axes.scatter(
            *x[:, labels == label], marker=CLASS_MARKERS[label], c=CLASS_COLOURS[label], label=f"class {label}", **style
        )
        for label in range(max(2, len(y)))
    ]


def dataset(x, y, title=""):
    """The points of a set of two or three classes: x (2, m), y (1, m) or (3, m)."""
    picture = Picture(5.4, 3.4)
    with matplotlib.rc_context(STYLE):
        axes = picture.subplots()
        scatter_classes(axes, x, y)
        axes.set(xlabel="x₀", ylabel="x₁", aspect="equal", title=title)
        axes.margins(0.08)
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    picture.alt = f"{x.shape[1]} points of {'three' if len(y) == 3 else 'two'} classes in the plane. {title}"
    return picture


def decision_surface(net, x, y, title=""):
    """What `net` answers over the plane, its boundary at 1/2, and the points x (2, m) with classes y (1, m)."""
    picture = Picture(5.2, 3.6)
    with matplotlib.rc_context(STYLE):
        axes = picture.subplots()
        surface = Surface(axes)
        surface.show(lambda grid: net.forward(grid)[1][net.L])
        picture.colorbar(surface.image, ax=axes, label="output a")
        scatter_classes(axes, x, y)
        axes.set_title(title)
    picture.alt = f"Output of the network over the plane and its boundary. {title}. Accuracy {net.accuracy(x, y):.0%}."
    return picture


class SurfacePicture(Picture):
    """The output of a network over the plane; `show` draws another network."""

    def __init__(self):
        super().__init__(4.6, 3.7)
        with matplotlib.rc_context(STYLE):
            axes = self.subplots()
            self.surface = Surface(axes, reach=3)
            self.colorbar(self.surface.image, ax=axes, label="output a")
        self.moving = self.surface.moving
        self.fix_layout()

    def show(self, net):
        """Draw `net`, which has two inputs and one output."""
        self.surface.show(lambda grid: net.forward(grid)[1][net.L])
        heights = self.surface.image.get_array()
        sizes = "-".join(map(str, net.layers))
        self.alt = (
            f"Output of a random {sizes} network over the plane, from {heights.min():.2f} to {heights.max():.2f}."
        )


class NeuronPicture(Picture):
    """One sigmoid neuron with two inputs: its output over the plane, and the point (z, a) on the sigmoid."""

    def __init__(self):
        super().__init__(8, 3.5)
        with matplotlib.rc_context(STYLE):
            plane, curve = self.subplots(1, 2, width_ratios=(1, 1.15))
            self.get_layout_engine().set(wspace=0.08, w_pad=0.12)
            self.surface = Surface(plane, reach=4)
            self.colorbar(self.surface.image, ax=plane, label="output a")
            plane.set_title("a over all inputs")
            (self.arrow,) = plane.plot([], [], "-", color=COLOUR["W"], linewidth=3, label="w")
            (self.point,) = plane.plot([], [], "s", color=INK, markersize=8, label="x")
            legend = plane.legend(loc="upper left", framealpha=0.8, frameon=True)
            ticks = np.linspace(-8, 8, 161)
            curve.plot(ticks, sigmoid(ticks), color=COLOUR["a"])
            (self.reading,) = curve.plot([], [], ":", color=COLOUR["z"], linewidth=1.5)
            (self.mark,) = curve.plot([], [], "s", color=INK, markersize=8)
            curve.set(xlabel="z", ylabel="a", xlim=(-8, 8), ylim=(-0.1, 1.1), title="a = σ(z) at this x")
        self.moving = [*self.surface.moving, self.arrow, self.point, legend, self.reading, self.mark]
        self.fix_layout()

    def show(self, w, b, x):
        """Draw the neuron with weights w (1, 2) and bias b, at the input x (2, 1)."""
        self.surface.show(lambda grid: sigmoid(w @ grid + b))
        z = (w @ x + b).item()
        a = sigmoid(z).item()
        self.arrow.set_data([0, w[0, 0]], [0, w[0, 1]])
        self.point.set_data(x)
        drawn = np.clip(z, -8, 8)
        self.reading.set_data([drawn, drawn, -8], [-0.1, a, a])
        self.mark.set_data([drawn], [a])
        self.alt = (
            f"A sigmoid neuron with w = ({w[0, 0]:.1f}, {w[0, 1]:.1f}) and b = {b:.1f}: "
            f"at x = ({x[0, 0]:.1f}, {x[1, 0]:.1f}) it has z = {z:.2f} and a = {a:.3f}."
        )
