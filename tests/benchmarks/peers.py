"""How long a mini-batch takes: this course, the blog's way, scikit-learn, PyTorch, JAX, and the bare matrix products.

Run from the repository's root: python tests/benchmarks/peers.py [--rounds 15] [--mnist FOLDER] [--release FOLDER].
scikit-learn, PyTorch and JAX take part if they are installed, and an earlier version of the course if --release names
a checkout of it. Everybody trains the same networks from the same weights on the same mini-batches in the same order
(hidden sigmoid, linear output; plain gradient descent), by turns, on one core; the least time of all rounds counts.
Times are those of whole calls, preparations included, divided by their mini-batches. MNIST is read from --mnist or the
folder in MNIST_FOLDER; without its files random data of the same shape are used.

The floor is the time of the matrix products alone, forward and backward, each called in the quickest way. "Floor" is
in the course's layout, samples as columns; "least" is the quickest of four layouts, which differ by up to a fifth.
"""

import argparse
import importlib.metadata
import importlib.util
import os
import platform
import sys
from datetime import date
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from one_core import processor

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from mlp_core import NeuralNetwork, datasets  # noqa: E402

LR = 0.05
# Layers, batch size, mini-batches an epoch, epochs a call. At most 300 mini-batches: two runs that add in another order
# drift apart, and the weights are compared after an epoch.
WORKLOADS = [
    ([2, 16, 16, 1], 10, 300, 10),
    ([64, 32, 10], 32, 56, 40),
    ([784, 30, 10], 10, 300, 4),
    ([784, 128, 64, 10], 128, 100, 1),
    ([784, 1024, 1024, 10], 256, 20, 1),
]


class Orders(np.random.Generator):
    """A generator that gives the orders of a list instead of new permutations."""

    def __init__(self, orders):
        super().__init__(np.random.PCG64(0))
        self.orders = iter(orders)

    def permutation(self, m):
        return next(self.orders)


class Course:
    """mlp_core, with `train`; and the same network one step at a time with `steps`, as a live panel trains it."""

    kind = NeuralNetwork

    def __init__(self, start, x, y, batch_size, cost):
        self.net, self.x, self.y, self.batch_size = start(self.kind), x, y, batch_size

    def train(self, orders):
        self.net.train(self.x, self.y, self.batch_size, len(orders), LR, Orders(orders))

    def weights(self):
        return [self.net.W[l] for l in self.net.W]


