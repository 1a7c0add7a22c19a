"""What a hidden layer of two neurons does to points of the plane: it moves them to where one line can part them."""

import numpy as np
from matplotlib.collections import LineCollection

from ..support.blas import one_thread
from .formats import point, signed
from .picture import Picture, drawing
from .planes import Surface, scatter_classes
from .style import COLOUR, INK

HIDDEN = {"neuron 0": ("-", COLOUR["z"]), "neuron 1": ("--", COLOUR["z"])}  # the looks of their lines
OUTPUT = {"output": ("-", INK)}
SIZE = 9.5  # of the names in a plane
MOST_NAMED = 8  # points


class Plane:
    """A square of the plane: points of two classes, each with its name if they are few, and the lines z = 0 of neurons.

    Short strokes on a line point to the side where z > 0. `lines` is a dict from the name of a neuron to the look of
    its line, and `reach` is (low, high) on both axes. What can move is in `moving`.
    """

    def __init__(self, axes, lines, x, y, reach):
        self.axes, self.reach, self.classes = axes, reach, y[0]
        self.point_names = [point(place) for place in x.T] if x.shape[1] <= MOST_NAMED else []
        look = dict(ha="center", va="center", fontsize=SIZE, zorder=3)
        self.lines, self.strokes, self.names = [], [], []
        for name, (dashes, colour) in lines.items():
            self.lines += axes.plot([], [], dashes, color=colour, linewidth=1.8)
            self.strokes.append(axes.add_collection(LineCollection([], colors=colour, linewidths=1.2)))
            self.names.append(axes.text(0, 0, name, color=colour, **look))
        self.labels = [axes.text(0, 0, "", color=INK, **look) for _ in self.point_names]
        self.points = scatter_classes(axes, x, y, size=60 if self.point_names else 18)
        axes.set(xlim=reach, ylim=reach, aspect="equal")
        axes.locator_params(nbins=5)
        axes.grid(False)
        self.moving = [*self.strokes, *self.lines, *self.names, *self.labels, *self.points]

    def show(self, points, W, b):
        """Move the points to the columns of `points` (2, m), and draw the line of each row of W (n, 2) and b (n, 1)."""
        unit = (self.reach[1] - self.reach[0]) / self.axes.bbox.width  # a pixel
        groups = _together(points, 12 * unit) if self.point_names else []
        drawn = _side_by_side(points, groups, 12 * unit)
        for label, artist in enumerate(self.points):
            artist.set_offsets(drawn[:, self.classes == label].T)
        taken = [(point, np.full(2, 5 * unit)) for point in drawn.T]
        on_lines = []
        for line, strokes, w, bias in zip(self.lines, self.strokes, W, b[:, 0], strict=True):
            on_lines.append(self._draw_line(line, strokes, w, bias, unit))
        taken += [(point, np.zeros(2)) for places, _ in on_lines for point in places]
        self._name_points(drawn, groups, taken, unit)
        for name, (places, ahead) in zip(self.names, on_lines, strict=True):
            name.set_visible(len(places) > 0)
            if len(places):
                half = _half_size(name, unit)
                self._place(name, places - ahead * (np.abs(ahead) @ half + 2 * unit), taken, unit)

    def _draw_line(self, line, strokes, w, b, unit):
        """Draw w·p + b = 0; returns points (k, 2) of it inside the square, and the direction in which z grows."""
        length = np.hypot(*w)
        line.set_visible(length > 0)
        strokes.set_visible(length > 0)
        if not length:
            return np.empty((0, 2)), None
        ahead, middle = w / length, np.mean(self.reach)
        along = np.array([-ahead[1], ahead[0]])
        nearest = middle - (w @ [middle, middle] + b) / length * ahead  # to the middle of the square
        step = (self.reach[1] - self.reach[0]) / 18  # 14 steps each way lead out of the square
        places = nearest + step * np.arange(-14, 15)[:, None] * along
        line.set_data(*places[[0, -1]].T)
        places = places[((places > self.reach[0]) & (places < self.reach[1])).all(axis=1)]
        strokes.set_segments(np.stack([places, places + 7 * unit * ahead], axis=1))
        return places, ahead

    def _name_points(self, drawn, groups, taken, unit):
        """Write beside each group of points which they are."""
        for label in self.labels:
            label.set_visible(False)
        for group in groups:
            label, names = self.labels[group[0]], [self.point_names[i] for i in group]
            label.set_text("\n".join(names) if len(group) < 3 else f"{len(group)} points")
            label.set_visible(True)
            (wide, high), centre = _half_size(label, unit), drawn[:, group].mean(axis=1)
            aside = wide + (9 + 6 * len(group)) * unit
            around = [(0, 1), (0, -1), (1, 0), (-1, 0), (0.7, 1), (-0.7, 1), (0.7, -1), (-0.7, -1)]
            self._place(label, centre + np.array(around) * (aside, high + 9 * unit), taken, unit)

    def _place(self, text, candidates, taken, unit):
        """Move `text` to the first of the candidates (k, 2) that is free of what is `taken`, or to the freest."""
        half = _half_size(text, unit)
        low, high = self.reach[0] + half, self.reach[1] - half
        candidates = np.clip(candidates, low, high)
        centres, sizes = (np.array(column) for column in zip(*taken, strict=True))
        room = (np.abs(candidates[:, None] - centres) - sizes - half).max(axis=2).min(axis=1)
        best = candidates[np.minimum(room, 3 * unit).argmax()]
        text.set_position(best)
        taken.append((best, half))


