"""Exercises of notebook 05: the errors of all layers, the whole backward pass, and the relative error."""

from functools import partial

import numpy as np
from numpy.linalg import norm

from mlp_core.activations import sigmoid, sigmoid_prime

from ..clinic.mistakes import SLOPES, by_the_transpose, divided_again, errors, faulty_backward, summed, zeroed
from .engine import exercise, hints, mistakes, swapped, times, with_rate
from .n02_forward_pass import forward, parameters
from .n04_four_equations import SLOPE

rng = np.random.default_rng(5)


def network_case(sizes, m):
    W, b = parameters(rng, sizes)
    z, a = forward(rng.normal(size=(sizes[0], m)), W, b, sigmoid)
    return W, z, a, rng.uniform(0.05, 0.95, (sizes[-1], m))


CASES = [network_case(sizes, m) for sizes, m in [((3, 5, 2, 4), 6), ((3, 5, 2, 4), 1), ((3, 3, 3, 3), 4), ((2, 3), 5)]]


def layers_of(labels, kind=""):
    """The layers in labels such as "dW[2]", of those that begin with `kind`."""
    return {int(label[label.rindex("[") + 1 : -1]) for label in labels if label.startswith(kind)}


def which_error(wrong, everything):
    """The equation to look at, from the labels of the layers whose errors are wrong."""
    last, first = max(layers_of(everything)), max(layers_of(wrong))
    if first == last:
        return f"Already `delta[{last}]` is wrong, the last layer. So look at BP1 first."
    return f"`delta[{last}]` is right, and `delta[{first}]` is wrong. So look at BP2, at that step."


def which_gradient(wrong, everything):
    """The equation to look at, from the labels dW[l] and db[l] of the arrays that are wrong."""
    dW, db = layers_of(wrong, "dW"), layers_of(wrong, "db")
    found = f"Wrong: {', '.join(sorted(wrong))}; the rest is right. "
    if not dW:
        return found + "So all errors are right, and only the biases fail: look at BP3."
    if not db:
        return found + "So all errors are right, and only weights fail: look at BP4."
    if max(layers_of(everything)) in dW & db:
        return (
            "In the last layer weights and biases are wrong already. Look at BP1 first, and at the mean over the batch."
        )
    if not dW & db:
        return (
            found + "In no layer do both fail, so all errors are right: look at BP4 for the dW, and at BP3 for the db."
        )
    return found + f"Layers after {max(dW & db)} are right: look at BP2, at the step back to it."


@exercise("05", cases=CASES, uses=SLOPE, locate=which_error)
@hints(
    "Begin at the end: which equation needs no other error?",
    "Then walk back, `range(L - 1, 0, -1)`: each layer needs the error and the weights of the next one.",
    "The number of the last layer is `max(W)`.",
)
def deltas(W, z, a, y):
    """The dict of errors delta[l] (n^l, m) for l = 1..L, of a sigmoid network with the quadratic cost."""
    L = max(W)
    delta = {L: (a[L] - y) * sigmoid_prime(z[L])}
    for l in range(L - 1, 0, -1):
        delta[l] = (W[l + 1].T @ delta[l + 1]) * sigmoid_prime(z[l])
    return delta


def weights_as_they_are(W, a, delta, l):
    return W[l + 1] @ delta[l + 1]


def own_weights(W, a, delta, l):
    return W[l].T @ delta[l + 1]


def error_as_a_slope(W, a, delta, l):
    """What arrives, times e(1 - e) of it."""
    arrives = by_the_transpose(W, a, delta, l)
    return arrives * (1 - arrives)


def divided(W, a, delta, l):
    return by_the_transpose(W, a, delta, l) / a[l].shape[1]


def by_pseudo_inverse(W, a, delta, l):
    return np.linalg.pinv(W[l + 1]) @ delta[l + 1]


def before_the_slope(W, a, delta, l):
    """What arrives if each layer sends on what arrived there, without its own slope."""
    L = max(W)
    if l == L - 1:
        return W[L].T @ (delta[L] / (a[L] * (1 - a[L])))
    return W[l + 1].T @ before_the_slope(W, a, delta, l + 1)


