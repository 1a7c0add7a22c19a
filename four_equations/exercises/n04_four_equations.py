"""Exercises of notebook 04: BP1 to BP4, one function each, for sigmoids and the quadratic cost."""

import numpy as np

from mlp_core.activations import sigmoid

from .engine import Mistakes, exercise, hints, times, wrong

rng = np.random.default_rng(4)
SLOPE = "from mlp_core.activations import sigmoid_prime\n"


@exercise(
    "04",
    cases=[(np.array([[0.5, -1.25], [2.0, -3.0]]),), (np.array(0.0),), (np.array([-800.0, 800.0, 1.0]),)],
    uses="from mlp_core.activations import sigmoid\n",
)
@hints("You derived it: it can be written with the sigmoid alone.", "The sigmoid times its distance from 1.")
def sigmoid_prime(z):
    """The slope of the sigmoid at z, for an array of any shape."""
    return sigmoid(z) * (1 - sigmoid(z))


class WrongSigmoidPrime(Mistakes, of=sigmoid_prime):
    the_sigmoid_itself = wrong(sigmoid, "This is the sigmoid, not its slope. At 0 the slope is a quarter.")

    def of_a(z):
        """You take the sigmoid twice. That happens when a function that expects z is given a."""
        return sigmoid_prime(sigmoid(z))

    def z_taken_for_a(z):
        """This is a(1 - a) with z in place of a. Which of the two is a number between 0 and 1?"""
        return z * (1 - z)

    def one_plus(z):
        """It gets larger than a quarter. Look at the sign in the bracket."""
        return sigmoid(z) * (1 + sigmoid(z))

    def of_tanh(z):
        """This is the slope of tanh, written with tanh itself. The sigmoid has another one."""
        return 1 - np.tanh(z) ** 2

    def square_of_tanh_form(z):
        """1 - a^2 belongs to tanh. For the sigmoid the second factor is the distance of a from 1."""
        return 1 - sigmoid(z) ** 2

    def matrix_product(z):
        """Where the shapes allow it, you multiply the two factors as matrices. Each entry has a slope of its own."""
        return sigmoid(z) @ (1 - sigmoid(z))

    def minus_its_square(z):
        """It is negative, but the sigmoid always rises. The second factor is the distance from 1."""
        return sigmoid(z) * (0 - sigmoid(z))


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


class WrongOutputError(Mistakes, of=output_error):
    doubled = times(2, output_error, "This is twice the error: the 1/2 of the cost cancels that 2.")
    no_slope = wrong(lambda a, y, z: a - y, "BP1 has a second factor: how much does the output react to its sum?")
    sigmoid_for_slope = wrong(lambda a, y, z: (a - y) * sigmoid(z), "You multiply by the sigmoid. BP1 takes its slope.")

    def slope_of_a(a, y, z):
        """You take the slope at a. The output reacts to z, so where must the slope be taken?"""
        return (a - y) * sigmoid_prime(a)

    def y_minus_a(a, y, z):
        """This is minus the error. If an output is too large, the derivative of the cost is positive."""
        return (y - a) * sigmoid_prime(z)

    def averaged(a, y, z):
        """You divided by the number of samples. In BP1 each column is one sample; the mean comes in BP3 and BP4."""
        return output_error(a, y, z) / a.shape[1]

    def only_the_slope(a, y, z):
        """This is the slope alone. How much does the cost care about the output?"""
        return sigmoid_prime(z)

    def added(a, y, z):
        """You add a and y. A right answer must have the error 0: which combination gives that?"""
        return (a + y) * sigmoid_prime(z)


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


class WrongHiddenError(Mistakes, of=hidden_error):
    wrong_sign = times(-1, hidden_error, "Every sign is turned. Nothing is subtracted in BP2.")

    def no_transpose(W_next, delta_next, z):
        """Where the shapes allow it, you multiply by W itself. Are the weights *out* of a neuron a row or a column?"""
        return (W_next @ delta_next) * sigmoid_prime(z)

    def slope_left_out(W_next, delta_next, z):
        """This is what arrives at the output of the neuron. It still has to pass back through the activation."""
        return W_next.T @ delta_next

    def times_the_sigmoid(W_next, delta_next, z):
        """You multiply by the sigmoid of z. BP2 takes its slope."""
        return (W_next.T @ delta_next) * sigmoid(z)

    def slope_at_a(W_next, delta_next, z):
        """You take the slope at a. It must be taken at z."""
        return (W_next.T @ delta_next) * sigmoid_prime(sigmoid(z))

    def matrix_product_with_slope(W_next, delta_next, z):
        """Where the shapes allow it, you multiply by the slope as a matrix. It is applied entry by entry."""
        return (W_next.T @ delta_next) @ sigmoid_prime(z)

    def mean_taken(W_next, delta_next, z):
        """You divided by the number of samples. The columns stay apart in BP2; the mean comes in BP3 and BP4."""
        return hidden_error(W_next, delta_next, z) / z.shape[1]


@exercise("04", cases=[(rng.normal(size=(3, 5)),), (rng.normal(size=(4, 1)),)])
@hints(
    "For one sample the gradient is the error itself. For several?",
    "A mean over the columns; `keepdims=True` keeps it a column.",
)
def bias_gradient(delta):
    """BP3: dC/db of shape (n, 1), from the errors delta (n, m)."""
    return delta.mean(axis=1, keepdims=True)


class WrongBiasGradient(Mistakes, of=bias_gradient):
    def errors_kept_apart(delta):
        """There is still a column for each sample. The biases serve the whole batch: how does BP3 make one column?"""
        return delta

    def added_up(delta):
        """You added up the columns. C is a mean over the samples."""
        return delta.sum(axis=1, keepdims=True)

    def flat(delta):
        """The numbers are right, but flat, of shape (n,). Subtracted from a column they would make a square."""
        return delta.mean(axis=1)

    def over_the_neurons(delta):
        """You took the mean over the neurons. Each neuron has its own bias; average over the samples."""
        return delta.mean(axis=0, keepdims=True)

    def one_for_all(delta):
        """You took the mean over everything, so all neurons get the same number."""
        return np.full((delta.shape[0], 1), delta.mean())

    def rows_counted(delta):
        """You divided by the number of rows. The samples are the columns."""
        return delta.sum(axis=1, keepdims=True) / delta.shape[0]


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


class WrongWeightGradient(Mistakes, of=weight_gradient):
    summed = wrong(lambda delta, a_prev: delta @ a_prev.T, "The product has added up the samples. C is their mean.")

    def swapped(delta, a_prev):
        """This is the transpose of what you want: rows must belong to errors, columns to activations."""
        return a_prev @ delta.T / delta.shape[1]

    def star_for_at(delta, a_prev):
        """Where the shapes allow it, you multiply entry by entry. Every error meets *every* activation."""
        return delta * a_prev / delta.shape[1]

    def transpose_missing(delta, a_prev):
        """Where the shapes allow it, you multiply without a transpose. Which index must the sum run over?"""
        return delta @ a_prev / delta.shape[1]

    def divided_by_neurons(delta, a_prev):
        """You divided by the number of neurons. The mean is over the samples."""
        return delta @ a_prev.T / delta.shape[0]

    def divided_twice(delta, a_prev):
        """You divided by the number of samples twice."""
        return delta @ a_prev.T / delta.shape[1] ** 2

    def minus(delta, a_prev):
        """Every sign is turned. The step subtracts the gradient; the gradient itself has no minus."""
        return -delta @ a_prev.T / delta.shape[1]
