"""Notebook 04: how the error flows back through the layers, and where it vanishes."""

import copy
from functools import partial

import numpy as np

from mlp_core import _validation as validate
from mlp_core.network import NeuralNetwork

from ..figures.flow import STEEPEST, Flow, Paths, weight_in, weights
from ..figures.flow_diagram import error_flow_diagram
from ..figures.formats import bracketed, signed, subscript, superscript, weight_name
from ..figures.path_diagram import MOST_WRITTEN, draw_paths
from .base import Panel, choice, column, log_slider, network, row, slider

MOST_HIDDEN, MOST_NEURONS = 5, 5
ALL, NONE = "all", "none"

_number = partial(bracketed, write=signed)


class error_flow(Panel):
    """Show what BP1 and BP2 do with one sample of `net`: its input x and its target y.

    The panel begins with `net`, by default a random 2-3-3-2 network of sigmoids, and multiplies all weights by `scale`.
    For other hidden layers it draws random weights, and gives them all the activation of the first. A list, or a click
    on a neuron, chooses the error that is written out. Another list, or a click on a line, chooses a weight (l, j, k):
    then its paths to the cost are shown, and their products, which add up to its derivative.
    """

    def __init__(self, net=None, x=(1.0, 2.0), y=(1.0, 0.0), scale=1.0, weight=None):
        super().__init__("Error flow")
        self.net = net = _drawable(NeuralNetwork([2, 3, 3, 2], ["sigmoid"] * 3) if net is None else net)
        x, y, hidden = _sample("x", x, net.layers[0]), _sample("y", y, net.layers[-1]), net.layers[1:-1]
        far, least, most = max(4.0, np.abs(x).max()), min(0.0, y.min()), max(1.0, y.max())
        self.x = [slider(f"input x{subscript(k)}", value, -far, far, 0.1, ".1f") for k, value in enumerate(x)]
        self.y = [slider(f"target y{subscript(j)}", value, least, most, 0.05, ".2f") for j, value in enumerate(y)]
        alone = [(f"output {j} alone", j) for j in range(len(y))]
        self.sender = choice("error of", ALL, [("all outputs", ALL), *alone])
        weight = NONE if weight is None else weight_in(net.layers, weight)
        self.neuron = choice("neuron", (1, 0) if weight == NONE else weight[:2], _neurons(net.layers))
        self.weight = choice("weight", weight, _weights(net.layers))
        self.depth = slider("hidden layers", len(hidden), 1, MOST_HIDDEN)
        self.width = slider("in each", max(hidden), 1, MOST_NEURONS)
        self.activation = choice("activation", net.activations[0], STEEPEST)
        self.scale = log_slider("weights times", validate.positive_number("scale", scale), -1, 1, 0.05)
        self.own = self.depth.value, self.width.value  # with these the layers are those of `net`
        left = column(*self.x, *self.y, self.sender, self.neuron, self.weight)
        right = column(self.depth, self.width, self.activation, self.scale, self.reset_button())
        self.on_click(self.point)
        self.begin(row(left, right))

    @property
    def is_own(self):
        """Whether the layers are those of `net`, so that its weights fit."""
        return self.own == (self.depth.value, self.width.value)

    def adjust(self, change):
        """List the neurons and weights of new layers, and keep the chosen ones; the neuron is the end of the weight."""
        if change.owner in (self.depth, self.width):
            layers, neuron, weight = self.network().layers, self.neuron.value, self.weight.value
            _list(self.neuron, neuron, _neurons(layers))
            _list(self.weight, weight, _weights(layers))
        elif change.owner is self.weight and change.new != NONE:
            self.neuron.value = change.new[:2]
        elif change.owner is self.neuron and self.neuron.value != self.weight.value[:2]:
            self.weight.value = NONE

    def point(self, across, down, shift):
        """Choose the neuron or the weight that was clicked."""
        thing = self.stage.drawn.field_at(across, down)
        if thing in dict(self.weight.options).values():
            self.weight.value = thing
        elif thing in dict(self.neuron.options).values():
            with self.at_once():
                self.weight.value, self.neuron.value = NONE, thing

    def reset(self):
        with self.at_once():
            self.depth.value, self.width.value = self.own  # whose weights are listed when that of the start is chosen
            super().reset()

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
        net, sender = self.network(), self.sender.value
        x, y = ([[control.value] for control in controls] for controls in (self.x, self.y))
        flow = Flow.of(net, x, y, None if sender == ALL else sender)
        at_random = "" if self.is_own else " Its weights are drawn at random."
        if self.weight.value == NONE:
            said = f"{_error(flow, *self.neuron.value)}.<br>{_change(flow.delta)}"
            self.stage.show(error_flow_diagram(flow, self.neuron.value), said + at_random)
        else:
            paths = Paths(flow, self.weight.value)
            self.stage.show(draw_paths(paths), _paths(paths) + at_random)


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


