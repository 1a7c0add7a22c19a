"""Notebook 05: the errors of all layers, the whole backward pass, and the relative error."""

import numpy as np

from mlp_core.activations import sigmoid, sigmoid_prime

from .engine import exercise, mistake

rng = np.random.default_rng(5)
SLOPE = "from mlp_core.activations import sigmoid_prime\n"


def network_case(sizes, m):
    W = {l: rng.normal(size=(sizes[l], sizes[l - 1])) for l in range(1, len(sizes))}
    z, a = {}, {0: rng.normal(size=(sizes[0], m))}
    for l in W:
        z[l] = W[l] @ a[l - 1] + rng.normal(size=(sizes[l], 1))
        a[l] = sigmoid(z[l])
    return W, z, a, rng.uniform(0.05, 0.95, (sizes[-1], m))


CASES = [
    network_case((3, 5, 2, 4), 6),
    network_case((3, 5, 2, 4), 1),
    network_case((3, 3, 3, 3), 4),
    network_case((2, 3), 5),
]


def which_error(wrong, everything):
    """The equation to look at, from the layers whose errors are wrong."""
    last = max(everything)
    if last in wrong:
        return f"Already `delta{_layer(last)}` is wrong, the last layer. So look at BP1 first."
    return f"`delta{_layer(last)}` is right, and `delta{_layer(max(wrong))}` is wrong. So look at BP2, at that step."


def _layer(label):
    return label[label.rindex("[") :]


def which_gradient(wrong, everything):
    """The equation to look at, from the names dW[l] and db[l] of the arrays that are wrong."""
    dW, db = ({int(_layer(label)[1:-1]) for label in wrong if label.startswith(kind)} for kind in ("dW", "db"))
    layers = {int(_layer(label)[1:-1]) for label in everything}
    names = [f"dW[{l}]" for l in sorted(dW)] + [f"db[{l}]" for l in sorted(db)]
    found = f"Wrong: {', '.join(names)}; the rest is right. "
    if not dW:
        return found + "All errors are right, then, and only the biases fail: look at BP3."
    if not db:
        return found + "All errors are right, then, and only weights fail: look at BP4."
    if max(layers) in dW & db:
        return (
            "The last layer is wrong already, weights and biases. So look at BP1 first, and at the mean over the batch."
        )
    return found + f"Layers after {max(dW & db, default=max(dW | db))} are right: look at BP2, at the step back to it."


@exercise(
    "05",
    cases=CASES,
    hints=[
        "Begin at the end: which equation needs no other error?",
        "Then walk back, `range(L - 1, 0, -1)`: each layer needs the error and the weights of the next one.",
        "The number of the last layer is `max(W)`.",
    ],
    uses=SLOPE,
    locate=which_error,
)
def deltas(W, z, a, y):
    """The dict of errors delta[l] (n^l, m) for l = 1..L, of a sigmoid network with the quadratic cost."""
    L = max(W)
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1]) * sigmoid_prime(z[l])
    return delta


def with_slopes(W, z, a, y, output, hidden):
    L = max(W)
    delta = {L: (a[L] - y) * output(L)}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1]) * hidden(l)
    return delta


@mistake(deltas)
def no_slope_at_the_output(W, z, a, y):
    """BP1 lacks its slope. The rest of your walk is right."""
    return with_slopes(W, z, a, y, lambda l: 1, lambda l: sigmoid_prime(z[l]))


@mistake(deltas)
def no_slope_in_hidden_layers(W, z, a, y):
    """BP1 is right. In BP2 what arrives must still pass back through the activation."""
    return with_slopes(W, z, a, y, lambda l: sigmoid_prime(z[l]), lambda l: 1)


@mistake(deltas)
def slope_at_a(W, z, a, y):
    """You take the slopes at a. They must be taken at z."""
    return with_slopes(W, z, a, y, lambda l: sigmoid_prime(a[l]), lambda l: sigmoid_prime(a[l]))


@mistake(deltas)
def sigmoid_for_slope(W, z, a, y):
    """You multiply by the sigmoid where its slope belongs."""
    return with_slopes(W, z, a, y, lambda l: a[l], lambda l: a[l])


@mistake(deltas)
def slope_of_the_next_layer(W, z, a, y):
    """BP1 is right. In BP2 the slope belongs to layer l itself, and you take that of the next layer, where it fits."""
    return with_slopes(W, z, a, y, lambda l: sigmoid_prime(z[l]), lambda l: sigmoid_prime(z[l + 1]))


@mistake(deltas)
def no_transpose(W, z, a, y):
    """BP1 is right. In BP2 you multiply by W itself, where the shapes allow it. Which lines does an error come back
    over?
    """
    L = max(W)
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1] @ delta[l + 1]) * sigmoid_prime(z[l])
    return delta


