"""Notebook 04: how the error flows back through the layers, and where it vanishes."""

import copy
from functools import partial

import numpy as np

from mlp_core import _validation as validate
from mlp_core.network import NeuralNetwork

from ..figures.flow_diagram import error_flow_diagram
from ..figures.formats import bracketed, signed, subscript, superscript, weight_name
from .base import Panel, choice, column, log_slider, network, row, slider

MOST_HIDDEN, MOST_NEURONS = 5, 5
STEEPEST = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0, "linear": 1.0}
ALL = "all"


class error_flow(Panel):
    """Show what BP1 and BP2 do with one sample of `net`: its input x and its target y.

    The panel begins with `net`, by default a random 2-3-3-2 network of sigmoids, and multiplies all weights by `scale`.
    For other hidden layers it draws random weights, and gives them all the activation of the first. A list, or a click
    on a neuron, chooses the error that is written out.
    """

    def __init__(self, net=None, x=(1.0, 2.0), y=(1.0, 0.0), scale=1.0):
        super().__init__("Error flow")
        self.net = net = _drawable(NeuralNetwork([2, 3, 3, 2], ["sigmoid"] * 3) if net is None else net)
        x, y, hidden = _sample("x", x, net.layers[0]), _sample("y", y, net.layers[-1]), net.layers[1:-1]
        far, least, most = max(4.0, np.abs(x).max()), min(0.0, y.min()), max(1.0, y.max())
        self.x = [slider(f"input x{subscript(k)}", value, -far, far, 0.1, ".1f") for k, value in enumerate(x)]
        self.y = [slider(f"target y{subscript(j)}", value, least, most, 0.05, ".2f") for j, value in enumerate(y)]
        alone = [(f"output {j} alone", j) for j in range(len(y))]
        self.sender = choice("error of", ALL, [("all outputs", ALL), *alone])
        self.neuron = choice("neuron", (1, 0), _neurons(net.layers))
        self.depth = slider("hidden layers", len(hidden), 1, MOST_HIDDEN)
        self.width = slider("in each", max(hidden), 1, MOST_NEURONS)
        self.activation = choice("activation", net.activations[0], STEEPEST)
        self.scale = log_slider("weights times", validate.positive_number("scale", scale), -1, 1, 0.05)
        self.own = self.depth.value, self.width.value  # with these the layers are those of `net`
        left = column(*self.x, *self.y, self.sender, self.neuron)
        right = column(self.depth, self.width, self.activation, self.scale, self.reset_button())
        self.on_click(self.point)
        self.begin(row(left, right))

    @property
    def is_own(self):
        """Whether the layers are those of `net`, so that its weights fit."""
        return self.own == (self.depth.value, self.width.value)

    def adjust(self, change):
        """List the neurons of new layers, and keep the chosen one if it is among them."""
        if change.owner in (self.depth, self.width):
            before, self.neuron.options = self.neuron.value, _neurons(self.network().layers)
            if before in dict(self.neuron.options).values():
                self.neuron.value = before

    def point(self, across, down, shift):
        self.neuron.value = self.stage.drawn.field_at(across, down) or self.neuron.value

    def network(self):
        """The network of the controls: `net`, or one with other layers, and with its weights multiplied."""
        depth, (n_first, *hidden, n_last) = self.depth.value, self.net.layers
        layers = [n_first, *(hidden if self.is_own else [self.width.value] * depth), n_last]
        kinds = [self.activation.value] * depth + self.net.activations[-1:]
        net = NeuralNetwork(layers, kinds, seed=self.net.seed)
        if self.is_own:
            net.W, net.b = self.net.W, self.net.b
        net.W = {l: self.scale.value * W for l, W in net.W.items()}
        return net

    def draw(self):
        net, neuron, sender = self.network(), self.neuron.value, self.sender.value
        z, a = net.forward([[control.value] for control in self.x])
        y = np.array([[control.value] for control in self.y])
        if sender == ALL:
            sender = None
        else:  # the targets of all other outputs become their answers
            y = np.where(np.arange(len(y))[:, None] == sender, y, a[net.L])
        delta = net.deltas(y, z, a)
        slope = {l: net.sigma_prime[l](z[l]) for l in z}
        steepest = {l: STEEPEST[name] for l, name in enumerate(net.activations, 1)}
        diagram = error_flow_diagram(a, y, net.W, delta, slope, steepest, neuron, sender)
        if neuron[0] == net.L and sender not in (None, neuron[1]):
            equation = f"The error of output {neuron[1]} is left out"
        else:
            equation = _in_letters_and_numbers(*neuron, net, y, a, delta, slope)
        at_random = "" if self.is_own else " Its weights are drawn at random."
        self.stage.show(diagram, f"{equation}.<br>{_change(delta)}{at_random}")


def _drawable(net):
    """A copy of `net`, if it can be drawn."""
    network(net)
    if not 1 <= net.L - 1 <= MOST_HIDDEN or max(net.layers) > MOST_NEURONS or net.cost_name != "quadratic":
        raise ValueError(
            f"net must have 1 to {MOST_HIDDEN} hidden layers, at most {MOST_NEURONS} neurons in a layer, and the "
            f"quadratic cost, but has the layers {net.layers} and the cost {net.cost_name}."
        )
    return copy.deepcopy(net)


def _sample(name, value, rows):
    """One sample, given as a list or a column, as `rows` finite numbers."""
    value = validate.numeric(name, value)
    return validate.columns(name, value.reshape(-1, 1) if value.ndim == 1 else value, rows, 1)[:, 0]


def _neurons(layers):
    return [(f"layer {l}, neuron {j}", (l, j)) for l in range(1, len(layers)) for j in range(layers[l])]


def _in_letters_and_numbers(l, j, net, y, a, delta, slope):
    """The equation for the error of neuron j of layer l: in letters, in numbers, and its value."""
    neuron, number = f"{superscript(l)}{subscript(j)}", partial(bracketed, write=signed)
    if l == net.L:
        name, letters, numbers = "BP1", f"a{neuron} − y{subscript(j)}", f"{number(a[l][j, 0])} − {number(y[j, 0])}"
    else:
        name, ends = "BP2", range(net.layers[l + 1])
        letters = " + ".join(f"{weight_name(l + 1, i, j)}·δ{superscript(l + 1)}{subscript(i)}" for i in ends)
        numbers = " + ".join(f"{number(net.W[l + 1][i, j])}·{number(delta[l + 1][i, 0])}" for i in ends)
    value = f"({numbers})·{number(slope[l][j, 0])} = <b>{signed(delta[l][j, 0] + 0.0)}</b>"
    return f"{name}: δ{neuron} = ({letters})·σ′(z{neuron}) = {value}"


def _change(delta):
    """Say by how much the error shrinks or grows between the last layer and the first."""
    L = max(delta)
    first, last = np.abs(delta[1]).mean(), np.abs(delta[L]).mean()
    if not first or not last:
        return f"Nothing of the error {'arrives in layer 1' if last else 'is there to flow back'}."
    change = f"{last / first:.3g} times smaller" if first <= last else f"{first / last:.3g} times larger"
    return f"From layer {L} to layer 1 the mean size of δ becomes <b>{change}</b>."
