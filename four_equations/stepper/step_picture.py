"""One step of backpropagation: the network with the values known so far, the equation with its numbers, the shapes."""

import re
from itertools import product as pairs

import numpy as np

from ..figures.formats import short, superscript
from ..figures.style import COLOUR, FAINT, INK
from ..figures.svg import Diagram, rich_text, svg_text
from .explanation import PHASES

WIDTH, RIGHT = 950, 606  # of the picture, and where its right half begins
SHARE = 0.6  # how far along a line its number stands: there all lines between small layers are apart
GREY = "#6B6B6B"  # readable on white, and weaker than ink
LEGEND = (
    "On a line: its weight w. In a box: ∂C/∂w.",
    "In a neuron: its output a. Beneath: its error δ, in a box: ∂C/∂b.",
)


class StepPicture:
    """Draws the steps of one walk, all in the same places, so that nothing jumps from one to the next."""

    def __init__(self, walk, most_rows):
        """`most_rows`: of the table at the right, in any step."""
        self.walk = walk
        layers, tallest = walk.net.layers, max(walk.net.layers)
        self.pitch = max(60, min(104, 370 / tallest))
        self.half = min(27, (self.pitch - 36) / 2)  # of a neuron's height; its width is that of its number
        self.top = 74
        across = (RIGHT - 52 - 104) / (len(layers) - 1)
        self.across = min(across, 260)
        left = 52 + (across - self.across) * (len(layers) - 1) / 2
        self.at = {}
        for l, n in enumerate(layers):
            first = self.top + (tallest - n + 1) * self.pitch / 2
            self.at |= {(l, j): (left + l * self.across, first + j * self.pitch) for j in range(n)}
        self.row = 24 if tallest <= 5 else 22
        self.cell = min(26, 112 // tallest)
        self.table = 116
        self.boxes = self.table + most_rows * self.row + 16
        self.bottom = max(self.top + tallest * self.pitch + 16, self.boxes + tallest * self.cell + 8)
        self.height = self.bottom + 48
        self.roomy = {l: self._has_room(l) for l in walk.z}
        self.when = {key: i for i, move in enumerate(walk.moves) for key in [_result(move)] if key}

    def draw(self, moves, last, said):
        """A Diagram. moves: those of this step; last: the number of moves done; said: an Explanation of the step."""
        known = {key for key, i in self.when.items() if i < last}
        shapes = self._phases(moves[0].phase if moves else None)
        shapes += self._edges(moves, known, said)
        for l, j in self.at:
            shapes += self._neuron(l, j, moves, known, said)
        shapes += self._names()
        shapes += [
            svg_text(20, self.bottom + 12 + 19 * i, text, GREY, 13, anchor="start") for i, text in enumerate(LEGEND)
        ]
        shapes.append(f'<line x1="{RIGHT - 14}" y1="52" x2="{RIGHT - 14}" y2="{self.height - 14}" stroke="#DDDDDD"/>')
        shapes += self._equation(said) + self._table(said) + self._boxes(said)
        return Diagram(WIDTH, self.height, shapes, self._alt(known, said))

    # The network

    def _has_room(self, l):
        """Whether the numbers of all lines into layer l can stand on them."""
        layers = self.walk.net.layers
        ends = pairs(range(layers[l]), range(layers[l - 1]))
        heights = np.sort([self._on_line(l, j, k, SHARE)[1] for j, k in ends])
        return len(heights) == 1 or np.diff(heights).min() >= 17

    def _on_line(self, l, j, k, share):
        (x1, y1), (x2, y2) = self.at[l - 1, k], self.at[l, j]
        return x1 + share * (x2 - x1), y1 + share * (y2 - y1)

    def _edges(self, moves, known, said):
        """The lines of all weights, those at work on top, and the numbers on them."""
        still, at_work, numbers, layers = [], [], [], self.walk.net.layers
        active = {_line_of(move): move.kind for move in moves if move.kind in ("product", "back", "BP4")}
        for l in self.walk.z:
            a_fan = len(active) <= max(layers[l], layers[l - 1])
            for j, k in pairs(range(layers[l]), range(layers[l - 1])):
                line, kind = (l, j, k), active.get((l, j, k))
                share = SHARE if self.roomy[l] else 0.65 if kind == "back" else 0.35
                if kind:
                    at_work.append(self._line_at_work(line, kind, share))
                elif line in said.before:
                    at_work.insert(
                        0, _stroke(*self._ends(line), COLOUR["delta" if moves[0].phase == "BP2" else "W"], 2)
                    )
                else:
                    still.append(_stroke(*self._ends(line), "#C9C9C9" if moves else FAINT, 1))
                if self.roomy[l] or (kind and a_fan):
                    numbers.append(self._edge_number(line, share, bool(kind), known, said, at_rest=not moves))
        return still + at_work + numbers

    def _ends(self, line):
        l, j, k = line
        return *self.at[l - 1, k], *self.at[l, j]

    def _line_at_work(self, line, kind, share):
        x1, y1, x2, y2 = self._ends(line)
        if kind == "BP4":  # what flows in meets the error, at the weight
            x, y = self._on_line(*line, share)
            return _stroke(x1, y1, x, y, COLOUR["a"], 4) + _stroke(x, y, x2, y2, COLOUR["delta"], 4)
        if kind == "back":
            x1, y1, x2, y2 = x2, y2, x1, y1
        colour = COLOUR["delta" if kind == "back" else "W"]
        return _stroke(x1, y1, x2, y2, colour, 3.5) + self._arrow(x1, y1, x2, y2, colour)

    def _arrow(self, x1, y1, x2, y2, colour):
        """The head of an arrow that ends at the rim of the neuron at x2, y2."""
        way = np.array([x2 - x1, y2 - y1])
        way /= np.hypot(*way)
        inside = min(27 / max(abs(way[0]), 1e-9), self.half / max(abs(way[1]), 1e-9))
        if self.half == 27:
            inside = 27
        tip = np.array([x2, y2]) - (inside + 2) * way
        side = 6 * np.array([-way[1], way[0]])
        corners = [tip, tip - 13 * way + side, tip - 13 * way - side]
        return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in corners)}" fill="{colour}"/>'

    def _edge_number(self, line, share, strong, known, said, at_rest):
        """The weight, or in a box its gradient once that is known."""
        (l, j, k), (x, y) = line, self._on_line(*line, share)
        if ("dW", l, j, k) not in known:
            colour = COLOUR["W"] if strong or at_rest else GREY
            weight = "bold" if strong else "normal"
            return svg_text(x, y, short(self.walk.net.W[l][j, k]), colour, 13, halo=True, weight=weight)
        return _chip(x, y, short(self.walk.dW[l][j, k]), "W", "W", strong, said.parted == ("dW", l, j, k))

    def _neuron(self, l, j, moves, known, said):
        (x, y), half, walk = self.at[l, j], self.half, self.walk
        own = [move for move in moves if (move.l, move.neuron) == (l, j) and move.kind != "cost"]
        kinds = {move.kind for move in own}
        gives = any(
            (m.kind == "BP4" and (m.l - 1, m.other) == (l, j)) or (m.kind == "cost" and m.l == l) for m in moves
        )
        colour = COLOUR["delta" if own and own[-1].phase != "forward" else "a"]
        shapes = [self._shape(l, x, y, "white", 1, colour, 4 if own or gives else 1.5)]
        if own or gives:
            shapes.append(self._shape(l, x, y, colour, 0.12))
        value = short(walk.a[l][j, 0]) if l == 0 or ("a", l, j) in known else "?"
        shapes.append(svg_text(x, y, value, GREY if value == "?" else COLOUR["a"], 13))
        above, below = y - half - 10, y + half + 11
        if kinds & {"product", "bias", "activation", "BP1", "slope"}:
            whole = ("z", l, j) in known
            z = short(walk.z[l][j, 0]) if whole else f"{short(walk.sums[l][j, own[-1].other])} + …"
            shapes.append(svg_text(x, above, f"z = {z}", COLOUR["z"], 13, halo=True))
        if "bias" in kinds:
            shapes.append(svg_text(x, below, f"↑ b = {short(walk.net.b[l][j, 0])}", COLOUR["b"], 13, halo=True))
        delta = f"δ {short(walk.delta[l][j, 0])}" if l else ""
        if ("db", l, j) in known:
            shapes.append(_chip(x, below, delta, "delta", "b", "BP3" in kinds, said.parted == ("db", l, j, 0)))
        elif said.parted == ("delta", l, j, 0):
            shapes.append(_chip(x, below, delta, "delta", "delta", True, True))
        elif ("delta", l, j) in known:
            shapes.append(svg_text(x, below, delta, COLOUR["delta"], 13, halo=True))
        elif "back" in kinds:
            more = "" if own[-1].other == walk.net.layers[l + 1] - 1 else " + …"
            text = f"({short(walk.arrived[l][j, own[-1].other])}{more})"
            shapes.append(svg_text(x, below, text, COLOUR["delta"], 13, halo=True))
        if l == walk.net.L:
            shapes.append(svg_text(x + 34, y, f"y = {short(walk.y[j, 0])}", INK, 13, anchor="start"))
        return shapes

    def _shape(self, l, x, y, fill, opacity, rim="none", width=0):
        """A round neuron, or the square of an input, which computes nothing."""
        corner, half = (self.half if l else 4), self.half
        return (
            f'<rect x="{x - 27:.1f}" y="{y - half:.1f}" width="54" height="{2 * half:.1f}" rx="{corner:.1f}" '
            f'fill="{fill}" fill-opacity="{opacity}" stroke="{rim}" stroke-width="{width}"/>'
        )

    def _names(self):
        layers, shapes = self.walk.net.layers, []
        for l in range(len(layers)):
            kind = "input" if l == 0 else "output" if l == self.walk.net.L else "hidden"
            shapes.append(svg_text(self.at[l, 0][0], 62, f"layer {l}: {kind}", size=13))
        return shapes

    # Where we are, and the equation

    def _phases(self, phase):
        shapes = []
        for i, name in enumerate(PHASES):
            fill, rim, letters, weight = ("white", "#BBBBBB", GREY, "normal")
            if name == phase:
                fill, rim, letters, weight = INK, INK, "white", "bold"
            shapes.append(
                f'<rect x="{20 + 95 * i}" y="12" width="88" height="26" rx="13" fill="{fill}" stroke="{rim}"/>'
            )
            shapes.append(svg_text(64 + 95 * i, 25, name, letters, 14, weight=weight))
        return shapes

    def _equation(self, said):
        shapes = [rich_text(RIGHT, 25, said.title, 15, weight="bold")]
        return shapes + [rich_text(RIGHT, 62 + 30 * i, line, 18) for i, line in enumerate(said.lines)]

    def _table(self, said):
        shapes, high = [], self.row
        for i, row in enumerate(said.rows):
            y = self.table + (i + 0.5) * high
            if row.active:
                shapes.append(
                    f'<rect x="{RIGHT - 4}" y="{y - high / 2 + 1:.1f}" width="{WIDTH - 6 - RIGHT}" height="{high - 2}" '
                    f'rx="4" fill="{INK}" fill-opacity="0.08"/>'
                )
                shapes.append(rich_text(RIGHT, y, "▶", 11))
            if row.rule:
                shapes.append(_stroke(RIGHT + 16, y - high / 2, 930, y - high / 2, INK, 1))
            shapes.append(rich_text(RIGHT + 16, y, row.label, 16 if high > 22 else 15))
            if row.middle:
                shapes.append(rich_text(834 if row.value else 926, y, row.middle, 14, "end"))
            if row.value:
                shapes.append(rich_text(840, y, "=", 14))
                shapes.append(rich_text(926, y, row.value, 14, "end", "bold" if row.active else "normal"))
            if row.verdict:
                shapes.append(rich_text(930, y, row.verdict, 14, weight="bold"))
        return shapes

    def _boxes(self, said):
        rooms = [10 + 8 * len(part) if isinstance(part, str) else self._room(part) for part in said.boxes]
        x, high, shapes = RIGHT + (WIDTH - 14 - RIGHT - sum(rooms)) / 2, max(self.walk.net.layers) * self.cell, []
        for part, room in zip(said.boxes, rooms, strict=True):
            middle, under = x + room / 2, self.boxes + high
            x += room
            if isinstance(part, str):
                shapes.append(rich_text(middle, self.boxes + high / 2, part, 17, "middle"))
                continue
            shapes += self._box(part, middle, self.boxes + high / 2)
            shapes.append(rich_text(middle, under + 16, part.label, 15, "middle"))
            shapes.append(svg_text(middle, under + 37, f"{part.rows} × {part.columns}", INK, 13))
        return shapes

    def _room(self, part):
        return max(part.columns * self.cell, 38, 8 * len(re.sub(r"[\^_{}]", "", part.label))) + 6

    def _box(self, part, x, y):
        colour, c = COLOUR.get(part.symbol, INK), self.cell
        left, top = x - part.columns * c / 2, y - part.rows * c / 2
        plain, strong = [], []
        for j, k in pairs(range(part.rows), range(part.columns)):
            place = f'x="{left + k * c:.1f}" y="{top + j * c:.1f}" width="{c}" height="{c}" stroke="{colour}"'
            if (j, k) in part.active:
                strong.append(f'<rect {place} fill="{colour}" fill-opacity="0.6" stroke-width="2.5"/>')
            elif part.known is None or (j, k) in part.known:
                plain.append(f'<rect {place} fill="{colour}" fill-opacity="0.15"/>')
            else:
                plain.append(f'<rect {place} fill="white" stroke-opacity="0.5" stroke-dasharray="3 2"/>')
        return plain + strong

    def _alt(self, known, said):
        walk, sizes = self.walk, "-".join(map(str, self.walk.net.layers))
        parts = [f"Backpropagation in a {sizes} network, one sample. {said.sentence}"]
        for symbol, arrays in (("a", walk.a), ("delta", walk.delta), ("db", walk.db)):
            for l in arrays:
                values = [short(v) if l == 0 or (symbol, l, j) in known else "?" for j, v in enumerate(arrays[l][:, 0])]
                if set(values) != {"?"}:
                    name = {"a": "a", "delta": "δ", "db": "∂C/∂b"}[symbol]
                    parts.append(f"{name}{superscript(l)}: {', '.join(values)}.")
        for l in walk.dW:
            rows = [
                [short(v) if ("dW", l, j, k) in known else "?" for k, v in enumerate(row)]
                for j, row in enumerate(walk.dW[l])
            ]
            if any(value != "?" for row in rows for value in row):
                parts.append(f"∂C/∂W{superscript(l)}, by rows: {'; '.join(', '.join(row) for row in rows)}.")
        return " ".join(parts)


