"""Every backward pass printed in a notebook, taken from it: the right ones are right, the mistakes are wrong."""

import ast
from functools import partial
from inspect import signature
from pathlib import Path

import nbformat
import numpy as np
import pytest

from four_equations.exercises import check
from mlp_core import NeuralNetwork
from mlp_core.gradients import check_gradient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
ARGUMENTS = (["y", "z", "a"], ["W", "z", "a", "y"])  # how this course calls a backward pass or the errors

RIGHT = "right"
ONE_SAMPLE = "right for one sample only"
WRONG = "wrong"
PRINTED = {
    ("05_backpropagation", "backward_with_loops"): ONE_SAMPLE,
    ("05_backpropagation", "backward_with_matrices"): ONE_SAMPLE,
    ("05_backpropagation", "backward"): RIGHT,
    ("05_backpropagation", "with_sigma"): WRONG,
    ("05_backpropagation", "no_transpose"): WRONG,
    ("05_backpropagation", "no_hidden_slope"): WRONG,
    ("09_playground", "backward"): RIGHT,
}
HIDDEN = {"09_playground": "tanh"}  # the activation of the hidden layers, where it is not the sigmoid
LAYERS = {"no_transpose": [2, 6, 6, 6, 3], "backward": [3, 5, 2, 4]}


def cells(name, without="exercise"):
    """The sources of a notebook's code cells, without those of a tag."""
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [cell.source for cell in code if without not in cell.metadata.get("tags", [])]


def defined(sources):
    """{name: its arguments} of every function defined in these pieces of code."""
    trees = [ast.walk(ast.parse(source)) for source in sources]
    functions = [node for tree in trees for node in tree if isinstance(node, ast.FunctionDef)]
    return {node.name: [argument.arg for argument in node.args.args] for node in functions}


@pytest.fixture(scope="module")
def namespaces():
    """{notebook: what its cells define}, each run once, in order, but for the experiments, which take long."""
    found = {}
    for name in {name for name, _ in PRINTED}:
        found[name] = {}
        for source in cells(name, without="nbval-ignore-output"):
            exec(compile(source, name, "exec"), found[name])
    return found


def checked(namespace, function, samples, hidden):
    """The gradient check of a notebook's function, at random weights."""
    rng, method = np.random.default_rng(1), list(signature(function).parameters) == ARGUMENTS[0]
    layers = LAYERS.get(function.__name__, [2, 3, 2])
    net = namespace["net"] if method else NeuralNetwork(layers, [hidden] * (len(layers) - 2) + ["sigmoid"])
    for l in net.W:  # in place: the notebook's functions hold these arrays
        net.W[l][:], net.b[l][:] = rng.normal(size=net.W[l].shape), rng.normal(size=net.b[l].shape)
    x, y = rng.normal(size=(net.layers[0], samples)), rng.uniform(size=(net.layers[-1], samples))
    return check_gradient(net, x, y, (lambda W, z, a, y: function(y, z, a)) if method else function)


def test_no_backward_pass_is_printed_that_is_not_in_the_table():
    printed = set()
    for path in NOTEBOOKS.glob("*.ipynb"):
        functions = defined(cells(path.stem))
        printed |= {(path.stem, name) for name, arguments in functions.items() if arguments in ARGUMENTS}
    assert printed == PRINTED.keys()


@pytest.mark.parametrize("notebook, name", PRINTED, ids=lambda part: part)
def test_a_printed_backward_pass_is_what_the_notebook_says(namespaces, notebook, name):
    verdict, function = PRINTED[notebook, name], namespaces[notebook][name]
    check_with = partial(checked, namespaces[notebook], function, hidden=HIDDEN.get(notebook, "sigmoid"))
    if verdict is not WRONG:
        assert check_with(samples=1).passed
    if verdict is RIGHT:
        assert check_with(samples=7).passed
    elif name != "backward_with_loops":  # the loops take one sample, and refuse more
        try:
            assert not check_with(samples=7).passed
        except ValueError as error:  # shapes that do not fit are refused, by the check or by numpy
            assert "must have shape" in str(error) or "could not be broadcast" in str(error)


@pytest.mark.parametrize("layers", [[3, 5, 2, 4], [2, 3], [4, 1, 3]])
def test_the_solution_of_the_exercise_is_right_for_any_number_of_layers(layers):
    namespace = {}
    exec(check.backward.solution().text, namespace)
    net = NeuralNetwork(layers, ["sigmoid"] * (len(layers) - 1), seed=2)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(layers[0], 6)), rng.uniform(size=(layers[-1], 6))
    assert check_gradient(net, x, y, namespace["backward"]).passed
