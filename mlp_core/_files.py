"""Files of arrays, and networks in them: written whole or not at all, and read with no pickle."""

import io
import math
import os
import zipfile

import numpy as np
from numpy.lib import format as npy

from . import _validation as validate


def write_arrays(path, **arrays):
    """Write `arrays` to `path` by way of a new file beside it, so that an interruption leaves the old file whole."""
    path = validate.path("path", path)
    if path.is_dir():
        raise IsADirectoryError(f"{path} must be a file to write, but it is a folder.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"{path.parent} must be a folder to write {path.name} into, but there is none.")
    unfinished = path.with_name(f"{path.name[:40]}.{os.getpid()}.part")
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
    path = validate.path("path", path)
    if path.exists() and not path.is_file() and not path.is_dir():
        raise ValueError(f"{path} must be a whole .npz file of arrays, but it is no file on a disk.")
    try:
        with open(path, "rb") as file, zipfile.ZipFile(file) as stored:
            members = stored.infolist()
            if sum(member.file_size for member in members) > most_unpacked(os.path.getsize(path)):
                raise ValueError("out of proportion")
            return {member.filename.removesuffix(".npy"): _array(_content(stored, member)) for member in members}
    except (FileNotFoundError, PermissionError, IsADirectoryError):
        raise
    except Exception:  # a damaged zip raises whatever its damaged bytes ask for, RuntimeError and OSError among them
        raise ValueError(f"{path} must be a whole .npz file of arrays, but it is damaged or something else.") from None


def most_unpacked(size):
    """How many bytes a file of `size` bytes may unpack to: a small one must not fill the memory."""
    return 50 * size + 2**20


def _content(stored, member):
    """The bytes of one member of a zip. Raises ValueError for a packing that is not read piece by piece."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError("another packing")
    with stored.open(member) as stream:
        return stream.read(member.file_size)  # with no size given it would unpack all there is, whatever it claims


def _array(data):
    """The array in the bytes of an .npy file of version 1. Raises ValueError for objects and for any other length."""
    stream = io.BytesIO(data)
    if npy.read_magic(stream) != (1, 0):
        raise ValueError("another version")
    shape, fortran, dtype = npy.read_array_header_1_0(stream)
    # Before it is made: the shape may ask for more memory than there is.
    if dtype.hasobject or not dtype.itemsize or math.prod(shape) * dtype.itemsize != len(data) - stream.tell():
        raise ValueError("another length")
    return np.frombuffer(data, dtype, offset=stream.tell()).reshape(shape, order="F" if fortran else "C").copy()


def save_network(net, path):
    """Write the layer sizes, activations, cost, seed, dtype and parameters of `net` to `path`."""
    validate.parameters(net)
    parameters = {f"W{l}": net.W[l] for l in net.W} | {f"b{l}": net.b[l] for l in net.b}
    # The seed as text: it may be larger than any integer of numpy's.
    about = {"layers": net.layers, "activations": net.activations, "cost": net.cost_name, "seed": str(net.seed)}
    write_arrays(path, **about, dtype=net.dtype.name, **parameters)


def load_network(kind, path):
    """A network of the class `kind` from the file `path`. Raises ValueError if `save_network` did not write it."""
    stored = read_arrays(path)
    try:
        layers, activations, cost, seed = (stored.pop(k).tolist() for k in ("layers", "activations", "cost", "seed"))
        dtype = validate.precision("dtype", str(stored.pop("dtype", "float64")))  # files of version 1.0 do not say
        sizes, W, b = validate.layer_sizes(layers), {}, {}
        for l in range(1, len(sizes)):  # before building, so that a file cannot ask for a network larger than itself
            W[l] = validate.array(f"W{l}", stored.pop(f"W{l}"), (sizes[l], sizes[l - 1]), dtype)
            b[l] = validate.array(f"b{l}", stored.pop(f"b{l}"), (sizes[l], 1), dtype)
        if not str(seed).isdecimal():
            raise ValueError(f"seed must be a whole number, but came as {validate.shown(seed)}.")
        net = kind(layers, activations, cost, int(seed), dtype)
        if stored:
            left = validate.shown(sorted(stored))
            raise ValueError(f"a newer version may have written {left}, which this one cannot read.")
    except KeyError as error:
        raise ValueError(f"{path} must hold a network of NeuralNetwork.save, but {error} is missing.") from None
    except (TypeError, ValueError) as error:
        raise ValueError(f"{path} must hold a network of NeuralNetwork.save, but: {error}") from None
    net.W, net.b = W, b
    return net
