"""The PyTorch listing of notebook 11 and the steps of notebook 10, run and compared with the package.

Run from the repository's root, where torch is installed: python tests/benchmarks/pytorch_listing.py. Prints a line for
each claim: the costs and gradients of the listing, and the steps beside those of torch.optim.
"""

import builtins
import re
from pathlib import Path

import nbformat
import numpy as np

from mlp_core import NeuralNetwork

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
TOLERANCE = dict(rtol=0, atol=1e-10)


def listing(cells):
    """The one block of Python in the notebook's prose that imports torch."""
    blocks = re.findall(r"```python\n(.*?)```", "\n".join(c.source for c in cells if c.cell_type == "markdown"), re.S)
    (found,) = [block for block in blocks if "import torch" in block]
    return found


def steps(cells):
    """The functions momentum_step and adam_step, from the notebook's own cells."""
    names, found = ("momentum_step", "adam_step"), {"np": np}
    for cell in cells:
        if cell.cell_type == "code" and cell.source.startswith(tuple(f"def {name}(" for name in names)):
            exec(cell.source, found)
    return [found[name] for name in names]


def run(source):
    """What the listing leaves behind, and what it would have printed."""
    printed = []
    names = {"print": lambda *values: printed.append(" ".join(map(str, values))), "__builtins__": builtins}
    exec(source, names)
    return names, printed


def course_network():
    net = NeuralNetwork([2, 3, 2], ["sigmoid", "sigmoid"])
    net.W[1][:] = [[0.5, -0.5], [1.0, 0.5], [-1.0, 1.0]]
    net.W[2][:] = [[2.0, 1.0, 1.0], [-2.0, 2.0, -1.0]]
    net.b[1][:], net.b[2][:] = [[0.5], [-1.0], [-2.0]], [[-2.0], [0.5]]
    return net, np.array([[1.0], [2.0]]), np.array([[1.0], [0.0]])


def listing_claims(source):
    torch_side, printed = run(source)
    model, loss = torch_side["model"], torch_side["loss"].item()
    (net, x, y), costs = course_network(), []
    for _ in printed:
        costs.append(net.cost_of(x, y))
        dW, db = net.backward(y, *net.forward(x))
        places = [(net.W, 1, dW), (net.b, 1, db), (net.W, 2, dW), (net.b, 2, db)]
        for arrays, l, grads in places:
            arrays[l] = arrays[l] - 0.5 * grads[l]
    yield "it prints the costs of the numpy form", printed == [f"{cost:.6f}" for cost in costs] and len(costs) == 3
    yield "the last cost, to 1e-10", np.allclose(loss, costs[-1], **TOLERANCE)
    for parameter, (arrays, l, grads) in zip(model.parameters(), places, strict=True):
        kind = "weights" if arrays is net.W else "biases"
        found, grad = (np.reshape(t.detach().numpy(), arrays[l].shape) for t in (parameter, parameter.grad))
        yield f"the gradient of the {kind} of layer {l}, to 1e-10", np.allclose(grad, grads[l], **TOLERANCE)
        yield f"the {kind} of layer {l} after the steps, to 1e-10", np.allclose(found, arrays[l], **TOLERANCE)


def step_claims(momentum_step, adam_step):
    import torch

    rng = np.random.default_rng(0)
    start, slopes = rng.normal(size=5), rng.normal(size=(7, 5))

    def walked(make):
        weight = torch.nn.Parameter(torch.tensor(start))
        optimizer = make([weight])
        for slope in slopes:
            weight.grad = torch.tensor(slope)
            optimizer.step()
        return weight.detach().numpy()

    theta, v = start, 0.0
    for slope in slopes:
        theta, v = momentum_step(theta, v, slope, 0.1, 0.9)
    yield (
        "momentum_step is SGD(momentum=0.9)",
        np.allclose(walked(lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)), theta, **TOLERANCE),
    )
    theta, m, v = start, 0.0, 0.0
    for t, slope in enumerate(slopes, 1):
        theta, m, v = adam_step(theta, m, v, t, slope, 0.01)
    yield "adam_step is Adam", np.allclose(walked(lambda p: torch.optim.Adam(p, lr=0.01)), theta, **TOLERANCE)
    theta = start
    for slope in slopes:
        theta = theta - 0.1 * (slope + 0.003 * theta)
    yield (
        "weight_decay adds λ times the parameter to its gradient",
        np.allclose(walked(lambda p: torch.optim.SGD(p, lr=0.1, weight_decay=0.003)), theta, **TOLERANCE),
    )


def main():
    try:
        import torch
    except ImportError:
        print("torch is not installed: the listing is not checked")
        return 0
    names, wrong = ("10_better_steps", "11_what_comes_next"), 0
    ten, eleven = (nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4).cells for name in names)
    for claims in (listing_claims(listing(eleven)), step_claims(*steps(ten))):
        for claim, holds in claims:
            print(f"torch {torch.__version__}: {'right' if holds else 'WRONG'}: {claim}")
            wrong += not holds
    return wrong


if __name__ == "__main__":
    raise SystemExit(main())