def _half_size(text, unit):
    """Half the width and half the height of a Text, about."""
    pixels, lines = text.get_fontsize() / 72 * text.figure.dpi * unit, text.get_text().split("\n")
    return np.array([0.31 * max(map(len, lines)), 0.6 * len(lines)]) * pixels


def _together(points, least):
    """The numbers of the points (2, m) in groups: those that are nearer than `least` to the first of their group."""
    left, groups = list(range(points.shape[1])), []
    while left:
        near = [i for i in left if np.hypot(*(points[:, i] - points[:, left[0]])) < least]
        left = [i for i in left if i not in near]
        groups.append(near)
    return groups


def _side_by_side(points, groups, step):
    """The points, with those of a group in a row, because one would hide the other."""
    drawn = np.array(points, dtype=float)
    for group in groups:
        if len(group) > 1:
            drawn[:, group] = points[:, group].mean(axis=1, keepdims=True)
            drawn[0, group] += step * (np.arange(len(group)) - (len(group) - 1) / 2)
    return drawn


def into_hidden_plane(W, b, x, y, sigma):
    """The points x (2, m) with classes y (1, m) in the plane of x, and where the hidden layer moves them: a^1.

    W, b: dicts by layer of a 2-2-1 network, whose activation is `sigma`. Left are the lines z = 0 of the hidden
    neurons, right that of the output neuron. Points that fall on one place are drawn side by side.
    """
    a = sigma(W[1] @ x + b[1])
    picture = Picture(8.4, 3.7, _journey(W, b, x, y, a))
    with drawing():
        before, between, after = picture.subplots(1, 3, width_ratios=(1, 0.4, 1))
        picture.get_layout_engine().set(w_pad=0.12)
        room = 0.4 if x.shape[1] <= MOST_NAMED else 0.15
        planes = Plane(before, HIDDEN, x, y, _around(x, room)), Plane(after, OUTPUT, x, y, _around(a, room))
        before.set(xlabel="x₀", ylabel="x₁", title="the plane of x")
        after.set(xlabel="a¹₀", ylabel="a¹₁", title="the plane of a¹")
        between.axis("off")
        between.annotate("", (0.9, 0.5), (0.05, 0.5), arrowprops=dict(arrowstyle="-|>", color=INK, linewidth=2))
        between.text(0.47, 0.56, "the hidden layer", ha="center")
        between.text(0.47, 0.4, "strokes:\nz > 0", ha="center", va="top", fontsize=SIZE, color=INK)
    picture.fix_layout()
    planes[0].show(x, W[1], b[1])
    planes[1].show(a, W[2], b[2])
    return picture


