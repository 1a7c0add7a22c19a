"""One step of backpropagation: the network with the values known so far, the equation with its numbers, the shapes."""

import re
from itertools import product as pairs

import numpy as np

from ..pictures import COLOUR, FAINT, INK, Diagram
from .explained import PHASES
from .lettering import rich_text, short, superscript, svg_text

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
            shapes += self._neuron(l, j, moves, last, known)
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
        lines, texts = [], []
        active = {}
        for move in moves:
            if move.kind in ("product", "BP4"):
                active[move.l, move.neuron, move.other] = move.kind
            elif move.kind == "back":
                active[move.l + 1, move.other, move.neuron] = move.kind
        for l in self.walk.z:
            for j, k in pairs(range(self.walk.net.layers[l]), range(self.walk.net.layers[l - 1])):
                kind = active.get((l, j, k))
                lines.insert(
                    0 if kind is None else len(lines), self._line(l, j, k, kind, (l, j, k) in said.before, moves)
                )
                if self.roomy[l]:
                    share = SHARE
                elif kind and (len(active) <= self.walk.net.layers[l] or len(active) <= self.walk.net.layers[l - 1]):
                    share = 0.65 if kind == "back" else 0.35
                else:
                    continue
                texts.append(self._edge_number(l, j, k, share, kind, moves, ("dW", l, j, k) in known, said))
        return lines + texts

    def _line(self, l, j, k, kind, before, moves):
        (x1, y1), (x2, y2) = self.at[l - 1, k], self.at[l, j]
        if kind == "BP4":  # what flows in meets the error
            x, y = self._on_line(l, j, k, SHARE if self.roomy[l] else 0.35)
            return _stroke(x1, y1, x, y, COLOUR["a"], 4) + _stroke(x, y, x2, y2, COLOUR["delta"], 4)
        colour = COLOUR["delta" if kind == "back" or before == "back" else "W"]
        if kind == "product":
            return _stroke(x1, y1, x2, y2, colour, 3.5) + self._arrow(x1, y1, x2, y2, colour)
        if kind == "back":
            return _stroke(x1, y1, x2, y2, colour, 3.5) + self._arrow(x2, y2, x1, y1, colour)
        if before:
            return _stroke(x1, y1, x2, y2, COLOUR["delta" if moves[0].phase == "BP2" else "W"], 2)
        return _stroke(x1, y1, x2, y2, "#C9C9C9" if moves else FAINT, 1)

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

    def _edge_number(self, l, j, k, share, kind, moves, gradient, said):
        x, y = self._on_line(l, j, k, share)
        number = self.walk.dW[l][j, k] if gradient else self.walk.net.W[l][j, k]
        colour = COLOUR["W"] if gradient or kind or not moves else GREY
        text = svg_text(x, y, short(number), colour, 13, halo=not gradient)
        if kind:
            text = text.replace("<text", '<text font-weight="bold"', 1)
        if not gradient:
            return text
        return _chip(x, y, short(number), COLOUR["W"], parted=said.parted == ("dW", l, j, k), strong=bool(kind)) + text

    def _neuron(self, l, j, moves, last, known):
        (x, y), half = self.at[l, j], self.half
        own = [move for move in moves if (move.l, move.neuron) == (l, j) and move.kind != "cost"]
        sends = [m for m in moves if (m.kind == "BP4" and (m.l - 1, m.other) == (l, j))]
        asked = [m for m in moves if m.kind == "cost" and m.l == l]
        active = bool(own or sends or asked)
        colour = COLOUR["delta"] if own and own[-1].phase != "forward" else COLOUR["a"]
        width = 4 if active else 1.5
        rim = f'fill="{colour if active else "white"}" fill-opacity="{0.12 if active else 1}" stroke="{colour}"'
        corner = 4 if l == 0 else half
        shapes = [
            f'<rect x="{x - 27:.1f}" y="{y - half:.1f}" width="54" height="{2 * half:.1f}" rx="{corner}" fill="white"/>'
        ]
        shapes.append(
            f'<rect x="{x - 27:.1f}" y="{y - half:.1f}" width="54" height="{2 * half:.1f}" rx="{corner}" {rim} '
            f'stroke-width="{width}"/>'
        )
        if l == 0 or ("a", l, j) in known:
            shapes.append(svg_text(x, y, short(self.walk.a[l][j, 0]), COLOUR["a"], 13))
        else:
            shapes.append(svg_text(x, y, "?", GREY, 15))
        above, below = y - half - 10, y + half + 10
        kinds = {move.kind for move in own}
        if kinds & {"product", "bias", "activation", "BP1", "slope"}:
            whole = ("z", l, j) in known
            so_far = self.walk.z[l][j, 0] if whole else self.walk.sums[l][j, own[-1].other]
            text = f"z = {short(so_far)}" + ("" if whole else " + …")
            shapes.append(svg_text(x, above, text, COLOUR["z"], 13, halo=True))
        if "bias" in kinds:
            shapes.append(svg_text(x, below, f"↑ b = {short(self.walk.net.b[l][j, 0])}", COLOUR["b"], 13, halo=True))
        if ("delta", l, j) in known:
            text = f"δ {short(self.walk.delta[l][j, 0])}"
            if ("db", l, j) in known:
                shapes.append(_chip(x, below + 1, text, COLOUR["b"], strong="BP3" in kinds))
            shapes.append(svg_text(x, below + 1, text, COLOUR["delta"], 13, halo=("db", l, j) not in known))
        elif "back" in kinds:
            text = f"({short(self.walk.arrived[l][j, own[-1].other])} + …)"
            if own[-1].other == self.walk.net.layers[l + 1] - 1:
                text = text.replace(" + …", "")
            shapes.append(svg_text(x, below + 1, text, COLOUR["delta"], 13, halo=True))
        if l == self.walk.net.L:
            shapes.append(svg_text(x + 34, y, f"y = {short(self.walk.y[j, 0])}", INK, 13, anchor="start"))
        return shapes

    def _names(self):
        layers, shapes = self.walk.net.layers, []
        for l in range(len(layers)):
            kind = "input" if l == 0 else "output" if l == self.walk.net.L else "hidden"
            shapes.append(svg_text(self.at[l, 0][0], 62, f"layer {l}: {kind}", size=13))
        return shapes

    # Where we are, and the equation

    def _phases(self, phase):
        shapes, x = [], 20
        for name in PHASES:
            now = name == phase
            box = f'fill="{INK if now else "white"}" stroke="{INK if now else "#BBBBBB"}"'
            shapes.append(f'<rect x="{x}" y="12" width="88" height="26" rx="13" {box}/>')
            weight = 'font-weight="bold" ' if now else ""
            text = svg_text(x + 44, 25, name, "white" if now else GREY, 14)
            shapes.append(text.replace("<text ", f"<text {weight}", 1))
            x += 95
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
        return max(part.columns * self.cell, 38, 7.2 * len(re.sub(r"[\^_{}]", "", part.label))) + 4

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


def _stroke(x1, y1, x2, y2, colour, width):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{colour}" stroke-width="{width}"/>'


def _chip(x, y, text, colour, parted=False, strong=False):
    """The box of a gradient; with a thick broken rim where someone else's number differs."""
    half = 4.2 * len(text) + 4
    rim = f'stroke="{INK}" stroke-width="3" stroke-dasharray="5 3"' if parted else f'stroke="{colour}" '
    if not parted:
        rim += f'stroke-width="{2.5 if strong else 1.2}"'
    return f'<rect x="{x - half:.1f}" y="{y - 9:.1f}" width="{2 * half:.1f}" height="18" rx="3" fill="white" {rim}/>'
