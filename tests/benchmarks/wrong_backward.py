"""Train with each wrong backward pass of the clinic, and check its gradient: the table of notebook 08.

Run from the repository's root: python tests/benchmarks/wrong_backward.py [seeds]. A minute for each seed, or two.
"""

import sys
from itertools import islice

import numpy as np

from four_equations.clinic import LR, MISTAKES, network
from mlp_core.datasets import spirals
from mlp_core.gradients import check_gradient, numerical_gradients, relative_error

SAMPLES, BATCH, EPOCHS = 600, 10, 300


def accuracy(seed, backward):
    """The share of right answers on 1,000 fresh points after training."""
    net = network(seed, backward)
    for _ in islice(net.steps(*spirals(SAMPLES, seed=0, arms=3), batch_size=BATCH, lr=LR), SAMPLES // BATCH * EPOCHS):
        pass
    return net.accuracy(*spirals(1000, seed=1, arms=3))


def as_one(gradients):
    """The relative error of all numbers at once hides small arrays."""
    return np.concatenate([array.ravel() for arrays in gradients for array in arrays.values()])


def errors(backward):
    """The relative errors before training: of the worst array, and of all numbers at once."""
    net, (x, y) = network(0, backward), (part[:, :7] for part in spirals(SAMPLES, seed=0, arms=3))
    found, expected = net.backward(y, *net.forward(x)), numerical_gradients(net, x, y)
    return max(check_gradient(net, x, y).values()), relative_error(as_one(found), as_one(expected))


def main(seeds):
    print("| mistake | lowest, % | mean, % | highest, % | error of the worst array | error of all numbers at once |")
    print("|---|---|---|---|---|---|")
    for backward in (None, *MISTAKES):
        reached = [accuracy(seed, backward) for seed in seeds]
        name = backward.__name__.replace("_", " ") if backward else "right"
        shares = " | ".join(f"{100 * share:.1f}" for share in (min(reached), np.mean(reached), max(reached)))
        worst, whole = errors(backward)
        print(f"| {name} | {shares} | {worst:.1e} | {whole:.1e} |", flush=True)


if __name__ == "__main__":
    main(range(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
