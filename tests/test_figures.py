"""The pictures: each has a text alternative, and drawing only what moved gives what drawing everything gives."""

import base64
import io
import re
import signal
from functools import partial
from threading import Thread
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from PIL import Image

from four_equations import figures
from four_equations.figures import formats
from four_equations.figures.descent import DescentPicture
from four_equations.figures.hidden_plane import XorPicture
from four_equations.figures.live_training import TrainingPicture
from four_equations.figures.picture import Picture, drawing
from four_equations.figures.planes import NeuronPicture, Surface, SurfacePicture, output
from four_equations.figures.style import COLOUR, TWO_CLASSES
from four_equations.figures.svg import arrow, text
from mlp_core import NeuralNetwork
from mlp_core.datasets import load_digits, moons, spirals

X, Y = moons(50)


def trained(layers, epochs=5, seed=0):
    net = NeuralNetwork(layers, ["tanh"] * (len(layers) - 2) + ["sigmoid"], seed=seed)
    net.train(X, Y, epochs=epochs, lr=1.0)
    return net


NET, XOR = NeuralNetwork([2, 3, 2], ["sigmoid"] * 2), NeuralNetwork([2, 2, 1], ["sigmoid"] * 2)
DEEP = NeuralNetwork([2, 3, 3, 2], ["sigmoid"] * 3)
_, A = NET.forward([[1.0], [2.0]])
EVERY_PICTURE = {
    "network": lambda: figures.network_diagram([2, 3, 2]),
    "large network": lambda: figures.network_diagram([64, 128, 10], weight_shapes=False),
    "large network with numbers": lambda: figures.network_diagram([1, 12], a={1: np.zeros((12, 1))}),
    "network with a weight brought out": lambda: figures.network_diagram([2, 3, 2], a=A, W=NET.W, edges=[(2, 0, 1)]),
    "shapes": lambda: figures.equation_diagram([("z", (3, 1), "z"), "=", ("W", (3, 2), "W"), "·", ("a", (2, 1), "a")]),
    "numbers": lambda: figures.equation_diagram([("δ", A[2], "delta"), "·", ("aᵀ", A[1].T, "a")]),
    "activations": lambda: figures.activation_curves(["sigmoid", "tanh", "relu"]),
    "activations together": lambda: figures.activations_together(["sigmoid", "relu", "linear"]),
    "slope": lambda: figures.activation_curves(["sigmoid"], derivative=True),
    "costs": lambda: figures.cost_curves({"one": [1.0, 0.5], "two": [0.9, 0.8]}),
    "cost panels": lambda: figures.cost_panels({name: [1.0, 0.5, 0.2] for name in "ABCD"}),
    "stacked": lambda: figures.stacked({"cost": [1.0, 0.5], "dead": [0, 3]}, "step"),
    "layers": lambda: figures.by_layer({"small": {1: 0.01, 2: 0.1}}, {"small": 0.1}, "size"),
    "digits": lambda: figures.digit_gallery(load_digits()[0][:, :5], range(5), columns=3),
    "log log": lambda: figures.log_log([1, 10], {"one": [0.1, 0.01], "two": [0.0, 1.0]}, "step", "error"),
    "approximation": lambda: figures.approximation([0.0, 1.0], np.array([0.0, 1.0]), {"flat": np.array([0.5, 0.5])}),
    "kinks": lambda: figures.relu_curves({"tent": ([0, 0.5, 1], [0, 1, 0]), "line": ([0, 1], [0, 1])}, {"tent": [0.5]}),
    "surfaces": lambda: figures.surfaces({"step": lambda x: (x[0] > 0.3) * 1.0, "half": lambda x: 0.5 * x[:1]}),
    "hidden plane": lambda: figures.into_hidden_plane(XOR.W, XOR.b, X[:, :4], Y[:, :4], np.tanh),
    "curve": lambda: figures.descents_on_a_curve(np.square, {0.1: [2.0, 1.6], 0.9: [2.0, -1.6]}, (-3, 3)),
    "contours": lambda: figures.descents_on_a_surface(lambda w: w @ w, {"lr 1": np.array([[1, 0], [1, 0]])}, 2),
    "costs from 0": lambda: figures.cost_curves({"one": [2.5, 1.0, 0.5]}, start=0),
    "scores": lambda: figures.scores(np.eye(64)[0], np.full(10, 0.1)),
    "arrows": lambda: figures.gradient_arrows(lambda w: w @ w, lambda w: 2 * w, 3, at=(1, 1)),
    "tangent": lambda: figures.tangent(np.square, lambda w: 2 * w, [-1, 0, 2], (-3, 3)),
    "accuracy": lambda: figures.accuracy_and_cost([0, 1, 2], [0.5, 0.5, 1.0], [3.0, 2.0, 1.0], 1),
    "landscapes": lambda: figures.landscapes({"flat": (np.sin, [[1.0, 1.1]], (0, 2))}),
    "runs": lambda: figures.runs([0, 1], {"one": [[1.0, 0.5], [0.8, 0.4]]}, "step", "accuracy"),
    "dots": lambda: figures.dots({"a": np.ones((2, 3)), "b": np.zeros((2, 3))}, "block", "accuracy"),
    "weights": lambda: figures.weight_images(np.eye(64)[:3], columns=2),
    "points": lambda: figures.dataset(X, Y),
    "error flow": lambda: figures.arriving_errors(NET, [[1.0], [2.0]], [[1.0], [0.0]]),
    "paths": lambda: figures.paths_diagram(NET, [[1.0], [2.0]], [[1.0], [0.0]]),
    "numbers of paths": lambda: figures.paths_diagram(DEEP, [[1.0], [2.0]], [[1.0], [0.0]], factors=False),
    "surface": lambda: figures.decision_surface(trained([2, 4, 1]), X, Y),
}


