"""What is said and drawn in each phase: a function for each, which returns the Explanation of a step.

The rows of the table hold all numbers of the step's layer or neuron, those to come included.
"""

from typing import NamedTuple

import numpy as np

from ..figures.formats import bracketed, brief, short, superscript
from ..figures.networks import Grid
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


class Explanation(NamedTuple):
    """What is beside the network: title, `lines` of the equation, rows, matrices with the signs between, a sentence.

    difference: the move where someone's own numbers begin to differ, if it belongs to this step.
    """

    title: str
    lines: list
    rows: list
    matrices: list
    sentence: str
    difference: tuple = None


def several(numbers):
    """All these numbers, with commas."""
    return ", ".join(map(brief, np.ravel(numbers)))


def forward(trace, step):
    kind, l, j, k = step.last
    title, name, b, so_far = f"Forward, layer {l}", trace.activation[l], trace.net.b[l], trace.sum_so_far(step.last)
    z, a = trace.z[l][:, 0], trace.a[l][:, 0]
    outputs = [_row(trace, f"a^{l}_{i}", f"{name}({brief(z[i])})", Move("activation", l, i)) for i in range(len(a))]
    lines, matrices = _forward_equation(trace, step)
    if step.grain == "layer":
        said = f"{title}: z{superscript(l)} = {several(z)} and a{superscript(l)} = {several(a)}."
        return Explanation(title, lines, outputs, matrices, said)
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
    title = f"{title}, neuron {j}"
    return Explanation(title, lines, [*terms, bias, total, outputs[j]], matrices, f"{title}: {said}")


def _forward_equation(trace, step):
    l, j, name = step.last.l, step.last.neuron, trace.activation[step.last.l]
    z_lines = f"z^{l} = W^{l} a^{l - 1} + b^{l}", f"z^{l}_{j} = Σ_k w^{l}_{{{j}k}} a^{l - 1}_k + b^{l}_{j}"
    a_lines = f"a^{l} = {name}(z^{l})", f"a^{l}_{j} = {name}(z^{l}_{j})"
    z = _column(trace, step, f"z^{l}", "z", "bias")
    if step.grain == "edge" and step.last.kind == "activation":
        return a_lines, [_column(trace, step, f"a^{l}", "a", "activation"), f"= {name}(", z, ")"]
    lines = {"layer": (z_lines[0], a_lines[0]), "neuron": (z_lines[1], a_lines[1]), "edge": z_lines}[step.grain]
    W = Grid(f"W^{l}", trace.net.W[l].shape, "W", _weights(step))
    a = Grid(f"a^{l - 1}", (W.shape[1], 1), "a", _other_ends(step))
    b = Grid(f"b^{l}", (W.shape[0], 1), "b", {(move.neuron, 0) for move in step.moves if move.kind == "bias"})
    return lines, [z, "=", W, "·", a, "+", b]


def cost(trace, step):
    L, n = trace.net.L, trace.net.layers[-1]
    a, y = trace.a[L][:, 0], trace.y[:, 0]
    said = f"The cost: the outputs are {several(a)}, the targets {several(y)}, so C = {brief(trace.cost)}."
    labels = [f"output {j}" for j in range(n)]
    if trace.p is None:
        lines = [f"C = ½ Σ_j (a^{L}_j − y_j)^2"]
        terms = [(f"½ ({brief(a[j])} − {bracketed(y[j])})^2", 0.5 * (a[j] - y[j]) ** 2) for j in range(n)]
    else:
        lines, p = ["C = −Σ_j y_j ln p_j", f"p = softmax(a^{L})"], trace.p[:, 0]
        if n == 1:  # the softmax of the logits a and 0
            lines, labels = ["C = −y ln p − (1 − y) ln(1 − p)", f"p = σ(a^{L}_0)"], ["class 1", "class 0"]
            p, y, a = np.append(p, 1 - p), np.append(y, 1 - y), np.append(a, 0)
        values = [y[j] * np.logaddexp.reduce(a - a[j]) for j in range(len(p))]
        terms = [(f"−{brief(y[j])} · ln {brief(p[j])}", values[j]) for j in range(len(p))]
    rows = [Row(label, *term) for label, term in zip(labels, terms, strict=True)]
    rows.append(Row("C", "", trace.cost, step.moves, rule=True))
    a, y = (Grid(label, (n, 1), symbol, {(j, 0) for j in range(n)}) for label, symbol in ((f"a^{L}", "a"), ("y", "")))
    matrices = [a, "and", y, "→", Grid("C", (1, 1), "", {(0, 0)})]
    return Explanation("The cost of this sample", lines, rows, matrices, said)