def after_the_step(rate, W, a, delta, l):
    """What arrives through weights that have taken their step."""
    return (W[l + 1] - rate * delta[l + 1] @ a[l].T / a[l].shape[1]).T @ delta[l + 1]


mistakes(
    deltas,
    "y_minus_a: Every sign is turned: BP1 begins with a - y.",
    times(-1, deltas),
    "slope_at_a: You take the slopes at a. They must be taken at z.",
    partial(errors, slope=SLOPES["at a"]),
    "sigmoid_for_slope: You multiply by the sigmoid where its slope belongs.",
    partial(errors, slope=SLOPES["sigmoid"]),
    "z_for_a: You take z(1 - z) for the slope. a(1 - a) has the activation in both places.",
    partial(errors, slope=SLOPES["z(1 - z)"]),
    "slope_of_tanh: You take 1 - a^2 for the slope. That is the slope of tanh.",
    partial(errors, slope=SLOPES["tanh"]),
    "no_slope_at_the_output: BP1 lacks its slope. The rest of your walk is right.",
    partial(errors, output=SLOPES["none"]),
    "no_slope_in_hidden_layers: BP1 is right. In BP2, what arrives must still pass back through the activation.",
    partial(errors, hidden=SLOPES["none"]),
    "slope_of_the_next_layer: BP1 is right. In BP2 the slope belongs to layer l itself. "
    "Where it fits, you take that of the next layer.",
    partial(errors, slope=lambda z, a, l: sigmoid_prime(z[min(l + 1, max(z))])),
    "no_transpose: BP1 is right. In BP2 you multiply by W itself, where it fits. "
    "Which lines does an error come back over?",
    partial(errors, back=weights_as_they_are),
    "own_weights: BP1 is right. In BP2 you take the layer's own weights. Those lead *into* it: which lead out?",
    partial(errors, back=own_weights),
    "without_the_slope_of_the_next_layer: BP1 is right. What you send back in BP2 lacks the slope of the layer that "
    "it comes from. Send back that layer's own error, which has it.",
    partial(errors, back=before_the_slope),
    "slope_of_the_error: You take e(1 - e), the slope of what arrives. It must be taken at z.",
    partial(errors, back=error_as_a_slope, hidden=SLOPES["none"]),
    "divided_in_every_step: BP2 takes no mean, but you divide by the number of samples there.",
    partial(errors, back=divided),
    "weights_already_stepped: BP1 is right. In BP2 the error goes back through weights that have already taken their "
    "step. It belongs to the weights that made it, so keep the old ones until it is back.",
    with_rate(lambda rate, *arguments: errors(*arguments, back=partial(after_the_step, rate))),
    "pseudo_inverse: BP1 is right. In BP2 you multiply by a pseudo-inverse of W. "
    "What comes back is a sum over the lines: rows and columns change places.",
    partial(errors, back=by_pseudo_inverse),
    "input_too: Layer 0 is the input. It has no z, and no error.",
    lambda W, z, a, y: {**deltas(W, z, a, y), 0: W[1].T @ deltas(W, z, a, y)[1]},
    "always_from_the_last_layer: Each step takes the error of the last layer. It must take that of the *next* one.",
    partial(errors, back=lambda W, a, delta, l: W[max(W)].T @ delta[max(W)]),
    "first_layer_left_out: Layer 1 has no error: your loop ends one step too soon. `range` stops *before* its end.",
    lambda W, z, a, y: {l: delta for l, delta in deltas(W, z, a, y).items() if l > 1 or l == max(W)},
)


