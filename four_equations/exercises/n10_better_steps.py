"""Exercises of notebook 10: the steps of momentum and Adam.

Momentum is that of PyTorch's SGD; Adam is algorithm 1 of Kingma and Ba (2015).
"""

from functools import partial

import numpy as np

from .engine import exercise, hints, mistakes, swapped

rng = np.random.default_rng(10)


def momentum_case(*shape, lr, beta):
    return *rng.normal(size=(3, *shape)), lr, beta


def which_of_two(wrong, everything):
    """Which line of a momentum step to look at."""
    if "v" in wrong:
        return "`v` is wrong already. So look at the line that makes the new velocity, before the step."
    return "`v` is right, and `theta` is wrong. So look at the step."


@exercise(
    "10",
    cases=[momentum_case(3, 4, lr=0.1, beta=0.9), momentum_case(5, lr=2.0, beta=0.6)],
    parts=("theta", "v"),
    locate=which_of_two,
)
@hints(
    "First the new velocity, then the step. Which of the two needs the gradient, and which needs lr?",
    "The new velocity is beta times the old one, plus the gradient. The step is the usual one, along v.",
    "Make new arrays: `*=` and `+=` would change the caller's.",
)
def momentum_step(theta, v, grad, lr, beta):
    """(new theta, new v): the velocity keeps beta of itself and takes up the gradient; theta steps by lr against it."""
    v = beta * v + grad
    return theta - lr * v, v


mistakes(
    momentum_step,
    "old_velocity: `v` is right, but theta steps with the old one. Make the new velocity first.",
    lambda theta, v, grad, lr, beta: (theta - lr * v, beta * v + grad),
    "velocity_not_kept: `theta` is right, but you return the old velocity, so the next step forgets this gradient.",
    lambda theta, v, grad, lr, beta: (momentum_step(theta, v, grad, lr, beta)[0], v),
    "plain_step: `v` is right, but theta takes the plain step against the gradient. What is the velocity for?",
    lambda theta, v, grad, lr, beta: (theta - lr * grad, beta * v + grad),
    "averaged: You give the gradient the weight 1 - beta, which makes v an average. "
    "Adam does that; here the gradient counts in full.",
    lambda theta, v, grad, lr, beta: momentum_step(theta, v, (1 - beta) * grad, lr, beta),
    "beta_on_the_gradient: You multiply the gradient by beta. Which of the two fades from step to step?",
    lambda theta, v, grad, lr, beta: momentum_step(theta, v / beta, beta * grad, lr, beta),
    "nothing_fades: Your velocity never fades, because beta is missing.",
    lambda theta, v, grad, lr, beta: momentum_step(theta, v, grad, lr, 1),
    "rate_in_the_velocity: You put lr into the velocity. Here v is made of gradients alone: lr belongs to the step.",
    lambda theta, v, grad, lr, beta: momentum_step(theta, v, lr * grad, 1, beta),
    "rate_twice: lr is in the velocity and in the step. It belongs to the step alone.",
    lambda theta, v, grad, lr, beta: momentum_step(theta, v, lr * grad, lr, beta),
    "velocity_is_the_step: Your v is the step itself, minus and rate included. Some books write it so; "
    "here v is made of gradients alone.",
    lambda theta, v, grad, lr, beta: (theta + (beta * v - lr * grad), beta * v - lr * grad),
    "minus_in_the_velocity: Your v takes up minus the gradient, and the step adds v. "
    "Here v adds up gradients, and the step subtracts.",
    lambda theta, v, grad, lr, beta: momentum_step(theta, v, -grad, -lr, beta),
    "minus_twice: Your v takes up minus the gradient, and the step subtracts that, so it goes uphill.",
    lambda theta, v, grad, lr, beta: momentum_step(theta, v, -grad, lr, beta),
    "uphill: `v` is right, but theta goes uphill.",
    lambda theta, v, grad, lr, beta: momentum_step(theta, v, grad, -lr, beta),
    "order_of_the_pair: Your two results are swapped: first theta, then v.",
    swapped(momentum_step),
    "looks_ahead: `v` is right. For theta you add the gradient once more, which is Nesterov's momentum. "
    "Here theta steps with v.",
    lambda theta, v, grad, lr, beta: (theta - lr * (grad + beta * (beta * v + grad)), beta * v + grad),
)


