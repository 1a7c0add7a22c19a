"""The costs, each beside its gradient with respect to a.

Everywhere a = a^L and y have shape (n, m), a column per sample. C is the mean over the samples of C_x;
the gradient is per sample: column i holds dC_x/da for sample i, and the mean is taken later, in BP3 and BP4.
"""

import numpy as np

from ._validation import checked, outputs, outputs_and_targets
from .activations import sigmoid


@checked(outputs_and_targets)
def quadratic(a, y):
    """C, a scalar: the mean over the samples of C_x = 1/2 |a - y|^2."""
    errors = a - y
    return 0.5 * np.vdot(errors, errors) / y.shape[1]


@checked(outputs_and_targets)
def quadratic_gradient(a, y):
    """grad_a C_x = a - y, shape (n, m)."""
    return a - y


@checked(outputs)
def softmax(a):
    """e^a_j / sum_k e^a_k in each column, shape (n, m). Subtracting the largest entry first only prevents overflow."""
    e = np.exp(a - a.max(axis=0))
    return e / e.sum(axis=0)


@checked(outputs)
def probabilities(a):
    """p, shape (n, m), of logits a: softmax(a), or with one output sigmoid(a), the probability of class 1."""
    return sigmoid.unchecked(a) if len(a) == 1 else softmax.unchecked(a)


@checked(outputs_and_targets)
def cross_entropy(a, y):
    """C, a scalar: the mean over the samples of C_x = -sum_j y_j log p_j, where `a` holds logits.

    With several outputs p = softmax(a), and each column of y sums to 1. With one output p = sigmoid(a) is the
    probability of class 1, y is in [0, 1], and C_x = -y log p - (1 - y) log(1 - p).
    """
    if a.shape[0] == 1:
        total = np.logaddexp(0, a) - y * a
    else:
        top = a.max(axis=0)
        total = top + np.log(np.exp(a - top).sum(axis=0)) - (y * a).sum(axis=0)
    return np.sum(total) / y.shape[1]


@checked(outputs_and_targets)
def cross_entropy_gradient(a, y):
    """grad_a C_x = p - y, shape (n, m), with p = probabilities(a)."""
    return probabilities.unchecked(a) - y


COSTS = {"quadratic": (quadratic, quadratic_gradient), "cross_entropy": (cross_entropy, cross_entropy_gradient)}