@exercise("05", cases=CASES, parts=("dW", "db"), uses=SLOPE, locate=which_gradient)
@hints(
    "First all errors, then all gradients: BP1, BP2, and then BP3 and BP4 for every layer.",
    "BP3 and BP4 take the mean over the m columns.",
    "`delta[l].sum(axis=1, keepdims=True) / m`, and a product of `delta[l]` with a transpose.",
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


mistakes(
    backward,
    "signs_turned: Every sign is turned: BP1 begins with a - y.",
    times(-1, backward),
    "order_of_the_pair: Your two dicts are swapped: first dW, then db.",
    swapped(backward),
    "output_without_slope: All arrays are wrong, the last layer too. In BP1 the slope is missing.",
    partial(faulty_backward, output=SLOPES["none"]),
    "hidden_without_slope: The last layer is right, all before it are wrong: BP2. "
    "What arrives must pass back through the activation.",
    partial(faulty_backward, hidden=SLOPES["none"]),
    "slopes_at_a: The slopes are taken at a. They must be taken at z.",
    partial(faulty_backward, slope=SLOPES["at a"]),
    "sigmoids_for_slopes: All arrays are wrong. "
    "BP1 and BP2 take the slope of the sigmoid, but you take the sigmoid itself.",
    partial(faulty_backward, slope=SLOPES["sigmoid"]),
    "z_in_the_slope: You take z(1 - z) for the slope. a(1 - a) has the activation in both places.",
    partial(faulty_backward, slope=SLOPES["z(1 - z)"]),
    "slope_of_tanh: You take 1 - a^2 for the slope. That is the slope of tanh.",
    partial(faulty_backward, slope=SLOPES["tanh"]),
    "transpose_forgotten: The last layer is right. In BP2 you multiply by W itself, where the shapes allow it.",
    partial(faulty_backward, back=weights_as_they_are),
    "weights_of_the_layer_itself: The last layer is right. "
    "BP2 takes the weights that lead *out* of a layer, but you take those leading in.",
    partial(faulty_backward, back=own_weights),
    "activation_of_the_same_layer: All db are right, so the errors are. BP4 takes what flows *into* the lines: "
    "the activation of which layer?",
    partial(faulty_backward, inputs=lambda z, a: {l - 1: a[l] for l in z}),
    "z_for_a: All db are right. BP4 takes what comes out of the layer before, but you take what goes into its sigmoid.",
    partial(faulty_backward, inputs=lambda z, a: {0: a[0], **z}),
    "sums_for_means: Everything is too large by the number of samples: BP3 and BP4 take means.",
    partial(faulty_backward, dW=summed, db=summed),
    "divided_twice: Everything is too small by the number of samples: you divided twice. "
    "Is the mean already in your errors?",
    partial(faulty_backward, dW=divided_again, db=divided_again),
    "only_weights_averaged: All dW are right. BP3 needs the mean over the columns, but you took the sum.",
    partial(faulty_backward, db=summed),
    "only_biases_averaged: All db are right. In BP4 the product adds up the samples, but their mean is needed.",
    partial(faulty_backward, dW=summed),
    "bias_columns_kept: All dW are right. Your db still have a column for each sample: BP3 takes the mean over them.",
    lambda W, z, a, y: (backward(W, z, a, y)[0], deltas(W, z, a, y)),
    "flat_biases: All dW are right. Your db are flat, and would make squares when subtracted: keep them as columns.",
    partial(faulty_backward, db=lambda db, m: db.ravel()),
    "product_swapped: All db are right. Your dW are the transposes of what they should be.",
    partial(faulty_backward, dW=lambda dW, m: dW.T),
    "without_the_slope_of_the_next_layer: The last layer is right. What you send back in BP2 lacks the slope of the "
    "layer that it comes from. Send back that layer's own error, which has it.",
    partial(faulty_backward, back=before_the_slope),
    "slope_of_the_error: The last layer is right. In BP2 you take e(1 - e), the slope of what arrives. "
    "It must be taken at z.",
    partial(faulty_backward, back=error_as_a_slope, hidden=SLOPES["none"]),
    "divided_in_every_step: The last layer is right. BP2 takes no mean, but you divide by the number of samples there.",
    partial(faulty_backward, back=divided),
    "weights_already_stepped: The last layer is right. In BP2 the error goes back through weights that have already "
    "taken their step. Keep the old ones until it is back.",
    with_rate(lambda rate, *arguments: faulty_backward(*arguments, back=partial(after_the_step, rate))),
    "pseudo_inverse: The last layer is right. In BP2 you multiply by a pseudo-inverse of W. "
    "What comes back is a sum over the lines: rows and columns change places.",
    partial(faulty_backward, back=by_pseudo_inverse),
    "one_bias_gradient: All dW are right. Your db have one number for a whole layer: add up along the samples only.",
    partial(faulty_backward, db=lambda db, m: np.full_like(db, db.sum())),
    "mean_of_the_layer: All dW are right. Your db have one mean for a whole layer: every neuron has a bias of its own.",
    partial(faulty_backward, db=lambda db, m: np.full_like(db, db.mean())),
    "biases_from_the_weights: All dW are right. Your db are made of the rows of dW. "
    "BP3 takes the mean of the errors, without any activation.",
    lambda W, z, a, y: (
        backward(W, z, a, y)[0],
        {l: dW.sum(axis=1, keepdims=True) for l, dW in backward(W, z, a, y)[0].items()},
    ),
    "biases_left_at_zero: All dW are right. The biases have a gradient too: which of the four equations is it?",
    partial(faulty_backward, db=zeroed),
)


@exercise(
    "05",
    cases=[
        (np.array([3.0, 4.0]), np.array([3.0, 4.5])),
        (np.zeros((2, 3)), np.zeros((2, 3))),
        (rng.normal(size=(3, 2)), rng.normal(size=(3, 2))),
        (np.array([3.0, 4.0]), np.zeros(2)),
        (np.array([3.0, -4.0]), np.array([-3.0, 4.0])),
        (np.array([2e-6, 1e-6]), np.array([2e-6, 1.5e-6])),
    ],
)
@hints(
    "The length of the difference, divided by the sum of both lengths.",
    "`np.linalg.norm` is the length. And if both are zero?",
)
def relative_error(g, h):
    """|g - h| / (|g| + |h|), a number; 0 if both arrays are zero everywhere."""
    size = np.linalg.norm(g) + np.linalg.norm(h)
    return np.linalg.norm(g - h) / size if size else 0.0


def ratio(distance, size):
    return distance / size if size else 0.0


mistakes(
    relative_error,
    "zero_by_zero: Two arrays of zeros give nan. They are equal: what should the error be?",
    lambda g, h: norm(g - h) / (norm(g) + norm(h)),
    "plain_difference: This is the length of the difference. How large is it compared with the arrays themselves?",
    lambda g, h: norm(g - h),
    "length_of_the_sum: You divide by the length of the sum, which is 0 for opposite arrays. Add the two lengths.",
    lambda g, h: ratio(norm(g - h), norm(g + h)),
    "by_one_of_them: You divide by only one of the two lengths, so the result has no upper limit. Add both.",
    lambda g, h: ratio(norm(g - h), norm(g)),
    "difference_of_lengths: You compare the lengths. Two arrays of equal length can point anywhere: "
    "take the length of the difference.",
    lambda g, h: ratio(abs(norm(g) - norm(h)), norm(g) + norm(h)),
    "difference_below: You subtract the lengths in the denominator, so equal arrays divide by 0. Add them.",
    lambda g, h: ratio(norm(g - h), norm(g) - norm(h)),
    "multiplied: You multiply by the lengths. A relative error divides, so that it does not depend on the size.",
    lambda g, h: norm(g - h) * (norm(g) + norm(h)),
    "one_for_two_zeros: Two arrays of zeros are equal, so their error is not 1.",
    lambda g, h: ratio(norm(g - h), norm(g) + norm(h)) if g.any() or h.any() else 1.0,
    "by_the_larger: You divide by the larger of the two lengths. Here it is their sum.",
    lambda g, h: ratio(norm(g - h), max(norm(g), norm(h))),
    "entry_by_entry: You give an error for each entry. Asked for is one number: compare lengths.",
    lambda g, h: np.abs(g - h) / (np.abs(g) + np.abs(h)),
    "number_added_below: You add a small number below, and for tiny arrays it counts. Ask whether the sum is 0.",
    lambda g, h: norm(g - h) / (norm(g) + norm(h) + 1e-8),
    "sum_above: You add the arrays in the numerator, so equal ones look worst. What is 0 when they are equal?",
    lambda g, h: ratio(norm(g + h), norm(g) + norm(h)),
)
