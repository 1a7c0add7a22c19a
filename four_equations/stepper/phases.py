"""What is said in each phase: a function for each, which returns a step's title, the rows of its table, and a sentence.

The rows hold all numbers of the step's layer or neuron, those to come included.
"""

from typing import NamedTuple

import numpy as np

from ..figures.formats import bracketed, brief, short, superscript
from .trace import Move


class Row(NamedTuple):
    """A row of the table: symbols, the calculation, its value. `moves` are those that make the value known."""

    label: str
    middle: str = ""
    value: float | str = ""
    moves: tuple = ()
    rule: bool = False  # a line above, as above a sum
    factor: bool = False  # part of a number in a later row, so never compared itself
    active: bool = False
    verdict: str = ""

    calculation = property(lambda self: f"{self.middle} = {brief(self.value)}")


def several(numbers):
    """All these numbers, with commas."""
    return ", ".join(map(brief, np.ravel(numbers)))


def forward(trace, step):
    kind, l, j, k = step.last
    title, name, b, so_far = f"Forward, layer {l}", trace.activation[l], trace.net.b[l], trace.sum_so_far(step.last)
    z, a = trace.z[l][:, 0], trace.a[l][:, 0]
    outputs = [_row(trace, f"a^{l}_{i}", f"{name}({brief(z[i])})", Move("activation", l, i)) for i in range(len(a))]
    if step.grain == "layer":
        return title, outputs, f"{title}: z{superscript(l)} = {several(z)} and a{superscript(l)} = {several(a)}."
    terms = [
        _row(trace, f"w^{l}_{{{j}{i}}} a^{l - 1}_{i}", _times(w, trace.a[l - 1][i, 0]), Move("product", l, j, i))
        for i, w in enumerate(trace.net.W[l][j])
    ]
    bias = Row(f"b^{l}_{j}", "", b[j, 0], (Move("bias", l, j),))
    total = Row(f"z^{l}_{j}", "so far" if kind == "product" else "", so_far, rule=True)
    if step.grain == "neuron":
        said = f"the sum is z = {brief(z[j])}, and the output a = {name}(z) = {brief(a[j])}."
    elif kind == "product":
        said = f"the line from neuron {k} brings w·a = {terms[k].calculation}. The sum so far is {brief(so_far)}."
    elif kind == "bias":
        said = f"the bias adds {brief(bias.value)}. The sum is complete: z = {brief(z[j])}."
    else:
        said = f"the output is a = {outputs[j].calculation}."
    return f"{title}, neuron {j}", [*terms, bias, total, outputs[j]], f"{title}, neuron {j}: {said}"


def cost(trace, step):
    a, y, n = trace.a[trace.net.L][:, 0], trace.y[:, 0], trace.net.layers[-1]
    said = f"The cost: the outputs are {several(a)}, the targets {several(y)}, so C = {brief(trace.cost)}."
    if trace.p is None:
        terms = [(f"½ ({brief(a[j])} − {bracketed(y[j])})^2", 0.5 * (a[j] - y[j]) ** 2) for j in range(n)]
    else:
        p = trace.p[:, 0]
        if n == 1:  # the softmax of the logits a and 0
            p, y, a = np.append(p, 1 - p), np.append(y, 1 - y), np.append(a, 0)
        values = [y[j] * np.logaddexp.reduce(a - a[j]) for j in range(len(p))]
        terms = [(f"−{brief(y[j])} · ln {brief(p[j])}", values[j]) for j in range(len(p))]
    labels = ["class 1", "class 0"] if len(terms) > n else [f"output {j}" for j in range(n)]
    rows = [Row(label, *term) for label, term in zip(labels, terms, strict=True)]
    return "The cost of this sample", [*rows, Row("C", "", trace.cost, step.moves, rule=True)], said


def BP1(trace, step):
    _, l, j, _ = step.last
    if step.grain == "layer":
        said = f"BP1: the errors of the outputs are δ{superscript(l)} = {several(trace.delta[l])}."
        return "BP1: errors of the outputs", _errors(trace, l), said
    symbol, output = (f"a^{l}", trace.a[l]) if trace.p is None else ("p", trace.p)
    middle = f"{brief(output[j, 0])} − {bracketed(trace.y[j, 0])}"
    derivative = Row(f"{symbol}_{j} − y_{j}", middle, trace.da[l][j, 0])
    said = f"BP1, output {j}: the derivative of the cost is {derivative.calculation}. {_times_the_slope(trace, l, j)}"
    rows = [derivative, _slope(trace, l, j), _errors(trace, l)[j]._replace(rule=True)]
    return f"BP1: error of output {j}", rows, said


