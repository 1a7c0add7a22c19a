"""The equation of a step in symbols, and its matrices as shapes: a function for each phase.

Each returns the lines, written as for `svg.text`, and a list of matrices and of the signs between them.
"""

from typing import NamedTuple


class Matrix(NamedTuple):
    """A matrix drawn as squares, in the colour of its symbol. active, known: places (j, k); known is None for all."""

    label: str
    symbol: str
    rows: int
    columns: int
    active: set = frozenset()
    known: set = None


def forward(trace, step):
    l, j, name = step.first.l, step.first.neuron, trace.activation[step.first.l]
    z_of_layer, a_of_layer = f"z^{l} = W^{l} a^{l - 1} + b^{l}", f"a^{l} = {name}(z^{l})"
    z_of_neuron, a_of_neuron = (
        f"z^{l}_{j} = Σ_k w^{l}_{{{j}k}} a^{l - 1}_k + b^{l}_{j}",
        f"a^{l}_{j} = {name}(z^{l}_{j})",
    )
    z = _column(trace, step, f"z^{l}", "z", "bias")
    if step.grain == "edge" and step.last.kind == "activation":
        a = _column(trace, step, f"a^{l}", "a", "activation")
        return [a_of_layer, a_of_neuron], [a, f"= {name}(", z, ")"]
    lines = {"layer": [z_of_layer, a_of_layer], "neuron": [z_of_neuron, a_of_neuron], "edge": [z_of_layer, z_of_neuron]}
    W = Matrix(f"W^{l}", "W", *trace.net.W[l].shape, _weights(step))
    a = Matrix(f"a^{l - 1}", "a", W.columns, 1, _other_ends(step))
    b = Matrix(f"b^{l}", "b", W.rows, 1, {(move.neuron, 0) for move in step.moves if move.kind == "bias"})
    return lines[step.grain], [z, "=", W, "·", a, "+", b]


def cost(trace, step):
    L, n = trace.net.L, trace.net.layers[-1]
    if trace.p is None:
        lines = [f"C = ½ Σ_j (a^{L}_j − y_j)^2"]
    elif n == 1:
        lines = ["C = −y ln p − (1 − y) ln(1 − p)", f"p = σ(a^{L}_0)"]
    else:
        lines = ["C = −Σ_j y_j ln p_j", f"p = softmax(a^{L})"]
    a, y = (Matrix(label, symbol, n, 1, {(j, 0) for j in range(n)}) for label, symbol in ((f"a^{L}", "a"), ("y", "")))
    return lines, [a, "and", y, "→", Matrix("C", "", 1, 1, {(0, 0)})]


def BP1(trace, step):
    l, j = step.first.l, "j" if step.grain == "layer" else step.first.neuron
    name, output = trace.activation[l], f"a^{l}" if trace.p is None else "p"
    lines = [f"δ^{l} = ∇_aC ⊙ {name}′(z^{l})", f"δ^{l}_{j} = ({output}_{j} − y_{j}) · {name}′(z^{l}_{j})"]
    delta = _column(trace, step, f"δ^{l}", "delta", "BP1")
    slope = delta._replace(label=f"{name}′(z^{l})", symbol="z", known=None)
    return lines, [delta, "=", slope._replace(label="∇_aC", symbol="a"), "⊙", slope]


def BP2(trace, step):
    l, k, name = step.first.l, "k" if step.grain == "layer" else step.first.neuron, trace.activation[step.first.l]
    lines = [
        f"δ^{l} = ((W^{l + 1})^T δ^{l + 1}) ⊙ {name}′(z^{l})",
        f"δ^{l}_{k} = (Σ_j w^{l + 1}_{{j{k}}} δ^{l + 1}_j) · {name}′(z^{l}_{k})",
    ]
    delta = _column(trace, step, f"δ^{l}", "delta", "slope")
    W = Matrix(f"(W^{l + 1})^T", "W", *trace.net.W[l + 1].T.shape, _weights(step))
    delta_next = Matrix(f"δ^{l + 1}", "delta", W.columns, 1, _other_ends(step))
    used = {(move.neuron, 0) for move in step.moves if move.kind == "slope"}
    slope = Matrix(f"{name}′(z^{l})", "z", W.rows, 1, used)
    return lines, [delta, "=", W, "·", delta_next, "⊙", slope]


def BP3(trace, step):
    l, j = step.first.l, "j" if step.grain == "layer" else step.first.neuron
    db = _column(trace, step, f"∂C/∂b^{l}", "b", "BP3")
    delta = db._replace(label=f"δ^{l}", symbol="delta", known=None)
    return [f"∂C/∂b^{l} = δ^{l}", f"∂C/∂b^{l}_{j} = δ^{l}_{j}"], [db, "=", delta]


def BP4(trace, step):
    l, j, k = step.last.l, step.last.neuron, step.last.other
    j, k = "j" if step.grain == "layer" else j, k if step.grain == "edge" else "k"
    lines = [f"∂C/∂W^{l} = δ^{l} (a^{l - 1})^T", f"∂C/∂w^{l}_{{{j}{k}}} = δ^{l}_{j} a^{l - 1}_{k}"]
    dW = Matrix(f"∂C/∂W^{l}", "W", *trace.dW[l].shape, _weights(step), _known(trace, step, "BP4"))
    delta = Matrix(f"δ^{l}", "delta", dW.rows, 1, {(move.neuron, 0) for move in step.moves})
    a = Matrix(f"(a^{l - 1})^T", "a", 1, dW.columns, {(0, move.other) for move in step.moves})
    return lines, [dW, "=", delta, "·", a]


def _column(trace, step, label, symbol, kind):
    """The column whose numbers are made by the moves of this kind."""
    neurons = {(move.neuron, 0) for move in step.moves}
    return Matrix(label, symbol, trace.net.layers[step.first.l], 1, neurons, _known(trace, step, kind))


def _known(trace, step, kind):
    done = trace.moves[: step.done]
    return {(move.neuron, move.other) for move in done if (move.kind, move.l) == (kind, step.first.l)}


def _weights(step):
    return {(move.neuron, move.other) for move in step.moves if move.line}


def _other_ends(step):
    return {(move.other, 0) for move in step.moves if move.line}
