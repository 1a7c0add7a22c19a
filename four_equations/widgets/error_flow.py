"""Notebook 04: how the error flows back through the layers, and where it vanishes."""

import copy

import numpy as np

from mlp_core import _validation as validate
from mlp_core.network import NeuralNetwork

from ..figures import error_flow_diagram, neuron_at
from ..figures.formats import signed, subscript, superscript, weight_name
from ..support import arguments
from .base.controls import choice, column, log_slider, row, slider
from .base.panel import Panel

MOST_HIDDEN, MOST_NEURONS = 5, 5
STEEPEST = {"sigmoid": 0.25, "tanh": 1.0, "relu": 1.0, "linear": 1.0}


def error_flow(net=None, x=(1.0, 2.0), y=(1.0, 0.0), scale=1.0):
    """A panel that shows what BP1 and BP2 do with one sample of `net`: its input x and its target y.

    It begins with `net`, by default a random 2-3-3-2 network of sigmoids, with all weights times `scale`. For other
    hidden layers it draws random weights; all of them have the activation of the first. A list, or a click on a
    neuron, chooses the error that is written out.
    """
    if net is None:
        net = NeuralNetwork([2, 3, 3, 2], ["sigmoid"] * 3)
    arguments.network(net)
    net = copy.deepcopy(net)
    x, y = _sample("x", x, net.layers[0]), _sample("y", y, net.layers[-1])
    hidden = net.layers[1:-1]
    if not 1 <= len(hidden) <= MOST_HIDDEN or max(net.layers) > MOST_NEURONS or net.cost_name != "quadratic":
        raise ValueError(
            f"net must have 1 to {MOST_HIDDEN} hidden layers, at most {MOST_NEURONS} neurons in a layer, and the "
            f"quadratic cost, but has the layers {net.layers} and the cost {net.cost_name}."
        )
    panel = Panel("Error flow")
    far, least, most = max(4.0, np.abs(x).max()), min(0.0, y.min()), max(1.0, y.max())
    inputs = [slider(f"input x{subscript(k)}", value, -far, far, 0.1, ".1f") for k, value in enumerate(x[:, 0])]
    targets = [slider(f"target y{subscript(j)}", value, least, most, 0.05, ".2f") for j, value in enumerate(y[:, 0])]
    scale = log_slider("weights times", validate.positive_number("scale", scale), -1, 1, 0.05)
    depth, width = slider("hidden layers", len(hidden), 1, MOST_HIDDEN), slider("in each", max(hidden), 1, MOST_NEURONS)
    kind = choice("activation", net.activations[0], list(STEEPEST))
    outputs = [("all outputs", "all"), *((f"output {j} alone", j) for j in range(net.layers[-1]))]
    sender = choice("error of", "all", outputs)
    chosen = choice("neuron", (1, 0), _neurons(net.layers))
    own = depth.value, width.value
    controls = [*inputs, *targets, depth, width, scale, kind, sender, chosen]
    reset = panel.reset_button(controls)
    panel.put(row(column(*inputs, *targets, sender, chosen), column(depth, width, kind, scale, reset)))

    def layers():
        between = hidden if own == (depth.value, width.value) else [width.value] * depth.value
        return [net.layers[0], *between, net.layers[-1]]

    def resize(_):
        with panel.lock:
            before = chosen.value
            chosen.options = _neurons(layers())
            if before in dict(chosen.options).values():
                chosen.value = before

    def draw():
        live = NeuralNetwork(layers(), [kind.value] * depth.value + net.activations[-1:], seed=net.seed)
        is_own = own == (depth.value, width.value)
        weights, live.b = (net.W, net.b) if is_own else (live.W, live.b)
        live.W = {l: scale.value * weights[l] for l in weights}
        z, a = live.forward([[control.value] for control in inputs])
        y = np.array([[control.value] for control in targets])
        alone = None if sender.value == "all" else sender.value
        if alone is not None:
            y = _only(alone, y, a[live.L])
        delta = live.deltas(y, z, a)
        slope = {l: live.sigma_prime[l](z[l]) for l in z}
        steepest = {l: STEEPEST[name] for l, name in enumerate(live.activations, 1)}
        diagram = error_flow_diagram(a, y, live.W, delta, slope, steepest, chosen.value, alone)
        if chosen.value[0] == live.L and alone not in (None, chosen.value[1]):
            equation = f"The error of output {chosen.value[1]} is left out"
        else:
            equation = _in_letters_and_numbers(chosen.value, live, y, a, delta, slope)
        drawn = "" if is_own else " Its weights are drawn at random."
        panel.show(diagram, f"{equation}.<br>{_way(delta)}{drawn}")

    def point(across, down, shift):
        with panel.lock:
            chosen.value = neuron_at(layers(), across, down) or chosen.value

    for control in (depth, width):
        control.observe(resize, "value")
    panel.follow(controls, draw)
    panel.stage.on_click(point)
    return panel


def _sample(name, value, rows):
    """One sample, a list or a column, as a column of `rows` finite numbers."""
    value = validate.numeric(name, value)
    return validate.columns(name, value.reshape(-1, 1) if value.ndim == 1 else value, rows, 1)


def _neurons(layers):
    return [(f"layer {l}, neuron {j}", (l, j)) for l in range(1, len(layers)) for j in range(layers[l])]


def _only(j, y, a):
    """The targets that leave output j its error, and all others none: they are what the network answers."""
    targets = a.copy()
    targets[j] = y[j]
    return targets


def _in_letters_and_numbers(neuron, net, y, a, delta, slope):
    """How the error of one neuron (l, j) comes about: its equation with letters, with numbers, and its value."""
    (l, j), up = neuron, superscript(neuron[0])
    if l == net.L:
        name, letters = "BP1", f"(a{up}{subscript(j)} − y{subscript(j)})"
        numbers = f"({_number(a[l][j, 0])} − {_number(y[j, 0])})"
    else:
        name, senders, above = "BP2", range(len(delta[l + 1])), superscript(l + 1)
        letters = " + ".join(f"{weight_name(l + 1, i, j)}·δ{above}{subscript(i)}" for i in senders)
        numbers = " + ".join(f"{_number(net.W[l + 1][i, j])}·{_number(delta[l + 1][i, 0])}" for i in senders)
        letters, numbers = f"({letters})", f"({numbers})"
    return (
        f"{name}: δ{up}{subscript(j)} = {letters}·σ′(z{up}{subscript(j)}) "
        f"= {numbers}·{_number(slope[l][j, 0])} = <b>{signed(delta[l][j, 0] + 0.0)}</b>"
    )


def _number(number):
    """A number as it stands in a product: in brackets if it is negative."""
    return f"({signed(number)})" if number < 0 else signed(abs(number))


def _way(delta):
    """What becomes of the error between the last layer and the first."""
    L = max(delta)
    first, last = np.abs(delta[1]).mean(), np.abs(delta[L]).mean()
    if not first or not last:
        return f"Nothing of the error {'arrives in layer 1' if last else 'is there to flow back'}."
    change = f"{last / first:.3g} times smaller" if first <= last else f"{first / last:.3g} times larger"
    return f"From layer {L} to layer 1 the mean size of δ becomes <b>{change}</b>."