def _result(move):
    """What is known after this move that is drawn in the network."""
    kind, l, j, k = move
    name = {"bias": "z", "activation": "a", "BP1": "delta", "slope": "delta", "BP3": "db"}.get(kind)
    if name:
        return name, l, j
    return ("dW", l, j, k) if kind == "BP4" else None


def _line_of(move):
    """(l, j, k) of the line over which this move goes."""
    return (move.l + 1, move.other, move.neuron) if move.kind == "back" else (move.l, move.neuron, move.other)


def _stroke(x1, y1, x2, y2, colour, width):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _chip(x, y, text, letter, rim, strong, parted):
    """A gradient in its box, whose rim is thick and broken where someone else's number differs."""
    half = 4.2 * len(text) + 4
    stroke = f'"{COLOUR[rim]}" stroke-width="{2.5 if strong else 1.2}"'
    if parted:
        stroke = f'"{INK}" stroke-width="3" stroke-dasharray="5 3"'
        text = f"✗ {text}"
        half += 11
    place = f'x="{x - half:.1f}" y="{y - 9:.1f}" width="{2 * half:.1f}" height="18" rx="3"'
    number = svg_text(x, y, text, COLOUR[letter], 13, weight="bold" if strong else "normal")
    return f'<rect {place} fill="white" stroke={stroke}/>{number}'
