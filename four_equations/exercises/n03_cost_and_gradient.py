"""Exercises of notebook 03: the cost, its gradient, a derivative by finite differences, and the step."""

import numpy as np

from .engine import exercise, hints, mistakes, times

rng = np.random.default_rng(3)
PAIRS = [tuple(rng.uniform(0.1, 0.9, (2, *shape))) for shape in [(3, 5), (4, 1)]]


@exercise("03", cases=PAIRS)
@hints(
    "First the cost of one column, then the mean over the columns.",
    "Half the sum of all squares, divided by the number of columns.",
)
def quadratic_cost(a, y):
    """The mean over the samples of 1/2 sum_j (a_j - y_j)^2, a number, for a and y of shape (n, m)."""
    return 0.5 * np.sum((a - y) ** 2) / a.shape[1]


mistakes(
    quadratic_cost,
    "no_half: The factor 1/2 is missing.",
    times(2, quadratic_cost),
    "no_mean: You added up the costs of the samples. C is their mean.",
    lambda a, y: 0.5 * np.sum((a - y) ** 2),
    "mean_over_everything: You took the mean over the outputs as well. "
    "Add up the squares of a sample, and average only over samples.",
    lambda a, y: 0.5 * np.mean((a - y) ** 2),
    "no_square: Nothing is squared, so errors of opposite sign cancel.",
    lambda a, y: 0.5 * np.sum(a - y) / a.shape[1],
    "a_number_per_sample: You return one cost for each sample. The last step is missing: one number for all of them.",
    lambda a, y: 0.5 * np.sum((a - y) ** 2, axis=0),
    "rows_for_samples: You divide by the number of rows. The samples are columns.",
    lambda a, y: 0.5 * np.sum((a - y) ** 2) / a.shape[0],
    "all_pairs: You compare every output with every target. A column minus a flat array is a square table: "
    "give both the same shape.",
    lambda a, y: 0.5 * np.sum((a.reshape(-1, 1) - y.ravel()) ** 2) / a.shape[1],
    "absolute_values: You add up the distances themselves. The quadratic cost adds up their squares.",
    lambda a, y: 0.5 * np.sum(abs(a - y)) / a.shape[1],
    "square_of_the_sum: You square the sum. Each distance is squared by itself, and then they are added up.",
    lambda a, y: 0.5 * np.sum(a - y) ** 2 / a.shape[1],
    "length_taken: You take the length of the difference. The cost has the square of it.",
    lambda a, y: 0.5 * np.linalg.norm(a - y) / a.shape[1],
    "cross_entropy: This is the cross-entropy. Here the cost is quadratic.",
    lambda a, y: -np.sum(y * np.log(a) + (1 - y) * np.log(1 - a)) / a.shape[1],
    "root_taken: You take the root of a sum of squares, a length. The cost has the squares themselves.",
    lambda a, y: 0.5 * np.sum(np.sqrt(np.sum((a - y) ** 2, axis=0))) / a.shape[1],
)


@exercise("03", cases=PAIRS)
@hints(
    "Only one term of the sum contains a_j, so look at that one alone.",
    "What is the derivative of 1/2 (a_j - y_j)^2 with respect to a_j?",
)
def cost_gradient(a, y):
    """For each sample the derivatives of its own C_x with respect to its outputs, shape (n, m)."""
    return a - y


mistakes(
    cost_gradient,
    "half_kept: The 1/2 is still there. What does the derivative of a square bring with it?",
    times(0.5, cost_gradient),
    "two_left: This is twice the gradient. The square brings a 2: what was the 1/2 for?",
    times(2, cost_gradient),
    "turned_round: This is minus the gradient. If an output is too large, does the cost grow or fall with it?",
    lambda a, y: y - a,
    "derivative_of_the_mean: This is the derivative of the mean of all squares: a 2, and divided by all entries. "
    "Here a sample has the cost 1/2 times its sum of squares.",
    lambda a, y: 2 * (a - y) / a.size,
    "averaged: You divided by the number of samples. Each column belongs to the cost of one sample, and takes no mean.",
    lambda a, y: (a - y) / a.shape[1],
    "the_cost_itself: These are the terms of the cost. The exercise asks for their derivatives.",
    lambda a, y: 0.5 * (a - y) ** 2,
    "added: You add a and y. The gradient is 0 where the answer is right: which combination is?",
    lambda a, y: a + y,
)


