"""Train with each wrong backward pass of the clinic, as notebook 08 trains its patients: its first table of results.

Each mistake has the rate, of five, that reaches most on average; the table has the lowest and the highest accuracy of
the starts.

Run from the repository's root: python tests/benchmarks/wrong_backward.py [starts]. Five minutes or so for three starts.
"""

import sys
from contextlib import suppress
from itertools import islice

import numpy as np
from tqdm import tqdm

from four_equations.clinic import MISTAKES, mistakes, network
from mlp_core import Diverged
from mlp_core.datasets import spirals

SAMPLES, BATCH, EPOCHS = 300, 10, 150
RATES = (0.3, 1, 3, 10, 30)


def accuracy(seed, backward, lr):
    """The share of right answers on 1,000 fresh points after training; 0 if it diverged."""
    net, mistakes.LR = network(seed, backward), lr  # one of them takes its step too early, at the rate of the training
    with suppress(Diverged):
        for _ in islice(net.steps(*spirals(SAMPLES, seed=0, arms=3), BATCH, lr), SAMPLES // BATCH * EPOCHS):
            pass
        return net.accuracy(*spirals(1000, seed=1, arms=3))
    return 0.0


def tuned(seeds, backward):
    """The best rate, and the accuracies from all seeds."""
    reached = {lr: [accuracy(seed, backward, lr) for seed in seeds] for lr in RATES}
    return max(reached.items(), key=lambda item: np.mean(item[1]))


def main(seeds):
    rows = []
    for backward in tqdm((None, *MISTAKES)):
        name = backward.__name__.replace("_", " ") if backward else "right"
        rows.append((name, *tuned(seeds, backward)))
    print(f"{EPOCHS} epochs, each mistake at the best of the rates {RATES}, lowest to highest of {len(seeds)} starts:")
    print("\n| mistake | rate | right answers, % |\n|---|---|---|")
    for name, lr, reached in sorted(rows, key=lambda row: np.mean(row[2]), reverse=True):
        print(f"| {name} | {lr:g} | {100 * min(reached):.1f}–{100 * max(reached):.1f} |")


if __name__ == "__main__":
    main(range(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