def bytes_of(picture):
    """The media type and the decoded bytes of a picture's <img>."""
    kind, data = re.search(r'src="data:(.*?);base64,(.*?)"', picture.html()).groups()
    return kind, base64.b64decode(data)


@pytest.mark.parametrize("make", EVERY_PICTURE.values(), ids=EVERY_PICTURE)
def test_every_picture_is_an_image_with_a_text_alternative(make):
    picture = make()
    alt = re.match(r'<img alt="([^"]+)"', picture.html())[1]
    assert len(alt) > 20 and "None" not in alt
    assert repr(picture) == f"Picture: {picture.alt}"
    kind, data = bytes_of(picture)
    if kind == "image/png":
        assert Image.open(io.BytesIO(data)).convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    else:
        assert ElementTree.fromstring(data).tag.endswith("svg")


def test_text_in_a_text_alternative_cannot_end_it():
    picture = figures.dataset(X, Y, title='"><b>')
    assert '"><b>' not in picture.html()


def test_the_spread_of_runs_is_told_in_words():
    picture = figures.runs([0, 0.5], {"right": [[1.0, 0.5], [0.8, 0.1]]}, "eps", "accuracy")
    assert "right: 0.9 (0.8 to 1), 0.3 (0.1 to 0.5)" in picture.alt
    low, high = picture.axes[0].collections[0].get_datalim(picture.axes[0].transData).intervaly
    assert (low, high) == (0.1, 1.0)
    picture = figures.dots({"forms": np.array([[0.9, 0.5, 1.0], [0.7, 0.7, 1.0]])}, "form", "accuracy")
    assert "forms: 0.8 (0.6 to 1)" in picture.alt
    assert len(picture.axes[0].lines[0].get_xdata()) == 6


def test_the_colour_bar_of_weights_has_the_numbers_of_the_deepest_colours():
    W = np.random.default_rng(0).normal(size=(5, 64))
    picture = figures.weight_images(W, columns=3)
    top = np.percentile(np.abs(W), 99)
    words = list(ElementTree.fromstring(picture.svg).itertext())
    assert words[-3:] == [formats.signed(-top, ".2f"), "0", formats.signed(top, ".2f")]
    assert picture.svg.count("<image") == 6 and words[-1] in picture.alt


def test_network_diagram_draws_every_weight_and_its_number():
    texts = ElementTree.fromstring(figures.network_diagram([2, 3, 2], W=NET.W).svg).itertext()
    numbers = [formats.signed(w) for l in NET.W for w in NET.W[l].ravel()]
    assert set(numbers) <= set(texts)
    assert figures.network_diagram([3, 4, 2]).svg.count("<line") == 3 * 4 + 4 * 2


def test_equation_diagram_writes_every_number_and_shape():
    matrix = np.array([[1.5, -2.25, 0.125]])
    texts = list(ElementTree.fromstring(figures.equation_diagram([("W", matrix, "W")]).svg).itertext() or [])
    assert {"1.5000", "−2.2500", "0.1250", "1 × 3"} <= set(texts)


