"""How the cost of training grows: with width, depth, batch size and data, and with the parameters for each gradient.

Run from the repository's root: python tests/benchmarks/growth.py [--rounds 7] [--picture .github/cost_growth.png]

Prints what was measured beside what the count of multiplications predicts, and draws both. The prediction goes through
the largest case: where the measured line lies above it, something else than multiplying takes the time.
"""

import argparse
from datetime import date
from itertools import pairwise
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from matplotlib.ticker import FixedFormatter, FixedLocator, NullFormatter
from one_core import processor

from four_equations.figures.picture import Picture, drawing
from four_equations.figures.style import COLOUR, INK
from mlp_core import NeuralNetwork
from mlp_core.gradients import numerical_gradients

WIDTHS = (8, 16, 32, 64, 128, 256, 512)
DEPTHS = (1, 2, 4, 8, 16)
BATCHES = (1, 4, 16, 64, 256, 1024)
SAMPLES = (64, 256, 1024, 4096, 16384)
SIZES = (2, 4, 8, 16, 32, 64, 128)  # of the layers n-n-n
LEAST = 0.05  # seconds a call, so that the clock and what comes before the first step count for nothing


def multiplications(layers, m, backward=True):
    """Of the matrix products for m samples: W a, then W^T delta from layer 2 on, and delta a^T."""
    weights = [n_prev * n for n_prev, n in pairwise(layers)]
    return m * (3 * sum(weights) - weights[0] if backward else sum(weights))


def network_and_data(layers, m):
    rng = np.random.default_rng(0)
    x, y = np.asfortranarray(rng.normal(size=(layers[0], m))), rng.uniform(size=(layers[-1], m))
    return NeuralNetwork(layers, ["sigmoid"] * (len(layers) - 1), seed=0), x, y


def training(layers, batch_size, m):
    """A function that trains for one epoch."""
    net, x, y = network_and_data(layers, m)
    return lambda: net.train(x, y, batch_size=batch_size, epochs=1, lr=1e-3)


def gradient(layers, m=10):
    """A function that computes one gradient by backpropagation, and one that measures it by finite differences."""
    net, x, y = network_and_data(layers, m)
    return lambda: net.backward(y, *net.forward(x)), lambda: numerical_gradients(net, x, y)


class Line:
    """Cases of one kind: what the horizontal axis says, a function, how often its time is divided, and its count."""

    def __init__(self, name, cases):
        self.name = name
        self.colour, self.style = (COLOUR["delta"], "s-") if name == "finite differences" else (COLOUR["W"], "o-")
        self.at, self.runs, self.parts, self.counts = zip(*cases, strict=True)
        self.seconds = np.full(len(self.at), np.inf)

    def measure(self, clock):
        """Time each case once more, and keep the least."""
        for i, run in enumerate(self.runs):
            begun, calls = clock(), 0
            while clock() - begun < LEAST or not calls:
                run()
                calls += 1
            self.seconds[i] = min(self.seconds[i], (clock() - begun) / calls / self.parts[i])

    def predicted(self):
        return np.array(self.counts) * self.seconds[-1] / self.counts[-1]


def every_line():
    """{title: (label across, label up, the lines)}"""

    def batches(layers, batch_size=32, number=50):
        return training(layers, batch_size, batch_size * number), number, multiplications(layers, batch_size)

    usual = [64, 64, 64, 10]
    widths = [(n, *batches([64, n, n, 10])) for n in WIDTHS]
    depths = [(L, *batches([64] * (L + 1) + [10])) for L in DEPTHS]
    sizes = [(m, training(usual, m, 1024), 1024, multiplications(usual, 1)) for m in BATCHES]
    samples = [(m, training(usual, 32, m), 1, multiplications(usual, m)) for m in SAMPLES]
    both = [[n, n, n] for n in SIZES]
    parameters = [2 * n * (n + 1) for n in SIZES]
    backward, differences = zip(*map(gradient, both), strict=True)
    counts, ones = [multiplications(layers, 10) for layers in both], [1] * len(both)
    passes = [2 * p * multiplications(layers, 10, backward=False) for p, layers in zip(parameters, both, strict=True)]
    both = [
        Line("finite differences", zip(parameters, differences, ones, passes, strict=True)),
        Line("backpropagation", zip(parameters, backward, ones, counts, strict=True)),
    ]
    return {
        "wider": ("neurons in each hidden layer", "a mini-batch", [Line("backpropagation", widths)]),
        "deeper": ("hidden layers of 64", "a mini-batch", [Line("backpropagation", depths)]),
        "larger batches": ("samples in a mini-batch", "a sample", [Line("backpropagation", sizes)]),
        "more data": ("samples", "an epoch", [Line("backpropagation", samples)]),
        "more parameters": ("parameters", "a gradient", both),
    }


def draw(measured):
    """All of it as one picture."""
    picture = Picture(10, 5.4)
    with drawing({"font.size": 10, "axes.titlesize": 11, "axes.labelsize": 10}):
        *places, key = picture.subplots(2, 3).flat
        for axes, (title, (across, up, lines)) in zip(places, measured.items(), strict=True):
            for line in lines:
                axes.plot(line.at, line.seconds, line.style, color=line.colour)
                axes.plot(line.at, line.predicted(), "--", color=INK, linewidth=1.2)
            axes.set(xscale="log", yscale="log", xlabel=across, title=title, ylabel=f"seconds for {up}")
            ticks = lines[0].at[:: 2 if len(lines[0].at) > 5 else 1]
            axes.xaxis.set_major_locator(FixedLocator(ticks))
            axes.xaxis.set_major_formatter(FixedFormatter([f"{tick:,}" for tick in ticks]))
            axes.xaxis.set_minor_formatter(NullFormatter())
            low, high = axes.get_ylim()
            axes.set_ylim(10.0 ** np.floor(np.log10(low)), 10.0 ** np.ceil(np.log10(high)))
        key.axis("off")
        key.plot([], [], "o-", color=COLOUR["W"], label="measured: backpropagation")
        key.plot([], [], "s-", color=COLOUR["delta"], label="measured: finite differences")
        key.plot([], [], "--", color=INK, linewidth=1.2, label="as many multiplications\nat the last point's pace")
        key.legend(loc="center", frameon=False)
    return picture


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7, help="how often each case is measured (default: 7)")
    parser.add_argument("--cpu-time", action="store_true", help="count only the time on the core: for a busy machine")
    parser.add_argument("--picture", type=Path, help="where to save the picture, a PNG")
    args = parser.parse_args()
    measured = every_line()
    for _ in range(args.rounds):
        for _, _, lines in measured.values():
            for line in lines:
                line.measure(process_time if args.cpu_time else perf_counter)
    print(f"{date.today()}, {processor()}, one core, least of {args.rounds} rounds, microseconds")
    for title, (across, up, lines) in measured.items():
        for line in lines:
            print(f"\n{title}: {line.name}, for {up}\n{across:>28}    measured   predicted   measured/predicted")
            for at, seconds, predicted in zip(line.at, line.seconds, line.predicted(), strict=True):
                print(f"{at:28,} {1e6 * seconds:11,.1f} {1e6 * predicted:11,.1f} {seconds / predicted:12.1f}")
    if args.picture:
        args.picture.write_bytes(draw(measured).data())


if __name__ == "__main__":
    main()
