"""Files of arrays, and networks in them: written whole or not at all, and read with no pickle."""

import os
from pathlib import Path

import numpy as np

from . import checks


def write_arrays(path, **arrays):
    """Write `arrays` to `path` by way of a new file beside it, so that an interruption leaves the old file whole."""
    path = Path(path)
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent} must be a folder to write {path.name} into, but there is none.")
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(unfinished, "wb") as file:
            np.savez(file, **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def read_arrays(path):
    """The arrays in the file `path`, a dict by name. Raises ValueError if it is no whole file of arrays."""
    try:
        # Opened here, because np.load leaves its file open when the content is damaged.
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (FileNotFoundError, PermissionError, IsADirectoryError):
        raise
    except Exception:  # a damaged zip raises whatever its damaged bytes ask for, RuntimeError and OSError among them
        raise ValueError(f"{path} must be a whole .npz file of arrays, but it is damaged or something else.") from None


def save_network(net, path):
    """Write the layer sizes, activations, cost, seed, dtype and parameters of `net` to `path`."""
    parameters = {f"W{l}": net.W[l] for l in net.W} | {f"b{l}": net.b[l] for l in net.b}
    # The seed as text: it may be larger than any integer of numpy's.
    about = {"layers": net.layers, "activations": net.activations, "cost": net.cost_name, "seed": str(net.seed)}
    write_arrays(path, **about, dtype=net.dtype.name, **parameters)


def load_network(kind, path):
    """A network of the class `kind` from the file `path`. Raises ValueError if `save_network` did not write it."""
    stored = read_arrays(path)
    try:
        layers, activations, cost, seed = (stored[key].tolist() for key in ("layers", "activations", "cost", "seed"))
        dtype = checks.precision("dtype", str(stored.get("dtype", "float64")))  # files of version 1.0 do not say
        sizes, W, b = checks.layer_sizes(layers), {}, {}
        for l in range(1, len(sizes)):  # before building, so that a file cannot ask for a network larger than itself
            W[l] = checks.array(f"W{l}", stored[f"W{l}"], (sizes[l], sizes[l - 1]), dtype)
            b[l] = checks.array(f"b{l}", stored[f"b{l}"], (sizes[l], 1), dtype)
        if not str(seed).isdecimal():
            raise ValueError(f"seed must be a whole number, but came as {seed!r}.")
        net = kind(layers, activations, cost, int(seed), dtype)
    except KeyError as error:
        raise ValueError(f"{path} must hold a network of NeuralNetwork.save, but {error} is missing.") from None
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} must hold a network of NeuralNetwork.save, but: {error}") from None
    net.W, net.b = W, b
    return net
