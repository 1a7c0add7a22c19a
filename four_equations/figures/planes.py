"""The output of a network with two inputs over the plane, and the points that it learns from."""

import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.colors import Normalize
from matplotlib.image import AxesImage
from PIL import Image

from mlp_core.activations import sigmoid
from mlp_core.costs import probabilities

from ..support.blas import one_thread
from .formats import point, superscript
from .picture import Picture, drawing
from .plots import legend_beside
from .style import ARROW, CLASS_COLOURS, CLASS_MARKERS, COLOUR, FAINT, INK, TWO_CLASSES


class Heights(AxesImage):
    """Numbers at the points of a grid, the outermost on the edges of `extent`, interpolated at every pixel.

    It only stretches a rectangle, in a fraction of the time of matplotlib's resampling, which serves any transform.
    """

    def make_image(self, renderer, magnification=1.0, unsampled=False):
        """The pixels, bottom row first, and their corner, as matplotlib asks for them."""
        left, low, right, high = self.get_window_extent(renderer).extents.round().astype(int)
        numbers = np.ma.filled(self.get_array(), np.nan).astype(np.float32)
        rows, columns = numbers.shape
        centres = (0.5, 0.5, columns - 0.5, rows - 0.5)
        stretched = Image.fromarray(numbers).resize((right - left, high - low), Image.Resampling.BILINEAR, centres)
        return self.to_rgba(np.asarray(stretched), bytes=True), left, low, None


class Surface:
    """The output of a network over a square of the plane, and its decision boundary, where that is 1/2."""

    def __init__(self, axes, reach=1.4, points=100):
        """`reach` is a pair (low, high), or a number for the square from -reach to reach."""
        low, high = (-reach, reach) if np.isscalar(reach) else reach
        ticks = np.linspace(low, high, points)
        self.plane = np.stack(np.meshgrid(ticks, ticks))
        self.grid = self.plane.reshape(2, -1)
        look = dict(cmap=TWO_CLASSES, norm=Normalize(0, 1), origin="lower", extent=(low, high, low, high))
        self.image = axes.add_image(Heights(axes, **look))
        self.boundary = axes.add_collection(LineCollection([], colors=INK, linewidths=1.8))
        self.show(np.zeros(points**2))
        axes.set(xlabel="x₀", ylabel="x₁", xlim=(low, high), ylim=(low, high), aspect="equal")
        axes.grid(False)
        self.moving = [self.image, self.boundary]

    def key(self, axes):
        """Draw into `axes` the meaning of the colours and of the black line."""
        axes.figure.colorbar(self.image, cax=axes, ticks=[0, 0.5, 1], label="a")
        axes.set_yticks([0, 0.5, 1], ["0", "½", "1"])
        axes.axhline(0.5, color=INK, linewidth=1.8)

    def show(self, a):
        """Draw the outputs `a`, one for each point of `grid`."""
        heights = np.reshape(a, self.plane[0].shape)
        self.image.set_data(heights)
        self.boundary.set_segments(contour_generator(*self.plane, heights).lines(0.5))


def scatter_classes(axes, x, y, size=26):
    """Draw the points x (2, m) with the marker and colour of their class in y (1, m) or (3, m); returns the artists."""
    labels = y[0] if len(y) == 1 else y.argmax(axis=0)
    artists = []
    for label in range(max(2, len(y))):
        look = dict(marker=CLASS_MARKERS[label], c=CLASS_COLOURS[label], s=size, edgecolors=INK, linewidths=0.6)
        artists.append(axes.scatter(*x[:, labels == label], label=f"class {label}", **look))
    return artists


def dataset(x, y, title=""):
    """The points of a set of two or three classes: x (2, m), y (1, m) or (3, m)."""
    classes = "three" if len(y) == 3 else "two"
    picture = Picture(5.4, 3.4, f"{x.shape[1]} points of {classes} classes in the plane. {title}")
    with drawing():
        axes = picture.subplots()
        scatter_classes(axes, x, y)
        axes.set(xlabel="x₀", ylabel="x₁", aspect="equal", title=title)
        axes.margins(0.08)
        legend_beside(axes)
    return picture


def decision_surface(net, x, y, title=""):
    """The output of `net` over the plane, its decision boundary, and the points x (2, m) with classes y (1, m)."""
    accuracy = f"Accuracy {net.accuracy(x, y):.0%}."
    picture = Picture(5.2, 3.6, f"Output of the network over the plane and its decision boundary. {title}. {accuracy}")
    with drawing():
        axes = picture.subplots()
        surface = Surface(axes)
        picture.colorbar(surface.image, ax=axes, label="output a")
        scatter_classes(axes, x, y)
        axes.set_title(title)
    surface.show(output(net, surface.grid))
    return picture


