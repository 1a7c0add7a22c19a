"""Exercises of notebook 03: the cost, its gradient, a derivative by finite differences, and the step."""

import numpy as np

from .engine import Mistakes, exercise, hints, times, wrong

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


class WrongQuadraticCost(Mistakes, of=quadratic_cost):
    no_half = times(2, quadratic_cost, "The factor 1/2 is missing.")
    no_mean = wrong(lambda a, y: 0.5 * np.sum((a - y) ** 2), "You added up the costs of the samples. C is their mean.")

    def mean_over_everything(a, y):
        """You took the mean over the outputs as well. Add up the squares of a sample, and average only over samples."""
        return 0.5 * np.mean((a - y) ** 2)

    def no_square(a, y):
        """Nothing is squared, so errors of opposite sign cancel."""
        return 0.5 * np.sum(a - y) / a.shape[1]

    def a_number_per_sample(a, y):
        """You return one cost for each sample. The last step is missing: one number for all of them."""
        return 0.5 * np.sum((a - y) ** 2, axis=0)

    def rows_for_samples(a, y):
        """You divide by the number of rows. The samples are columns."""
        return 0.5 * np.sum((a - y) ** 2) / a.shape[0]


@exercise("03", cases=PAIRS)
@hints(
    "Only one term of the sum contains a_j, so look at that one alone.",
    "What is the derivative of 1/2 (a_j - y_j)^2 with respect to a_j?",
)
def cost_gradient(a, y):
    """For each sample the derivatives of its own C_x with respect to its outputs, shape (n, m)."""
    return a - y


class WrongCostGradient(Mistakes, of=cost_gradient):
    half_kept = times(0.5, cost_gradient, "The 1/2 is still there. What does the derivative of a square bring with it?")
    two_left = times(2, cost_gradient, "This is twice the gradient. The square brings a 2: what was the 1/2 for?")

    def turned_round(a, y):
        """This is minus the gradient. If an output is too large, does the cost grow or fall with it?"""
        return y - a

    def averaged(a, y):
        """You divided by the number of samples. Each column belongs to the cost of one sample, and takes no mean."""
        return (a - y) / a.shape[1]

    def the_cost_itself(a, y):
        """These are the terms of the cost. The exercise asks for their derivatives."""
        return 0.5 * (a - y) ** 2

    def added(a, y):
        """You add a and y. The gradient is 0 where the answer is right: which combination is?"""
        return a + y


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


class WrongNumericalDerivative(Mistakes, of=numerical_derivative):
    divided_by_one_step = times(2, numerical_derivative, "This is twice too large. How far apart are the two points?")
    turned_around = times(-1, numerical_derivative, "The sign is wrong: which of the two points comes first?")
    one_point_twice = wrong(lambda f, x: 0.0, "It is always 0: you compare a point with itself. Step to both sides.")

    def one_sided(f, x):
        """Near, but less exact than it could be: you step to one side only. Step to both."""
        return (f(x + 1e-5) - f(x)) / 1e-5

    def step_too_large(f, x):
        """The formula is right, but h is too large: the error shrinks with its square."""
        return (f(x + 0.01) - f(x - 0.01)) / 0.02

    def step_too_small(f, x):
        """The formula is right, but h is so small that rounding spoils it. Remember the picture with a ragged end."""
        return (f(x + 1e-12) - f(x - 1e-12)) / 2e-12

    def not_divided(f, x):
        """You return the difference of the two values. What must it be divided by?"""
        return f(x + 1e-5) - f(x - 1e-5)

    def multiplied(f, x):
        """You multiply by the distance between the two points. A slope is a rise divided by a distance."""
        return (f(x + 1e-5) - f(x - 1e-5)) * 2e-5


@exercise(
    "03",
    cases=[
        (np.array([2.0, -1.0, 0.5]), np.array([0.25, -4.0, 1.5]), 0.1),
        (np.array([[1.5]]), np.array([[-2.0]]), 3.0),
    ],
)
@hints(
    "Which way is down, along the gradient or against it?",
    "One line, with `-`. An operator such as `-=` would change the caller's array.",
)
def gradient_step(theta, grad, lr):
    """The parameters after one step: theta and grad are arrays of one shape, lr is a number."""
    return theta - lr * grad


class WrongGradientStep(Mistakes, of=gradient_step):
    def uphill(theta, grad, lr):
        """This goes uphill: the gradient points to where the cost grows."""
        return theta + lr * grad

    def rate_forgotten(theta, grad, lr):
        """You take the whole gradient as your step. What is lr for?"""
        return theta - grad

    def only_the_step(theta, grad, lr):
        """This is the step alone. The new parameters are the old ones and the step together."""
        return -lr * grad

    def rate_below(theta, grad, lr):
        """You divide by the rate, so a small rate makes a long step."""
        return theta - grad / lr

    def only_the_sign(theta, grad, lr):
        """All numbers move equally far. A step is long where the slope is steep."""
        return theta - lr * np.sign(grad)
