"""The data of the course. Samples are columns: x has shape (n, m), labels are m whole numbers.

The two-dimensional sets lie within about -1.3 to 1.3 and are the same for the same seed. The digits are bundled:
"Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI Machine Learning Repository,
https://doi.org/10.24432/C50P49, licence CC BY 4.0: its test part, 1,797 images of 8 x 8 pixels.
"""

import gzip
import sys
from io import BytesIO
from itertools import product
from pathlib import Path

import numpy as np

from . import _validation as validate


def xor(m=200, noise=0.05, seed=0):
    """Four squares, one in each quadrant; class 1 where the signs of x1 and x2 differ. x is (2, m), y is (1, m)."""
    rng, label = _start(m, noise, seed, classes=2)
    right = rng.choice([-1, 1], m)
    corner = np.array([right, np.where(label == 1, -right, right)])
    return _points(corner * rng.uniform(0.1, 1, (2, m)), label, noise, rng)


def moons(m=200, noise=0.08, seed=0):
    """Two half circles, each reaching into the other. x is (2, m), y is (1, m)."""
    rng, label = _start(m, noise, seed, classes=2)
    angle = rng.uniform(0, np.pi, m)
    flip = 1 - 2 * label
    return _points(np.array([flip * (np.cos(angle) - 0.5), flip * (np.sin(angle) - 0.25)]) / 1.5, label, noise, rng)


def circles(m=200, noise=0.06, seed=0):
    """A ring (class 0) around a smaller ring (class 1). x is (2, m), y is (1, m)."""
    rng, label = _start(m, noise, seed, classes=2)
    angle, radius = rng.uniform(0, 2 * np.pi, m), np.where(label == 1, 0.4, 1)
    return _points(radius * np.array([np.cos(angle), np.sin(angle)]), label, noise, rng)


def spirals(m=200, noise=0.03, seed=0, arms=2):
    """Spiral arms around the origin, a class each. x is (2, m); y is (1, m), or (arms, m) for more than two arms."""
    arms = validate.whole_number("arms", arms, at_least=2)
    rng, label = _start(m, noise, seed, classes=arms)
    radius = rng.uniform(0.1, 1, m)
    angle = 2 * np.pi * (radius + label / arms)
    return _points(radius * np.array([np.cos(angle), np.sin(angle)]), label, noise, rng, classes=arms)


def _start(m, noise, seed, classes):
    """A generator from `seed`, and m labels in random order with the classes in equal parts."""
    m = validate.whole_number("m", m, at_least=classes)
    validate.in_range("noise", noise, 0, 1000)
    rng = np.random.default_rng(validate.whole_number("seed", seed, at_least=0))
    return rng, rng.permutation(np.arange(m) % classes)


def _points(x, label, noise, rng, classes=2):
    x = x + rng.normal(0, abs(noise), x.shape)  # numpy refuses -0.0
    return x, label[None].astype(float) if classes == 2 else one_hot(label, classes)


def one_hot(labels, classes):
    """Targets of shape (classes, m): column i is 0 but for a 1 in row labels[i].

    Raises TypeError if the labels are not whole numbers, ValueError if one is outside 0..classes-1.
    """
    labels = validate.as_array("labels", labels)
    classes = validate.whole_number("classes", classes, at_least=1)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels must be whole numbers, but got {labels.dtype}.")
    if labels.ndim != 1:
        raise ValueError(f"labels must have shape (m,), but came with shape {labels.shape}.")
    outside = labels[(labels < 0) | (labels >= classes)]
    if len(outside):
        raise ValueError(f"labels must lie in 0..{validate.shown(classes - 1)}, but one is {outside[0]}.")
    return (labels == np.arange(classes)[:, None]).astype(float)