def BP2(trace, step):
    kind, l, k, j = step.last
    if step.grain == "layer":
        said = f"BP2: the errors go back over the lines to layer {l}, δ{superscript(l)} = {several(trace.delta[l])}."
        return f"BP2: errors of layer {l}", _errors(trace, l), said
    delta, so_far, next_layer = trace.delta[l + 1][:, 0], trace.sum_so_far(step.last), trace.net.layers[l + 1]
    terms = [
        _row(trace, f"w^{l + 1}_{{{i}{k}}} δ^{l + 1}_{i}", _times(w, delta[i]), Move("back", l, k, i))
        for i, w in enumerate(trace.net.W[l + 1][:, k])
    ]
    complete = kind == "slope" or j == next_layer - 1
    total = Row("Σ_j", "arrives" if complete else "so far", so_far, rule=True)
    slope = _slope(trace, l, k)._replace(moves=(Move("slope", l, k),), factor=True)
    if kind == "slope":
        said = f"{brief(so_far)} arrives. {_times_the_slope(trace, l, k)}"
    else:
        said = f"back over the line from neuron {j} comes w·δ = {terms[j].calculation}."
        said += f" The {'whole sum' if complete else 'sum so far'} is {brief(so_far)}."
    rows = [*terms, total, slope, _errors(trace, l)[k]._replace(rule=True)]
    return f"BP2: error of layer {l}, neuron {k}", rows, f"BP2, layer {l}, neuron {k}: {said}"


def BP3(trace, step):
    _, l, j, _ = step.last
    rows = [_row(trace, f"∂C/∂b^{l}_{i}", f"δ^{l}_{i}", Move("BP3", l, i)) for i in range(trace.net.layers[l])]
    said = f"BP3, layer {l}, neuron {j}: the gradient of its bias is its error, {brief(trace.db[l][j, 0])}."
    if step.grain == "layer":
        said = f"BP3, layer {l}: the gradient of the biases is the error, {several(trace.db[l])}."
    return f"BP3: biases of layer {l}", rows, said


def BP4(trace, step):
    _, l, j, k = step.last
    title, dW, delta, a = f"BP4: weights into layer {l}", trace.dW[l], trace.delta[l][j, 0], trace.a[l - 1][:, 0]
    moves = [[Move("BP4", l, i, column) for column in range(len(a))] for i in range(len(dW))]
    if step.grain == "layer":
        said = f"BP4, layer {l}: for each of {dW.size} weights, the error times what flows in."
        said += f" The largest in size is {brief(dW.flat[np.abs(dW).argmax()])}."
        return title, [Row(f"row {i}", _few(row), "", tuple(moves[i])) for i, row in enumerate(dW)], said
    rows = [_row(trace, f"∂C/∂w^{l}_{{{j}{i}}}", _times(delta, a[i]), move) for i, move in enumerate(moves[j])]
    said = f"its error {brief(delta)} times what flows in over each line, {several(dW[j])}."
    if step.grain == "edge":
        said = f"for the line from neuron {k}, the error times what flows in is {rows[k].calculation}."
    return f"{title}, neuron {j}", rows, f"BP4, layer {l}, neuron {j}: {said}"


def _row(trace, label, middle, move):
    return Row(label, middle, trace.number(move), (move,))


def _slope(trace, l, j):
    name = trace.activation[l]
    return Row(f"{name}′(z^{l}_{j})", f"{name}′({brief(trace.z[l][j, 0])})", trace.slope[l][j, 0])


def _errors(trace, l):
    kind, factors = "BP1" if l == trace.net.L else "slope", np.hstack([trace.da[l], trace.slope[l]])
    return [_row(trace, f"δ^{l}_{j}", _times(*pair), Move(kind, l, j)) for j, pair in enumerate(factors)]


def _times(first, second):
    return f"{brief(first)} · {bracketed(second)}"


def _times_the_slope(trace, l, j):
    return f"Times the slope {brief(trace.slope[l][j, 0])} it is the error, δ = {brief(trace.delta[l][j, 0])}."


def _few(numbers):
    """As many of a row's numbers as there is room for."""
    shown = [short(number) for number in numbers]
    return "   ".join(shown if len(shown) <= 4 else [*shown[:3], "…"])
