"""Exercises of notebook 04: BP1 to BP4, one function each, for sigmoids and the quadratic cost."""

import numpy as np

from mlp_core.activations import sigmoid

from .engine import exercise, hints, mistakes, times

rng = np.random.default_rng(4)
SLOPE = "from mlp_core.activations import sigmoid_prime\n"


@exercise(
    "04",
    cases=[(np.array([[-1.25, 0.5], [2.0, -3.0]]),), (np.array(0.0),), (np.array([[-800.0, 800.0, 1.0]]),)],
    uses="from mlp_core.activations import sigmoid\n",
)
@hints("You derived it: it can be written with the sigmoid alone.", "The sigmoid times its distance from 1.")
def sigmoid_prime(z):
    """The slope of the sigmoid at z, for an array of any shape."""
    return sigmoid(z) * (1 - sigmoid(z))


mistakes(
    sigmoid_prime,
    "the_sigmoid_itself: This is the sigmoid, not its slope. At 0 the slope is a quarter.",
    lambda z: sigmoid(z),
    "of_a: You take the sigmoid twice. That happens when a function that expects z is given a.",
    lambda z: sigmoid_prime(sigmoid(z)),
    "z_taken_for_a: This is a(1 - a) with z in place of a. Which of the two is a number between 0 and 1?",
    lambda z: z * (1 - z),
    "one_plus: It gets larger than a quarter. Look at the sign in the bracket.",
    lambda z: sigmoid(z) * (1 + sigmoid(z)),
    "of_tanh: This is the slope of tanh, written with tanh itself. The sigmoid has another one.",
    lambda z: 1 - np.tanh(z) ** 2,
    "square_of_tanh_form: 1 - a^2 belongs to tanh. For the sigmoid the second factor is the distance of a from 1.",
    lambda z: 1 - sigmoid(z) ** 2,
    "matrix_product: Where the shapes allow it, you multiply the two factors as matrices. "
    "Each entry has a slope of its own.",
    lambda z: sigmoid(z) @ (1 - sigmoid(z)),
    "square_of_z: It fits `1 - z ** 2`. 1 - a^2 is the slope of tanh, and even there a is its value, not z.",
    lambda z: 1 - z**2,
    "square_lost: It fits `1 - sigmoid(z)`, or exp(-z)/(1 + exp(-z)): in that form of the slope, "
    "the denominator is squared.",
    lambda z: 1 - sigmoid(z),
    "mixed: It fits `a * (1 - z)`: one factor is made of the activation, the other of z.",
    lambda z: sigmoid(z) * (1 - z),
    "squared: This is the square of the slope. Is a factor there twice?",
    lambda z: sigmoid_prime(z) ** 2,
    "square_of_the_sigmoid: This is the square of the sigmoid. Where does the slope go for a large z?",
    lambda z: sigmoid(z) ** 2,
    "minus_its_square: It is negative, but the sigmoid always rises. The second factor is the distance from 1.",
    lambda z: sigmoid(z) * (0 - sigmoid(z)),
)


def output_case(n, m):
    z = rng.normal(size=(n, m))
    return sigmoid(z), rng.uniform(0.05, 0.95, (n, m)), z


@exercise("04", cases=[output_case(3, 5), output_case(4, 1)], uses=SLOPE)
@hints(
    "How much does the cost care about each output, and how much does the output react to its sum?",
    "(a - y), entry by entry times the slope at z.",
)
def output_error(a, y, z):
    """BP1: delta^L of shape (n, m), for a = sigma(z), targets y and weighted inputs z of the last layer."""
    return (a - y) * sigmoid_prime(z)


