"""Notebook 02: solve XOR with nine numbers, chosen by hand."""

import numpy as np

from mlp_core import NeuralNetwork
from mlp_core import _validation as validate

from ..figures.formats import point, signed, subscript, superscript, weight_name
from ..figures.hidden_plane import XorPicture
from .base import Panel, buttons, column, heading, row, slider

X, Y = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]]), np.array([[0.0, 1.0, 1.0, 0.0]])
NAMES = [point(place) for place in X.T]
MOST = 10  # the largest weight
NEURONS = {"hidden neuron 0": (1, 0), "hidden neuron 1": (1, 1), "output": (2, 0)}


class xor_by_hand(Panel):
    """Choose the weights and biases of a 2-2-1 network of sigmoids, each with a slider from -10 to 10, to solve XOR.

    `W` and `b` are dicts by layer. At the start hidden neuron 0 looks at x₀ alone and hidden neuron 1 at x₁ alone.
    """

    def __init__(self, W=None, b=None):
        super().__init__("XOR by hand")
        self.net = net = NeuralNetwork([2, 2, 1], ["sigmoid", "sigmoid"])
        net.W = _arrays("W", {1: [[6, 0], [0, 6]], 2: [[4, 4]]} if W is None else W)
        net.b = _arrays("b", {1: [[-3], [-3]], 2: [[-2]]} if b is None else b)
        validate.parameters(net)
        self.sliders = {neuron: _sliders(net, *neuron) for neuron in NEURONS.values()}
        self.picture, self.turned, self.moves, self.solved_after = XorPicture(X, Y), None, 0, None
        columns = [column(heading(name), *self.sliders[neuron]) for name, neuron in NEURONS.items()]
        self.begin(row(*columns), buttons(self.reset_button()))

    def adjust(self, change):
        """Count a move whenever the reader turns to another slider."""
        self.moves += change.owner is not self.turned
        self.turned = change.owner

    def reset(self):
        with self.at_once():
            super().reset()
            self.turned, self.moves, self.solved_after = None, 0, None

    def draw(self):
        numbers = {neuron: [control.value for control in controls] for neuron, controls in self.sliders.items()}
        rows = {1: [numbers[1, 0], numbers[1, 1]], 2: [numbers[2, 0]]}
        self.net.W = {l: np.array(found)[:, :2] for l, found in rows.items()}
        self.net.b = {l: np.array(found)[:, 2:] for l, found in rows.items()}
        a, margins = self.picture.show(self.net)
        if self.solved_after is None and (margins > 0).all():
            self.solved_after = self.moves
        self.stage.show(self.picture, self.words(a[2][0], margins), _table(a, margins > 0))

    def words(self, a, margins):
        """Say how many points are right, and of a network that solves XOR how sure it is, and after how many moves."""
        text = f"<b>{(margins > 0).sum()} of 4 points right</b>."
        if (margins <= 0).any():
            return text + "".join(f" Hidden {name} has no line in the picture." for name in self.picture.without_line)
        least, moves = margins.argmin(), self.solved_after
        if moves:
            text += f" XOR is solved, for the first time after {moves} move{'s' * (moves > 1)}."
        else:
            text += " XOR is solved."
        return (
            f"{text} The network is least sure at {NAMES[least]}: a = {a[least]:.3f} there, "
            f"which is <b>{margins[least]:.3f}</b> from ½; at most it could be 0.5."
        )


def _arrays(name, by_layer):
    """A dict by layer with every entry as an array of numbers; what is no dict is left to `validate.parameters`."""
    if not isinstance(by_layer, dict):
        return by_layer
    names = {l: f"{name}[{l}]" for l in by_layer}
    return {l: validate.numeric(names[l], validate.as_array(names[l], entry)) for l, entry in by_layer.items()}


def _sliders(net, l, j):
    """Sliders for the weights and the bias of neuron j of layer l."""
    starts = {f"weight {weight_name(l, j, k)}": net.W[l][j, k] for k in range(2)}
    starts[f"bias b{superscript(l)}{subscript(j)}"] = net.b[l][j, 0]
    return [slider(label, float(start), -MOST, MOST, 0.5, ".1f") for label, start in starts.items()]


def _table(a, right):
    """An HTML table of the four points: what the neurons give, and whether the output is right."""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("x", "a¹₀", "a¹₁", "output a", "target", "verdict"))
    rows = ""
    for i, name in enumerate(NAMES):
        numbers = [f"{number:.3f}" for number in (*a[1][:, i], a[2][0, i])]
        cells = "".join(
            f"<td>{cell}</td>" for cell in (*numbers, signed(Y[0, i]), "✓ right" if right[i] else "✗ wrong")
        )
        rows += f'<tr><th scope="row">{name}</th>{cells}</tr>'
    return f'<table style="white-space:nowrap"><tr>{head}</tr>{rows}</table>'