class Steps(Course):
    def train(self, orders):
        number = len(orders) * -(-self.x.shape[1] // self.batch_size)
        steps = self.net.steps(self.x, self.y, self.batch_size, LR, Orders(orders))
        for _ in range(number):
            next(steps)


class Blog:
    """As the blog writes it from which the course starts: columns, lists, a new array for every result, no cost.

    Only what would give other numbers, or none, is mended: its batches, their order, the last error and the sign.
    """

    def __init__(self, start, x, y, batch_size, cost):
        net = start()
        self.weights_, self.biases = list(net.W.values()), list(net.b.values())
        self.x, self.y, self.batch_size = np.ascontiguousarray(x), np.ascontiguousarray(y), batch_size
        self.output = self.probabilities if cost == "cross_entropy" else lambda a: a

    def sigma(self, z):
        return np.exp(z) / (1 + np.exp(z))

    def sigma_prime(self, z):
        return self.sigma(z) * (1 - self.sigma(z))

    def probabilities(self, a):
        return self.sigma(a) if len(a) == 1 else np.exp(a) / np.exp(a).sum(axis=0)

    def forward(self, x):
        a, z_s, a_s = np.copy(x), [], [x]
        for i, W in enumerate(self.weights_):
            z_s.append(W.dot(a) + self.biases[i])
            a = self.sigma(z_s[-1]) if i < len(self.weights_) - 1 else z_s[-1]
            a_s.append(a)
        return z_s, a_s

    def backward(self, y, z_s, a_s):
        deltas = [None] * len(self.weights_)
        deltas[-1] = self.output(a_s[-1]) - y
        for i in reversed(range(len(deltas) - 1)):
            deltas[i] = self.weights_[i + 1].T.dot(deltas[i + 1]) * self.sigma_prime(z_s[i])
        m = y.shape[1]
        dW = [delta.dot(a_s[i].T) / float(m) for i, delta in enumerate(deltas)]
        return dW, [delta.dot(np.ones((m, 1))) / float(m) for delta in deltas]

    def train(self, orders):
        for order in orders:
            for i in range(0, len(order), self.batch_size):
                batch = order[i : i + self.batch_size]
                dW, db = self.backward(self.y[:, batch], *self.forward(self.x[:, batch]))
                self.weights_ = [W - LR * g for W, g in zip(self.weights_, dW, strict=True)]
                self.biases = [b - LR * g for b, g in zip(self.biases, db, strict=True)]

    def weights(self):
        return self.weights_


class Sklearn:
    """scikit-learn: MLPRegressor, or MLPClassifier for cross-entropy, an epoch at a time with `partial_fit`."""

    class Order(np.random.RandomState):
        """What it shuffles comes into the order that it is told."""

        def shuffle(self, indices):
            indices[:] = self.order

    def __init__(self, start, x, y, batch_size, cost):
        from sklearn.neural_network import MLPClassifier, MLPRegressor

        net = start()
        self.x, self.y, self.rng = np.ascontiguousarray(x.T), np.ascontiguousarray(y.T), self.Order(0)
        settings = dict(hidden_layer_sizes=net.layers[1:-1], activation="logistic", solver="sgd", alpha=0, momentum=0,
                        learning_rate_init=LR, batch_size=batch_size, random_state=self.rng)  # fmt: skip
        self.rng.order = np.arange(len(self.x))
        if cost == "cross_entropy":
            self.y = self.y.argmax(axis=1) if self.y.shape[1] > 1 else self.y[:, 0]
            self.model = MLPClassifier(**settings).partial_fit(self.x, self.y, np.unique(self.y))
        else:
            self.y = self.y[:, 0] if self.y.shape[1] == 1 else self.y
            self.model = MLPRegressor(**settings).partial_fit(self.x, self.y)
        for l in net.W:
            self.model.coefs_[l - 1][:] = net.W[l].T
            self.model.intercepts_[l - 1][:] = net.b[l][:, 0]

    def train(self, orders):
        for self.rng.order in orders:
            self.model.partial_fit(self.x, self.y)

    def weights(self):
        return [W.T for W in self.model.coefs_]


class Torch:
    """PyTorch, eager: Sequential, a loss, backward, SGD."""

    def __init__(self, start, x, y, batch_size, cost):
        import torch
        from torch import nn

        torch.set_num_threads(1)
        net = start()
        self.torch, self.batch_size = torch, batch_size
        dtype = torch.float32 if net.dtype == np.float32 else torch.float64
        parts = []
        for n_prev, n in zip(net.layers, net.layers[1:], strict=False):
            parts += [nn.Linear(n_prev, n, dtype=dtype), nn.Sigmoid()]
        self.model = nn.Sequential(*parts[:-1])
        with torch.no_grad():
            for l in net.W:
                parts[2 * l - 2].weight.copy_(torch.from_numpy(net.W[l]))
                parts[2 * l - 2].bias.copy_(torch.from_numpy(net.b[l][:, 0]))
        self.x, self.y = (torch.from_numpy(np.ascontiguousarray(array.T)).to(dtype) for array in (x, y))
        if cost == "quadratic":
            mean = nn.MSELoss()
            half = net.layers[-1] / 2  # the mean over the outputs too
            self.loss = lambda a, y: half * mean(a, y)
        else:
            self.loss = nn.CrossEntropyLoss() if net.layers[-1] > 1 else nn.BCEWithLogitsLoss()
        self.optimiser = torch.optim.SGD(self.model.parameters(), lr=LR)

    def train(self, orders):
        for order in orders:
            for batch in self.torch.from_numpy(order).split(self.batch_size):
                loss = self.loss(self.model(self.x[batch]), self.y[batch])
                self.optimiser.zero_grad()
                loss.backward()
                self.optimiser.step()

    def weights(self):
        return [part.weight.detach().numpy() for part in self.model if hasattr(part, "weight")]


class Jax:
    """JAX, a whole epoch compiled as one function. Compiling is not counted."""

    def __init__(self, start, x, y, batch_size, cost):
        import jax
        import jax.numpy as jnp

        jax.config.update("jax_enable_x64", True)
        net = start()
        self.x, self.y = jnp.asarray(x.T, net.dtype), jnp.asarray(y.T, net.dtype)
        self.parameters = [(jnp.asarray(net.W[l].T), jnp.asarray(net.b[l][:, 0])) for l in net.W]

        def loss(parameters, x, y):
            for W, b in parameters[:-1]:
                x = jax.nn.sigmoid(x @ W + b)
            a = x @ parameters[-1][0] + parameters[-1][1]
            if cost == "quadratic":
                return 0.5 * jnp.sum((a - y) ** 2) / len(y)
            if a.shape[1] == 1:
                return jnp.sum(jnp.logaddexp(0, a) - y * a) / len(y)
            return -jnp.sum(y * jax.nn.log_softmax(a)) / len(y)

        def step(parameters, batch):
            cost, gradient = jax.value_and_grad(loss)(parameters, self.x[batch], self.y[batch])
            return jax.tree.map(lambda p, g: p - LR * g, parameters, gradient), cost

        self.epoch = jax.jit(lambda parameters, batches: jax.lax.scan(step, parameters, batches), donate_argnums=0)
        self.shape = -1, batch_size

    def train(self, orders):
        for order in orders:
            self.parameters, costs = self.epoch(self.parameters, order.reshape(self.shape))
        costs.block_until_ready()

    def weights(self):
        return [np.asarray(W).T for W, _ in self.parameters]


def earlier_network(folder):
    """`NeuralNetwork` of the version of the course in `folder`; `mlp_core` is imported from there by another name."""
    place = Path(folder) / "mlp_core"
    spec = importlib.util.spec_from_file_location("release", place / "__init__.py")
    sys.modules["release"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules["release"])
    return sys.modules["release"].NeuralNetwork


PEERS = {"mlp_core": Course, "steps": Steps, "blog": Blog, "scikit-learn": Sklearn, "PyTorch": Torch, "JAX": Jax}


LAYOUTS = ("columns", "samples", "W.T", "rows")


def products(layers, m, dtype, layout):
    """A function that calls the products of one mini-batch and nothing else: W a, W^T delta, delta a^T."""
    rng, numbers = np.random.default_rng(0), range(1, len(layers))
    rows, first = layout == "rows", "F" if layout in ("samples", "W.T") else "C"  # whether x has a sample in one piece

    def array(*shape, order="C"):
        return np.asarray(rng.normal(size=shape[::-1] if rows else shape), dtype, order)

    W = {l: array(layers[l], layers[l - 1], order="F" if layout == "W.T" else "C") for l in numbers}
    a, delta = ({l: array(n, m, order="C" if l else first) for l, n in enumerate(layers)} for _ in range(2))
    if rows:
        calls = [(a[l - 1], W[l]) for l in numbers] + [(delta[l], W[l].T) for l in numbers[1:]]
        calls += [(a[l - 1].T, delta[l]) for l in numbers]
    else:
        calls = [(W[l], a[l - 1]) for l in numbers] + [(W[l].T, delta[l]) for l in numbers[1:]]
        backward = [(delta[l], a[l - 1].T) for l in numbers]
        calls += [(right.T, left.T) for left, right in backward] if layout == "W.T" else backward
    calls = [(left.dot, right, np.empty((len(left), right.shape[1]), dtype)) for left, right in calls]
    return lambda: [dot(right, out) for dot, right, out in calls]


def data(layers, m, folder):
    """x (n, m) and y (k, m) for these layers, each sample in one piece of memory, and what they are."""
    if layers[0] == 2:
        return *datasets.spirals(m, seed=0), "spirals"
    if layers[0] == 64:
        x, labels = datasets.load_digits()
        return x[:, :m], datasets.one_hot(labels[:m], 10), "digits"
    if folder:
        (x, labels), _ = datasets.load_mnist(folder)
        return np.asfortranarray(x[:, :m]), datasets.one_hot(labels[:m], 10), "MNIST"
    rng = np.random.default_rng(0)
    return rng.uniform(size=(m, layers[0])).T, datasets.one_hot(rng.integers(0, layers[-1], m), layers[-1]), "random"


def measure(layers, batch_size, number, epochs, cost, dtype, rounds, folder, clock):
    """{name: seconds a mini-batch}, {name: largest difference of a weight after an epoch}, and what the data are."""
    m = batch_size * number
    x, y, source = data(layers, m, folder)
    x, y = x.astype(dtype, copy=False), y.astype(dtype, copy=False)
    rng = np.random.default_rng(0)
    orders = [rng.permutation(m) for _ in range(epochs)]

    def start(kind=NeuralNetwork):
        precision = {} if dtype == "float64" else {"dtype": dtype}  # the first version had but one
        return kind(layers, ["sigmoid"] * (len(layers) - 2) + ["linear"], cost, seed=0, **precision)

    peers, apart = {}, {}
    for name, peer in PEERS.items():
        try:
            peers[name] = peer(start, x, y, batch_size, cost)
        except ImportError:
            continue
        peers[name].train(orders[:1])
        pairs = zip(peers[name].weights(), peers["mlp_core"].weights(), strict=True)
        apart[name] = max(float(abs(theirs - ours).max()) for theirs, ours in pairs)
    runs = {name: (lambda peer=peer: peer.train(orders), number * epochs) for name, peer in peers.items()}
    for layout in LAYOUTS:
        run = products(layers, batch_size, dtype, layout)
        runs[layout] = (lambda run=run: [run() for _ in range(number)], number)
    best = dict.fromkeys(runs, np.inf)
    for _ in range(rounds):
        for name, (run, batches) in runs.items():
            begun = clock()
            run()
            best[name] = min(best[name], (clock() - begun) / batches)
    layouts = [best.pop(layout) for layout in LAYOUTS]
    return best | {"floor": layouts[0], "least": min(layouts)}, apart, source


def versions():
    for name in ("numpy", "scikit-learn", "torch", "jax"):
        try:
            yield f"{name} {importlib.metadata.version(name)}"
        except importlib.metadata.PackageNotFoundError:
            yield f"no {name}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=15, help="how often everybody is measured (default: 15)")
    parser.add_argument("--mnist", default=os.environ.get("MNIST_FOLDER"), help="the folder with the files of MNIST")
    parser.add_argument("--release", help="a checkout of an earlier version of the course, to be measured too")
    parser.add_argument("--dtype", default="float64", choices=["float64", "float32"])
    parser.add_argument("--cost", default="quadratic", choices=["quadratic", "cross_entropy"])
    parser.add_argument("--cpu-time", action="store_true", help="count only the time on the core: for a busy machine")
    parser.add_argument("--only", type=int, nargs="*", help="numbers of the networks to measure, from 1")
    args = parser.parse_args()
    clock, kind = (process_time, "time on the core") if args.cpu_time else (perf_counter, "time")
    print(f"{date.today()}, {processor()}, one core, Python {platform.python_version()}, {', '.join(versions())}")
    print(f"{args.dtype}, {args.cost} cost, least {kind} of {args.rounds} rounds\n")
    others, yardsticks = [name for name in PEERS if name != "mlp_core"], ["floor", "least"]
    if args.release:
        PEERS["release"] = type("Release", (Course,), {"kind": earlier_network(args.release)})
        yardsticks.append("release")
    row("network, batch", "data", "mlp_core, µs", "floor, µs", *[f"× {name}" for name in yardsticks], *others)
    print("|---|---|" + "--:|" * (2 + len(yardsticks) + len(others)))
    differences = []
    for i, workload in enumerate(WORKLOADS, 1):
        if args.only and i not in args.only:
            continue
        best, apart, source = measure(*workload, args.cost, args.dtype, args.rounds, args.mnist, clock)
        ours, title = best["mlp_core"], f"{'-'.join(map(str, workload[0]))}, {workload[1]}"
        columns = [source, f"{1e6 * ours:.1f}", f"{1e6 * best['floor']:.1f}"]
        columns += [f"{ours / best[name]:.2f}" for name in yardsticks]
        row(title, *columns, *[f"{best[name] / ours:.2f}" if name in best else "-" for name in others])
        differences.append((title, apart))
    print(
        "\nA column with × says how many times that time we take. The columns of the others say how many times our time"
    )
    print("they take: above 1 they are slower. Largest difference of any weight from ours after one epoch:\n")
    others += yardsticks[2:]
    row("network, batch", *others)
    print("|---|" + "--:|" * len(others))
    for title, apart in differences:
        row(title, *[f"{apart[name]:.0e}" if name in apart else "-" for name in others])


def row(*cells):
    print("|", " | ".join(cells), "|", flush=True)


if __name__ == "__main__":
    main()