mistakes(
    output_error,
    "doubled: This is twice the error: the 1/2 of the cost cancels that 2.",
    times(2, output_error),
    "no_slope: BP1 has a second factor: how much does the output react to its sum?",
    lambda a, y, z: a - y,
    "sigmoid_for_slope: You multiply by the sigmoid. BP1 takes its slope.",
    lambda a, y, z: (a - y) * sigmoid(z),
    "slope_of_a: You take the slope at a. The output reacts to z, so where must the slope be taken?",
    lambda a, y, z: (a - y) * sigmoid_prime(a),
    "y_minus_a: This is minus the error. If an output is too large, the derivative of the cost is positive.",
    lambda a, y, z: (y - a) * sigmoid_prime(z),
    "averaged: You divided by the number of samples. In BP1 each column is one sample; the mean comes in BP3 and BP4.",
    lambda a, y, z: output_error(a, y, z) / a.shape[1],
    "only_the_slope: This is the slope alone. How much does the cost care about the output?",
    lambda a, y, z: sigmoid_prime(z),
    "added: You add a and y. A right answer must have the error 0: which combination gives that?",
    lambda a, y, z: (a + y) * sigmoid_prime(z),
    "z_for_a: You take z(1 - z) for the slope. a(1 - a) has the activation in both places.",
    lambda a, y, z: (a - y) * z * (1 - z),
    "slope_of_tanh: You take 1 - a^2 for the slope. That is the slope of tanh.",
    lambda a, y, z: (a - y) * (1 - a**2),
    "slope_twice: The slope is there twice.",
    lambda a, y, z: (a - y) * sigmoid_prime(z) ** 2,
    "slope_of_the_error: You take e(1 - e) with e = a - y. That is no slope: the output reacts to z.",
    lambda a, y, z: (a - y) * (1 - (a - y)),
    "slope_at_the_error: You take the slope at a - y. The output reacts to z, so where must the slope be taken?",
    lambda a, y, z: (a - y) * sigmoid_prime(a - y),
    "cost_for_its_derivative: You multiply the terms of the cost by the slope. BP1 takes the derivative of the cost.",
    lambda a, y, z: 0.5 * (a - y) ** 2 * sigmoid_prime(z),
)


def hidden_case(n_next, n, m):
    return rng.normal(size=(n_next, n)), rng.normal(size=(n_next, m)), rng.normal(size=(n, m))


@exercise(
    "04", cases=[hidden_case(2, 4, 5), hidden_case(3, 2, 1), hidden_case(3, 3, 4), hidden_case(4, 4, 4)], uses=SLOPE
)
@hints(
    "Follow one error backwards over the lines. Which index of the weight is summed over?",
    "Rows of W are what a neuron of the next layer collects forward. Backward you need its columns.",
    "A transpose, a product, and then the slope entry by entry.",
)
def hidden_error(W_next, delta_next, z):
    """BP2: delta^l (n, m) from W^(l+1) (n_next, n), delta^(l+1) (n_next, m) and z^l (n, m)."""
    return (W_next.T @ delta_next) * sigmoid_prime(z)


mistakes(
    hidden_error,
    "wrong_sign: Every sign is turned. Nothing is subtracted in BP2.",
    times(-1, hidden_error),
    "no_transpose: Where the shapes allow it, you multiply by W itself. "
    "Are the weights *out* of a neuron a row or a column?",
    lambda W_next, delta_next, z: (W_next @ delta_next) * sigmoid_prime(z),
    "slope_left_out: This is what arrives at the output of the neuron. "
    "It still has to pass back through the activation.",
    lambda W_next, delta_next, z: W_next.T @ delta_next,
    "times_the_sigmoid: You multiply by the sigmoid of z. BP2 takes its slope.",
    lambda W_next, delta_next, z: (W_next.T @ delta_next) * sigmoid(z),
    "slope_at_a: You take the slope at a. It must be taken at z.",
    lambda W_next, delta_next, z: (W_next.T @ delta_next) * sigmoid_prime(sigmoid(z)),
    "matrix_product_with_slope: Where the shapes allow it, you multiply by the slope as a matrix. "
    "It is applied entry by entry.",
    lambda W_next, delta_next, z: (W_next.T @ delta_next) @ sigmoid_prime(z),
    "pseudo_inverse: You multiply by a pseudo-inverse of W. What comes back is a sum over the lines, not a solution: "
    "rows and columns change places.",
    lambda W_next, delta_next, z: (np.linalg.pinv(W_next) @ delta_next) * sigmoid_prime(z),
    "slope_before_the_weights: Where the shapes allow it, you multiply by the slope before the error goes back. "
    "The slope belongs to the layer where it arrives.",
    lambda W_next, delta_next, z: W_next.T @ (delta_next * sigmoid_prime(z)),
    "z_for_a: You take z(1 - z) for the slope. a(1 - a) has the activation in both places.",
    lambda W_next, delta_next, z: (W_next.T @ delta_next) * z * (1 - z),
    "slope_of_tanh: You take 1 - a^2 for the slope. That is the slope of tanh.",
    lambda W_next, delta_next, z: (W_next.T @ delta_next) * (1 - sigmoid(z) ** 2),
    "slope_twice: The slope is there twice.",
    lambda W_next, delta_next, z: (W_next.T @ delta_next) * sigmoid_prime(z) ** 2,
    "slope_of_the_error: You take e(1 - e), where e is what arrives. The slope of the activation is taken at z.",
    lambda W_next, delta_next, z: (W_next.T @ delta_next) * (1 - W_next.T @ delta_next),
    "mean_taken: You divided by the number of samples. The columns stay apart in BP2; the mean comes in BP3 and BP4.",
    lambda W_next, delta_next, z: hidden_error(W_next, delta_next, z) / z.shape[1],
)