@mistake(deltas)
def own_weights(W, z, a, y):
    """BP1 is right. In BP2 you take the layer's own weights. Those lead *into* it: which lead out?"""
    L = max(W)
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l].T @ delta[l + 1]) * sigmoid_prime(z[l])
    return delta


@mistake(deltas)
def always_from_the_last_layer(W, z, a, y):
    """Each step takes the error of the last layer. It must take that of the *next* one."""
    L = max(W)
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[L].T @ delta[L]) * sigmoid_prime(z[l])
    return delta


@mistake(deltas)
def y_minus_a(W, z, a, y):
    """All signs are turned: BP1 begins with a - y."""
    delta = deltas(W, z, a, y)
    return {l: -delta[l] for l in delta}


@mistake(deltas)
def first_layer_left_out(W, z, a, y):
    """Layer 1 has no error: your loop ends one step too soon. `range` stops *before* its end."""
    delta = deltas(W, z, a, y)
    return {l: delta[l] for l in delta if l > 1 or l == max(W)}


@exercise(
    "05",
    cases=CASES,
    hints=[
        "First all errors, then all gradients: BP1, BP2, and then BP3 and BP4 for every layer.",
        "BP3 and BP4 take the mean over the m columns.",
        "`delta[l].sum(axis=1, keepdims=True) / m`, and a product of `delta[l]` with a transpose.",
    ],
    uses=SLOPE,
    locate=which_gradient,
    parts=("dW", "db"),
)
def backward(W, z, a, y):
    """(dW, db), dicts by layer of the shapes of W^l and b^l: the gradient of C, for sigmoids and the quadratic cost."""
    L, m = max(W), y.shape[1]
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1]) * sigmoid_prime(z[l])
    dW = {l: delta[l] @ a[l - 1].T / m for l in W}
    db = {l: delta[l].sum(axis=1, keepdims=True) / m for l in W}
    return dW, db


def from_errors(delta, a, m):
    dW = {l: delta[l] @ a[l - 1].T / m for l in delta}
    return dW, {l: delta[l].sum(axis=1, keepdims=True) / m for l in delta}


@mistake(backward)
def output_without_slope(W, z, a, y):
    """All arrays are wrong, the last layer too. In BP1 the slope is missing."""
    return from_errors(no_slope_at_the_output(W, z, a, y), a, y.shape[1])


@mistake(backward)
def hidden_without_slope(W, z, a, y):
    """The last layer is right, all before it are wrong: BP2. What arrives must pass back through the activation."""
    return from_errors(no_slope_in_hidden_layers(W, z, a, y), a, y.shape[1])


@mistake(backward)
def slopes_at_a(W, z, a, y):
    """The slopes are taken at a. They must be taken at z."""
    return from_errors(slope_at_a(W, z, a, y), a, y.shape[1])


@mistake(backward)
def sigmoids_for_slopes(W, z, a, y):
    """All arrays are wrong. BP1 and BP2 take the slope of the sigmoid, and you take the sigmoid itself."""
    return from_errors(sigmoid_for_slope(W, z, a, y), a, y.shape[1])


@mistake(backward)
def transpose_forgotten(W, z, a, y):
    """The last layer is right. In BP2 you multiply by W itself, where the shapes allow it."""
    return from_errors(no_transpose(W, z, a, y), a, y.shape[1])


@mistake(backward)
def weights_of_the_layer_itself(W, z, a, y):
    """The last layer is right. BP2 takes the weights that lead *out* of a layer, and you take those that lead in."""
    return from_errors(own_weights(W, z, a, y), a, y.shape[1])


@mistake(backward)
def activation_of_the_same_layer(W, z, a, y):
    """All db are right, so the errors are. BP4 takes what flows *into* the lines: the activation of which layer?"""
    m, delta = y.shape[1], deltas(W, z, a, y)
    return {l: delta[l] @ a[l].T / m for l in W}, backward(W, z, a, y)[1]


@mistake(backward)
def z_for_a(W, z, a, y):
    """All db are right. BP4 takes what comes out of the layer before, and you take what goes into its sigmoid."""
    m, delta = y.shape[1], deltas(W, z, a, y)
    return {l: delta[l] @ (z[l - 1] if l > 1 else a[0]).T / m for l in W}, backward(W, z, a, y)[1]


@mistake(backward)
def sums_for_means(W, z, a, y):
    """Everything is too large, and by the number of samples: BP3 and BP4 take means."""
    return from_errors(deltas(W, z, a, y), a, 1)


@mistake(backward)
def divided_twice(W, z, a, y):
    """Everything is too small, by the number of samples: you divided twice. Is the mean already in your errors?"""
    return from_errors(deltas(W, z, a, y), a, y.shape[1] ** 2)


