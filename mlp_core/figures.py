"""Every picture of the course: each function returns a `Picture` (matplotlib) or a `Diagram` (SVG)."""

from itertools import cycle

import matplotlib
import numpy as np
from contourpy import contour_generator
from matplotlib.collections import LineCollection
from matplotlib.ticker import NullFormatter

from .activations import ACTIVATIONS, sigmoid
from .pictures import CLASS_COLOURS, CLASS_MARKERS, COLOUR, FAINT, INK, STYLE, TWO_CLASSES, Diagram, Picture

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
MOST_DRAWN = 8


def superscript(l):
    """A layer's number as it stands in W¹, a⁰."""
    return str(l).translate(SUPERSCRIPT)


# --- diagrams of networks ---------------------------------------------------------------------------------------------


def network_diagram(layers, a=None, W=None, delta=None, edges=(), flow="forward", weight_shapes=True):
    """The neurons and weights of a network, layer by layer from left to right.

    a, delta: dicts by layer of arrays (n^l, 1), written into the neurons and beneath them. W: dict by layer, written on
    the weights. edges: the weights (l, j, k) to bring out, w^l_jk from neuron k to neuron j; flow is "forward" or
    "backward", the way their arrows point. Layers of more than 8 neurons are drawn with a gap.
    """
    across, down, radius = (250 if W else 175), (92 if W else 46), (25 if a or delta else 16)
    left, top = 75, 62
    tallest = max(2, *(len(_drawn_neurons(n)) for n in layers)) * down
    where = {}
    for l, n in enumerate(layers):
        rows = _drawn_neurons(n)
        first = top + (tallest - len(rows) * down + down) / 2
        where |= {(l, j): (left + l * across, first + row * down) for row, j in enumerate(rows)}
    shapes = _edges(layers, where, W, edges, flow, radius)
    for (l, j), centre in where.items():
        shapes += [_text(*centre, "⋮", size=22)] if j is None else _neuron(centre, radius, l)
        if a and l in a:
            shapes.append(_text(*centre, signed(a[l][j, 0]), COLOUR["a"], 13))
        if delta and l in delta:
            shapes.append(_text(centre[0], centre[1] + radius + 14, signed(delta[l][j, 0]), COLOUR["delta"], 13))
    shapes += _layer_names(layers, left, across)
    if weight_shapes:
        shapes += _weight_shapes(layers, left, across)
    width = 2 * left + (len(layers) - 1) * across
    return Diagram(width, top + tallest + 20, shapes, _network_alt(layers, a, W, delta, edges, flow))


def _edges(layers, where, W, edges, flow, radius):
    """A line for each weight between drawn neurons, its number on it if W is given."""
    lines, numbers = [], []
    for l in range(1, len(layers)):
        for j in filter(lambda j: j is not None, _drawn_neurons(layers[l])):
            for k in filter(lambda k: k is not None, _drawn_neurons(layers[l - 1])):
                start, end, chosen = where[l - 1, k], where[l, j], (l, j, k) in edges
                lines.append(_edge(start, end, radius, chosen, flow, faint=bool(edges) and not chosen))
                if W:
                    numbers.append(_edge_number(start, end, W[l][j, k], chosen or not edges))
    return lines + numbers


def _drawn_neurons(n):
    """The rows of a layer's drawing: neuron numbers, with None for the gap in a layer that is too tall."""
    if n <= MOST_DRAWN:
        return list(range(n))
    return [*range(4), None, *range(n - 3, n)]


def _neuron(centre, radius, l):
    x, y = centre
    if l == 0:  # inputs are squares: they compute nothing
        size = f'width="{2 * radius}" height="{2 * radius}" rx="4" fill="white" stroke="{INK}" stroke-width="1.5"'
        return [f'<rect x="{x - radius}" y="{y - radius:.1f}" {size}/>']
    return [f'<circle cx="{x}" cy="{y:.1f}" r="{radius}" fill="white" stroke="{COLOUR["a"]}" stroke-width="2"/>']


def _edge(start, end, radius, chosen, flow, faint):
    colour = COLOUR["delta" if flow == "backward" else "W"] if chosen else FAINT
    width, opacity = (3, 1) if chosen else (1, 0.35 if faint else 0.8)
    (x1, y1), (x2, y2) = start, end
    line = (
        f'<line x1="{x1}" y1="{y1:.1f}" x2="{x2}" y2="{y2:.1f}" stroke="{colour}" '
        f'stroke-width="{width}" opacity="{opacity}"/>'
    )
    return line + (_arrow_head(start, end, radius, colour, flow) if chosen else "")


