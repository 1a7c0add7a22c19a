"""What notebooks/conventions.ipynb says of PyTorch, Keras, scikit-learn, Optax and Flax, checked if they are installed.

Run from the repository's root: python tests/benchmarks/conventions.py. Prints a line for each claim.
"""

import importlib
import inspect
import warnings

import numpy as np

from mlp_core import NeuralNetwork
from mlp_core.costs import cross_entropy, softmax

rng = np.random.default_rng(0)
net = NeuralNetwork([2, 3, 4], ["sigmoid", "linear"], seed=1)
net.b = {l: rng.normal(size=net.b[l].shape) for l in net.b}
x, y = rng.normal(size=(2, 5)), rng.uniform(size=(4, 5))
z, a = net.forward(x)
delta = net.deltas(y, z, a)
dW, db = net.backward(y, z, a)
S, m, k = np.sum((a[2] - y) ** 2), 5, 4
logits, labels = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 3.0]]), np.array([0, 2])
one_hot = np.eye(3)[labels].T
RIGHT = cross_entropy(logits, one_hot)
GRADIENTS, BETA, LR = (3.0, -1.0, 2.0), 0.9, 0.1
SCALED = tuple(1000 * gradient for gradient in GRADIENTS)
DECAY = 0.5


def with_momentum(theta=1.0, beta=BETA, penalty=0.0, shrink=0.0):
    """Where a sum of gradients that fade by beta leads, as in the course, with one of the two weight decays."""
    v = 0.0
    for gradient in GRADIENTS:
        v = beta * v + gradient + penalty * theta
        theta = (1 - LR * shrink) * theta - LR * v
    return theta


def pytorch():
    import torch
    from torch import nn

    torch.set_default_dtype(torch.float64)
    model = nn.Sequential(nn.Linear(2, 3), nn.Sigmoid(), nn.Linear(3, 4))
    with torch.no_grad():
        for l, linear in ((1, model[0]), (2, model[2])):
            linear.weight.copy_(torch.tensor(net.W[l]))
            linear.bias.copy_(torch.tensor(net.b[l].ravel()))
    z_1 = model[0](torch.tensor(x.T))
    z_1.retain_grad()
    out, target = model[1:](z_1), torch.tensor(y.T)
    loss = nn.MSELoss()(out, target)
    loss.backward()
    yield "weight is (to, from), bias (to,); our weights give our outputs", np.allclose(out.detach().numpy(), a[2].T)
    back = model[0].weight.detach().numpy(), model[0].bias.detach().numpy().reshape(-1, 1)
    yield "and come back", all(map(np.array_equal, back, (net.W[1], net.b[1])))
    yield "MSELoss is S / mk", np.isclose(loss.item(), S / (m * k))
    yield "its gradient is 2/k times ours", np.allclose(model[0].weight.grad.numpy(), 2 / k * dW[1])
    yield "z.grad is c/m times our delta, transposed", np.allclose(z_1.grad.numpy(), 2 / k / m * delta[1].T)
    yield (
        "a loss takes input and target",
        list(inspect.signature(nn.MSELoss().forward).parameters) == ["input", "target"],
    )
    rows = torch.tensor(logits.T)
    yield "CrossEntropyLoss takes logits", np.isclose(nn.CrossEntropyLoss()(rows, torch.tensor(labels)).item(), RIGHT)
    nll = nn.NLLLoss()(torch.log(torch.tensor(softmax(logits).T)), torch.tensor(labels))
    yield "NLLLoss takes logarithms of probabilities", np.isclose(nll.item(), RIGHT)
    one_hot_rows = torch.eye(k)[[0, 1, 2, 3, 0]]
    for name, first, p, c in (
        ("CrossEntropyLoss", nn.Identity(), nn.Softmax(dim=1), 1),
        ("BCEWithLogitsLoss", nn.Identity(), nn.Sigmoid(), 1 / k),
        ("BCELoss", nn.Sigmoid(), nn.Sigmoid(), 1 / k),
    ):
        last = torch.tensor(z[2].T, requires_grad=True)
        getattr(nn, name)()(first(last), one_hot_rows).backward()
        yield f"c is {c} in z.grad of {name}", torch.allclose(last.grad, c / m * (p(last) - one_hot_rows))
    two = nn.BCEWithLogitsLoss()(torch.zeros(3, 2), torch.ones(3, 2)).item()
    yield "BCEWithLogitsLoss averages over samples and outputs", np.isclose(two, np.log(2))
    large = nn.Linear(400, 300)
    spread, reach = large.weight.std().item(), large.bias.abs().max().item()
    yield "first weights have the standard deviation 1 / sqrt(3n)", np.isclose(spread, 1 / np.sqrt(1200), rtol=0.01)
    yield "first biases are drawn the same way", 0.04 < reach <= 0.05
    weight = nn.Parameter(torch.ones(1))
    weight.grad = torch.zeros(1)
    torch.optim.SGD([weight], lr=1.0, weight_decay=0.1).step()
    yield "weight_decay is the gradient of lambda/2 w^2", np.isclose(weight.item(), 0.9)
    torch.optim.AdamW([weight], lr=0.5, weight_decay=0.1).step()
    yield "AdamW shrinks a weight by lr times lambda", np.isclose(weight.item(), 0.9 * 0.95)
    yield "AdamW decays by 0.01 unless told otherwise", torch.optim.AdamW([weight]).defaults["weight_decay"] == 0.01
    yield "SGD has no momentum unless told otherwise", torch.optim.SGD([weight]).defaults["momentum"] == 0

    def walk(method, gradients=GRADIENTS, **settings):
        weight = nn.Parameter(torch.ones(1))
        optimiser = method([weight], lr=LR, **settings)
        for gradient in gradients:
            weight.grad = torch.full((1,), gradient)
            optimiser.step()
        return weight.item()

    SGD, Adam, RMSprop = torch.optim.SGD, torch.optim.Adam, torch.optim.RMSprop
    yield "momentum adds up", np.isclose(walk(SGD, momentum=BETA), with_momentum())
    decayed = walk(SGD, momentum=BETA, weight_decay=DECAY)
    yield "SGD's weight_decay goes through the momentum", np.isclose(decayed, with_momentum(penalty=DECAY))
    yield "Adam's weight_decay is a penalty", np.isclose(walk(Adam, [0.0], weight_decay=DECAY), 1 - LR)
    yield "Adam divides the scale out", np.isclose(walk(Adam), walk(Adam, SCALED))
    for method, needs_c in ((torch.optim.AdamW, False), (Adam, True)):
        same = np.isclose(*(walk(method, gradients, weight_decay=DECAY) for gradients in (GRADIENTS, SCALED)))
        yield f"{method.__name__}'s weight_decay {'needs' if needs_c else 'needs no'} c", same != needs_c
    yield "RMSprop divides the scale out", np.isclose(walk(RMSprop), walk(RMSprop, SCALED))
    adam, rmsprop = Adam([weight]).defaults, RMSprop([weight]).defaults
    yield "epsilon is 1e-8", adam["eps"] == rmsprop["eps"] == 1e-8
    yield "RMSprop fades by 0.99", rmsprop["alpha"] == 0.99
    outside = 1 - LR / (0.1 + 0.5)  # a gradient of 1, its square at the weight 0.01
    yield "RMSprop adds epsilon outside the root", np.isclose(walk(RMSprop, [1.0], alpha=0.99, eps=0.5), outside)
    last = torch.tensor(net.W[2])
    jacobian = torch.autograd.functional.jacobian(lambda v: last @ v, torch.ones(3))
    yield "a Jacobian is in numerator layout", np.allclose(jacobian, last)