def close_enough(value, f, x):
    """The exact derivative if the answer is within 2e-8 of it, "near" within a percent; at a corner without its sign.

    At the corner of |x| a central difference gives 0, and a one-sided one gives 1 or -1 with any step.
    """
    wide, narrow = ((f(x + h) - f(x - h)) / (2 * h) for h in (1e-3, 5e-4))
    exact = (4 * narrow - wide) / 3
    if abs(value - exact) < 2e-8:
        return str(round(exact, 6) + 0.0)
    if abs(value - exact) < 0.01 * abs(exact):
        return "near, but not exact"
    if abs(value - exact) < 0.6 * abs(exact):
        return "roughly right"
    return f"{abs(value) if f is abs else value:.4g}"


@exercise(
    "03",
    cases=[(np.exp, 0.3), (np.sin, 2.0), (lambda x: x**3 - x, -1.2), (lambda x: 3 * x - 1, 0.7), (abs, 0.0)],
    view=close_enough,
)
@hints(
    "A step to the right and a step to the left.",
    "Divide the difference by the distance between the two points, which is 2h.",
    "h = 1e-5 is a good choice.",
)
def numerical_derivative(f, x):
    """The derivative of f at the number x, by a central difference."""
    h = 1e-5
    return (f(x + h) - f(x - h)) / (2 * h)


mistakes(
    numerical_derivative,
    "divided_by_one_step: This is twice too large. How far apart are the two points?",
    times(2, numerical_derivative),
    "turned_around: The sign is wrong: which of the two points comes first?",
    times(-1, numerical_derivative),
    "one_point_twice: It is always 0, because both points are the same. Do you step to both sides, and is h large "
    "enough? If it is below the 16 digits of a float, x + h is rounded to x.",
    lambda f, x: 0.0,
    "step_vanishes: It is 0 wherever x is not: h is so small that x + h is rounded to x. A float has 16 digits.",
    lambda f, x: (f(x + 1e-49) - f(x)) / 1e-49,
    "step_nearly_vanishes: The formula is right, but h is so small that hardly a digit of the difference is left.",
    lambda f, x: (f(x + 2.2e-16) - f(x - 2.2e-16)) / 4.4e-16,
    "one_sided: Near, but less exact than it could be: you step to one side only. Step to both.",
    lambda f, x: (f(x + 1e-5) - f(x)) / 1e-5,
    "one_sided_with_a_tiny_step: You step to one side only, and h is so small that rounding spoils the difference. "
    "Step to both.",
    lambda f, x: (f(x + 1e-8) - f(x)) / 1e-8,
    "step_too_large: The formula is right, but h is too large: the error shrinks with its square.",
    lambda f, x: (f(x + 0.01) - f(x - 0.01)) / 0.02,
    "step_too_small: The formula is right, but h is so small that rounding spoils it. "
    "Remember the picture with a ragged end.",
    lambda f, x: (f(x + 1e-12) - f(x - 1e-12)) / 2e-12,
    "not_divided: You return the difference of the two values. What must it be divided by?",
    lambda f, x: f(x + 1e-5) - f(x - 1e-5),
    "multiplied: You multiply by the distance between the two points. A slope is a rise divided by a distance.",
    lambda f, x: (f(x + 1e-5) - f(x - 1e-5)) * 2e-5,
)


@exercise(
    "03",
    cases=[
        (np.array([-1.5, 2.0, 0.75]), np.array([-4.25, 0.5, 1.5]), 0.1),
        (np.array([[1.5, -0.25, 3.0], [0.5, 2.0, -1.0]]), np.array([[-2.0, 0.75, 1.0], [0.0, -1.5, 2.5]]), 3.0),
    ],
)
@hints(
    "Which way is down, along the gradient or against it?",
    "One line, with `-`. An operator such as `-=` would change the caller's array.",
)
def gradient_step(theta, grad, lr):
    """The parameters after one step: theta and grad are arrays of one shape, lr is a number."""
    return theta - lr * grad


mistakes(
    gradient_step,
    "uphill: This goes uphill: the gradient points to where the cost grows.",
    lambda theta, grad, lr: theta + lr * grad,
    "rate_forgotten: You take the whole gradient as your step. What is lr for?",
    lambda theta, grad, lr: theta - grad,
    "only_the_step: This is the step alone. The new parameters are the old ones and the step together.",
    lambda theta, grad, lr: -lr * grad,
    "rate_below: You divide by the rate, so a small rate makes a long step.",
    lambda theta, grad, lr: theta - grad / lr,
    "only_the_sign: All numbers move equally far. A step is long where the slope is steep.",
    lambda theta, grad, lr: theta - lr * np.sign(grad),
)