def output(net, x):
    """The output of `net` for each column of x, between 0 and 1: logits become probabilities."""
    a = net.forward(x)[1][net.L]
    return probabilities(a) if net.cost_name == "cross_entropy" else a


MOST_TOLD = 8  # points whose outputs a text alternative lists


def surfaces(functions, x=None, y=None, reach=(-0.5, 1.5)):
    """A square for each of `functions`, a dict from a title to a function of points (2, m) that gives m numbers.

    The colours are those of numbers from 0 to 1; the black line is where the function passes or jumps over 1/2. `reach`
    is (low, high) on both axes. On every square are the points x (2, m) with classes y (1, m), if there are any.
    """
    picture, told = Picture(2.15 * len(functions) + 0.95, 2.6), []
    with drawing():
        all_axes = picture.subplots(1, len(functions), squeeze=False)[0]
        shown = [Surface(axes, reach, points=401) for axes in all_axes]  # two points a pixel: a jump is drawn sharply
        for axes, title in zip(all_axes, functions, strict=True):
            axes.set_title(title, fontsize=11)
            axes.label_outer()
            if x is not None:
                scatter_classes(axes, x, y, 40)
        shown[-1].key(all_axes[-1].inset_axes((1.08, 0, 0.07, 1)))
    for surface, (title, function) in zip(shown, functions.items(), strict=True):
        surface.show(_numbers(title, function, surface.grid))
        told.append(f"{' '.join(title.split())}: {_told(_numbers(title, function, x), x)}" if x is not None else title)
    picture.alt = f"Functions of two inputs over the plane, with the line where they are ½. {'; '.join(told)}."
    return picture


def _numbers(title, function, x):
    """What `function` gives for the points x (2, m): m numbers."""
    found = np.asarray(function(x), dtype=float)
    if found.size != x.shape[1]:
        raise ValueError(
            f"The function {title!r} must give a number for each of {x.shape[1]} points, but gave an array of shape "
            f"{found.shape}."
        )
    return found.ravel()


def _told(numbers, x):
    """Say what the numbers are at the points x, or how far they reach if these are many."""
    if len(numbers) > MOST_TOLD:
        return f"from {numbers.min():.2g} to {numbers.max():.2g} at {len(numbers)} points"
    return ", ".join(f"{number:.2g} at {point(place)}" for number, place in zip(numbers, x.T, strict=True))


class SurfacePicture(Picture):
    """The output of a network over the plane, and at its left the lines z = 0 of its hidden neurons, layer by layer.

    The lines of the layer before are drawn faintly.
    """

    def __init__(self):
        super().__init__(8.4, 2.98)
        self.set_layout_engine("none")
        with drawing():
            plane = self.add_axes((0.664, 0.155, 0.264, 0.745), title="output: a over all inputs")
            self.surface = Surface(plane, reach=3, points=71)
            self.surface.key(self.add_axes((0.945, 0.155, 0.02, 0.745)))
            hidden = [self.add_subplot(1, 3, l, title=f"layer {l}: z{superscript(l)} = 0") for l in (1, 2, 3)]
            for axes in hidden:
                axes.set(xlim=(-3, 3), ylim=(-3, 3), xticks=[], yticks=[], aspect="equal")
                axes.spines[:].set_visible(True)
            self.before = [axes.add_collection(LineCollection([], colors=FAINT, linewidths=0.6)) for axes in hidden]
            self.zeros = [axes.add_collection(LineCollection([], colors=COLOUR["z"])) for axes in hidden]
        self.moving = [*self.surface.moving, *self.before, *self.zeros]
        self._count = None  # of hidden layers, when they were arranged

    def _arrange(self, count):
        """Let `count` hidden layers share the room at the left of the output."""
        self._count = count
        places = self.add_gridspec(1, max(count, 1), left=0.025, right=0.585, bottom=0.155, top=0.9, wspace=0.1)
        for i, (zeros, before) in enumerate(zip(self.zeros, self.before, strict=True)):
            for artist in (zeros, before, zeros.axes):
                artist.set_visible(i < count)
            if i < count:
                zeros.axes.set_position(places[i].get_position(self))
        self.redraw()

    @one_thread()
    def show(self, net, z=None):
        """Draw `net`, which has two inputs, at most three hidden layers, and one output. `z`: its z on the grid."""
        if net.L - 1 != self._count:
            self._arrange(net.L - 1)
        if z is None:
            z, _ = net.forward(self.surface.grid)
        a = net.sigma[net.L](z[net.L])
        self.surface.show(a)
        segments = []
        for l, zeros in zip(range(1, net.L), self.zeros, strict=False):
            self.before[l - 1].set_segments(segments)
            heights = z[l].reshape(-1, *self.surface.plane[0].shape)
            lines = [contour_generator(*self.surface.plane, height).lines(0) for height in heights]
            zeros.set_linewidth(1.2 if len(lines) <= 12 else 0.8)
            segments = [line for of_neuron in lines for line in of_neuron]
            zeros.set_segments(segments)
        sizes = "-".join(map(str, net.layers))
        self.alt = (
            f"Output of a random {sizes} network over the plane, from {a.min():.2f} to {a.max():.2f}, "
            "and the line z = 0 of each hidden neuron, layer by layer."
        )