def _around(points, room):
    """(low, high) of a square that shows 0, 1 and the points, with `room` times their range around them."""
    low, high = min(0, points.min()), max(1, points.max())
    return low - room * (high - low), high + room * (high - low)


def _journey(W, b, x, y, a):
    """Where the points are before and after the hidden layer, and the lines, in words."""
    told = [f"{x.shape[1]} of them"]
    if x.shape[1] <= MOST_NAMED:
        told = [
            f"{point(start)} of class {label:.0f} goes to ({signed(end[0], '.2f')}, {signed(end[1], '.2f')})"
            for start, end, label in zip(x.T, a.T, y[0], strict=True)
        ]
    lines = [f"neuron {j}: {_equation(W[1][j], b[1][j, 0], 'x₀', 'x₁')}" for j in (0, 1)]
    lines.append(f"output: {_equation(W[2][0], b[2][0, 0], 'a¹₀', 'a¹₁')}")
    return f"Points of two classes, moved from the plane of x to that of a¹: {'; '.join(told)}. {'; '.join(lines)}."


def _equation(w, b, first, second):
    return f"z = {signed(w[0])}·{first} + {signed(w[1])}·{second} + {signed(b)}".replace("+ −", "− ")


class XorPicture(Picture):
    """A 2-2-1 network at work: its hidden lines, the points where the hidden layer moves them, and its output."""

    def __init__(self, x, y):
        """x (2, m) and y (1, m) are the points, with 0 and 1 as coordinates and as classes."""
        super().__init__(8.4, 2.95)
        self.set_layout_engine("none")
        self.x, self.y = x, y
        titles = "plane of x (strokes: z > 0)", "plane of a¹", "output a (ringed: wrong)"
        with drawing():
            places = [(left, 0.175, 0.244, 0.695) for left in (0.062, 0.375, 0.688)]
            first, second, third = (self.add_axes(place) for place in places)
            self.before, self.after = Plane(first, HIDDEN, x, y, (-0.5, 1.5)), Plane(second, OUTPUT, x, y, (-0.5, 1.5))
            self.surface = Surface(third, (-0.5, 1.5), points=61)
            key = self.add_axes((0.948, 0.175, 0.018, 0.695))
            self.surface.key(key)
            key.set_ylabel("")  # the title says it
            points = scatter_classes(third, x, y, size=60)
            self.rings = third.scatter([], [], s=190, facecolors="none", edgecolors=INK, linewidths=1.8, zorder=3)
            for axes, title in zip((first, second, third), titles, strict=True):
                axes.set_title(title, fontsize=11)
                axes.set(xticks=(0, 0.5, 1), yticks=(0, 0.5, 1), xticklabels="0½1", yticklabels="0½1")
                axes.apply_aspect()  # a name is placed by the size of the square
            first.set(xlabel="x₀", ylabel="x₁")
            second.set(xlabel="a¹₀", ylabel="a¹₁")
        self.moving = [*self.before.moving, *self.after.moving, *self.surface.moving, *points, self.rings]

    @property
    def without_line(self):
        """The names of the hidden neurons that have no line in the square."""
        return [name.get_text() for name in self.before.names if not name.get_visible()]

    @one_thread()
    def show(self, net):
        """Draw `net`, a 2-2-1 network; returns a at the points, and how far each output is on its side of 1/2."""
        _, a = net.forward(self.x)
        self.before.show(self.x, net.W[1], net.b[1])
        self.after.show(a[1], net.W[2], net.b[2])
        self.surface.show(net.forward(self.surface.grid)[1][2])
        margins = ((a[2] - 0.5) * (2 * self.y - 1))[0]
        wrong = margins <= 0
        self.rings.set_offsets(self.x[:, wrong].T)
        ringed = ", ".join(point(place) for place in self.x[:, wrong].T)
        self.alt = (
            f"{_journey(net.W, net.b, self.x, self.y, a[1])} "
            f"The output is {f'wrong at {ringed}' if ringed else 'right at every point'}."
        )
        return a, margins
