"""Exercises of notebook 01: shapes and parameters from layer sizes."""

from .engine import Mistakes, exercise, hints

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


class WrongShapes(Mistakes, of=shapes):
    def transposed(layers):
        """Your weight matrices are transposed. How many neurons do they lead *into*? That is the number of rows."""
        return {l: ((layers[l - 1], layers[l]), (layers[l], 1)) for l in range(1, len(layers))}

    def square(layers):
        """Your weight matrices are square. A row needs a weight for each neuron of the layer *before*."""
        return {l: ((layers[l], layers[l]), (layers[l], 1)) for l in range(1, len(layers))}

    def flat_bias(layers):
        """Your biases are flat. Added to a column, they would broadcast into a square: a bias is a column here."""
        return {l: ((layers[l], layers[l - 1]), (layers[l],)) for l in range(1, len(layers))}

    def bias_as_row(layers):
        """Your biases are rows. They are added to a column, so what must they be?"""
        return {l: ((layers[l], layers[l - 1]), (1, layers[l])) for l in range(1, len(layers))}

    def counted_from_zero(layers):
        """Your keys start at 0. Layer 0 is the input and has no parameters: which key belongs to the first matrix?"""
        return {l - 1: ((layers[l], layers[l - 1]), (layers[l], 1)) for l in range(1, len(layers))}


@exercise("01", cases=SIZES)
@hints(
    "How many numbers are in a weight matrix, and how many in its column of biases?",
    "Add up `n * n_before + n` over the layers that have parameters.",
)
def count_parameters(layers):
    """How many weights and biases a network with these layer sizes has, a whole number."""
    return sum(n * n_before + n for n_before, n in zip(layers, layers[1:]))  # noqa: B905, the last has no next


class WrongCountParameters(Mistakes, of=count_parameters):
    def no_biases(layers):
        """You counted the weights. What else does a network adjust?"""
        return count_parameters(layers) - sum(layers[1:])

    def biases_of_the_input(layers):
        """You gave the input biases too. Layer 0 computes nothing, so what would it add them to?"""
        return count_parameters(layers) + layers[0]

    def only_biases(layers):
        """You counted the biases. How many lines are there between two layers?"""
        return sum(layers[1:])

    def one_bias_a_layer(layers):
        """You counted one bias for each layer. Every neuron has one of its own."""
        return WrongCountParameters.no_biases(layers) + len(layers) - 1