def linear_regions(z):
    """The number of linear regions of a relu network that these points are in; z: its z (n^l, m) by layer.

    In each region the same hidden neurons are active, so we count the different patterns of active neurons.
    """
    active = np.concatenate([z[l] > 0 for l in range(1, max(z))])
    return len({pattern.tobytes() for pattern in np.packbits(active, axis=0).T})


class NeuronPicture(Picture):
    """One sigmoid neuron with two inputs: its output over the plane, and the point (z, a) on the sigmoid.

    The arrow w starts at 0. It, or the dots that go on in its direction, meets the decision boundary at a right angle.
    """

    def __init__(self):
        super().__init__(8.4, 3.5)
        with drawing():
            plane, curve = self.subplots(1, 2, width_ratios=(1.2, 1))
            self.get_layout_engine().set(wspace=0.08, w_pad=0.12)
            self.surface = Surface(plane, reach=4)
            self.surface.key(plane.inset_axes((1.05, 0, 0.06, 1)))
            plane.set_title("a over all inputs")
            self.to_boundary, self.right_angle = plane.plot([], [], ":", [], [], "-", color=INK, linewidth=1.3)
            look = dict(color=COLOUR["W"], edgecolor="white", linewidth=0.5, zorder=3)
            self.arrow = plane.quiver([0], [0], [1], [0], **look, **ARROW)
            (self.point,) = plane.plot(0, 0, "s", color=INK, markersize=8, clip_on=False)
            self.names = [plane.text(0, 0, name, ha="center", va="center", clip_on=True) for name in "wx"]
            ticks = np.linspace(-8, 8, 161)
            curve.plot(ticks, sigmoid(ticks), color=COLOUR["a"])
            (self.reading,) = curve.plot([], [], ":", color=COLOUR["z"], linewidth=1.5)
            (self.mark,) = curve.plot(0, 0.5, "s", color=INK, markersize=8, clip_on=False)
            curve.set(xlabel="z", ylabel="a", xlim=(-8, 8), ylim=(-0.1, 1.1), title="a = σ(z) at this x")
        self.moving = [*self.surface.moving, self.to_boundary, self.right_angle, self.arrow, self.point, *self.names]
        self.moving += [self.reading, self.mark]
        self.fix_layout()

    @one_thread()
    def show(self, w, b, x):
        """Draw the neuron with weights w (1, 2) and bias b, at the input x (2, 1)."""
        self.surface.show(sigmoid(w @ self.surface.grid + b))
        z = (w @ x + b).item()
        a = sigmoid(z).item()
        self._show_direction(w[0], b)
        self.point.set_data(x)
        self.names[1].set_position(x[:, 0] + (0.45 if x[0, 0] < 3.5 else -0.45, 0))
        drawn = np.clip(z, -8, 8)
        self.reading.set_data([drawn, drawn, -8], [-0.1, a, a])
        self.mark.set_data([drawn], [a])
        self.mark.set_marker("s" if drawn == z else ">" if z > 0 else "<")
        self.alt = (
            f"A sigmoid neuron with w = ({w[0, 0]:.1f}, {w[0, 1]:.1f}) and b = {b:.1f}: "
            f"at x = ({x[0, 0]:.1f}, {x[1, 0]:.1f}) it has z = {z:.2f} and a = {a:.3f}."
        )

    def _show_direction(self, w, b):
        """The arrow w from 0, and dots to the decision boundary's nearest point, with the right angle there."""
        length = np.hypot(*w)
        for artist in (self.arrow, self.to_boundary, self.right_angle, self.names[0]):
            artist.set_visible(length > 0)
        if length == 0:
            return
        ahead, aside = w / length, np.array([-w[1], w[0]]) / length
        nearest = -b / length * ahead
        self.to_boundary.set_data([0, nearest[0]], [0, nearest[1]])
        self.right_angle.set_data(*np.transpose([nearest + 0.3 * step for step in (aside, aside + ahead, ahead)]))
        self.arrow.set_UVC(*w)
        self.names[0].set_position(0.5 * w + 0.45 * aside)