def BP1(trace, step):
    _, l, j, _ = step.last
    name, index = trace.activation[l], "j" if step.grain == "layer" else j
    symbol, output = (f"a^{l}", trace.a[l]) if trace.p is None else ("p", trace.p)
    lines = [f"δ^{l} = ∇_aC ⊙ {name}′(z^{l})"]
    lines.append(f"δ^{l}_{index} = ({symbol}_{index} − y_{index}) · {name}′(z^{l}_{index})")
    delta = _column(trace, step, f"δ^{l}", "delta", "BP1")
    slope = delta._replace(label=f"{name}′(z^{l})", symbol="z", known=None)
    matrices = [delta, "=", slope._replace(label="∇_aC", symbol="a"), "⊙", slope]
    if step.grain == "layer":
        said = f"BP1: the errors of the outputs are δ{superscript(l)} = {several(trace.delta[l])}."
        return Explanation("BP1: errors of the outputs", lines, _errors(trace, l), matrices, said)
    middle = f"{brief(output[j, 0])} − {bracketed(trace.y[j, 0])}"
    derivative = Row(f"{symbol}_{j} − y_{j}", middle, trace.da[l][j, 0])
    said = f"BP1, output {j}: the derivative of the cost is {derivative.calculation}. {_times_the_slope(trace, l, j)}"
    rows = [derivative, _slope(trace, l, j), _errors(trace, l)[j]._replace(rule=True)]
    return Explanation(f"BP1: error of output {j}", lines, rows, matrices, said)


def BP2(trace, step):
    kind, l, k, j = step.last
    name, index = trace.activation[l], "k" if step.grain == "layer" else k
    lines = [f"δ^{l} = ((W^{l + 1})^T δ^{l + 1}) ⊙ {name}′(z^{l})"]
    lines.append(f"δ^{l}_{index} = (Σ_j w^{l + 1}_{{j{index}}} δ^{l + 1}_j) · {name}′(z^{l}_{index})")
    W = Grid(f"(W^{l + 1})^T", trace.net.W[l + 1].T.shape, "W", _weights(step))
    delta_next = Grid(f"δ^{l + 1}", (W.shape[1], 1), "delta", _other_ends(step))
    used = {(move.neuron, 0) for move in step.moves if move.kind == "slope"}
    matrices = [_column(trace, step, f"δ^{l}", "delta", "slope"), "=", W, "·", delta_next, "⊙"]
    matrices.append(Grid(f"{name}′(z^{l})", (W.shape[0], 1), "z", used))
    if step.grain == "layer":
        said = f"BP2: the errors go back over the lines to layer {l}, δ{superscript(l)} = {several(trace.delta[l])}."
        return Explanation(f"BP2: errors of layer {l}", lines, _errors(trace, l), matrices, said)
    delta, so_far = trace.delta[l + 1][:, 0], trace.sum_so_far(step.last)
    terms = [
        _row(trace, f"w^{l + 1}_{{{i}{k}}} δ^{l + 1}_{i}", _times(w, delta[i]), Move("back", l, k, i))
        for i, w in enumerate(trace.net.W[l + 1][:, k])
    ]
    complete = kind == "slope" or j == len(delta) - 1
    total = Row("Σ_j", "arrives" if complete else "so far", so_far, rule=True)
    slope = _slope(trace, l, k)._replace(moves=(Move("slope", l, k),), factor=True)
    if kind == "slope":
        said = f"{brief(so_far)} arrives. {_times_the_slope(trace, l, k)}"
    else:
        said = f"back over the line from neuron {j} comes w·δ = {terms[j].calculation}."
        said += f" The {'whole sum' if complete else 'sum so far'} is {brief(so_far)}."
    rows, said = [*terms, total, slope, _errors(trace, l)[k]._replace(rule=True)], f"BP2, layer {l}, neuron {k}: {said}"
    return Explanation(f"BP2: error of layer {l}, neuron {k}", lines, rows, matrices, said)