def _arrow_head(start, end, radius, colour, flow):
    if flow == "backward":
        start, end = end, start
    (x1, y1), (x2, y2) = start, end
    angle = np.arctan2(y2 - y1, x2 - x1)
    tip = np.array([x2, y2]) - (radius + 2) * np.array([np.cos(angle), np.sin(angle)])
    corners = [tip] + [tip - 12 * np.array([np.cos(angle + turn), np.sin(angle + turn)]) for turn in (0.4, -0.4)]
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'


def _edge_number(start, end, number, strong):
    x, y = 0.25 * np.array(start) + 0.75 * np.array(end)
    return _text(x, y, signed(number), COLOUR["W"] if strong else FAINT, 13, halo=True)


def _layer_names(layers, left, across):
    shapes, last = [], len(layers) - 1
    for l, n in enumerate(layers):
        kind = "input" if l == 0 else "output" if l == last else "hidden"
        count = f"n{superscript(l)} = {n}" + (f", {MOST_DRAWN - 1} drawn" if n > MOST_DRAWN else "")
        shapes.append(_text(left + l * across, 18, f"layer {l}: {kind}", size=13))
        shapes.append(_text(left + l * across, 38, count, size=13))
    return shapes


def _weight_shapes(layers, left, across):
    texts = [f"W{superscript(l)}: {layers[l]}×{layers[l - 1]}" for l in range(1, len(layers))]
    return [_text(left + (i + 0.5) * across, 54, text, COLOUR["W"], 13, halo=True) for i, text in enumerate(texts)]


def _text(x, y, text, colour=INK, size=14, halo=False, anchor="middle"):
    outline = 'paint-order="stroke" stroke="white" stroke-width="5" ' if halo else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" dy="0.35em" text-anchor="{anchor}" {outline}'
        f'fill="{colour}" font-size="{size}">{text}</text>'
    )


def signed(number, form=".3g"):
    """The number as text with a real minus sign."""
    return f"{number:{form}}".replace("-", "−")


def _network_alt(layers, a, W, delta, edges, flow):
    sizes = "-".join(map(str, layers))
    alt = f"Network {sizes}: layers from left to right, every neuron joined to all of the layer before."
    if a:
        alt += (
            " Values " + "; ".join(f"a{superscript(l)} = {', '.join(f'{v:.3g}' for v in a[l][:, 0])}" for l in a) + "."
        )
    if delta:
        alt += (
            " Errors " + "; ".join(f"layer {l}: {', '.join(f'{v:.3g}' for v in delta[l][:, 0])}" for l in delta) + "."
        )
    if W:
        alt += " Numbers on the lines, a row for each neuron they enter: "
        alt += "; ".join(f"layer {l}: {np.round(W[l], 3).tolist()}" for l in W) + "."
    if edges:
        names = ", ".join(f"w{superscript(l)} from neuron {k} to neuron {j}" for l, j, k in edges)
        alt += f" Brought out, pointing {flow}, neurons counted from 0: {names}."
    return alt


# --- diagrams of matrix products --------------------------------------------------------------------------------------


def equation_diagram(parts):
    """An equation as boxes drawn to scale, so that its shapes can be seen to fit.

    parts: operators (text such as "=", "·", "⊙") and matrices (label, content, symbol). content is a shape (rows,
    columns), or an array whose numbers are written into the boxes; symbol names the colour: a, z, W, b or delta.
    """
    tallest = max(_box(content)[1] for _, content, _ in (part for part in parts if not isinstance(part, str)))
    middle, x, shapes, words = 20 + tallest / 2, 20, [], []
    for part in parts:
        if isinstance(part, str):
            width = 14 + 10 * len(part)
            shapes.append(_text(x + width / 2, middle, part, size=20))
            words.append(part)
        else:
            label, content, symbol = part
            width = max(_box(content)[0], 62)
            shapes += _matrix(content, x + width / 2, middle, COLOUR[symbol])
            rows, columns = _shape(content)
            below = middle + tallest / 2
            shapes.append(_text(x + width / 2, below + 20, label, COLOUR[symbol], 15))
            shapes.append(_text(x + width / 2, below + 40, f"{rows} × {columns}", INK, 12))
            words.append(f"{label}, {_in_words(content)},")
        x += width + 6
    return Diagram(x + 20, tallest + 80, shapes, "Matrices drawn to scale: " + " ".join(words).rstrip(",") + ".")


def _shape(content):
    return content if isinstance(content, tuple) else content.shape