def adam_case(*shape, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    theta, m, grad = rng.normal(size=(3, *shape))
    v = rng.uniform(0.5, 2, shape)
    return theta, m * (t > 1), v * (t > 1), t, grad, lr, beta1, beta2, eps


def which_of_three(wrong, everything):
    """Which line of a step of Adam to look at."""
    makes = {"m": "the mean of the gradients", "v": "the mean of their squares"}
    false = [name for name in makes if name in wrong]
    if false:
        return f"`{false[0]}` is wrong already. So look at the line that makes {makes[false[0]]}, before the step."
    return "`m` and `v` are right, and `theta` is wrong. So look at the two corrections and at the step."


@exercise(
    "10",
    cases=[
        adam_case(3, 4, t=1, lr=0.1),
        adam_case(3, 4, t=7, lr=0.01),
        adam_case(5, t=3, lr=0.5, beta1=0.6, beta2=0.8, eps=0.1),
    ],
    parts=("theta", "m", "v"),
    locate=which_of_three,
)
@hints(
    "Four lines before the step: two running means, of the gradient and of its square, and a correction for each.",
    "A running mean keeps beta of itself and takes 1 - beta of what is new. Divided by 1 - beta^t it no longer "
    "remembers that it began at 0.",
    "The step is lr times the corrected m, divided by the root of the corrected v, plus eps.",
)
def adam_step(theta, m, v, t, grad, lr, beta1, beta2, eps):
    """(new theta, new m, new v) of step t = 1, 2, ... of Adam; m and v are returned without the correction."""
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


def other_adam(
    theta, m, v, t, grad, lr, beta1, beta2, eps,
    square=np.square,
    moments=lambda m, v, grad: (m, v),
    corrected=lambda part, beta, t: part / (1 - beta**t),
    size=lambda v, eps: np.sqrt(v) + eps,
    share=lambda beta: 1 - beta,
):  # fmt: skip
    """A mistake: other squares, moments in the step, corrections or denominator, or another share of the gradient."""
    m, v = beta1 * m + share(beta1) * grad, beta2 * v + share(beta2) * square(grad)
    first, second = moments(corrected(m, beta1, t), corrected(v, beta2, t), grad)
    return theta - lr * first / size(second, eps), m, v


adam = partial(partial, other_adam)


def corrected_in_the_rate(theta, m, v, t, grad, lr, beta1, beta2, eps):
    _, m, v = adam_step(theta, m, v, t, grad, lr, beta1, beta2, eps)
    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return theta - rate * m / (np.sqrt(v) + eps), m, v


def with_corrected_moments(theta, m, v, t, grad, lr, beta1, beta2, eps):
    theta, m, v = adam_step(theta, m, v, t, grad, lr, beta1, beta2, eps)
    return theta, m / (1 - beta1**t), v / (1 - beta2**t)


mistakes(
    adam_step,
    "no_correction: `m` and `v` are right, but they began at 0, so at first they are far too small. "
    "What corrects them?",
    adam(corrected=lambda part, beta, t: part),
    "t_from_zero: You correct with t - 1, which divides by 0 in the first step. t counts from 1 here.",
    adam(corrected=lambda part, beta, t: part / (1 - beta ** (t - 1))),
    "t_plus_one: You correct with t + 1. t counts from 1 here, so in the first step it is 1.",
    adam(corrected=lambda part, beta, t: part / (1 - beta ** (t + 1))),
    "corrected_for_the_first_step: You correct as if t were always 1. How does the correction depend on t?",
    adam(corrected=lambda part, beta, t: part / (1 - beta)),
    "corrected_are_returned: `theta` is right, but you return the corrected m and v. "
    "The next step would correct them a second time.",
    with_corrected_moments,
    "square_missing: `m` is right. v is the mean of the *squares* of the gradient, and yours may be negative.",
    adam(square=lambda grad: grad),
    "root_missing: `m` and `v` are right. v is a mean of squares: what gives it the size of a gradient again?",
    adam(size=lambda v, eps: v + eps),
    "eps_under_the_root: `m` and `v` are right. You add eps under the root. It belongs outside.",
    adam(size=lambda v, eps: np.sqrt(v + eps)),
    "eps_missing: `m` and `v` are right. Your denominator lacks eps, so a gradient that is always 0 gives 0/0.",
    adam(size=lambda v, eps: np.sqrt(v)),
    "corrected_in_the_rate: `m` and `v` are right. You have put both corrections into the rate, "
    "so eps is added to the root of the uncorrected v. Here it is added to that of the corrected one.",
    corrected_in_the_rate,
    "gradient_for_m: `m` and `v` are right, but your step goes along the gradient itself. What is m for?",
    adam(moments=lambda m, v, grad: (grad, v)),
    "gradient_for_v: `m` and `v` are right, but you divide by the size of this one gradient. What is v for?",
    adam(moments=lambda m, v, grad: (m, grad**2)),
    "betas_swapped: You have swapped beta1 and beta2. The first belongs to m, the second to v.",
    lambda theta, m, v, t, grad, lr, beta1, beta2, eps: adam_step(theta, m, v, t, grad, lr, beta2, beta1, eps),
    "gradient_in_full: m and v take up the whole gradient. A mean must give it the weight that beta leaves over.",
    adam(share=lambda beta: 1),
    "uphill: `m` and `v` are right, but theta goes uphill.",
    adam(size=lambda v, eps: -np.sqrt(v) - eps),
)