def test_scores_write_every_number_beside_a_bar_of_that_length_and_mark_the_largest():
    x, shares, outputs = np.eye(64)[:, [3]], np.array([0.05] * 9 + [0.55]), np.linspace(-3, 1.5, 10)[::-1, None]
    for before, after, form in ((np.full(10, 0.1), shares, ".0%"), (np.zeros((10, 1)), outputs, ".2f")):
        picture = figures.scores(x, before, after, label=9)
        svg = ElementTree.fromstring(picture.svg)
        texts, numbers = list(svg.itertext()), [*np.ravel(before), *np.ravel(after)]
        assert [t for t in texts if t in {formats.signed(n, form) for n in numbers}] == [
            formats.signed(n, form) for n in numbers
        ]
        bars = [part for part in svg.iter() if part.get("fill") in (COLOUR["a"], "white") and part.get("stroke")]
        lengths = np.array([float(bar.get("width")) for bar in bars])
        assert len(bars) == 20 and lengths / lengths.max() == pytest.approx(
            np.abs(numbers) / np.abs(numbers).max(), abs=1e-3
        )
        filled = [i for i, bar in enumerate(bars) if bar.get("fill") == COLOUR["a"]]
        assert filled == [0, 10 + np.argmax(after)] and texts.count("◀") == 2
        assert all(
            words in picture.alt for words in ("the digit 9", "Before training", f"is that of {np.argmax(after)};")
        )
    alone = figures.scores(x, shares)
    assert "after" not in alone.svg.lower() and alone.width < picture.width


def test_cost_curves_begin_where_they_are_told():
    (line,) = figures.cost_curves({"one": [2.5, 1.0, 0.5]}, start=0).axes[0].lines
    assert line.get_xydata().tolist() == [[0, 2.5], [1, 1.0], [2, 0.5]]


def training(net, x, y, epochs, costs):
    """What a TrainingPicture is told to show."""
    curves = {"epoch": epochs, "training": costs, "validation": costs, "gradient": {l: costs for l in net.W}}
    return net, x, y, curves


LARGE, SMALL = trained([2, 16, 16, 1], seed=1), trained([2, 8, 1])
EARLY = training(LARGE, *spirals(30), [0, 1], [0.3, 0.2])
NEURON = np.array([[1.0, 2.0]]), 0.5, np.array([[0.0], [1.0]])
VALLEY = partial(DescentPicture, lambda w: w @ (w * [1, 3]), 2, ("w₀", "w₁"), 10)
PATH = np.array([[1.0, 0.5, -3.0], [1.5, -1.0, 0.2]]), [30.0, 6.0, 1e-30], np.array([1.0, -0.5]), 0.1
LIVE_PICTURES = {
    "descent": (VALLEY, (PATH[0][:, :1], [30.0], *PATH[2:]), PATH),
    "neuron": (NeuronPicture, NEURON, (np.array([[-1.0, 0.5]]), 1.0, np.array([[4.0], [-4.0]]))),
    "xor": (partial(XorPicture, X[:, :4], Y[:, :4]), [XOR], [NeuralNetwork([2, 2, 1], ["sigmoid"] * 2, seed=3)]),
    "surface": (SurfacePicture, [trained([2, 3, 1])], [SMALL]),
    "training": (TrainingPicture, EARLY, training(SMALL, X, Y, [0, 3], [0.2, 0.1])),
    "long training": (TrainingPicture, EARLY, training(SMALL, X, Y, [0, 1500], [20.0, 1e-5])),
    "no points": (TrainingPicture, EARLY, training(SMALL, X, Y, [0], [])),
    "few controls": (partial(TrainingPicture, details=False), EARLY, training(SMALL, X, Y, [0, 1500], [20.0, 1e-5])),
}


@pytest.mark.parametrize("make, first, then", LIVE_PICTURES.values(), ids=LIVE_PICTURES)
def test_a_picture_drawn_in_part_is_the_one_drawn_in_full(make, first, then):
    in_part, in_full = make(), make()
    in_part.show(*first)
    before = in_part.data()
    for picture in (in_part, in_full):
        picture.show(*then)
    assert in_part.data() == in_full.data() != before