@mistake(backward)
def only_weights_averaged(W, z, a, y):
    """All dW are right. BP3 needs the mean over the columns, and you took the sum."""
    dW, db = backward(W, z, a, y)
    return dW, {l: y.shape[1] * db[l] for l in db}


@mistake(backward)
def only_biases_averaged(W, z, a, y):
    """All db are right. In BP4 the product adds up the samples: their mean is needed."""
    dW, db = backward(W, z, a, y)
    return {l: y.shape[1] * dW[l] for l in dW}, db


@mistake(backward)
def bias_columns_kept(W, z, a, y):
    """All dW are right. Your db still have a column for each sample: BP3 takes the mean over them."""
    return backward(W, z, a, y)[0], deltas(W, z, a, y)


@mistake(backward)
def flat_biases(W, z, a, y):
    """All dW are right. Your db are flat, and would make squares when subtracted: keep them as columns."""
    dW, db = backward(W, z, a, y)
    return dW, {l: db[l].ravel() for l in db}


@mistake(backward)
def product_swapped(W, z, a, y):
    """All db are right. Your dW are the transposes of what they should be."""
    dW, db = backward(W, z, a, y)
    return {l: dW[l].T for l in dW}, db


@mistake(backward)
def signs_turned(W, z, a, y):
    """All signs are turned: BP1 begins with a - y."""
    dW, db = backward(W, z, a, y)
    return {l: -dW[l] for l in dW}, {l: -db[l] for l in db}


@mistake(backward)
def biases_left_at_zero(W, z, a, y):
    """All dW are right. The biases have a gradient too: which of the four equations is it?"""
    dW, db = backward(W, z, a, y)
    return dW, {l: 0 * db[l] for l in db}


@mistake(backward)
def order_of_the_pair(W, z, a, y):
    """Your two dicts are swapped: first dW, then db."""
    return backward(W, z, a, y)[::-1]


@exercise(
    "05",
    cases=[
        (np.array([3.0, 4.0]), np.array([3.0, 4.5])),
        (np.zeros((2, 3)), np.zeros((2, 3))),
        (rng.normal(size=(3, 2)), rng.normal(size=(3, 2))),
    ],
    hints=[
        "The length of the difference, divided by the sum of both lengths.",
        "`np.linalg.norm` is the length. And if both are zero?",
    ],
)
def relative_error(g, h):
    """|g - h| / (|g| + |h|), a number; 0 if both arrays are zero everywhere."""
    size = np.linalg.norm(g) + np.linalg.norm(h)
    return np.linalg.norm(g - h) / size if size else 0.0


@mistake(relative_error)
def zero_by_zero(g, h):
    """Two arrays of zeros give nan. They are equal: what should the error be?"""
    return np.linalg.norm(g - h) / (np.linalg.norm(g) + np.linalg.norm(h))


@mistake(relative_error)
def plain_difference(g, h):
    """This is the length of the difference. How large is it beside the arrays themselves?"""
    return np.linalg.norm(g - h)


@mistake(relative_error)
def length_of_the_sum(g, h):
    """Below the line stands the length of the sum. Opposite arrays would make it 0: add the two lengths."""
    size = np.linalg.norm(g + h)
    return np.linalg.norm(g - h) / size if size else 0.0


@mistake(relative_error)
def by_one_of_them(g, h):
    """You divide by one of the two lengths. Then a gradient that is all zero has no limit: add both."""
    size = np.linalg.norm(g)
    return np.linalg.norm(g - h) / size if size else 0.0


@mistake(relative_error)
def difference_of_lengths(g, h):
    """You compare the lengths. Two arrays of equal length can point anywhere: take the length of the difference."""
    size = np.linalg.norm(g) + np.linalg.norm(h)
    return abs(np.linalg.norm(g) - np.linalg.norm(h)) / size if size else 0.0


@mistake(relative_error)
def difference_below(g, h):
    """Below the line the lengths are subtracted, so that equal arrays divide by 0. Add them."""
    size = np.linalg.norm(g) - np.linalg.norm(h)
    return np.linalg.norm(g - h) / size if size else 0.0


@mistake(relative_error)
def multiplied(g, h):
    """You multiply by the lengths. A relative error divides, so that it does not depend on the size."""
    return np.linalg.norm(g - h) * (np.linalg.norm(g) + np.linalg.norm(h))


@mistake(relative_error)
def one_for_two_zeros(g, h):
    """Two arrays of zeros are equal: their error is not 1."""
    size = np.linalg.norm(g) + np.linalg.norm(h)
    return np.linalg.norm(g - h) / size if size else 1.0


@mistake(relative_error)
def sum_above(g, h):
    """Above the line the arrays are added, so that equal ones look worst. What is 0 when they are equal?"""
    size = np.linalg.norm(g) + np.linalg.norm(h)
    return np.linalg.norm(g + h) / size if size else 0.0
