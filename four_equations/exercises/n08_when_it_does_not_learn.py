"""Exercises of notebook 08: the first weights, and a diagnosis."""

import numpy as np

from .engine import exercise, hints, mistakes


def large(*sizes):
    return list(sizes), np.random.default_rng(9)


def rule(spread, n, own):
    """The rule that a spread follows for n inputs; the numbers themselves depend on the order of drawing."""
    rules = {"0": 0, "1/sqrt(n)": n**-0.5, "1": 1, "1/n": 1 / n, "sqrt(2/n)": (2 / n) ** 0.5, "sqrt(n)": n**0.5}
    rules |= {"0.1": 0.1, "0.01": 0.01, "0.001": 0.001, "sqrt(2/(n + own))": (2 / (n + own)) ** 0.5}
    rules |= {"1/sqrt(own)": own**-0.5, "of numbers from 0 to 1": 12**-0.5, "of numbers from -1 to 1": 3**-0.5}
    return next((name for name, value in rules.items() if np.isclose(spread, value, rtol=0.04)), f"{spread:.3g}")


PARTS = ["shape of W", "spread of W", "mean of W", "rows of W", "shape of b", "value of b", "given rng"]


def statistics(value, layers, rng):
    """Describe W and b: shapes, the rule for the spread, the mean, whether rows differ, and the biases."""
    W, b = value
    if W.keys() != b.keys() or np.shape(W[1])[-1] == 1:
        raise ValueError("these are not W and b")
    numbers = range(1, len(layers))
    limit = {l: 4 * max(np.std(W[l]), 1e-9) / np.sqrt(np.size(W[l])) for l in numbers}
    used = rng.bit_generator.state != np.random.default_rng(9).bit_generator.state
    return (
        {l: str(np.shape(W[l])) for l in W},
        {l: rule(np.std(W[l]), layers[l - 1], layers[l]) for l in numbers},
        {l: "near 0" if abs(np.mean(W[l])) < limit[l] else "away from 0" for l in numbers},
        {l: "different" if np.ptp(W[l], axis=0).any() else "all equal" for l in numbers},
        {l: str(np.shape(b[l])) for l in b},
        {l: "not 0" if np.any(b[l]) else "0" for l in numbers},
        "used" if used else "not used",
    )


@exercise("08", cases=[large(150, 80, 60), large(64, 130)], view=statistics, parts=[f"the {part}" for part in PARTS])
@hints(
    "Which matrix has which shape, and how many lines lead into each of its neurons?",
    "`rng.normal(0, s, shape)` has the spread s.",
    "The biases may all be 0.",
)
def initialise(layers, rng):
    """(W, b), dicts by layer: random weights of spread 1/sqrt(n^(l-1)), biases 0 of shape (n^l, 1)."""
    W, b = {}, {}
    for l in range(1, len(layers)):
        n, n_before = layers[l], layers[l - 1]
        W[l] = rng.normal(0, 1 / np.sqrt(n_before), (n, n_before))
        b[l] = np.zeros((n, 1))
    return W, b


def layerwise(W=lambda rng, n, before: rng.normal(size=(n, before)) / np.sqrt(before), b=lambda n: np.zeros((n, 1))):
    """A mistake: these weights and biases for each layer of n neurons with `before` inputs."""

    def initialise(layers, rng):
        numbers = range(1, len(layers))
        return {l: W(rng, layers[l], layers[l - 1]) for l in numbers}, {l: b(layers[l]) for l in numbers}

    return initialise


