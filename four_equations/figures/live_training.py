"""A network in training: its neurons and weights, its output, its cost and its gradients over the epochs."""

from itertools import chain, zip_longest

import numpy as np
from matplotlib.collections import LineCollection

from mlp_core.activations import sigmoid

from ..support.blas import one_thread
from .formats import superscript
from .networks import layout
from .picture import Picture, drawing
from .planes import Surface, output, scatter_classes
from .style import COLOUR, INK, NEGATIVE, POSITIVE, TWO_CLASSES
from .svg import powers_around


class TrainingPicture(Picture):
    """A network in training. With `details` also its neurons and weights, its validation cost and its gradients."""

    def __init__(self, details=True):
        super().__init__(8.6 if details else 7.2, 3.8)
        with drawing({"font.size": 10, "axes.titlesize": 11, "axes.labelsize": 10}):
            *left, middle, right = self.subfigures(1, 3 if details else 2)
            plane, (upper, *lower) = middle.subplots(), right.subplots(1 + details, 1, sharex=True, squeeze=False)[:, 0]
            self.surface = Surface(plane, points=70)
            self.points = scatter_classes(plane, np.zeros((2, 0)), np.zeros((1, 0)))
            plane.set_title("what the network answers")
            bar = dict(ticks=[0, 0.5, 1], location="bottom", shrink=0.9, aspect=30, pad=0.03)
            middle.colorbar(self.surface.image, ax=plane, label="output: probability of class 1 ▲", **bar)
            plane.set_anchor("N")
            self.costs = Curves(upper, "cost C", ("training", "validation") if details else ("training",), COLOUR["a"])
            self.graphs = [NetworkGraph(part.subplots()) for part in left]
            names = [f"W{superscript(l)}" for l in range(1, 5)]
            self.gradients = [Curves(axes, "mean |dW|", names, COLOUR["W"], least=1e-4) for axes in lower]
            right.axes[-1].set_xlabel("epoch")
        for part in (self.surface, self.costs, *self.graphs, *self.gradients):
            self.moving += part.moving
        self.moving += self.points
        self.fix_layout()

    @one_thread()
    def show(self, net, x, y, curves, end=10):
        """Draw `net`, its points x (2, m) with classes y (1, m), and its curves, with room for `end` epochs.

        curves: lists of numbers "epoch", "training" and "validation"; and "gradient", a dict of such lists by layer.
        """
        self.surface.show(output(net, self.surface.grid))
        for label, marks in enumerate(self.points):
            marks.set_offsets(x[:, y[0] == label].T)
        epochs = curves["epoch"]
        changed = self.costs.show(epochs, [curves["training"], curves["validation"]], end)
        for graph, gradients in zip(self.graphs, self.gradients, strict=True):
            graph.show(net)
            changed |= gradients.show(epochs, list(curves["gradient"].values()), end)
        if changed:
            self.redraw()
        drawn = {line.get_label(): curves[line.get_label()] for line in self.costs.lines}
        costs = [f"{name} from {one[0]:.3g} to {one[-1]:.3g}" for name, one in drawn.items() if one]
        sizes, told = "-".join(map(str, net.layers)), f". Cost: {', '.join(costs)}" if costs else ", without points"
        self.alt = f"Decision surface of a {sizes} network after {epochs[-1]:.1f} epochs{told}."


class Curves:
    """Curves over the epochs on a logarithmic axis. Its limits change seldom, because then everything is redrawn."""

    def __init__(self, axes, title, names, colour, least=0.01):
        """The axis reaches down to `least`, a power of 100, and further only if a curve does."""
        self.axes, self._limits, self._least = axes, None, least
        styles = zip(names, ("-", "--", "-.", ":"), strict=False)
        look = dict(color=colour, linewidth=1.8, marker="o", markersize=5, markevery=[-1])
        self.lines = [axes.plot([], [], style, label=name, **look)[0] for name, style in styles]
        axes.set(title=title, yscale="log", ylim=(least, 1))
        self.moving = self.lines

    def show(self, epochs, curves, end):
        """Draw these lists of numbers, as many as there are lines; returns whether the axes had to change."""
        curves = [numbers for numbers in curves[: len(self.lines)] if numbers]
        for line, numbers in zip_longest(self.lines, curves, fillvalue=()):
            line.set_data(epochs[: len(numbers)], numbers)
        while end < epochs[-1] - 1e-6:
            end *= 2
        limits = (len(curves), end, *powers_around(chain(*curves), self._least, 1, 100))
        if limits == self._limits:
            return False
        self._limits = limits
        self.axes.set(xlim=(0, 1.03 * end), ylim=limits[2:])
        if len(self.lines) > 1:
            where = dict(loc="upper right") if len(curves) > 2 else dict(loc="lower right", bbox_to_anchor=(1.03, 0.96))
            close = dict(ncols=4, frameon=False, handlelength=1.6, columnspacing=0.5, handletextpad=0.25)
            self.axes.legend(handles=self.lines[: len(curves)], fontsize=9, markerscale=0, **where, **close)
        return True


