"""Train with each wrong backward pass of the clinic: the first table of notebook 08.

Each mistake has the clinic's rate or, where that reaches less than 95 % on average, the best of five rates.

Run from the repository's root: python tests/benchmarks/wrong_backward.py [seeds]. Five minutes or so for each seed.
"""

import sys
from contextlib import suppress
from itertools import islice

import numpy as np

from four_equations.clinic import LR, MISTAKES, network
from mlp_core import Diverged
from mlp_core.datasets import spirals

SAMPLES, BATCH, EPOCHS = 600, 10, 300
RATES, ENOUGH = (0.3, 1, 10, 30), 0.95


def accuracy(seed, backward, lr):
    """The share of right answers on 1,000 fresh points after training; 0 if it diverged."""
    net = network(seed, backward)
    with suppress(Diverged):
        for _ in islice(net.steps(*spirals(SAMPLES, seed=0, arms=3), BATCH, lr), SAMPLES // BATCH * EPOCHS):
            pass
        return net.accuracy(*spirals(1000, seed=1, arms=3))
    return 0.0


def tuned(seeds, backward):
    """The rate, and the accuracies from all seeds."""
    reached = {LR: [accuracy(seed, backward, LR) for seed in seeds]}
    if np.mean(reached[LR]) < ENOUGH:
        reached |= {lr: [accuracy(seed, backward, lr) for seed in seeds] for lr in RATES}
    return max(reached.items(), key=lambda item: np.mean(item[1]))


def main(seeds):
    print("| mistake | rate | right answers, % |")
    print("|---|---|---|")
    for backward in (None, *MISTAKES):
        lr, reached = tuned(seeds, backward)
        name = backward.__name__.replace("_", " ") if backward else "right"
        print(f"| {name} | {lr:g} | {100 * min(reached):.1f}–{100 * max(reached):.1f} |", flush=True)


if __name__ == "__main__":
    main(range(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
