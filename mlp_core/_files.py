"""Networks in files: written whole or not at all, and read with no pickle."""

import os
from pathlib import Path

import numpy as np

from . import _validation as validate


def save_network(net, path):
    """Write `net` to `path`, by way of a new file beside it, so that an interruption leaves the old one whole."""
    validate.parameters(net)
    path = Path(path)
    parameters = {f"W{l}": net.W[l] for l in net.W} | {f"b{l}": net.b[l] for l in net.b}
    # The seed as text: it may be larger than any integer of numpy's.
    about = {"layers": net.layers, "activations": net.activations, "cost": net.cost_name, "seed": str(net.seed)}
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(unfinished, "wb") as file:
            np.savez(file, **about, dtype=net.dtype.name, **parameters)
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def load_network(kind, path):
    """A network of the class `kind` from the file `path`. Raises ValueError if `save_network` did not write it."""
    path = Path(path)
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as stored:
            stored = {name: stored[name] for name in stored.files}
    except (FileNotFoundError, PermissionError, IsADirectoryError):
        raise
    except Exception:  # a damaged zip raises whatever its damaged bytes ask for, RuntimeError and OSError among them
        raise ValueError(
            f"{path} must hold a network of NeuralNetwork.save, but is damaged or something else."
        ) from None
    try:
        layers, activations, cost, seed = (stored.pop(k).tolist() for k in ("layers", "activations", "cost", "seed"))
        dtype = str(stored.pop("dtype", "float64"))  # older files do not say
        net = kind(layers, activations, cost, int(seed), dtype)
        net.W = {l: validate.array(f"W{l}", stored.pop(f"W{l}"), W.shape, net.dtype) for l, W in net.W.items()}
        net.b = {l: validate.array(f"b{l}", stored.pop(f"b{l}"), b.shape, net.dtype) for l, b in net.b.items()}
    except KeyError as error:
        raise ValueError(f"{path} must hold a network of NeuralNetwork.save, but {error} is missing.") from None
    except (TypeError, ValueError, MemoryError) as error:
        raise ValueError(f"{path} must hold a network of NeuralNetwork.save, but: {str(error).rstrip('.')}.") from None
    return net
