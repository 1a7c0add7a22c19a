"""The picture of a step: the network with the values known so far, and beside it the equation, table and matrices."""

import numpy as np

from ..figures.formats import short, superscript
from ..figures.networks import layer_name, layout, matrices
from ..figures.style import COLOUR, FAINT, GRID, INK
from ..figures.svg import Diagram, arrow, box, line, moved, neuron, text
from .trace import PHASES, Move

WIDTH, RIGHT = 950, 606  # of the picture, and where its right half begins
TOP, TABLE, ROW = 74, 116, 24  # where the neurons and the table begin, and a row of the table
HALF_WIDTH = 27  # of a neuron
GREY = "#6B6B6B"  # readable on white, and weaker than ink
LEGEND = (
    "On a line: its weight w. In a box: ∂C/∂w.",
    "In a neuron: its output a. Beneath: its error δ, in a box: ∂C/∂b.",
)


class StepPicture:
    """Draws the steps of one trace, everything in the same place in each, so that nothing jumps."""

    def __init__(self, trace):
        self.trace, self.layers = trace, trace.net.layers
        tallest = max(self.layers)
        pitch = max(60, min(104, 370 / tallest))
        self.half = min(HALF_WIDTH, (pitch - 36) / 2)  # of a neuron's height
        across = (RIGHT - 52 - 112) / (len(self.layers) - 1)
        self.at = layout(self.layers, 52, TOP + tallest * pitch / 2, across, pitch)
        self.cell = min(26, 112 // tallest)
        self.matrices = TABLE + (tallest + 4) * ROW + 16  # a sum, b, z, a, and someone's own number
        self.bottom = max(TOP + tallest * pitch + 16, self.matrices + tallest * self.cell + 8)
        self.inputs = [Move("activation", 0, j) for j in range(self.layers[0])]  # known from the start
        self.lines = [(l, j, k) for l, j in self.at if l for k in range(self.layers[l - 1])]

    def draw(self, step, said):
        """The Diagram of this step; `said` is its Explanation."""
        known = {*self.inputs, *self.trace.moves[: step.done]}
        shapes = [*_phases(step.phase), *self._edges(step, known, said)]
        for l, j in self.at:
            shapes += self._neuron(l, j, step, known, said)
        shapes += [text((self.at[l, 0][0], 62), layer_name(l, self.layers)) for l in range(len(self.layers))]
        shapes += [text((20, self.bottom + 12 + 19 * i), words, GREY, 13, "start") for i, words in enumerate(LEGEND)]
        shapes.append(line((RIGHT - 14, 52), (RIGHT - 14, self.bottom + 34), GRID))
        shapes.append(text((RIGHT, 25), said.title, size=15, anchor="start", bold=True))
        shapes += [text((RIGHT, 62 + 30 * i), words, size=18, anchor="start") for i, words in enumerate(said.lines)]
        for i, row in enumerate(said.rows):
            shapes += self._row(row, TABLE + (i + 0.5) * ROW)
        return Diagram(WIDTH, self.bottom + 48, [*shapes, self._matrices(said)], self._alt(known, said))

    # The network

    def _edges(self, step, known, said):
        """The lines of all weights, those at work on top, and on them the weights, or their gradients once known."""
        working = {move.line: move for move in step.moves if move.line}
        term = {"forward": "product", "BP2": "back"}.get(step.phase)
        summed = {move.line for move in known if term and move[:3] == (term, *step.first[1:3])}
        still, bold, numbers = [], [], []
        for edge in self.lines:
            l, move = edge[0], working.get(edge)
            roomy = max(self.layers) <= 4 and self.layers[l] * self.layers[l - 1] <= 9  # for all numbers
            along = 0.6 if roomy else 0.65 if step.phase == "BP2" else 0.35
            start, end = self.at[l - 1, edge[2]], self.at[edge[:2]]
            place = start + along * np.subtract(end, start)
            if move and move.kind == "BP4":  # what flows in and the error meet at the weight
                bold += [line(start, place, COLOUR["a"], 4), line(place, end, COLOUR["delta"], 4)]
            elif move and move.kind == "back":
                bold.append(arrow(end, start, COLOUR["delta"], 3.5, gap=HALF_WIDTH + 2))
            elif move:
                bold.append(arrow(start, end, COLOUR["W"], 3.5, gap=HALF_WIDTH + 2))
            elif edge in summed:
                bold.insert(0, line(start, end, COLOUR["delta" if step.phase == "BP2" else "W"], 2))
            else:
                still.append(line(start, end, "#C9C9C9" if step.moves else FAINT))
            if not roomy and (not move or len(working) > max(self.layers[l], self.layers[l - 1])):
                continue
            gradient, colour = Move("BP4", *edge), COLOUR["W"] if move or not step.moves else GREY
            if gradient in known:
                value, differs = self.trace.dW[l][edge[1:]], said.difference == gradient
                numbers.append(_boxed(place, short(value), "W", "W", bool(move), differs))
            else:
                value = self.trace.net.W[l][edge[1:]]
                numbers.append(text(place, short(value), colour, bold=bool(move), halo=True))
        return still + bold + numbers

    def _neuron(self, l, j, step, known, said):
        own = [move for move in step.moves if (move.l, move.neuron) == (l, j) and move.kind != "cost"]
        read = [move for move in step.moves if move.kind == "BP4" and (move.l - 1, move.other) == (l, j)]
        at_work = own or read or (step.phase == "cost" and l == self.trace.net.L)
        colour = COLOUR["delta" if own and own[-1].phase != "forward" else "a"]
        (x, y), size = self.at[l, j], dict(half=HALF_WIDTH, tall=self.half)
        shapes = [neuron((x, y), l, rim=colour, thick=4 if at_work else 1.5, **size)]
        if at_work:
            shapes.append(neuron((x, y), l, rim="none", fill=colour, strength=0.12, **size))
        value = self._value(Move("activation", l, j), known)
        shapes.append(text((x, y), value, GREY if value == "?" else COLOUR["a"]))
        if {"product", "bias", "activation", "BP1", "slope"} & {move.kind for move in own}:
            sum_of_z = self.trace.sum_so_far(own[-1]) if own[-1].phase == "forward" else self.trace.z[l][j, 0]
            more = "" if Move("bias", l, j) in known else " + …"
            shapes.append(text((x, y - self.half - 10), f"z = {short(sum_of_z)}{more}", COLOUR["z"], halo=True))
        if l > 0:
            shapes.append(self._beneath(l, j, (x, y + self.half + 11), own, known, said))
        if l == self.trace.net.L:
            shapes.append(text((x + 34, y), f"y = {short(self.trace.y[j, 0])}", anchor="start"))
        return shapes

    def _beneath(self, l, j, place, own, known, said):
        """What is drawn beneath a neuron: its bias while that is added, then its error, as far as it is known."""
        delta = f"δ {short(self.trace.delta[l][j, 0])}"
        error, bias = Move("BP1" if l == self.trace.net.L else "slope", l, j), Move("BP3", l, j)
        if Move("bias", l, j) in own:
            return text(place, f"↑ b = {short(self.trace.net.b[l][j, 0])}", COLOUR["b"], halo=True)
        differs = said.difference in (error, bias)
        if bias in known or differs:
            return _boxed(place, delta, "delta", "b", bias in own or differs, differs)
        if error in known:
            return text(place, delta, COLOUR["delta"], halo=True)
        if own and own[-1].kind == "back":
            more = "" if own[-1].other == self.layers[l + 1] - 1 else " + …"
            return text(place, f"({short(self.trace.sum_so_far(own[-1]))}{more})", COLOUR["delta"], halo=True)
        return ""

    # The table and the matrices

    def _row(self, row, y):
        value = row.value != ""
        cells = [
            (RIGHT + 16, row.label, 16, "start", False),
            (834 if value else 926, row.middle, 14, "end", False),
            (840, "=" if value else "", 14, "start", False),
            (926, row.value, 14, "end", row.active),
            (930, row.verdict, 14, "start", True),
        ]
        shapes = [text((x, y), words, INK, size, anchor, bold) for x, words, size, anchor, bold in cells if words]
        if row.active:
            place, size = (RIGHT - 4, y - ROW / 2 + 1), (WIDTH - 6 - RIGHT, ROW - 2)
            shapes += [box(place, *size, INK, rounded=4, strength=0.08), text((RIGHT, y), "▶", INK, 11, "start")]
        if row.rule:
            shapes.append(line((RIGHT + 16, y - ROW / 2), (930, y - ROW / 2)))
        return shapes

    def _matrices(self, said):
        tallest = max(self.layers) * self.cell
        shapes, wide = matrices(said.matrices, tallest, self.cell, brackets=True)
        return moved(shapes, (RIGHT + WIDTH - 14 - wide) / 2, self.matrices + tallest / 2)

    # In words

    def _value(self, move, known):
        """The number that this move makes, or "?" where it is not known yet."""
        return short(self.trace.number(move)) if move in known else "?"

    def _alt(self, known, said):
        """What the picture shows, in words: the sentence, and every array of which a number is known."""
        parts = [f"Backpropagation in a {'-'.join(map(str, self.layers))} network, one sample. {said.sentence}"]
        trace, moves = self.trace, [*self.inputs, *self.trace.moves]
        arrays = [("a{}", trace.a, "activation"), ("δ{}", trace.delta, "BP1", "slope"), ("∂C/∂b{}", trace.db, "BP3")]
        for name, by_layer, *kinds in [*arrays, ("∂C/∂W{}, by rows", trace.dW, "BP4")]:
            for l in by_layer:
                values = [self._value(move, known) for move in moves if move.l == l and move.kind in kinds]
                if set(values) - {"?"}:
                    rows = np.reshape(values, (-1, self.layers[l - 1] if kinds == ["BP4"] else len(values)))
                    parts.append(f"{name.format(superscript(l))}: {'; '.join(map(', '.join, rows))}.")
        if said.matrices:
            shapes = (part if isinstance(part, str) else str(part.shape) for part in said.matrices)
            parts.append(f"Shapes: {' '.join(' '.join(shapes).split())}.")
        return " ".join(parts)


def _phases(phase):
    """The six phases in a row, the present one dark."""
    shapes = []
    for i, name in enumerate(PHASES):
        fill, rim, letters = (INK, INK, "white") if name == phase else ("white", "#BBBBBB", GREY)
        shapes.append(box((20 + 95 * i, 12), 88, 26, fill, rim, rounded=13))
        shapes.append(text((64 + 95 * i, 25), name, letters, 14, bold=name == phase))
    return shapes


def _boxed(place, words, symbol, rim, strong, differs):
    """A gradient in its box, whose rim is thick and dashed where someone else's number differs."""
    half, look = 4.2 * len(words) + 4, dict(rim=COLOUR[rim], thick=2.5 if strong else 1.2)
    if differs:
        half, look, words = half + 11, dict(rim=INK, thick=3, dashes="5 3"), f"✗ {words}"
    frame = box((place[0] - half, place[1] - 9), 2 * half, 18, "white", rounded=3, **look)
    return frame + text(place, words, COLOUR[symbol], bold=strong)