def _box(content):
    """The width and height of a drawn matrix. Boxes with numbers are larger."""
    rows, columns = _shape(content)
    return (22 * columns, 22 * rows) if isinstance(content, tuple) else (72 * columns, 34 * rows)


def _matrix(content, x, y, colour):
    """The boxes of a matrix around the point x, y."""
    (rows, columns), (width, height) = _shape(content), _box(content)
    wide, high = width / columns, height / rows
    shapes = []
    for j, k in np.ndindex(rows, columns):
        left, top = x - width / 2 + k * wide, y - height / 2 + j * high
        shapes.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high:.1f}" '
            f'fill="{colour}" fill-opacity="0.15" stroke="{colour}"/>'
        )
        if not isinstance(content, tuple):
            shapes.append(_text(left + wide / 2, top + high / 2, signed(content[j, k], ".4f"), INK, 13))
    return shapes


def _in_words(content):
    if isinstance(content, tuple):
        rows, columns = (
            f"{n} {name}{'s' if n > 1 else ''}" for n, name in zip(content, ("row", "column"), strict=True)
        )
        return f"{rows} by {columns}"
    return f"with the rows {np.round(content, 4).tolist()}"


# --- curves -----------------------------------------------------------------------------------------------------------


HEIGHTS = {"sigmoid": (-0.1, 1.1), "tanh": (-1.2, 1.2), "relu": (-0.5, 6.2)}


def activation_curves(names, derivative=False, reach=6):
    """Each activation over z from -reach to reach; with `derivative` its slope beneath it, dashed."""
    picture = Picture(8, 2.9)
    z = np.linspace(-reach, reach, 241)
    with matplotlib.rc_context(STYLE):
        for axes, name in zip(np.atleast_1d(picture.subplots(1, len(names))), names, strict=True):
            f, prime = ACTIVATIONS[name]
            axes.plot(z, f(z), color=COLOUR["a"], label=f"{name}(z)")
            axes.set(xlabel="z", ylabel="a", ylim=HEIGHTS[name], title=name, xticks=range(-reach, reach + 1, 2))
            if derivative:
                axes.plot(z, prime(z), "--", color=COLOUR["delta"], label=f"its slope {name}'(z)")
                axes.set(ylabel="", yticks=[0, 0.25, 0.5, 0.75, 1])
                axes.legend(loc="upper left")
    what = " and its derivative, dashed," if derivative else ""
    picture.alt = f"Curves of {', '.join(names)}{what} for z from {-reach} to {reach}."
    return picture


def cost_curves(histories, xlabel="epoch", ylabel="cost C", start=1, every=1, yscale="linear"):
    """One curve per entry of `histories`, a dict from a label to numbers at x = start, start + every, ..."""
    picture = Picture(7, 3.2)
    with matplotlib.rc_context(STYLE):
        axes = picture.subplots()
        for label, numbers in histories.items():
            axes.plot(start + every * np.arange(len(numbers)), numbers, label=label)
        axes.set(xlabel=xlabel, ylabel=ylabel, yscale=yscale)
        axes.xaxis.get_major_locator().set_params(integer=True)
        if len(histories) > 1:
            axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    ends = "; ".join(f"{label} from {n[0]:.3g} to {n[-1]:.3g}" for label, n in histories.items())
    picture.alt = f"{ylabel} by {xlabel}: {ends}."
    return picture


def log_bars(values, xlabel, ylabel):
    """One bar on a logarithmic axis per entry of `values`, a dict from a label to a positive number, shown above it."""
    picture = Picture(7, 2.8)
    with matplotlib.rc_context(STYLE):
        axes = picture.subplots()
        drawn = axes.bar([str(label) for label in values], list(values.values()), color=COLOUR["delta"], width=0.6)
        axes.bar_label(drawn, [f"{v:.1e}" for v in values.values()], fontsize=9)
        axes.set(xlabel=xlabel, ylabel=ylabel, yscale="log")
        axes.margins(y=0.15)
        axes.grid(axis="x", visible=False)
    picture.alt = (
        f"Bars of {ylabel} by {xlabel}: " + ", ".join(f"{label}: {v:.1e}" for label, v in values.items()) + "."
    )
    return picture