def keras():
    import keras

    dense = keras.layers.Dense(3)
    dense.build((None, 2))
    dense.set_weights([net.W[1].T, net.b[1].ravel()])
    close = dict(rtol=1e-5, atol=1e-6)  # it computes in float32
    yield "kernel is (from, to), bias (to,)", np.allclose(np.asarray(dense(x.T)), z[1].T, **close)
    back, flat = dense.get_weights()
    yield "and come back", np.allclose(back.T, net.W[1], **close) and np.allclose(flat, net.b[1].ravel(), **close)
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
    yield (
        "first weights have the standard deviation sqrt(2 / (n + k))",
        np.isclose(kernel.std(), np.sqrt(2 / 700), rtol=0.01),
    )
    yield "first biases are 0", not bias.any()
    yield "L2(0.1) is 0.1 times the sum of squares", np.isclose(float(keras.regularizers.L2(0.1)(np.ones(5))), 0.5)

    def walk(method, gradients=GRADIENTS, **settings):
        optimiser, theta = method(LR, **settings), keras.Variable(np.ones(1))
        for gradient in gradients:
            optimiser.apply([keras.ops.convert_to_tensor([gradient])], [theta])
        return float(theta.numpy()[0])

    SGD, Adam, AdamW, RMSprop = (getattr(keras.optimizers, name) for name in ("SGD", "Adam", "AdamW", "RMSprop"))
    yield "momentum has the rate inside", np.isclose(walk(SGD, momentum=BETA), with_momentum(), **close)
    for method in (SGD, Adam, AdamW):
        shrunk = walk(method, [0.0], weight_decay=DECAY)
        yield f"{method.__name__} shrinks a weight by lr times lambda", np.isclose(shrunk, 1 - LR * DECAY, **close)
    plain, beside = walk(SGD, weight_decay=DECAY), walk(SGD, momentum=BETA, weight_decay=DECAY)
    yield "which without momentum is a penalty", np.isclose(plain, with_momentum(beta=0, penalty=DECAY), **close)
    yield "and goes beside the momentum", np.isclose(beside, with_momentum(shrink=DECAY), **close)
    yield "AdamW decays by 0.004 unless told otherwise", AdamW().weight_decay == 0.004
    yield "Adam divides the scale out", np.isclose(walk(Adam), walk(Adam, SCALED), **close)
    yield "epsilon is 1e-7", Adam().epsilon == RMSprop().epsilon == 1e-7
    yield "RMSprop fades by 0.9", RMSprop().rho == 0.9
    under = 1 - LR / np.sqrt(0.01 + 0.5)
    yield "RMSprop adds epsilon under the root", np.isclose(walk(RMSprop, [1.0], rho=0.99, epsilon=0.5), under, **close)
    yield "SGD has no momentum unless told otherwise", SGD().momentum == 0
    yield (
        "a loss takes y_true and y_pred",
        list(inspect.signature(keras.losses.Loss.call).parameters)[1:] == ["y_true", "y_pred"],
    )
    inputs = keras.Input((2,))
    functional = keras.Model(inputs, keras.layers.Dense(3)(inputs))
    yield "layers[0] of a functional model is the input", not functional.layers[0].weights


