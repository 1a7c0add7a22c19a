"""The layer builder counts as a network does, in its words and in its picture."""

from itertools import pairwise
from xml.etree import ElementTree

from use import words

from four_equations.figures.networks import shape_diagram
from four_equations.figures.style import COLOUR
from four_equations.widgets import layer_builder
from mlp_core import NeuralNetwork


def test_layer_builder_counts_as_a_network_does():
    panel = layer_builder([4, 7, 5, 3])
    net = NeuralNetwork([4, 7, 5, 3], ["sigmoid"] * 3)
    assert f"{sum(net.W[l].size + net.b[l].size for l in net.W)} parameters in all" in words(panel)
    for l in net.W:
        assert str(net.W[l].shape) in words(panel) and str(net.b[l].shape) in words(panel)


def test_the_picture_has_a_cell_for_each_parameter_in_a_frame_that_does_not_jump():
    frames = set()
    for layers in ([2, 3, 2], [1, 8], [8, 8, 8, 8, 8]):
        svg = ElementTree.fromstring(shape_diagram(layers).svg)
        frames.add((svg.get("width"), svg.get("height")))
        for group, (n_prev, n) in zip(svg.findall("{*}g"), pairwise(layers), strict=True):
            for colour, shape in ((COLOUR["W"], (n, n_prev)), (COLOUR["b"], (n, 1))):
                cells = [cell for cell in group.findall("{*}rect") if cell.get("fill") == colour]
                rows, columns = ({cell.get(side) for cell in cells} for side in "yx")
                assert (len(rows), len(columns)) == shape and len(cells) == n * shape[1]
    assert len(frames) == 1
