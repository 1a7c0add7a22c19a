"""A fully connected network, the four equations of backpropagation, and its training.

W, b, z, a, delta, dW, db are dicts keyed by layer: 1..L, and a from 0. Samples are columns.
"""

import numpy as np

from . import _validation as validate
from ._progress import ProgressBar
from ._validation import QUIET
from .activations import ACTIVATIONS
from .costs import COSTS
from .training import Diverged, Step, Training

__all__ = ["Diverged", "NeuralNetwork", "Step"]


class NeuralNetwork:
    """A network with layer sizes `layers` = [n^0, ..., n^L] and one activation name for each of the layers 1..L.

    W^l has shape (n^l, n^(l-1)) and b^l has shape (n^l, 1). The weights are drawn from a normal distribution with
    variance 1/n^(l-1) (LeCun et al. 1998), for relu 2/n^(l-1) (He et al. 2015); the biases are 0. The same seed
    gives the same numbers. With `dtype` "float32" it computes in single precision: faster in wide layers, right to
    about 7 digits in place of 16. Raises ValueError or TypeError, naming the argument, for bad input.
    """

    def __init__(self, layers, activations, cost="quadratic", seed=0, dtype="float64"):
        self.layers = validate.layer_sizes(layers)
        self.L = len(self.layers) - 1
        self.activations = validate.activations(activations, self.L, ACTIVATIONS)
        self.cost_name = validate.cost(cost, self.activations[-1], COSTS)
        self.seed = validate.whole_number("seed", seed, at_least=0)
        self.rng = np.random.default_rng(self.seed)
        self.dtype = validate.precision("dtype", dtype)
        self.cost, self.cost_gradient = COSTS[cost]
        self.sigma, self.sigma_prime, self.W, self.b = {}, {}, {}, {}
        for l, name in enumerate(self.activations, 1):
            self.sigma[l], self.sigma_prime[l] = ACTIVATIONS[name]
            n, n_prev, gain = self.layers[l], self.layers[l - 1], 2 if name == "relu" else 1
            self.W[l] = self.rng.normal(0, np.sqrt(gain / n_prev), (n, n_prev)).astype(self.dtype, copy=False)
            self.b[l] = np.zeros((n, 1), self.dtype)

    @np.errstate(**QUIET)
    def forward(self, x):
        """Dicts z (1..L) and a (0..L) of arrays (n^l, m), for x of shape (n^0, m). Raises ValueError for other x."""
        z, a = {}, {0: validate.inputs(self, x)}
        for l in range(1, self.L + 1):
            z[l] = self.W[l] @ a[l - 1] + self.b[l]
            a[l] = self.sigma[l](z[l])
        return z, a

    @np.errstate(**QUIET)
    def deltas(self, y, z, a):
        """Dict delta (1..L), delta^l = dC_x/dz^l of shape (n^l, m), a column per sample. y is (n^L, m)."""
        y, L = validate.forward_pass(self, y, z, a), self.L
        delta = {L: self.cost_gradient(a[L], y) * self.sigma_prime[L](z[L])}  # BP1
        for l in range(L - 1, 0, -1):
            delta[l] = (self.W[l + 1].T @ delta[l + 1]) * self.sigma_prime[l](z[l])  # BP2
        return delta

    @np.errstate(**QUIET)
    def backward(self, y, z, a):
        """Dicts dW, db (1..L): the gradient of C, each array of the shape of W^l, b^l."""
        delta, m = self.deltas(y, z, a), a[0].shape[1]
        dW, db = {}, {}
        for l in range(1, self.L + 1):
            db[l] = delta[l].sum(axis=1, keepdims=True) / m  # BP3, the mean over the batch
            dW[l] = delta[l] @ a[l - 1].T / m  # BP4, the mean over the batch
        return dW, db

    def steps(self, x, y, batch_size=10, lr=0.5, rng=None):
        """An endless generator that trains one mini-batch at a time and yields a `Step` after each.

        Every epoch shuffles the columns afresh with `rng` (a numpy Generator; by default the network's own).
        Bad arguments raise at once. Raises `Diverged` when the cost, a weight or a bias becomes nan or inf.
        """
        return self._training(x, y, batch_size, lr, rng).steps()

    def train(self, x, y, batch_size=10, epochs=100, lr=0.5, rng=None):
        """Train for `epochs` epochs; a progress bar appears if that takes longer than two seconds.

        Returns a list with one number per epoch: the mean over its samples of the cost, each mini-batch measured
        just before its own update. Raises as `steps` does. After an interruption the network has the parameters of
        the last whole step.
        """
        epochs = validate.whole_number("epochs", epochs, at_least=1)
        training, history, bar = self._training(x, y, batch_size, lr, rng), [], ProgressBar(epochs, "epoch")
        try:
            for n in range(1, epochs + 1):
                history.append(training.epoch())
                bar.show(n)
            if not np.isfinite(cost := self.cost_of(*training.last_minibatch)):  # which no further step will see
                training.diverge(f"The cost became {cost}")
        except KeyboardInterrupt:
            raise KeyboardInterrupt(
                f"Stopped in epoch {len(history) + 1}, at step {training.number}: "
                "the network keeps what it has learned, and can be used and trained further."
            ) from None
        finally:
            bar.erase()
        return history

    def _training(self, x, y, batch_size, lr, rng):
        x = validate.inputs(self, x)
        y = validate.targets_for(self, y, x.shape[1])
        batch_size = validate.whole_number("batch_size", batch_size, at_least=1)
        lr, rng = validate.positive_number("lr", lr), validate.generator("rng", rng, default=self.rng)
        return Training(self, x, y, batch_size, lr, rng)

    def is_unmodified(self):
        """Whether every function of the network is still our own, so that training may compute them in place."""
        ours = {l: ACTIVATIONS[name] for l, name in enumerate(self.activations, 1)}
        return (
            {l: (self.sigma[l], self.sigma_prime[l]) for l in self.sigma} == ours
            and (self.cost, self.cost_gradient) == COSTS[self.cost_name]
            and all(getattr(getattr(self, name), "__func__", None) is method for name, method in AS_WRITTEN.items())
        )

    def predict(self, x):
        """The class of each sample, integers of shape (m,): the largest output; with one output, 1 if it says so."""
        _, a = self.forward(x)
        return self._classes(a[self.L], 0 if self.cost_name == "cross_entropy" else 0.5)

    @np.errstate(**QUIET)
    def cost_of(self, x, y):
        """C over all samples of x (n^0, m) with targets y (n^L, m), a float."""
        _, a = self.forward(x)
        y = validate.targets_for(self, y, a[0].shape[1])
        return float(self.cost(a[self.L], y))

    def accuracy(self, x, y):
        """The share of samples, between 0 and 1, whose predicted class is that of their target in y (n^L, m)."""
        predicted = self.predict(x)
        y = validate.targets_for(self, y, len(predicted))
        return float(np.mean(predicted == self._classes(y, 0.5)))

    def _classes(self, outputs, threshold):
        return (outputs[0] > threshold).astype(int) if self.layers[-1] == 1 else outputs.argmax(axis=0)

    def save(self, path):
        """Write the network to the file `path`, whole or not at all."""
        from . import _files as files  # here: what reads zip files takes a third of the time that numpy's import takes

        files.save_network(self, path)

    @classmethod
    def load(cls, path):
        """The network in the file `path`, its generator as new from its seed. Raises ValueError for any other file."""
        from . import _files as files

        return files.load_network(cls, path)


AS_WRITTEN = {name: vars(NeuralNetwork)[name] for name in ("forward", "deltas", "backward")}