mistakes(
    initialise,
    "spread_one: The weights have spread 1. In a wide layer that saturates: "
    "divide by the root of the number of inputs.",
    layerwise(lambda rng, n, before: rng.normal(size=(n, before))),
    "a_hundredth: The weights have the spread 0.01, however many inputs there are. In a wide layer that is too small "
    "or too large: divide by the root of the number of inputs.",
    layerwise(lambda rng, n, before: 0.01 * rng.normal(size=(n, before))),
    "a_tenth: The weights have the spread 0.1, however many inputs there are. "
    "Divide by the root of the number of inputs.",
    layerwise(lambda rng, n, before: 0.1 * rng.normal(size=(n, before))),
    "for_relu: The weights have the spread sqrt(2/n), which is made for relu. Here it is 1/sqrt(n), without the 2.",
    layerwise(lambda rng, n, before: rng.normal(size=(n, before)) * np.sqrt(2 / before)),
    "for_both_sides: The weights have the spread sqrt(2/(inputs + outputs)). Here only the inputs count: 1/sqrt(n).",
    layerwise(lambda rng, n, before: rng.normal(size=(n, before)) * np.sqrt(2 / (n + before))),
    "from_zero_to_one: The weights are drawn between 0 and 1: all positive, and with no regard to the inputs. "
    "Spread them around 0, and divide by the root of the number of inputs.",
    layerwise(lambda rng, n, before: rng.random((n, before))),
    "from_minus_half_to_half: The weights are spread evenly over a length of 1, with no regard to the inputs. "
    "Divide by the root of the number of inputs.",
    layerwise(lambda rng, n, before: rng.random((n, before)) - 0.5),
    "all_zero: All weights are 0, so all neurons of a layer stay equal for ever. Draw them at random.",
    layerwise(lambda rng, n, before: np.zeros((n, before))),
    "all_equal: All weights are the same number, so all neurons of a layer stay equal for ever. Draw them at random.",
    layerwise(lambda rng, n, before: np.full((n, before), 0.01)),
    "no_root: The weights are too small: divide by the *root* of the number of inputs.",
    layerwise(lambda rng, n, before: rng.normal(size=(n, before)) / before),
    "only_positive: All weights are positive, so every sum is large. They must be spread around 0.",
    layerwise(lambda rng, n, before: rng.uniform(0, 1, (n, before)) / np.sqrt(before)),
    "by_the_outputs: You divide by the root of the size of the layer itself. "
    "How many numbers does one of its neurons add up?",
    layerwise(lambda rng, n, before: rng.normal(size=(n, before)) / np.sqrt(n)),
    "transposed: The weight matrices are transposed: W needs as many rows as there are neurons in its layer.",
    layerwise(lambda rng, n, before: rng.normal(size=(before, n)) / np.sqrt(before)),
    "flat_biases: The weights are right. The biases are flat, and would make squares: keep them as columns.",
    layerwise(b=np.zeros),
    "biases_as_rows: The weights are right. The biases are rows, and would make squares: they are added to columns.",
    layerwise(b=lambda n: np.zeros((1, n))),
    "own_seed: You never use the rng that you are given, so the weights come from elsewhere. Draw them with this rng.",
    lambda layers, rng: initialise(layers, np.random.default_rng(0)),
    "multiplied_by_the_root: The weights are far too large: "
    "you multiply by the root of the number of inputs instead of dividing.",
    layerwise(lambda rng, n, before: rng.normal(size=(n, before)) * np.sqrt(before)),
    "biases_not_zero: The weights are right. The biases begin at 0 here; only the weights need chance.",
    layerwise(b=lambda n: np.ones((n, 1))),
)


@exercise("08", cases=[("J",), ("K",), ("L",)])
@hints(
    "Let `check_gradient` say which arrays are wrong.",
    "If everything is wrong, divide an array by the right one: is it one and the same factor?",
)
def diagnose(letter):
    """The fault of the patient J, K or L: "BP1", "BP2", "BP3", "BP4", "mean" (the mean over the batch) or "none"."""
    return {"J": "BP1", "K": "none", "L": "mean"}[letter]


mistakes(
    diagnose,
    "all_healthy: You call all of them healthy. Use `check_gradient` on each.",
    lambda letter: "none",
    "all_sick: You call all of them sick. Which patient passes the gradient check?",
    lambda letter: {"J": "BP1", "K": "BP1", "L": "mean"}[letter],
    "factor_taken_for_bp1: J and K are right. In L one factor explains everything: "
    "where does the number of samples come in?",
    lambda letter: {"J": "BP1", "K": "none", "L": "BP1"}[letter],
    "slope_taken_for_mean: K and L are right. In J the factors differ between entries, so no mean is missing: "
    "look at the last layer.",
    lambda letter: {"J": "mean", "K": "none", "L": "mean"}[letter],
    "bp2_suspected: K and L are right. In J the last layer is wrong already, and BP2 has not been used there.",
    lambda letter: {"J": "BP2", "K": "none", "L": "mean"}[letter],
)
