"""Train deep networks from small and from large weights at many rates: the second table of results in notebook 08.

Run from the repository's root: python tests/benchmarks/deep_networks.py [seeds]. Four minutes or so.
"""

import sys
from itertools import islice

from mlp_core import Diverged, NeuralNetwork
from mlp_core.datasets import spirals

HIDDEN, EPOCHS, BATCH, RATES = [16] * 5, 150, 10, (0.03, 0.1, 0.3, 1, 3, 10, 30)
KINDS = {"sigmoid": 1, "sigmoid, weights times 4": 4, "tanh": 1, "relu": 1}
TRAINING, VALIDATION = (spirals(300, seed=seed, arms=3) for seed in (0, 1))


def accuracy(activation, scale, lr, seed):
    """The share of right answers on the validation set after training."""
    names = [activation] * len(HIDDEN) + ["linear"]
    net = NeuralNetwork([2, *HIDDEN, 3], names, "cross_entropy", seed)
    net.W = {l: scale * W for l, W in net.W.items()}
    try:
        for _ in islice(net.steps(*TRAINING, batch_size=BATCH, lr=lr), EPOCHS * 300 // BATCH):
            pass
    except Diverged:
        return 0.0
    return net.accuracy(*VALIDATION)


def main(seeds):
    print(f"| five hidden layers | {' | '.join(f'rate {lr}' for lr in RATES)} |")
    print("|---|" + "---|" * len(RATES))
    for name, scale in KINDS.items():
        row = []
        for lr in RATES:
            reached = [accuracy(name.split(",")[0], scale, lr, seed) for seed in seeds]
            row.append(f"{100 * min(reached):.0f}–{100 * max(reached):.0f}")
        print(f"| {name} | {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main(range(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
