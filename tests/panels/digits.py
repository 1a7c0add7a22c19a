"""A network that has learned to read digits a little, and the images that it is asked about."""

from mlp_core import NeuralNetwork
from mlp_core.datasets import load_digits, one_hot

X, LABELS = load_digits()
NET = NeuralNetwork([64, 12, 10], ["relu", "linear"], cost="cross_entropy", seed=0)
NET.train(X[:, :600], one_hot(LABELS[:600], 10), batch_size=20, epochs=4, lr=0.3)
X, LABELS = X[:, 600:1100], LABELS[600:1100]
DIGITS = NET, X, LABELS