class NetworkGraph:
    """The network as a graph: each neuron a small picture of its own answer over the plane, each weight a line.

    The lines are as thick as their weights are large; positive ones are solid and green, negative ones dashed and
    violet. Of a larger network only the largest weights are drawn.
    """

    WIDTH, HEIGHT = 170, 190  # of the drawing, in cells of the small pictures
    MOST_LINES = 150
    REACH = 1.4

    def __init__(self, axes):
        self._layers = None
        axes.set(xlim=(0, self.WIDTH), ylim=(self.HEIGHT + 22, -26), aspect="equal")
        axes.axis("off")
        self.cells = np.ma.array(np.zeros((self.HEIGHT, self.WIDTH)), mask=True)
        look = dict(cmap=TWO_CLASSES, vmin=0, vmax=1, interpolation="nearest", zorder=2)
        self.image = axes.imshow(self.cells, extent=(0, self.WIDTH, self.HEIGHT, 0), **look)
        self.lines = axes.add_collection(LineCollection([], zorder=1), autolim=False)
        key = "thick: large weight\ngreen, solid: > 0    violet, dashed: < 0"
        axes.text(self.WIDTH / 2, self.HEIGHT + 4, key, ha="center", va="top", fontsize=9, color=INK)
        axes.text(0, -26, "its neurons and weights", va="top", fontsize=11)
        look = dict(ha="center", va="bottom", fontsize=10, color=COLOUR["a"])
        self.names = [axes.text(0, -3, "", **look) for _ in range(5)]
        self.moving = [self.lines, self.image, *self.names]

    def show(self, net):
        if net.layers != self._layers:
            self._arrange(net.layers)
        _, a = net.forward(self.points)
        shades = {l: _as_shades(a[l], net, l) for l in a}
        for (l, j), (across, down) in self.corners.items():
            shade = shades[l][j].reshape(self.side, self.side)[::-1]
            self.cells[down : down + self.side, across : across + self.side] = shade
        self.image.set_data(self.cells)
        weights = np.concatenate([net.W[l].ravel() for l in net.W])
        sizes = np.abs(weights)
        drawn = sizes >= np.sort(sizes)[-self.MOST_LINES :][0]
        self.lines.set_segments(self.edges[drawn])
        self.lines.set_linewidths(0.3 + 3.2 * sizes[drawn] / (sizes.max() or 1))
        self.lines.set_colors(np.where(weights[drawn] < 0, NEGATIVE, POSITIVE))
        self.lines.set_linestyles(np.where(weights[drawn] < 0, "--", "-").tolist())

    def _arrange(self, layers):
        """Find the corners of the neurons' pictures, and the ends of the weights' lines."""
        self._layers, tallest = list(layers), max(layers)
        self.side = min(24, self.HEIGHT // tallest - 2, self.WIDTH // len(layers) - 14)
        half, pitch = self.side / 2, min(self.side + 14, (self.HEIGHT - 2) / tallest)
        ticks = np.linspace(-self.REACH, self.REACH, self.side)
        self.points = np.stack(np.meshgrid(ticks, ticks)).reshape(2, -1)
        across = (self.WIDTH - self.side - 2) / (len(layers) - 1)
        at = layout(layers, 1 + half, self.HEIGHT / 2, across, pitch)
        self.corners = {neuron: np.round(np.array(centre) - half).astype(int) for neuron, centre in at.items()}
        right, left = (self.side, half), (0, half)
        weights = [(l, j, k) for l, j in at if l for k in range(layers[l - 1])]
        self.edges = np.array([(self.corners[l - 1, k] + right, self.corners[l, j] + left) for l, j, k in weights])
        self.cells[:] = np.ma.masked
        for l, name in enumerate(self.names):
            name.set_text(f"a{superscript(l)}" if 0 < l < len(layers) else "" if l else "x₀, x₁")
            name.set_x(1 + half + l * across)


def _as_shades(a, net, l):
    """The activations of layer l, scaled to 0 to 1, where 1/2 is white."""
    name = net.activations[l - 1] if l else "linear"
    if name == "sigmoid":
        return a
    if name == "linear" and l == net.L:
        return sigmoid(a)
    largest = 1 if name == "tanh" else np.abs(a).max() or 1
    return 0.5 + a / (2 * largest)
