"""What notebooks/conventions.ipynb says of PyTorch, Keras and scikit-learn, checked against those that are installed.

Run from the repository's root: python tests/benchmarks/conventions.py. Prints a line for each claim.
"""

import importlib
import warnings

import numpy as np

from mlp_core import NeuralNetwork
from mlp_core.costs import cross_entropy, softmax

rng = np.random.default_rng(0)
net = NeuralNetwork([2, 3, 4], ["sigmoid", "linear"], seed=1)
net.b = {l: rng.normal(size=net.b[l].shape) for l in net.b}
x, y = rng.normal(size=(2, 5)), rng.uniform(size=(4, 5))
z, a = net.forward(x)
dW, db = net.backward(y, z, a)
S, m, k = np.sum((a[2] - y) ** 2), 5, 4
logits, labels = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 3.0]]), np.array([0, 2])
one_hot = np.eye(3)[labels].T
RIGHT = cross_entropy(logits, one_hot)


def pytorch():
    import torch
    from torch import nn

    torch.set_default_dtype(torch.float64)
    model = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 4))
    with torch.no_grad():
        for l, linear in ((1, model[0]), (2, model[2])):
            linear.weight.copy_(torch.tensor(net.W[l]))
            linear.bias.copy_(torch.tensor(net.b[l].ravel()))
    out, target = model(torch.tensor(x.T)), torch.tensor(y.T)
    loss = nn.MSELoss()(out, target)
    loss.backward()
    yield "weight is (to, from), bias (to,); our weights give our outputs", np.allclose(out.detach().numpy(), a[2].T)
    yield "MSELoss is S / mk", np.isclose(loss.item(), S / (m * k))
    yield "its gradient is 2/k times ours", np.allclose(model[0].weight.grad.numpy(), 2 / k * dW[1])
    rows = torch.tensor(logits.T)
    yield "CrossEntropyLoss takes logits", np.isclose(nn.CrossEntropyLoss()(rows, torch.tensor(labels)).item(), RIGHT)
    nll = nn.NLLLoss()(torch.log(torch.tensor(softmax(logits).T)), torch.tensor(labels))
    yield "NLLLoss takes logarithms of probabilities", np.isclose(nll.item(), RIGHT)
    two = nn.BCEWithLogitsLoss()(torch.zeros(3, 2), torch.ones(3, 2)).item()
    yield "BCEWithLogitsLoss averages over samples and outputs", np.isclose(two, np.log(2))
    large = nn.Linear(400, 300)
    spread, reach = large.weight.std().item(), large.bias.abs().max().item()
    yield "first weights have the spread 1 / sqrt(3n)", np.isclose(spread, 1 / np.sqrt(1200), rtol=0.01)
    yield "first biases are drawn the same way", 0.04 < reach <= 0.05
    weight = nn.Parameter(torch.ones(1))
    weight.grad = torch.zeros(1)
    torch.optim.SGD([weight], lr=1.0, weight_decay=0.1).step()
    yield "weight_decay is the gradient of lambda/2 w^2", np.isclose(weight.item(), 0.9)


def keras():
    import keras

    dense = keras.layers.Dense(3)
    dense.build((None, 2))
    dense.set_weights([net.W[1].T, net.b[1].ravel()])
    close = dict(rtol=1e-5, atol=1e-6)  # it computes in float32
    yield "kernel is (from, to), bias (to,)", np.allclose(np.asarray(dense(x.T)), z[1].T, **close)
    mse = float(keras.losses.MeanSquaredError()(y.T, a[2].T))
    yield "MeanSquaredError is S / mk", np.isclose(mse, S / (m * k), **close)
    from_p = float(keras.losses.CategoricalCrossentropy()(one_hot.T, softmax(logits).T))
    yield "CategoricalCrossentropy takes probabilities", np.isclose(from_p, RIGHT, **close)
    from_z = float(keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, logits.T))
    yield "Sparse... with from_logits takes logits and class numbers", np.isclose(from_z, RIGHT, **close)
    two = float(keras.losses.BinaryCrossentropy(from_logits=True)(np.ones((3, 2)), np.zeros((3, 2))))
    yield "BinaryCrossentropy averages over samples and outputs", np.isclose(two, np.log(2), **close)
    large = keras.layers.Dense(300)
    large.build((None, 400))
    kernel, bias = (np.asarray(array) for array in large.get_weights())
    yield "first weights have the spread sqrt(2 / (n + k))", np.isclose(kernel.std(), np.sqrt(2 / 700), rtol=0.01)
    yield "first biases are 0", not bias.any()
    yield "L2(0.1) is 0.1 times the sum of squares", np.isclose(float(keras.regularizers.L2(0.1)(np.ones(5))), 0.5)


def sklearn():
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    def regressor(**settings):
        plain = dict(solver="sgd", momentum=0, alpha=0, batch_size=m, shuffle=False, learning_rate_init=0.1)
        model = MLPRegressor(hidden_layer_sizes=(3,), activation="logistic", **plain | settings, random_state=0)
        model.partial_fit(x.T, y.T)
        model.coefs_[:] = [net.W[l].T.copy() for l in (1, 2)]
        model.intercepts_[:] = [net.b[l].ravel().copy() for l in (1, 2)]
        return model

    model = regressor()
    yield "coefs_ are (from, to), and our weights give our outputs", np.allclose(model.predict(x.T), a[2].T)
    model.partial_fit(x.T, y.T)
    yield "reports S / 2mk", np.isclose(model.loss_, S / (2 * m * k))
    yield "but steps along the gradient of S / 2m", np.allclose(model.coefs_[0], (net.W[1] - 0.1 * dW[1]).T)
    yield "alpha is 0.0001 unless told otherwise", MLPRegressor().alpha == 0.0001
    penalised = regressor(alpha=0.3)
    penalised.partial_fit(x.T, y.T)
    squares = 0.3 / (2 * m) * sum((net.W[l] ** 2).sum() for l in (1, 2))
    yield "alpha adds alpha / 2m times the squares", np.isclose(penalised.loss_, S / (2 * m * k) + squares)
    for activation, spread in (("relu", np.sqrt(2 / 700)), ("logistic", np.sqrt(2 / 2100))):
        fresh = MLPRegressor(hidden_layer_sizes=(300,), activation=activation, learning_rate_init=1e-12)
        fresh.partial_fit(rng.normal(size=(2, 400)), np.zeros(2))
        yield f"first weights for {activation}", np.isclose(fresh.coefs_[0].std(), spread, rtol=0.01)
    both = MLPClassifier(hidden_layer_sizes=(3,)).partial_fit(x.T, np.array(list("abaab")), classes=["a", "b"])
    yield "two classes: one output", both.coefs_[-1].shape == (3, 1) and list(both.classes_) == ["a", "b"]


def main():
    wrong = 0
    for claims in (pytorch, keras, sklearn):
        package = "torch" if claims is pytorch else claims.__name__
        try:
            version = importlib.import_module(package).__version__
        except ImportError:
            print(f"{package} is not installed: its claims are not checked")
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # scikit-learn warns that one step is no convergence
            for claim, holds in claims():
                print(f"{package} {version}: {'right' if holds else 'WRONG'}: {claim}")
                wrong += not holds
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
