"""Exercises of notebook 01: shapes and parameters from layer sizes."""

import numpy as np

from .chosen_weights import listed
from .engine import exercise, hints, mistakes
from .equality import Behaviour, Mismatch, numbers, short

SIZES = [([2, 3, 2],), ([4, 3, 5, 2],), ([7, 1],), ([3, 3, 3],)]


@exercise("01", cases=SIZES)
@hints(
    "Which layers have parameters, and which has none?",
    "Row j of a weight matrix holds the weights into neuron j. So how many rows, and how many columns?",
    "Loop over `range(1, len(layers))`; for each l make a pair of shapes.",
)
def shapes(layers):
    """{l: (shape of W^l, shape of b^l)} for the layers 1..L."""
    return {l: ((layers[l], layers[l - 1]), (layers[l], 1)) for l in range(1, len(layers))}


mistakes(
    shapes,
    "transposed: Your weight matrices are transposed. How many neurons do they lead *into*? "
    "That is the number of rows.",
    lambda layers: {l: ((layers[l - 1], layers[l]), (layers[l], 1)) for l in range(1, len(layers))},
    "square: Your weight matrices are square. A row needs a weight for each neuron of the layer *before*.",
    lambda layers: {l: ((layers[l], layers[l]), (layers[l], 1)) for l in range(1, len(layers))},
    "flat_bias: Your biases are flat. Added to a column, they would broadcast into a square: a bias is a column here.",
    lambda layers: {l: ((layers[l], layers[l - 1]), (layers[l],)) for l in range(1, len(layers))},
    "bias_as_row: Your biases are rows. They are added to a column, so what must they be?",
    lambda layers: {l: ((layers[l], layers[l - 1]), (1, layers[l])) for l in range(1, len(layers))},
    "counted_from_zero: Your keys start at 0. Layer 0 is the input and has no parameters: "
    "which key belongs to the first matrix?",
    lambda layers: {l - 1: ((layers[l], layers[l - 1]), (layers[l], 1)) for l in range(1, len(layers))},
)


@exercise("01", cases=SIZES)
@hints(
    "How many numbers are in a weight matrix, and how many in its column of biases?",
    "Add up `n * n_before + n` over the layers that have parameters.",
)
def count_parameters(layers):
    """How many weights and biases a network with these layer sizes has, a whole number."""
    return sum(n * n_before + n for n_before, n in zip(layers, layers[1:]))  # noqa: B905, the last has no next


mistakes(
    count_parameters,
    "no_biases: You counted the weights. What else does a network adjust?",
    lambda layers: count_parameters(layers) - sum(layers[1:]),
    "biases_of_the_input: You gave the input biases too. Layer 0 computes nothing, so what would it add them to?",
    lambda layers: count_parameters(layers) + layers[0],
    "only_biases: You counted the biases. How many lines are there between two layers?",
    lambda layers: sum(layers[1:]),
    "one_bias_a_layer: You counted one bias for each layer. Every neuron has one of its own.",
    lambda layers: count_parameters(layers) - sum(layers[1:]) + len(layers) - 1,
)


def sizes(value, W):
    """The list itself, and the shapes that it was made of."""
    array = None if isinstance(value, dict) else numbers(value)
    if array is None or array.ndim != 1:
        raise Mismatch("type", f"The result must be a list of numbers, one for each layer, but is {short(value)}.")
    given = listed([f"{W[l].shape} in W[{l}]" for l in W])
    found = ", ".join(f"{n:g}" for n in array)
    return Behaviour(array.tolist(), f"From the shape{'s' * (len(W) > 1)} {given} you get the sizes [{found}].")


@exercise("01", cases=[({l: np.ones(shape) for l, (shape, _) in shapes(*case).items()},) for case in SIZES], view=sizes)
@hints(
    "How many layers does a network with two weight matrices have? Don't forget the input.",
    "W[l] has a row for each neuron of layer l, and a column for each neuron of layer l - 1.",
    "Every layer but the input has its size in the rows of its own matrix. Which matrix knows the size of the input?",
)
def layers_of(W):
    """The list of layer sizes, from the input to the output, of a network with the dict W of weight matrices."""
    return [W[1].shape[1]] + [W[l].shape[0] for l in range(1, len(W) + 1)]


mistakes(
    layers_of,
    "rows_for_columns: You mixed up rows and columns. W[l] has a row for each neuron that its weights lead *into*.",
    lambda W: [W[1].shape[0]] + [W[l].shape[1] for l in W],
    "input_forgotten: The input is missing. It has no matrix of its own, so which matrix tells you its size?",
    lambda W: layers_of(W)[1:],
    "output_forgotten: The output is missing. Which number of the last matrix have you not used?",
    lambda W: layers_of(W)[:-1],
    "turned_round: Your list runs from the output to the input.",
    lambda W: layers_of(W)[::-1],
    "hidden_twice: Your list has two numbers for each matrix, so every hidden layer is there twice.",
    lambda W: [n for l in W for n in W[l].shape[::-1]],
    "all_numbers: You took all numbers of a shape as they come. "
    "Hidden layers are there twice, and rows come before columns.",
    lambda W: [n for l in W for n in W[l].shape],
    "counted_weights: You give the number of weights in each matrix. The exercise asks for the neurons in each layer.",
    lambda W: [W[l].size for l in W],
)