def BP3(trace, step):
    _, l, j, _ = step.last
    rows = [_row(trace, f"∂C/∂b^{l}_{i}", f"δ^{l}_{i}", Move("BP3", l, i)) for i in range(trace.net.layers[l])]
    said = f"BP3, layer {l}, neuron {j}: the gradient of its bias is its error, {brief(trace.db[l][j, 0])}."
    if step.grain == "layer":
        j, said = "j", f"BP3, layer {l}: the gradient of the biases is the error, {several(trace.db[l])}."
    lines, db = [f"∂C/∂b^{l} = δ^{l}", f"∂C/∂b^{l}_{j} = δ^{l}_{j}"], _column(trace, step, f"∂C/∂b^{l}", "b", "BP3")
    matrices = [db, "=", db._replace(label=f"δ^{l}", symbol="delta", known=None)]
    return Explanation(f"BP3: biases of layer {l}", lines, rows, matrices, said)


def BP4(trace, step):
    _, l, j, k = step.last
    title, dW, delta, a = f"BP4: weights into layer {l}", trace.dW[l], trace.delta[l][j, 0], trace.a[l - 1][:, 0]
    row, column = "j" if step.grain == "layer" else j, k if step.grain == "edge" else "k"
    lines = [f"∂C/∂W^{l} = δ^{l} (a^{l - 1})^T", f"∂C/∂w^{l}_{{{row}{column}}} = δ^{l}_{row} a^{l - 1}_{column}"]
    matrices = [Grid(f"∂C/∂W^{l}", dW.shape, "W", _weights(step), _known(trace, step, "BP4")), "="]
    matrices += [Grid(f"δ^{l}", (len(dW), 1), "delta", {(move.neuron, 0) for move in step.moves}), "·"]
    matrices.append(Grid(f"(a^{l - 1})^T", (1, len(a)), "a", {(0, move.other) for move in step.moves}))
    moves = [[Move("BP4", l, i, other) for other in range(len(a))] for i in range(len(dW))]
    if step.grain == "layer":
        said = f"BP4, layer {l}: for each of {dW.size} weights, the error times what flows in."
        said += f" The largest in size is {brief(dW.flat[np.abs(dW).argmax()])}."
        rows = [Row(f"row {i}", _few(numbers), "", tuple(moves[i])) for i, numbers in enumerate(dW)]
        return Explanation(title, lines, rows, matrices, said)
    rows = [_row(trace, f"∂C/∂w^{l}_{{{j}{i}}}", _times(delta, a[i]), move) for i, move in enumerate(moves[j])]
    said = f"its error {brief(delta)} times what flows in over each line, {several(dW[j])}."
    if step.grain == "edge":
        said = f"for the line from neuron {k}, the error times what flows in is {rows[k].calculation}."
    return Explanation(f"{title}, neuron {j}", lines, rows, matrices, f"BP4, layer {l}, neuron {j}: {said}")


def _row(trace, label, middle, move):
    """A row whose value this move makes known."""
    return Row(label, middle, trace.number(move), (move,))


def _slope(trace, l, j):
    """The row of the slope at z, a factor of the error."""
    name = trace.activation[l]
    return Row(f"{name}′(z^{l}_{j})", f"{name}′({brief(trace.z[l][j, 0])})", trace.slope[l][j, 0])


def _errors(trace, l):
    """A row for each error of layer l: what arrives, times the slope."""
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


def _column(trace, step, label, symbol, kind):
    """The column whose numbers are made by the moves of this kind."""
    neurons = {(move.neuron, 0) for move in step.moves}
    return Grid(label, (trace.net.layers[step.first.l], 1), symbol, neurons, _known(trace, step, kind))


def _known(trace, step, kind):
    """The places of the numbers of this kind that are known after the step, in its layer."""
    done = trace.moves[: step.done]
    return {(move.neuron, move.other) for move in done if (move.kind, move.l) == (kind, step.first.l)}


def _weights(step):
    """The places of the weights at work."""
    return {(move.neuron, move.other) for move in step.moves if move.line}


def _other_ends(step):
    """The places, in a column, of the neurons at the other ends of the lines at work."""
    return {(move.other, 0) for move in step.moves if move.line}