@exercise("04", cases=[(rng.normal(size=(3, 5)),), (rng.normal(size=(4, 1)),)])
@hints(
    "For one sample the gradient is the error itself. For several?",
    "A mean over the columns; `keepdims=True` keeps it a column.",
)
def bias_gradient(delta):
    """BP3: dC/db of shape (n, 1), from the errors delta (n, m)."""
    return delta.mean(axis=1, keepdims=True)


mistakes(
    bias_gradient,
    "errors_kept_apart: There is still a column for each sample. The biases serve the whole batch: "
    "how does BP3 make one column?",
    lambda delta: delta,
    "added_up: You added up the columns. C is a mean over the samples.",
    lambda delta: delta.sum(axis=1, keepdims=True),
    "flat: The numbers are right, but flat, of shape (n,). Subtracted from a column they would make a square.",
    lambda delta: delta.mean(axis=1),
    "over_the_neurons: You took the mean over the neurons. Each neuron has its own bias; average over the samples.",
    lambda delta: delta.mean(axis=0, keepdims=True),
    "one_for_all: You took the mean over everything, so all neurons get the same number.",
    lambda delta: np.full((delta.shape[0], 1), delta.mean()),
    "first_sample: You took the first sample alone. The bias serves all of them.",
    lambda delta: delta[:, :1],
    "rows_counted: You divided by the number of rows. The samples are the columns.",
    lambda delta: delta.sum(axis=1, keepdims=True) / delta.shape[0],
)


def weight_case(n, n_prev, m):
    return rng.normal(size=(n, m)), rng.normal(size=(n_prev, m))


@exercise("04", cases=[weight_case(3, 4, 5), weight_case(2, 3, 1), weight_case(4, 4, 3), weight_case(3, 3, 3)])
@hints(
    "Every error times every activation: a table with a row for each error.",
    "A column times a row makes such a table. And the mean over the batch?",
)
def weight_gradient(delta, a_prev):
    """BP4: dC/dW of shape (n, n_prev), from delta (n, m) and the activations a_prev (n_prev, m) of the layer before."""
    return delta @ a_prev.T / delta.shape[1]


mistakes(
    weight_gradient,
    "summed: The product has added up the samples. C is their mean.",
    lambda delta, a_prev: delta @ a_prev.T,
    "swapped: This is the transpose of what you want: rows must belong to errors, columns to activations.",
    lambda delta, a_prev: a_prev @ delta.T / delta.shape[1],
    "star_for_at: Where the shapes allow it, you multiply entry by entry. Every error meets *every* activation.",
    lambda delta, a_prev: delta * a_prev / delta.shape[1],
    "transpose_missing: Where the shapes allow it, you multiply without a transpose. "
    "Which index must the sum run over?",
    lambda delta, a_prev: delta @ a_prev / delta.shape[1],
    "everything_meets: Every error of every sample meets every activation of every sample. "
    "Only those of the same sample belong together.",
    lambda delta, a_prev: np.outer(delta, a_prev),
    "divided_by_neurons: You divided by the number of neurons. The mean is over the samples.",
    lambda delta, a_prev: delta @ a_prev.T / delta.shape[0],
    "divided_twice: You divided by the number of samples twice.",
    lambda delta, a_prev: delta @ a_prev.T / delta.shape[1] ** 2,
    "minus: Every sign is turned. The step subtracts the gradient; the gradient itself has no minus.",
    lambda delta, a_prev: -delta @ a_prev.T / delta.shape[1],
)