def log_log(x, series, xlabel, ylabel):
    """One line per entry of `series`, a dict from a label to as many positive numbers as x has, on logarithmic axes."""
    picture = Picture(7, 3.2)
    with matplotlib.rc_context(STYLE):
        axes = picture.subplots()
        for (label, numbers), marker in zip(series.items(), cycle("os^D")):  # noqa: B905, a marker for each line
            shown = np.where(np.array(numbers) > 0, numbers, np.nan)
            axes.plot(x, shown, marker=marker, label=label)
        axes.set(xlabel=xlabel, ylabel=ylabel, xscale="log", yscale="log")
        if len(x) <= 5:
            axes.set_xticks(x, [f"{value:,}" for value in x])
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    ends = "; ".join(f"{label} from {n[0]:.1g} to {n[-1]:.1g}" for label, n in series.items())
    picture.alt = f"{ylabel} by {xlabel}, both logarithmic: {ends}."
    return picture


def descents_on_a_curve(cost, paths, reach):
    """The curve of `cost` between the two numbers `reach`, once for each learning rate of `paths`, with its steps."""
    picture = Picture(9, 2.7)
    w = np.linspace(*reach, 200)
    with matplotlib.rc_context(STYLE):
        all_axes = picture.subplots(1, len(paths), sharey=True)
        for axes, (lr, path) in zip(all_axes, paths.items(), strict=True):
            axes.plot(w, cost(w), color=COLOUR["a"])
            axes.plot(path, [cost(step) for step in path], ":o", color=COLOUR["delta"], linewidth=1, markersize=4)
            axes.plot(path[0], cost(path[0]), "s", color=INK, markersize=7)
            axes.set(title=f"lr {lr}", xlabel="w", xlim=reach, ylim=(-2, 1.05 * cost(w).max()))
        all_axes[0].set_ylabel("cost C")
    ends = "; ".join(f"lr {lr} goes from {path[0]:.3g} to {path[-1]:.3g}" for lr, path in paths.items())
    picture.alt = f"The same curve with the steps of one descent each, the start a square: {ends}."
    return picture


def descents_on_a_surface(cost, paths, reach, names=("$w_0$", "$w_1$")):
    """Lines of equal cost over the square from -reach to reach, and paths, a dict from a label to points (2, steps)."""
    picture = Picture(6.4, 3.6)
    ticks = np.linspace(-reach, reach, 60)
    heights = np.array([[cost(np.array([w_0, w_1])) for w_0 in ticks] for w_1 in ticks])
    start = next(iter(paths.values()))[:, 0]
    levels = cost(start) * np.arange(1, 11) / 4
    with matplotlib.rc_context(STYLE):
        axes = picture.subplots()
        lines = axes.contour(ticks, ticks, heights, levels=levels, colors=COLOUR["a"], linewidths=1, alpha=0.7)
        axes.clabel(lines, fontsize=8, fmt="%.2g")
        walks = {label: path for label, path in paths.items() if path.shape[1] > 1}
        for (label, path), look in zip(walks.items(), cycle([":o", "--^"])):  # noqa: B905, a look for each path
            axes.plot(
                *path, look, linewidth=1.5, markersize=5, label=label, color=COLOUR["delta" if look == ":o" else "z"]
            )
        axes.plot(*start, "s", color=INK, markersize=8, label="start" if walks else next(iter(paths)))
        axes.set(xlabel=names[0], ylabel=names[1], aspect="equal", xlim=(-reach, reach), ylim=(-reach, reach))
        axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    ends = "; ".join(f"{label} from {np.round(p[:, 0], 2)} to {np.round(p[:, -1], 2)}" for label, p in paths.items())
    picture.alt = (
        f"Lines of equal cost over two weights, a step of {levels[0]:.2g} from one to the next, "
        f"for costs from {heights.min():.2g} to {heights.max():.2g}. {ends}."
    )
    return picture


# --- images ----------------------------------------------------------------------------------------------


