"""Notebook 01: build a network from its layer sizes, and see the shape of every array that follows."""

from ..checks import layer_sizes
from ..figures import network_diagram
from ..figures.lettering import superscript
from ..pictures import COLOUR
from .controls import LayerSizes, column, row, slider
from .panel import Panel


def layer_builder(layers=(2, 3, 2)):
    """A panel with a slider for each layer size: the diagram, the shapes and the parameter count follow."""
    first, *hidden, last = layer_sizes(layers)
    panel = Panel("Layer builder")
    inputs, outputs, sizes = slider("inputs n⁰", first, 1, 8), slider("outputs", last, 1, 8), LayerSizes(hidden)
    reset = panel.reset_button([inputs, outputs, *sizes.all])
    panel.put(row(column(inputs, outputs, reset), sizes))

    def draw():
        built = [inputs.value, *sizes.value, outputs.value]
        panel.show(network_diagram(built), shape_table(built))

    panel.follow([inputs, outputs, sizes], draw)
    return panel


def shape_table(layers):
    """An HTML table of the shape of every W^l, b^l and a^l and the number of parameters, with their sum."""
    rows, total = [], 0
    for l in range(1, len(layers)):
        n, n_prev, up = layers[l], layers[l - 1], superscript(l)
        total += n * n_prev + n
        rows.append(
            f'<tr><th scope="row">layer {l}</th><td style="color:{COLOUR["W"]}">W{up}: ({n}, {n_prev})</td>'
            f'<td style="color:{COLOUR["b"]}">b{up}: ({n}, 1)</td>'
            f'<td><span style="color:{COLOUR["z"]}">z{up}</span>, <span style="color:{COLOUR["a"]}">a{up}</span>'
            f": ({n}, m)</td>"
            f"<td>{n}·{n_prev} + {n} = {n * n_prev + n}</td></tr>"
        )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("", "weights", "biases", "m samples", "parameters"))
    return (
        f'<table style="border-spacing:14px 2px;border-collapse:separate;background:white;color:#222;text-align:left">'
        f"<tr>{head}</tr>{''.join(rows)}</table><b>{total} parameters in all</b>"
    )