def test_each_pixel_of_a_surface_has_the_colour_of_the_function_at_its_middle_and_none_where_that_is_no_number():
    def plane(x):
        return 0.5 + x[0] / 4 - x[1] / 8  # linear: between the points of the grid, interpolation gives it exactly

    axes = Picture(5.4, 3.4).add_axes((0.1, 0.1, 0.7, 0.8))
    surface = Surface(axes, reach=1, points=11)
    surface.show(plane(surface.grid))
    rgba, left, low, _ = surface.image.make_image(axes.figure.canvas.get_renderer())
    rows, columns = np.mgrid[: rgba.shape[0], : rgba.shape[1]]
    inside = axes.transData.inverted()
    middles = inside.transform(np.stack([left + columns.ravel() + 0.5, low + rows.ravel() + 0.5], axis=1))
    within = (abs(middles) < 0.99).all(axis=1)
    wanted = TWO_CLASSES(plane(middles[within].T), bytes=True).astype(int)
    assert within.mean() > 0.95
    assert abs(rgba.reshape(-1, 4)[within] - wanted).max() <= 2
    surface.show(np.where(surface.grid[0] < 0, np.nan, 1.0))
    rgba, *_ = surface.image.make_image(axes.figure.canvas.get_renderer())
    assert not rgba[:, : rgba.shape[1] // 2 - 30, 3].any() and rgba[:, rgba.shape[1] // 2 + 3 :, 3].all()


def test_threads_that_draw_at_the_same_time_leave_the_settings_of_matplotlib_as_they_were():
    def draw():
        for _ in range(5):
            figures.dataset(X, Y).data()

    before = dict(matplotlib.rcParams)
    threads = [Thread(target=draw) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert dict(matplotlib.rcParams) == before


def test_an_interruption_comes_after_the_drawing_and_leaves_the_lock_free():
    before, drawn = dict(matplotlib.rcParams), False
    with pytest.raises(KeyboardInterrupt), drawing(), drawing():
        signal.raise_signal(signal.SIGINT)
        drawn = True
    assert drawn and dict(matplotlib.rcParams) == before
    other = Thread(target=figures.dataset(X, Y).data, daemon=True)
    other.start()
    other.join(timeout=20)
    assert not other.is_alive()


def test_the_two_layers_of_a_picture_make_the_picture():
    picture = NeuronPicture()
    picture.data()  # before 3.10, matplotlib draws its first surface with what stands still
    for w, b, x in LIVE_PICTURES["neuron"][1:]:
        picture.show(w, b, x)
        still, moving = (Image.open(io.BytesIO(layer)).convert("RGBA") for layer in picture.layers())
        together = Image.alpha_composite(still, moving).convert("RGB")
        whole = Image.open(io.BytesIO(picture.data())).convert("RGB")
        assert np.array_equal(np.asarray(together), np.asarray(whole))
        assert 0.2 < (np.asarray(moving)[..., 3] == 0).mean() < 0.9


def test_text_has_raised_and_lowered_parts_in_the_colour_of_their_symbol():
    svg = ElementTree.fromstring(text((10, 20), "δ^2_0 < w^2_{01}"))
    parts = [(part.text, part.get("fill"), part.get("font-size") is not None) for part in svg]
    delta, W = COLOUR["delta"], COLOUR["W"]
    assert parts[:4] == [("δ", delta, False), ("2", delta, True), ("0", delta, True), (" < ", None, False)]
    assert parts[4:] == [("w", W, False), ("2", W, True), ("01", W, True)]
    assert sum(float(part.get("dy", 0)) for part in svg[:4]) == pytest.approx(0)
    assert list(ElementTree.fromstring(text((0, 0), "a & b"))) == []
    assert ">2</tspan>" in text((0, 0), "^2 raised first")


def test_an_arrow_ends_before_the_point_by_its_gap():
    head = re.search(r'points="(\S+) ', arrow((0, 0), (30, 40), gap=5))[1]
    assert head == "27.0,36.0"


def test_numbers_are_short_with_a_real_minus_and_as_many_digits_as_tell_them_apart():
    assert [formats.signed(-0.12345), formats.bracketed(-1.5), formats.superscript(-12)] == ["−0.123", "(−1.5)", "⁻¹²"]
    assert list(map(formats.short, (-0.1484, -0.00003, 12.34, 1234.0))) == ["−0.148", "−3e−5", "12.3", "1e3"]
    assert list(map(formats.decimals, (-0.00012, -0.0))) == ["−1.20e−04", "0.0000"]
    assert list(map(formats.brief, (2.5, 100.0))) == ["2.5", "100"]
    assert list(map(formats.power_of_ten, (0.0002, 0.0, np.inf))) == ["2·10⁻⁴", "0", "∞"]
    assert formats.positional(0.0000246) == "0.0000246"
    assert [formats.distinct(0.125, 0.25), formats.distinct(0.1250001, 0.125)] == ["0.125", "0.1250001"]


def test_a_decision_surface_of_logits_shows_probabilities():
    net = NeuralNetwork([2, 1], ["linear"], "cross_entropy")
    net.W[1][:] = 100
    np.testing.assert_allclose(output(net, [[1.0, -1.0, 0.0], [1.0, -1.0, 0.0]]), [[1, 0, 0.5]], atol=1e-9)
