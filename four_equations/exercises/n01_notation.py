"""Exercises of notebook 01: shapes and parameters from layer sizes."""

from .engine import exercise, hints, mistakes

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
    "samples_as_rows: This is the convention where samples are rows: weights the other way round, and flat biases. "
    "Here samples are columns.",
    lambda layers: {l: ((layers[l - 1], layers[l]), (layers[l],)) for l in range(1, len(layers))},
    "bias_as_a_column_of_w: Your weight matrices have a column too many, as if the bias were one of the weights. "
    "Here the bias has an array of its own.",
    lambda layers: {l: ((layers[l], layers[l - 1] + 1), (layers[l], 1)) for l in range(1, len(layers))},
    "no_biases: You give the shapes of the weights. For each layer a pair is asked for: that of W, and that of b.",
    lambda layers: {l: (layers[l], layers[l - 1]) for l in range(1, len(layers))},
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
    "bias_unit_in_every_layer: You counted a bias unit in every layer, the last too, and weights into it. "
    "A bias is one number for each neuron, and no weights lead to it.",
    lambda layers: sum((n_before + 1) * (n + 1) for n_before, n in zip(layers, layers[1:])),  # noqa: B905
    "only_biases: You counted the biases. How many lines are there between two layers?",
    lambda layers: sum(layers[1:]),
    "one_bias_a_layer: You counted one bias for each layer. Every neuron has one of its own.",
    lambda layers: count_parameters(layers) - sum(layers[1:]) + len(layers) - 1,
)