def digit_gallery(x, captions, columns=8):
    """The columns of x (64 or 784, m) as images of digits, with the text captions[i] above image i."""
    m, side = x.shape[1], round(x.shape[0] ** 0.5)
    rows = -(-m // columns)
    lines = max(str(caption).count("\n") for caption in captions)
    picture = Picture(columns, (1.25 + 0.2 * lines) * rows)
    with matplotlib.rc_context(STYLE):
        for i, axes in enumerate(_bare_axes(picture, rows, columns, m)):
            axes.imshow(1 - x[:, i].reshape(side, side), cmap="gray", vmin=0, vmax=1)
            axes.set_title(str(captions[i]), loc="center", fontsize=11)
    texts = "; ".join(str(caption).replace("\n", ", ") for caption in captions)
    picture.alt = f"{m} images of handwritten digits, labelled {texts}."
    return picture


def _bare_axes(picture, rows, columns, count):
    """`count` axes without frame or ticks, in a grid whose other places stay empty."""
    grid = list(picture.subplots(rows, columns, squeeze=False).flat)
    for axes in grid:
        axes.axis("off")
    return grid[:count]


def weight_images(W, columns=8):
    """Each row of W (neurons, 64 or 784) as a square: orange where the weight is positive, blue where negative."""
    side, rows = round(W.shape[1] ** 0.5), -(-len(W) // columns)
    picture, top = Picture(columns, 1.25 * rows), np.percentile(np.abs(W), 99)
    with matplotlib.rc_context(STYLE):
        for j, axes in enumerate(_bare_axes(picture, rows, columns, len(W))):
            axes.imshow(W[j].reshape(side, side), cmap=TWO_CLASSES, vmin=-top, vmax=top)
            axes.set_title(f"neuron {j}", loc="center", fontsize=10)
    picture.alt = (
        f"The weights of {len(W)} neurons as {side} by {side} images, each a pattern of positive and negative."
    )
    return picture


def confusion_matrix(counts):
    """A square table of counts: a row for each true class, a column for each answer; mistakes are framed."""
    picture, n = Picture(5.4, 4.6), len(counts)
    with matplotlib.rc_context(STYLE):
        axes = picture.subplots()
        axes.imshow(np.eye(n), cmap="Greys", vmin=0, vmax=6)
        for (true, answer), count in np.ndenumerate(counts):
            if count:
                box = dict(edgecolor=COLOUR["delta"], facecolor="white") if true != answer else None
                axes.text(answer, true, count, ha="center", va="center", fontsize=10, bbox=box)
        axes.set(xlabel="answer of the network", ylabel="true digit", xticks=range(n), yticks=range(n))
        axes.grid(False)
    pairs = [(counts[t, a], t, a) for t in range(n) for a in range(n) if t != a and counts[t, a]]
    mistakes = ", ".join(f"{count} times {t} taken for {a}" for count, t, a in sorted(pairs, reverse=True))
    picture.alt = (
        f"Confusion matrix: {counts.trace()} of {counts.sum()} on the diagonal; mistakes: {mistakes or 'none'}."
    )
    return picture


# --- what a network computes over the plane ---------------------------------------------------------------------------


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


class TrainingPicture(Picture):
    """A network in training: its decision surface with the data, and its cost so far."""

    def __init__(self, x, y):
        super().__init__(8, 3.5)
        with matplotlib.rc_context(STYLE):
            plane, self.curve_axes = self.subplots(1, 2, width_ratios=(1, 1.15))
            self.get_layout_engine().set(wspace=0.08, w_pad=0.12)
            self.surface = Surface(plane)
            self.points = scatter_classes(plane, x, y)
            plane.set_title("what the network answers")
            self.colorbar(self.surface.image, ax=plane, label="output a")
            (self.line,) = self.curve_axes.plot([], [], color=COLOUR["a"])
            (self.end,) = self.curve_axes.plot([], [], "o", color=COLOUR["a"])
            self.curve_axes.set(xlabel="epoch", ylabel="cost C", title="how wrong it is", yscale="log", ylim=(0.01, 1))
        self.moving = [*self.surface.moving, *self.points, self.line, self.end]
        self._limits = None
        self.fix_layout()

    def show(self, net, epochs, costs):
        """Draw `net` and the cost curve through the points (epochs[i], costs[i])."""
        self.surface.show(lambda grid: net.forward(grid)[1][net.L])
        self.line.set_data(epochs, costs)
        self.end.set_data(epochs[-1:], costs[-1:])
        limits = self._rounded_limits(epochs, costs)
        if limits != self._limits:
            self._limits = limits
            self.curve_axes.set(xlim=(0, 1.02 * limits[0]), ylim=limits[1:])
            self.redraw()
        self.alt = (
            f"Decision surface of a {'-'.join(map(str, net.layers))} network after {epochs[-1]:.1f} epochs, "
            f"and its cost: from {costs[0]:.3g} to {costs[-1]:.3g}."
        )

    @staticmethod
    def _rounded_limits(epochs, costs):
        """Axis limits that change seldom, because a change of axes means drawing everything."""
        farthest = next(limit for limit in _one_two_five() if limit >= epochs[-1] - 1e-6)
        finite = [cost for cost in costs if 0 < cost < np.inf] or [1]
        lowest, highest = np.floor(np.log10(min(finite))), np.ceil(np.log10(max(finite)))
        return farthest, 10.0 ** min(lowest, -2), 10.0 ** max(highest, 0)


def _one_two_five():
    """10, 20, 50, 100, 200, ..."""
    size = 10
    for factor in cycle((2, 2.5, 2)):
        yield size
        size = round(size * factor)
