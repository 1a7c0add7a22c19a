"""An exercise of notebook 10: Adam's step with weight decay beside it, not in the gradient.

This is AdamW, algorithm 2 of Loshchilov and Hutter (2019), with the rate in front of both terms, as programs have it.
"""

import numpy as np

from .engine import exercise, hints, mistakes
from .n10_better_steps import adam_case, adam_step, which_of_three


def decay_case(*shape, lam, **settings):
    return *adam_case(*shape, **settings), lam


@exercise(
    "10",
    cases=[decay_case(3, 4, t=1, lr=0.1, lam=0.3), decay_case(5, t=4, lr=0.5, beta1=0.6, beta2=0.8, eps=0.1, lam=0.07)],
    parts=("theta", "m", "v"),
    locate=which_of_three,
)
@hints(
    "Begin with Adam's step as it is. Does lam occur in m or in v?",
    "The decay is one more term of the step, which is not divided by the root of v.",
    "Both terms are multiplied by lr, and both use the theta that you were given.",
)
def adamw_step(theta, m, v, t, grad, lr, beta1, beta2, eps, lam):
    """(new theta, new m, new v) of step t = 1, 2, ... of AdamW: Adam's step, and theta shrinks by lr lam of itself."""
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    direction = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return theta - lr * (direction + lam * theta), m, v


def with_decay(decay):
    """A mistake: another decay, of the old theta, the new one after Adam's step, the gradient, lr and lam."""

    def answer(theta, m, v, t, grad, lr, beta1, beta2, eps, lam):
        new, m, v = adam_step(theta, m, v, t, grad, lr, beta1, beta2, eps)
        return new - decay(theta, new, grad, lr, lam), m, v

    return answer


def in_the_gradient(theta, m, v, t, grad, lr, beta1, beta2, eps, lam, of_v=1):
    """Adam's step with the decay in the gradient that m is made of, and in `of_v` of that of v."""
    _, _, v_new = adam_step(theta, m, v, t, grad + of_v * lam * theta, lr, beta1, beta2, eps)
    m_new = beta1 * m + (1 - beta1) * (grad + lam * theta)
    hats = m_new / (1 - beta1**t), v_new / (1 - beta2**t)
    return theta - lr * hats[0] / (np.sqrt(hats[1]) + eps), m_new, v_new


def divided_too(theta, m, v, t, grad, lr, beta1, beta2, eps, lam):
    new, m, v = adam_step(theta, m, v, t, grad, lr, beta1, beta2, eps)
    return new - lr * lam * theta / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


mistakes(
    adamw_step,
    "in_the_gradient: You add lam theta to the gradient. Then Adam divides it by the usual size of the gradient, too, "
    "so that a weight with large gradients hardly decays. Here it stays outside.",
    in_the_gradient,
    "in_m_alone: You add lam theta to the gradient that m is made of. "
    "There it is divided by the root of v, and fades slowly. Here it stays outside of m and v.",
    lambda *arguments: in_the_gradient(*arguments, of_v=0),
    "divided_too: `m` and `v` are right, but you divide the decay by the root of v as well.",
    divided_too,
    "no_decay: This is Adam's step. What is lam for?",
    with_decay(lambda theta, new, grad, lr, lam: 0),
    "minus: `m` and `v` are right, but your weights grow: each step must take something away from them.",
    with_decay(lambda theta, new, grad, lr, lam: -lr * lam * theta),
    "factor_two: `m` and `v` are right, but the decay is twice too large. There is no 2 in it: "
    "that of the square and the 1/2 of the cost cancel.",
    with_decay(lambda theta, new, grad, lr, lam: 2 * lr * lam * theta),
    "half_kept: `m` and `v` are right, but the decay is half of what it should be.",
    with_decay(lambda theta, new, grad, lr, lam: lr * lam * theta / 2),
    "rate_forgotten: `m` and `v` are right, but the decay lacks the rate. It is a part of the step.",
    with_decay(lambda theta, new, grad, lr, lam: lam * theta),
    "decay_after_the_step: `m` and `v` are right. You shrink the weights after Adam's step. "
    "Both terms start from the theta that you were given.",
    with_decay(lambda theta, new, grad, lr, lam: lr * lam * new),
    "lam_forgotten: `m` and `v` are right, but the decay lacks lam.",
    with_decay(lambda theta, new, grad, lr, lam: lr * theta),
    "kept_instead_of_lost: You keep only lam of the weights. What is lost in a step is the share lr lam.",
    with_decay(lambda theta, new, grad, lr, lam: theta - lam * theta),
    "sign_of_the_weights: `m` and `v` are right. You take the sign of each weight. "
    "The derivative of a square is proportional to the weight itself.",
    with_decay(lambda theta, new, grad, lr, lam: lr * lam * np.sign(theta)),
    "gradient_for_weights: `m` and `v` are right. Your last term shrinks the gradient. It is the weights that decay.",
    with_decay(lambda theta, new, grad, lr, lam: lr * lam * grad),
)