def split(x, y, parts=(0.6, 0.2, 0.2), seed=0):
    """A pair (x, y) for each share in `parts`, of columns shuffled with `seed`: training, validation and test set.

    y is targets (n, m) or labels (m,). Raises ValueError if the samples do not match, if the shares do not add up to
    1, or if a part would be empty.
    """
    x, y, shares = validate.as_array("x", x), validate.as_array("y", y), validate.numeric("parts", parts)
    if not x.ndim or not y.ndim:
        raise ValueError(f"x and y must hold a sample per column, but x has shape {x.shape} and y {y.shape}.")
    m = x.shape[-1]
    if y.shape[-1] != m:
        raise ValueError(f"x and y must hold the same samples, but x has {m} and y has {y.shape[-1]}.")
    if shares.ndim != 1 or not (shares > 0).all() or not abs(shares.sum() - 1) < 1e-9:
        raise ValueError(f"parts must be positive and add up to 1, as (0.8, 0.2) do, but got {validate.shown(parts)}.")
    sizes = [round(share * m) for share in shares[:0:-1]]  # of all but the first, which takes the rest
    order = np.random.default_rng(validate.whole_number("seed", seed, at_least=0)).permutation(m)
    columns = np.split(order, np.cumsum(sizes, dtype=int))[::-1]  # the last part first: it depends on no other
    if not all(sizes) or sum(sizes) >= m:
        raise ValueError(f"parts must leave samples in each, but {m} samples are too few for {validate.shown(parts)}.")
    return tuple((x[..., part], y[..., part]) for part in columns)


def load_digits():
    """x (64, 1797), the pixels of 8 x 8 handwritten digits row by row from 0 to 1, and labels (1797,) from 0 to 9."""
    stored = np.load(Path(__file__).with_name("digits.npz"), allow_pickle=False)
    return stored["images"].T / 16, stored["labels"].astype(int)


MNIST = {  # the name of each part in Keras' mnist.npz, and that of its own file everywhere else
    "x_train": "train-images-idx3-ubyte",
    "y_train": "train-labels-idx1-ubyte",
    "x_test": "t10k-images-idx3-ubyte",
    "y_test": "t10k-labels-idx1-ubyte",
}


def load_mnist(folder="mnist"):
    """(x_train, labels_train), (x_test, labels_test) of MNIST from `folder`, or its subfolder raw or MNIST/raw.

    The files are the four standard ones, with -idx or .idx in their names, or Keras' mnist.npz, plain or .gz. x is
    (784, m), the pixels of 28 x 28 digits row by row from 0 to 1; labels are (m,) from 0 to 9. Raises
    FileNotFoundError that says where to get the files, ValueError if one is damaged or is not what its name says.
    """
    paths = {part: _find(Path(folder), part) for part in MNIST}
    return _read_pair(paths, "train"), _read_pair(paths, "test")


def _find(folder, part):
    names = MNIST[part], MNIST[part].replace("-idx", ".idx"), "mnist.npz"
    for place, name, ending in product(("", "raw", "MNIST/raw"), names, ("", ".gz")):
        if (path := folder / place / (name + ending)).is_file():
            return path
    in_a_browser = " In the browser, All files has New Folder and Upload." if sys.platform == "emscripten" else ""
    raise FileNotFoundError(
        f"{folder.absolute()} must hold mnist.npz or the four files {', '.join(MNIST.values())}, plain or .gz, but "
        f"{names[0]} is missing. Get the four, with .gz at the end of each name, from "
        f"https://ossci-datasets.s3.amazonaws.com/mnist/ and put them into that folder.{in_a_browser}"
    )


def _read_pair(paths, which):
    images, labels = _read(paths, f"x_{which}", (28, 28)), _read(paths, f"y_{which}", ())
    path = paths[f"y_{which}"]
    if len(images) != len(labels):
        raise ValueError(f"{path} must hold {len(images)} labels, one per image, but holds {len(labels)}.")
    if labels.max() > 9:
        raise ValueError(f"{path} must hold labels from 0 to 9, but holds {labels.max()}.")
    return images.reshape(len(images), -1).T / 255, labels.astype(int)


def _read(paths, part, shape):
    """A part of MNIST, bytes (m, *shape). An IDX file begins with 0, 0, 8 for bytes, the axes, their sizes."""
    path, axes = paths[part], 1 + len(shape)
    data = path.read_bytes()
    try:
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        if path.name.startswith("mnist.npz"):
            kind, found = 0x0800 + axes, np.load(BytesIO(data), allow_pickle=False)[part]
        else:
            kind, *sizes = np.frombuffer(data, ">u4", 1 + axes).tolist()
            found = np.frombuffer(data, np.uint8, offset=4 * (1 + axes)).reshape(sizes)
    except Exception:  # damaged bytes raise whatever they ask for
        kind, found = None, np.array(0)
    if kind != 0x0800 + axes or found.dtype != np.uint8 or found.shape[1:] != shape or not found.size:
        rows = "images of 28 x 28 bytes" if shape else "labels, a byte each"
        raise ValueError(f"{path} must hold {rows}, but is damaged or something else: get it again.")
    return found
