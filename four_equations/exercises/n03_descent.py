"""An exercise of notebook 03: gradient descent on any function, with a gradient by central differences."""

import numpy as np

from .chosen_weights import point
from .engine import exercise, hints, mistakes
from .equality import Behaviour, Mismatch, numbers, short


def basin(theta):
    return theta[0] ** 2 + theta[0] * theta[1] + 2 * theta[1] ** 2 - 3 * theta[0]


def bowl(theta):
    return (theta[0] - 1) ** 2 + (theta[0] + theta[1]) ** 2 + 0.5 * (theta[2] - theta[1]) ** 2


def curved(theta):
    return np.exp(theta[0] - theta[1]) + theta[1] ** 2


def corner(theta):
    return abs(theta[0]) + theta[1] ** 2


def arrival(value, f, theta, lr, steps):
    """Whether the answer arrives where it should; if not, where it does.

    How exact it is shows on `curved`. At the corner a central difference gives 0, a one-sided one 1 or -1 for any h.
    """
    end, right = numbers(value), minimum_of(f, theta, lr, steps)
    if end is None or end.shape != right.shape:
        raise Mismatch(
            "shape", f"The result must be an array of the shape {right.shape}, like theta, but is {short(value)}."
        )
    told = f"{steps} step{'s' * (steps > 1)} from theta = {point(theta)} at the rate {lr} end at {point(end)}"
    far = np.max(abs(end - right))
    if far < 1e-6 or far < 1e-3 and f is not curved:
        return Behaviour("there", "")
    if far < 1e-3:
        return Behaviour("near", (
            f"{told}, which is near, but {far:.1g} off. A central difference can do better: is h too large, or so tiny "
            "that rounding spoils it, or is a number that you nudged not put back exactly?"
        ))  # fmt: skip
    facts = np.round(abs(end) if f is corner else end, 3)
    told += (
        f", where f is {f(end):.4g}. It was {f(theta):.4g} at the start. Try one step on an f whose gradient you know."
    )
    return Behaviour(facts, told)


@exercise(
    "03",
    cases=[
        (basin, np.array([2.0, -1.0]), 0.1, 6),
        (bowl, np.array([-1.0, 0.5, 2.0]), 0.05, 5),
        (curved, np.array([0.5, -0.5]), 0.1, 8),
        (corner, np.array([0.0, 1.5]), 0.2, 1),
    ],
    view=arrival,
)
@hints(
    "A gradient has a number for each entry of theta: nudge this entry alone, up and down by h, and divide by 2h.",
    "For every step, measure all the numbers of the gradient at one point, and only then move.",
    "`theta - lr * grad` is a new array. To nudge one entry, add an array that is h there and 0 elsewhere.",
)
def minimum_of(f, theta, lr, steps):
    """The array theta after `steps` steps of gradient descent on f, with a gradient by central differences."""
    h = 1e-5
    for _ in range(steps):
        grad = np.zeros(len(theta))
        for i in range(len(theta)):
            nudge = np.zeros(len(theta))
            nudge[i] = h
            grad[i] = (f(theta + nudge) - f(theta - nudge)) / (2 * h)
        theta = theta - lr * grad
    return theta


def slopes(f, theta, up=1e-5, down=1e-5):
    """The gradient by differences of `up` to one side and `down` to the other."""
    return np.array([(f(theta + up * i) - f(theta - down * i)) / (up + down) for i in np.eye(len(theta))])


def descent(gradient):
    """A mistake: steps along another gradient."""

    def answer(f, theta, lr, steps):
        for _ in range(steps):
            theta = theta - lr * gradient(f, theta)
        return theta

    return answer


def in_turn(f, theta, lr, steps):
    theta = theta.copy()
    for _ in range(steps):
        for i in range(len(theta)):
            theta[i] -= lr * slopes(f, theta)[i]
    return theta


mistakes(
    minimum_of,
    "uphill: It climbs: the gradient points to where f grows.",
    lambda f, theta, lr, steps: minimum_of(f, theta, -lr, steps),
    "in_turn: Each entry moves before the next slope is measured. The gradient must be measured at one point: "
    "first all slopes, then the step.",
    in_turn,
    "divided_by_one_step: Your steps are twice as long as they should be. How far apart are the two points?",
    descent(lambda f, theta: 2 * slopes(f, theta)),
    "one_step_too_many: It takes one step too many.",
    lambda f, theta, lr, steps: minimum_of(f, theta, lr, steps + 1),
    "one_step_too_few: It takes one step too few.",
    lambda f, theta, lr, steps: minimum_of(f, theta, lr, steps - 1),
    "a_single_step: It ends where a single step would, however many are asked for. "
    "Does the loop return too early, or does every step begin at the same place?",
    lambda f, theta, lr, steps: minimum_of(f, theta, lr, 1),
    "one_gradient_for_all: You measure the gradient once, at the start. After each step it is another.",
    lambda f, theta, lr, steps: minimum_of(f, theta, lr * steps, 1),
    "one_sided: It is less exact than it could be, because you step to one side only. Step to both.",
    descent(lambda f, theta: slopes(f, theta, down=0)),
    "one_sided_with_a_tiny_step: You step to one side only. A tiny h hides it where f is smooth, "
    "but at the corner of |x| your slope is 1 or -1, where the two sides together give 0.",
    descent(lambda f, theta: slopes(f, theta, up=1e-8, down=0)),
    "nudged_together: You nudge all entries at once, so one slope speaks for all. Nudge one, and leave the others.",
    descent(lambda f, theta: (f(theta + 1e-5) - f(theta - 1e-5)) / 2e-5),
    "only_the_sign: Every entry moves equally far. A step is long where the slope is steep.",
    descent(lambda f, theta: np.sign(slopes(f, theta))),
    "rate_forgotten: You take the whole gradient as your step. What is lr for?",
    lambda f, theta, lr, steps: minimum_of(f, theta, 1, steps),
    "nothing_moves: Nothing moves, to three digits. Do you divide by the distance between the two points, "
    "and return where you are now?",
    lambda f, theta, lr, steps: theta.copy(),
)