def _weights(layers):
    ends = {key: f"{weight_name(*key)}, from {key[2]} to {key[1]}" for key in weights(layers)}
    return [(NONE, NONE), *((name, key) for key, name in ends.items())]


def _list(control, value, options):
    """Give a list these options, and keep its value if it is among them."""
    control.options = options
    if value in dict(options).values():
        control.value = value


def _error(flow, l, j):
    """The equation for the error of neuron j of layer l: in letters, in numbers, and its value."""
    a, y, W, delta, neuron = flow.a, flow.y, flow.W, flow.delta, f"{superscript(l)}{subscript(j)}"
    if l == flow.last:
        if not flow.sends(j):
            return f"The error of output {j} is left out"
        name, letters, numbers = "BP1", f"a{neuron} − y{subscript(j)}", f"{_number(a[l][j, 0])} − {_number(y[j, 0])}"
    else:
        name, ends = "BP2", range(flow.layers[l + 1])
        letters = " + ".join(f"{weight_name(l + 1, i, j)}·δ{superscript(l + 1)}{subscript(i)}" for i in ends)
        numbers = " + ".join(f"{_number(W[l + 1][i, j])}·{_number(delta[l + 1][i, 0])}" for i in ends)
    value = f"({numbers})·{_number(flow.slope[l][j, 0])} = <b>{signed(delta[l][j, 0] + 0.0)}</b>"
    return f"{name}: δ{neuron} = ({letters})·σ′(z{neuron}) = {value}"


def _paths(paths):
    """How many paths there are, the product of each if these are few, their sum, and BP4."""
    l, j, k = paths.weight
    weight, a, error = weight_name(l, j, k), paths.flow.a[l - 1][k, 0], paths.flow.delta[l][j, 0]
    if not paths.count:
        return f"The error of output {j} is left out, so no path leads from {weight} to the cost."
    activation, delta = f"a{superscript(l - 1)}{subscript(k)}", f"δ{superscript(l)}{subscript(j)}"
    several, table = paths.count > 1, _table(paths, activation) if paths.count <= MOST_WRITTEN else ""
    said = f"<b>{paths.count} path{'s' * several}</b> lead{'s' * (not several)} from {weight} to the cost."
    total = "Their products add up to" if several else "Its product is"
    said += f"{table} {total} <b>{signed(paths.products.sum() + 0.0)}</b> = {delta}·{activation} = "
    said += f"{_number(error)}·{_number(a)} = ∂C/∂{weight}. "
    rest = "what follows it adds up to" if several else "what follows it is"
    said += f"{'Every' if several else 'The'} product begins with {activation}, and {rest} {delta}."
    if paths.flow.last - l > 1 and len(paths.lit[l + 1]) < paths.count <= MOST_WRITTEN:
        tail, up = f"{paths.count // len(paths.lit[l + 1])} paths over one neuron of layer {l + 1}", superscript(l + 1)
        said += f" In the same way, what follows w{up} on the {tail} adds up to the error δ{up} of that neuron."
    return said


def _table(paths, activation):
    """A row for each path: the neurons that it leads over, its factors, and their product."""
    (l, j, _), last = paths.weight, paths.flow.last
    factors = [activation, f"σ′(z{superscript(l)}{subscript(j)})"]
    for i in range(l + 1, last + 1):
        factors += [f"w{superscript(i)}", f"σ′(z{superscript(i)})"]
    head = "".join(f"<th>{words}</th>" for words in ("neurons", *factors, f"a{superscript(last)} − y", "product"))
    rows = ""
    for route, value in zip(paths.routes(), paths.products, strict=True):
        numbers = [" → ".join(map(str, route)), *map(_number, paths.factors(route))]
        numbers[2:] = [f"· {number}" for number in numbers[2:]]
        rows += "".join(f"<td>{words}</td>" for words in (*numbers, f"= {signed(value + 0.0)}")).join(("<tr>", "</tr>"))
    return f'<table style="white-space:nowrap"><tr>{head}</tr>{rows}</table>'


def _change(delta):
    """Say by how much the error shrinks or grows between the last layer and the first."""
    L = max(delta)
    first, last = np.abs(delta[1]).mean(), np.abs(delta[L]).mean()
    if not first or not last:
        return f"Nothing of the error {'arrives in layer 1' if last else 'is there to flow back'}."
    change = f"{last / first:.3g} times smaller" if first <= last else f"{first / last:.3g} times larger"
    return f"From layer {L} to layer 1 the mean size of δ becomes <b>{change}</b>."