def sklearn():
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    def regressor(**settings):
        plain = dict(solver="sgd", momentum=0, alpha=0, batch_size=m, shuffle=False, learning_rate_init=0.1)
        plain |= dict(hidden_layer_sizes=(3,), activation="logistic", warm_start=True, max_iter=1, random_state=0)
        model = MLPRegressor(**plain | settings).partial_fit(x.T, y.T)
        for l in (1, 2):
            model.coefs_[l - 1][:] = net.W[l].T
            model.intercepts_[l - 1][:] = net.b[l].ravel()
        return model

    model = regressor()
    yield "coefs_ are (from, to), and our weights give our outputs", np.allclose(model.predict(x.T), a[2].T)
    model.partial_fit(x.T, y.T)
    yield "reports S / 2mk", np.isclose(model.loss_, S / (2 * m * k))
    yield "but steps along the gradient of S / 2m", np.allclose(model.coefs_[0], (net.W[1] - 0.1 * dW[1]).T)
    default = MLPRegressor()
    yield "alpha is 0.0001 unless told otherwise", default.alpha == 0.0001
    yield "momentum is 0.9 and Nesterov's", default.momentum == 0.9 and default.nesterovs_momentum
    yield "the solver is adam unless told otherwise", default.solver == "adam"
    yield "hidden layers are relu unless told otherwise", default.activation == "relu"
    outputs = [regressor(activation=name).out_activation_ for name in ("identity", "logistic", "tanh", "relu")]
    yield "MLPRegressor's output is linear", set(outputs) == {"identity"}
    one, other = (regressor(solver="adam", momentum=momentum).fit(x.T, y.T).coefs_[0] for momentum in (0, 0.9))
    yield "for which momentum has no effect", np.array_equal(one, other)
    steps = {}
    for solver in ("sgd", "adam"):
        for method in ("partial_fit", "fit"):
            model = regressor(solver=solver, momentum=BETA, nesterovs_momentum=False)
            steps[solver, method] = getattr(model, method)(x.T, y.T).coefs_[0] - net.W[1].T
        same = np.allclose(steps[solver, "partial_fit"], steps[solver, "fit"], rtol=0.01)
        yield f"{solver}: another partial_fit begins with a wrong step", not same
    yield "fit with warm_start begins afresh: sgd", np.allclose(steps["sgd", "fit"], -LR * dW[1].T)
    yield (
        "fit with warm_start begins afresh: adam",
        np.allclose(steps["adam", "fit"], -LR * np.sign(dW[1].T), rtol=1e-3),
    )
    heavy, plain = regressor(momentum=BETA, nesterovs_momentum=False, max_iter=2), regressor()
    heavy.fit(x.T, y.T)
    plain.coefs_[:] = [(net.W[l] - LR * dW[l]).T for l in (1, 2)]  # after a first step, which is the same for both
    plain.intercepts_[:] = [(net.b[l] - LR * db[l]).ravel() for l in (1, 2)]
    plain.partial_fit(x.T, y.T)
    inertia = heavy.coefs_[0] - plain.coefs_[0]
    yield "momentum has the rate inside", np.allclose(inertia, BETA * -LR * dW[1].T)
    for copied in (True, False):
        model, array = regressor(), net.W[1].T.copy()
        if copied:
            model.coefs_[0][:] = array
        else:
            model.coefs_[0] = array
        model.partial_fit(x.T, y.T)
        what = "leaves what was copied with [:]" if copied else "changes what was assigned without [:]"
        yield f"training {what}", np.array_equal(array, net.W[1].T) == copied
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


