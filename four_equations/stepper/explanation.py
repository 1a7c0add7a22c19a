"""What a step of the walk says: its equation with symbols and numbers, its shapes, and one sentence.

Lines of symbols are written as `svg.text` reads them.
"""

from typing import NamedTuple

import numpy as np

from mlp_core.activations import sigmoid
from mlp_core.costs import softmax

from ..figures.formats import bracketed, brief, decimals, short, superscript

PHASES = ("forward", "cost", "BP1", "BP2", "BP3", "BP4")


class Row(NamedTuple):
    """A row of the table: symbols, the calculation, its value. `moves` are those that make the value."""

    label: str
    middle: str = ""
    value: str = ""
    moves: tuple = ()
    rule: bool = False  # a line above, as above a sum
    active: bool = False
    verdict: str = ""


class Box(NamedTuple):
    """A matrix drawn as boxes. active, known: places (j, k); known is None where all are."""

    label: str
    symbol: str
    rows: int
    columns: int
    active: frozenset = frozenset()
    known: object = None


class Explanation(NamedTuple):
    """All that stands beside the network: `lines` of the equation, `rows` of the table, and `boxes` for the shapes.

    before: the lines (l, j, k) whose products are in the sum already; parted: ("dW", l, j, k), where numbers part.
    """

    title: str
    lines: list
    rows: list
    boxes: list
    sentence: str
    before: frozenset = frozenset()
    parted: tuple = ()


