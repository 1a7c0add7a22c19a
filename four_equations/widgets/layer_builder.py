"""Notebook 01: build a network from its layer sizes, and see the shape of every array that follows."""

from mlp_core._validation import layer_sizes

from ..figures import shape_diagram
from ..figures.formats import superscript
from .base.controls import LayerSizes, buttons, column, row, slider
from .base.panel import Panel, marked


def layer_builder(layers=(2, 3, 2)):
    """A panel with a slider for each layer size: the diagram, the shapes and the parameter count follow.

    The list `layers` may have up to 5 sizes, from 1 to 8.
    """
    first, *hidden, last = layer_sizes(layers)
    panel = Panel("Layer builder")
    inputs, outputs, sizes = slider("inputs n⁰", first, 1, 8), slider("outputs nᴸ", last, 1, 8), LayerSizes(hidden)
    reset = panel.reset_button([inputs, outputs, *sizes.all])
    panel.put(row(column(inputs, outputs, buttons(reset)), sizes))

    def draw():
        built = [inputs.value, *sizes.value, outputs.value]
        panel.show(shape_diagram(built), shape_table(built))

    panel.follow([inputs, outputs, sizes], draw)
    return panel


def shape_table(layers):
    """An HTML table of the shape of every W^l, b^l and a^l and the number of parameters, with their sum."""
    rows, weights, biases = [], 0, sum(layers[1:])
    for l in range(1, len(layers)):
        n, n_prev, up = layers[l], layers[l - 1], superscript(l)
        weights += n * n_prev
        cells = (
            marked("W", f"W{up}: ({n}, {n_prev})"),
            marked("b", f"b{up}: ({n}, 1)"),
            f"{marked('z', f'z{up}')}, {marked('a', f'a{up}')}: ({n}, m)",
            f"{n}·{n_prev} + {n} = {n * n_prev + n}",
        )
        rows.append(f'<tr><th scope="row">layer {l}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>')
    names = ("", "weights", "biases", "m samples", "parameters")
    head = "".join(f'<th scope="col">{name}</th>' for name in names)
    return (
        f'<table style="white-space:nowrap"><tr>{head}</tr>{"".join(rows)}</table>'
        f"<b>{weights + biases} parameters in all</b>: {weights} weights and {biases} biases"
    )
