"""Notebook 01: build a network from its layer sizes, and see the shape of every array that follows."""

from itertools import pairwise

from mlp_core import _validation as validate

from ..figures.formats import superscript
from ..figures.networks import shape_diagram
from ..figures.style import COLOUR
from .base import LayerSizes, Panel, buttons, column, row, slider


class layer_builder(Panel):
    """Build a network from its layer sizes, each with a slider: its diagram, its shapes and its parameter count.

    `layers` is a list of 2 to 5 sizes, each from 1 to 8.
    """

    def __init__(self, layers=(2, 3, 2)):
        super().__init__("Layer builder")
        layers = validate.layer_sizes(layers)
        self.inputs, self.outputs = slider("inputs n⁰", layers[0], 1, 8), slider("outputs nᴸ", layers[-1], 1, 8)
        self.hidden = LayerSizes(layers[1:-1])
        self.begin(row(column(self.inputs, self.outputs, buttons(self.reset_button())), self.hidden))

    def draw(self):
        layers = [self.inputs.value, *self.hidden.value, self.outputs.value]
        self.stage.show(shape_diagram(layers), shape_table(layers))


def shape_table(layers):
    """An HTML table of the shapes of every W^l, b^l and a^l and of the parameter counts, with the total."""
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", "weights", "biases", "m samples", "parameters"))
    rows = "".join(table_row(l, n, n_prev) for l, (n_prev, n) in enumerate(pairwise(layers), 1))
    weights, biases = sum(n * n_prev for n_prev, n in pairwise(layers)), sum(layers[1:])
    return (
        f'<table style="white-space:nowrap"><tr>{head}</tr>{rows}</table>'
        f"<b>{weights + biases} parameters in all</b>: {weights} weights and {biases} biases"
    )


def table_row(l, n, n_prev):
    up = superscript(l)
    cells = (
        marked("W", f"W{up}: ({n}, {n_prev})"),
        marked("b", f"b{up}: ({n}, 1)"),
        f"{marked('z', f'z{up}')}, {marked('a', f'a{up}')}: ({n}, m)",
        f"{n}·{n_prev} + {n} = {n * n_prev + n}",
    )
    return f'<tr><th scope="row">layer {l}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def marked(symbol, text):
    """HTML of `text` beside a bar in its symbol's colour; the letters keep the page's colour, light or dark."""
    return f'<span style="border-left:0.35em solid {COLOUR[symbol]};padding-left:0.4em">{text}</span>'