class Explainer:
    """Explains the steps of a walk, and marks where someone's own numbers (a Comparison) agree and where they part."""

    def __init__(self, walk, comparison=None):
        self.walk, self.net, self.comparison = walk, walk.net, comparison
        self.name = {l: "σ" if name == "sigmoid" else name for l, name in enumerate(walk.net.activations, 1)}
        self.most_rows = max(self.net.layers) + 4
        self.quadratic = self.net.cost_name == "quadratic"
        if not self.quadratic:
            a = walk.a[self.net.L]
            self.p = (sigmoid(a) if len(a) == 1 else softmax(a))[:, 0]

    def explain(self, moves, last, grain):
        """The Explanation of the step that makes `moves`, with which `last` moves are done."""
        done, theirs = self.walk.moves[:last], self.comparison
        explanation = getattr(self, f"_{moves[0].phase}")(moves, done, grain)
        rows, known, judged = [], set(done), set()
        for row in reversed(explanation.rows):  # a number is judged once, in the last row of those that make it
            if row.moves and not known.issuperset(row.moves):
                row = row._replace(middle="", value="?")
            elif theirs and row.moves and judged.isdisjoint(row.moves):
                if theirs.parts in row.moves:
                    row = row._replace(verdict="✗")
                elif theirs.answers.keys() >= set(row.moves):
                    row = row._replace(verdict="✓")
                judged.update(row.moves)
            active = grain == "edge" and moves[-1] in row.moves
            rows.insert(0, row._replace(active=active or row.verdict == "✗"))
        explanation = explanation._replace(rows=rows)
        if not theirs or theirs.parts not in moves:
            return explanation
        if theirs.parts in theirs.answers:
            rows.append(Row("yours", "", decimals(theirs.answers[theirs.parts])))
        name = {"BP3": "db", "BP4": "dW"}.get(theirs.parts.kind, "delta")
        sentence = f"{explanation.sentence} {theirs.why}"
        return explanation._replace(sentence=sentence, parted=(name, *theirs.parts[1:]))

    def start(self):
        """The Explanation of what stands before the first step."""
        x, L = self.walk.x[:, 0], self.net.L
        return Explanation(
            "The start: one sample",
            ["a^0 = x", f"a^{L}_j should become y_j"],
            [Row(f"a^0_{k}", "", decimals(value)) for k, value in enumerate(x)],
            [Box("a^0", "a", len(x), 1), " ", Box("y", "", self.net.layers[-1], 1)],
            f"The start: of all values only the input is known, a⁰ = x = {_several(x)}.",
        )

    def end(self):
        """The Explanation of what stands after the last step."""
        dW, db = self.walk.dW, self.walk.db
        count = sum(dW[l].size + db[l].size for l in dW)
        rows = [Row("BP1   δ^L = ∇_aC ⊙ σ′(z^L)"), Row("BP2   δ^l = ((W^{l+1})^T δ^{l+1}) ⊙ σ′(z^l)")]
        rows += [Row("BP3   ∂C/∂b^l = δ^l"), Row("BP4   ∂C/∂W^l = δ^l (a^{l−1})^T")]
        boxes = [Box(f"∂C/∂W^{l}", "W", *dW[l].shape) for l in dW] + [Box(f"∂C/∂b^{l}", "b", len(db[l]), 1) for l in db]
        boxes = boxes if self.net.L <= 2 else []
        lines = [f"{count} numbers, one for", "each weight and each bias"]
        sentence, title = f"The end: the gradient is complete, {count} numbers.", "The gradient is complete"
        if self.comparison and self.comparison.answers:
            title = "Every entry agrees ✓"
            sentence = (
                f"The end: all {len(self.comparison.answers)} numbers of yours agree. One sample cannot show whether "
                "you take the mean over a batch: of one number, sum and mean are the same."
            )
        return Explanation(title, lines, rows, boxes, sentence)

    # One method for each phase: (its moves, all moves that are done, the grain).

    def _forward(self, moves, done, grain):
        walk, l, j, name = self.walk, moves[0].l, moves[0].neuron, self.name[moves[0].l]
        n, n_prev, W, b = self.net.layers[l], self.net.layers[l - 1], self.net.W[l], self.net.b[l]
        z, a, a_prev, kinds = walk.z[l][:, 0], walk.a[l][:, 0], walk.a[l - 1][:, 0], {move.kind for move in moves}
        matrix = [f"z^{l} = W^{l} a^{l - 1} + b^{l}", f"a^{l} = {name}(z^{l})"]
        index = [f"z^{l}_{j} = Σ_k w^{l}_{{{j}k}} a^{l - 1}_k + b^{l}_{j}", f"a^{l}_{j} = {name}(z^{l}_{j})"]
        own = _places(moves, column=True)
        lines = [move for move in moves if move.kind == "product"]
        boxes = [
            Box(f"z^{l}", "z", n, 1, own, _known(done, "bias", l)),
            "=",
            Box(f"W^{l}", "W", n, n_prev, _places(lines)),
            "·",
            Box(f"a^{l - 1}", "a", n_prev, 1, frozenset((move.other, 0) for move in lines)),
            "+",
            Box(f"b^{l}", "b", n, 1, own if "bias" in kinds else frozenset()),
        ]
        if grain == "layer":
            rows = [
                Row(f"a^{l}_{i}", f"{name}({brief(z[i])})", decimals(a[i]), (("activation", l, i, 0),))
                for i in range(n)
            ]
            up = superscript(l)
            sentence = f"Forward, layer {l}: z{up} = {_several(z)} and a{up} = {_several(a)}."
            return Explanation(f"Forward, layer {l}", matrix, rows, boxes, sentence)
        came = [move for move in done if move[:3] == ("product", l, j)]
        summed = moves[-1].kind == "product"
        so_far = walk.sums[l][j, came[-1].other] if summed else z[j]
        rows = [
            Row(
                f"w^{l}_{{{j}{k}}} a^{l - 1}_{k}",
                _times(W[j, k], a_prev[k]),
                decimals(walk.products[l][j, k]),
                (("product", l, j, k),),
            )
            for k in range(n_prev)
        ]
        rows += [
            Row(f"b^{l}_{j}", "", decimals(b[j, 0]), (("bias", l, j, 0),)),
            Row(f"z^{l}_{j}", "so far" if summed else "", decimals(so_far), rule=True),
            Row(f"a^{l}_{j}", f"{name}({brief(z[j])})", decimals(a[j]), (("activation", l, j, 0),)),
        ]
        sentence = f"Forward, layer {l}, neuron {j}: "
        if grain == "neuron":
            sentence += f"the sum is z = {brief(z[j])}, and the output a = {name}(z) = {brief(a[j])}."
        elif summed:
            k = moves[-1].other
            sentence += (
                f"the line from neuron {k} brings w·a = {_times(W[j, k], a_prev[k])} = {brief(walk.products[l][j, k])}."
            )
            sentence += f" The sum so far is {brief(so_far)}."
        elif moves[-1].kind == "bias":
            sentence += f"the bias adds {brief(b[j, 0])}. The sum is complete: z = {brief(z[j])}."
        else:
            sentence += f"the output is a = {name}({brief(z[j])}) = {brief(a[j])}."
        if grain == "edge":
            index = [matrix[1], index[1]] if kinds == {"activation"} else [matrix[0], index[0]]
            if kinds == {"activation"}:
                result = Box(f"a^{l}", "a", n, 1, own, _known(done, "activation", l))
                boxes = [result, f"= {name}(", boxes[0], ")"]
        before = frozenset((l, j, move.other) for move in came if move not in moves)
        return Explanation(f"Forward, layer {l}, neuron {j}", index, rows, boxes, sentence, before)

    def _cost(self, moves, done, grain):
        L, n, a, y = self.net.L, self.net.layers[-1], self.walk.a[self.net.L][:, 0], self.walk.y[:, 0]
        if self.quadratic:
            lines = [f"C = ½ Σ_j (a^{L}_j − y_j)^2"]
            rows = [
                Row(f"output {j}", f"½ ({brief(a[j])} − {bracketed(y[j])})^2", decimals(0.5 * (a[j] - y[j]) ** 2))
                for j in range(n)
            ]
        elif n == 1:
            lines, p, log = ["C = −y ln p − (1 − y) ln(1 − p)", f"p = σ(a^{L}_0)"], self.p[0], np.logaddexp
            rows = [
                Row("class 1", f"−{brief(y[0])} · ln {brief(p)}", decimals(y[0] * log(0, -a[0]))),
                Row("class 0", f"−{brief(1 - y[0])} · ln {brief(1 - p)}", decimals((1 - y[0]) * log(0, a[0]))),
            ]
        else:
            lines, total = ["C = −Σ_j y_j ln p_j", f"p = softmax(a^{L})"], np.logaddexp.reduce(a)
            rows = [
                Row(f"output {j}", f"−{brief(y[j])} · ln {brief(self.p[j])}", decimals(y[j] * (total - a[j])))
                for j in range(n)
            ]
        rows.append(Row("C", "", decimals(self.walk.cost), tuple(moves), True))
        outputs = frozenset((j, 0) for j in range(n))
        boxes = [
            Box(f"a^{L}", "a", n, 1, outputs),
            "and",
            Box("y", "", n, 1, outputs),
            "→",
            Box("C", "", 1, 1, {(0, 0)}),
        ]
        sentence = (
            f"The cost: the outputs are {_several(a)}, the targets {_several(y)}, so C = {brief(self.walk.cost)}."
        )
        return Explanation("The cost of this sample", lines, rows, boxes, sentence)

    def _BP1(self, moves, done, grain):
        walk, l, j, name = self.walk, self.net.L, moves[0].neuron, self.name[self.net.L]
        y, z, slope, delta = walk.y[:, 0], walk.z[l][:, 0], walk.slope[l][:, 0], walk.delta[l][:, 0]
        n = len(y)
        out, symbol = (walk.a[l][:, 0], f"a^{l}") if self.quadratic else (self.p, "p")
        care, i, own = self.net.cost_gradient(walk.a[l], walk.y)[:, 0], "j" if grain == "layer" else j, _places(moves)
        lines = [f"δ^{l} = ∇_aC ⊙ {name}′(z^{l})", f"δ^{l}_{i} = ({symbol}_{i} − y_{i}) · {name}′(z^{l}_{i})"]
        boxes = [
            Box(f"δ^{l}", "delta", n, 1, own, _known(done, "BP1", l)),
            "=",
            Box("∇_aC", "a", n, 1, own),
            "⊙",
            Box(f"{name}′(z^{l})", "z", n, 1, own),
        ]
        whole = [
            Row(f"δ^{l}_{j}", _times(care[j], slope[j]), decimals(delta[j]), (("BP1", l, j, 0),)) for j in range(n)
        ]
        if grain == "layer":
            sentence = f"BP1: the errors of the outputs are δ{superscript(l)} = {_several(delta)}."
            return Explanation("BP1: errors of the outputs", lines, whole, boxes, sentence)
        rows = [
            Row(f"{symbol}_{j} − y_{j}", f"{brief(out[j])} − {bracketed(y[j])}", decimals(care[j])),
            Row(f"{name}′(z^{l}_{j})", f"{name}′({brief(z[j])})", decimals(slope[j])),
            whole[j]._replace(rule=True),
        ]
        sentence = (
            f"BP1, output {j}: the derivative of the cost is {brief(out[j])} − {bracketed(y[j])} = {brief(care[j])}. "
            f"Times the slope {brief(slope[j])} it is the error, δ = {brief(delta[j])}."
        )
        return Explanation(f"BP1: error of output {j}", lines, rows, boxes, sentence)

    def _BP2(self, moves, done, grain):
        walk, l, k, name = self.walk, moves[0].l, moves[0].neuron, self.name[moves[0].l]
        n, n_next, W, z, slope = self.net.layers[l], self.net.layers[l + 1], self.net.W[l + 1], walk.z[l], walk.slope[l]
        delta, delta_next, arrived = walk.delta[l][:, 0], walk.delta[l + 1][:, 0], walk.arrived[l]
        i, lines = "k" if grain == "layer" else k, [move for move in moves if move.kind == "back"]
        own, finished = _places(moves, column=True), any(move.kind == "slope" for move in moves)
        equation = [
            f"δ^{l} = ((W^{l + 1})^T δ^{l + 1}) ⊙ {name}′(z^{l})",
            f"δ^{l}_{i} = (Σ_j w^{l + 1}_{{j{i}}} δ^{l + 1}_j) · {name}′(z^{l}_{i})",
        ]
        boxes = [
            Box(f"δ^{l}", "delta", n, 1, own, _known(done, "slope", l)),
            "=",
            Box(f"(W^{l + 1})^T", "W", n, n_next, _places(lines)),
            "·",
            Box(f"δ^{l + 1}", "delta", n_next, 1, frozenset((move.other, 0) for move in lines)),
            "⊙",
            Box(f"{name}′(z^{l})", "z", n, 1, own if finished else frozenset()),
        ]
        whole = [
            Row(f"δ^{l}_{i}", _times(arrived[i, -1], slope[i, 0]), decimals(delta[i]), (("slope", l, i, 0),))
            for i in range(n)
        ]
        if grain == "layer":
            sentence = f"BP2: the errors go back over the lines to layer {l}, δ{superscript(l)} = {_several(delta)}."
            return Explanation(f"BP2: errors of layer {l}", equation, whole, boxes, sentence)
        came = [move for move in done if move[:3] == ("back", l, k)]
        so_far, complete = arrived[k, came[-1].other], len(came) == n_next
        rows = [
            Row(
                f"w^{l + 1}_{{{j}{k}}} δ^{l + 1}_{j}",
                _times(W[j, k], delta_next[j]),
                decimals(walk.returns[l][k, j]),
                (("back", l, k, j),),
            )
            for j in range(n_next)
        ]
        rows += [
            Row("Σ_j", "arrives" if complete else "so far", decimals(so_far), rule=True),
            Row(f"{name}′(z^{l}_{k})", f"{name}′({brief(z[k, 0])})", decimals(slope[k, 0]), (("slope", l, k, 0),)),
            whole[k]._replace(rule=True),
        ]
        sentence = f"BP2, layer {l}, neuron {k}: "
        if finished:
            sentence += f"{brief(so_far)} arrives. Times the slope {brief(slope[k, 0])} it is the error, "
            sentence += f"δ = {brief(delta[k])}."
        else:
            j = moves[-1].other
            product = f"{_times(W[j, k], delta_next[j])} = {brief(walk.returns[l][k, j])}"
            sentence += f"back over the line from neuron {j} comes w·δ = {product}."
            sentence += f" The {'whole sum' if complete else 'sum so far'} is {brief(so_far)}."
        before = frozenset((l + 1, move.other, k) for move in came if move not in moves)
        return Explanation(f"BP2: error of layer {l}, neuron {k}", equation, rows, boxes, sentence, before)

    def _BP3(self, moves, done, grain):
        l, j, db, own = moves[0].l, moves[0].neuron, self.walk.db[moves[0].l][:, 0], _places(moves)
        n, i = len(db), "j" if grain == "layer" else j
        rows = [Row(f"∂C/∂b^{l}_{i}", f"δ^{l}_{i}", decimals(db[i]), (("BP3", l, i, 0),)) for i in range(n)]
        boxes = [Box(f"∂C/∂b^{l}", "b", n, 1, own, _known(done, "BP3", l)), "=", Box(f"δ^{l}", "delta", n, 1, own)]
        sentence = f"BP3, layer {l}, neuron {j}: the gradient of its bias is its error, {brief(db[j])}."
        if grain == "layer":
            sentence = f"BP3, layer {l}: the gradient of the biases is the error, {_several(db)}."
        lines = [f"∂C/∂b^{l} = δ^{l}", f"∂C/∂b^{l}_{i} = δ^{l}_{i}"]
        return Explanation(f"BP3: biases of layer {l}", lines, rows, boxes, sentence)

    def _BP4(self, moves, done, grain):
        walk, (_, l, j, k) = self.walk, moves[-1]
        n, n_prev, dW, delta, a = *walk.dW[l].shape, walk.dW[l], walk.delta[l][:, 0], walk.a[l - 1][:, 0]
        row, column = "j" if grain == "layer" else j, k if grain == "edge" else "k"
        lines = [f"∂C/∂W^{l} = δ^{l} (a^{l - 1})^T", f"∂C/∂w^{l}_{{{row}{column}}} = δ^{l}_{row} a^{l - 1}_{column}"]
        boxes = [
            Box(f"∂C/∂W^{l}", "W", n, n_prev, _places(moves), _known(done, "BP4", l)),
            "=",
            Box(f"δ^{l}", "delta", n, 1, frozenset((move.neuron, 0) for move in moves)),
            "·",
            Box(f"(a^{l - 1})^T", "a", 1, n_prev, frozenset((0, move.other) for move in moves)),
        ]
        if grain == "layer":
            rows = [Row(f"row {i}", _few(dW[i]), "", tuple(("BP4", l, i, c) for c in range(n_prev))) for i in range(n)]
            largest = np.unravel_index(np.abs(dW).argmax(), dW.shape)
            sentence = f"BP4, layer {l}: for each of {dW.size} weights, the error times what flows in. "
            sentence += f"The largest in size is {brief(dW[largest])}."
            return Explanation(f"BP4: weights into layer {l}", lines, rows, boxes, sentence)
        rows = [
            Row(f"∂C/∂w^{l}_{{{j}{c}}}", _times(delta[j], a[c]), decimals(dW[j, c]), (("BP4", l, j, c),))
            for c in range(n_prev)
        ]
        sentence = f"BP4, layer {l}, neuron {j}: "
        if grain == "edge":
            product = f"{_times(delta[j], a[k])} = {brief(dW[j, k])}"
            sentence += f"for the line from neuron {k}, the error times what flows in is {product}."
        else:
            sentence += f"its error {brief(delta[j])} times what flows in over each line, {_several(dW[j])}."
        return Explanation(f"BP4: weights into layer {l}, neuron {j}", lines, rows, boxes, sentence)


def _places(moves, column=False):
    """The places of these moves in a matrix, or in a column."""
    return frozenset((move.neuron, 0 if column else move.other) for move in moves)


def _known(done, kind, l):
    return frozenset((move.neuron, move.other) for move in done if move.kind == kind and move.l == l)


def _times(first, second):
    return f"{brief(first)} · {bracketed(second)}"


def _several(numbers):
    return ", ".join(brief(number) for number in np.ravel(numbers))


def _few(numbers):
    """As many of a row's numbers as there is room for."""
    shown = [short(number) for number in numbers]
    return "   ".join(shown if len(shown) <= 4 else [*shown[:3], "…"])