def optax():
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    out, target, rows = a[2].T, y.T, logits.T
    yield "l2_loss is half the square of each entry", np.allclose(optax.l2_loss(out, target), (out - target) ** 2 / 2)
    yield "the mean of squared_error is S / mk", np.isclose(optax.squared_error(out, target).mean(), S / (m * k))
    each = optax.softmax_cross_entropy(rows, one_hot.T)
    yield "softmax_cross_entropy: logits, a number a sample", each.shape == (2,) and np.isclose(each.mean(), RIGHT)
    each = optax.softmax_cross_entropy_with_integer_labels(rows, labels)
    yield "..._with_integer_labels: class numbers", np.isclose(each.mean(), RIGHT)
    each = optax.sigmoid_binary_cross_entropy(np.zeros((3, 2)), np.ones((3, 2)))
    yield "sigmoid_binary_cross_entropy: a number an entry", np.allclose(each, np.log(2)) and each.shape == (3, 2)

    def walk(method, gradients, theta=1.0):
        state = method.init(theta)
        for gradient in gradients:
            update, state = method.update(gradient, state, theta)
            theta = optax.apply_updates(theta, update)
        return theta

    yield "momentum adds up", np.isclose(walk(optax.sgd(LR, momentum=BETA), GRADIENTS), with_momentum())
    decayed = optax.chain(optax.add_decayed_weights(0.1), optax.sgd(1.0))
    yield "add_decayed_weights is the gradient of lambda/2 w^2", np.isclose(walk(decayed, [0.0]), 0.9)
    yield "adamw shrinks a weight by lr times lambda", np.isclose(walk(optax.adamw(0.5, weight_decay=0.1), [0.0]), 0.95)
    yield "adamw decays by 0.0001 unless told otherwise", np.isclose(walk(optax.adamw(1.0), [0.0]), 0.9999)
    settings = [set(inspect.signature(f).parameters) for f in (optax.sgd, optax.adam)]
    yield "sgd and adam have no weight_decay", not any("weight_decay" in names for names in settings)
    yield "adam divides the scale out", np.isclose(walk(optax.adam(LR), GRADIENTS), walk(optax.adam(LR), SCALED))
    adam, rmsprop = (inspect.signature(f).parameters for f in (optax.adam, optax.rmsprop))
    yield "epsilon is 1e-8", adam["eps"].default == rmsprop["eps"].default == 1e-8
    yield "rmsprop fades by 0.9", rmsprop["decay"].default == 0.9
    under, found = 1 - LR / np.sqrt(0.01 + 0.5), walk(optax.rmsprop(LR, decay=0.99, eps=0.5), [1.0])
    yield "rmsprop adds epsilon under the root", np.isclose(found, under)
    names = [list(inspect.signature(f).parameters)[:2] for f in (optax.l2_loss, optax.softmax_cross_entropy)]
    yield "arguments", names == [["predictions", "targets"], ["logits", "labels"]]
    yield "jax.jacobian is in numerator layout", np.allclose(jax.jacobian(lambda v: net.W[2] @ v)(np.ones(3)), net.W[2])


def flax():
    import jax
    from flax import linen

    dense = linen.Dense(300)
    fresh = dense.init(jax.random.PRNGKey(0), np.ones((1, 400)))["params"]
    yield "kernel is (from, to), bias (to,)", fresh["kernel"].shape == (400, 300) and fresh["bias"].shape == (300,)
    params = linen.Dense(3).init(jax.random.PRNGKey(0), x.T)["params"]
    params["kernel"], params["bias"] = net.W[1].T, net.b[1].ravel()
    ours = linen.Dense(3).apply({"params": params}, x.T)
    yield "our weights give our outputs", np.allclose(ours, z[1].T, rtol=1e-5, atol=1e-6)
    yield "computes in float32", fresh["kernel"].dtype == np.float32
    kernel = np.asarray(fresh["kernel"])
    yield "first weights have the standard deviation 1 / sqrt(n)", np.isclose(kernel.std(), 1 / 20, rtol=0.01)
    yield "and are cut off at two standard deviations", np.abs(kernel).max() < 2.3 / 20
    yield "first biases are 0", not np.asarray(fresh["bias"]).any()


def main():
    wrong = 0
    for claims in (pytorch, keras, sklearn, optax, flax):
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
