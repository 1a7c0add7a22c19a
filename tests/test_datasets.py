"""The data sets against what their docstrings promise, and the MNIST reader against files made here."""

import gzip
import io
import math
import os
import struct
import sys
from pathlib import Path

import numpy as np
import pytest
from nets import refused

from four_equations.support.table import points
from mlp_core.datasets import circles, load_digits, load_mnist, moons, one_hot, spirals, split, xor

pytestmark = pytest.mark.filterwarnings("error")

PLANE = [xor, moons, circles, spirals]


@pytest.mark.parametrize("make", PLANE)
@pytest.mark.parametrize("m", [2, 7, 1001])
def test_points_in_the_plane(make, m):
    x, y = make(m, seed=m)
    assert (x.shape, y.shape, x.dtype, y.dtype) == ((2, m), (1, m), np.dtype(float), np.dtype(float))
    assert set(y.ravel()) == {0.0, 1.0}
    assert abs(2 * y.sum() - m) == m % 2
    assert abs(x).max() < 1.3
    if m > 1000:
        assert (x.max(axis=1) > 0.45).all() and (x.min(axis=1) < -0.45).all() and abs(x).max() > 0.9
        assert 0.2 < np.count_nonzero(np.diff(y)) / m < 0.8, "the classes come in order"


@pytest.mark.parametrize("make", PLANE)
def test_the_seed_alone_decides_the_points(make):
    np.random.seed(0)
    before = np.random.get_state()[1].tobytes()
    (x1, y1), (x2, y2), (x3, _) = make(50, seed=4), make(50, seed=4), make(50, seed=5)
    assert np.array_equal(x1, x2) and np.array_equal(y1, y2) and not np.array_equal(x1, x3)
    assert np.random.get_state()[1].tobytes() == before


def test_xor_without_noise_is_the_exclusive_or_of_the_signs():
    x, y = xor(500, noise=0)
    np.testing.assert_array_equal(y[0] == 1, x[0] * x[1] < 0)
    assert {(a > 0, b > 0) for a, b in x.T} == {(a, b) for a in (True, False) for b in (True, False)}
    assert abs(x).min() >= 0.1 and abs(x).max() <= 1


def test_moons_without_noise_lie_on_two_half_circles():
    x, y = moons(500, noise=0)
    for label, flip in ((0, 1), (1, -1)):
        u, v = flip * x[:, y[0] == label]
        np.testing.assert_allclose(np.hypot(1.5 * u + 0.5, 1.5 * v + 0.25), 1, rtol=1e-12)
        assert (1.5 * v + 0.25 >= -1e-12).all()


def test_circles_without_noise_have_their_radii():
    x, y = circles(500, noise=0)
    np.testing.assert_allclose(np.hypot(*x), np.where(y[0] == 1, 0.4, 1), rtol=1e-12)


@pytest.mark.parametrize("arms", [2, 3, 5])
def test_spirals_without_noise_turn_with_their_radius(arms):
    x, y = spirals(300, noise=0, arms=arms)
    label = y[0] if arms == 2 else y.argmax(axis=0)
    radius = np.hypot(*x)
    expected = radius * np.exp(2j * math.pi * (radius + label / arms))
    np.testing.assert_allclose(x[0] + 1j * x[1], expected, atol=1e-12)
    assert 0.1 <= radius.min() and radius.max() <= 1


def test_more_than_two_arms_have_one_hot_targets():
    x, y = spirals(90, arms=3)
    assert x.shape == (2, 90) and y.shape == (3, 90)
    assert y.sum(axis=0).tolist() == [1] * 90 and y.sum(axis=1).tolist() == [30] * 3
    assert set(y.ravel()) == {0.0, 1.0}


def split_of_five(samples=5, **settings):
    return split(np.ones((2, 5)), np.ones(samples), **settings)


@pytest.mark.parametrize(
    ("call", "settings", "error", "words"),
    [
        (spirals, {"m": 1}, ValueError, ["m", "1"]),
        (spirals, {"m": 2.0}, TypeError, ["m", "2.0"]),
        (spirals, {"noise": -0.1}, ValueError, ["noise must be a number from 0", "-0.1"]),
        (spirals, {"noise": float("nan")}, ValueError, ["noise", "nan"]),
        (spirals, {"noise": "much"}, TypeError, ["noise", "'much'"]),
        (spirals, {"noise": np.ones(3)}, TypeError, ["noise"]),
        (spirals, {"noise": False}, TypeError, ["noise", "False"]),
        (spirals, {"seed": -1}, ValueError, ["seed", "-1"]),
        (spirals, {"seed": None}, TypeError, ["seed", "None"]),
        (spirals, {"arms": 1}, ValueError, ["arms", "1"]),
        (spirals, {"arms": 2.5}, TypeError, ["arms", "2.5"]),
        (spirals, {"arms": 5, "m": 4}, ValueError, ["m", "5", "4"]),
        (one_hot, {"labels": [0, 3, 1], "classes": 3}, ValueError, ["labels", "0..2", "3"]),
        (one_hot, {"labels": [0, -1], "classes": 3}, ValueError, ["labels", "0..2", "-1"]),
        (one_hot, {"labels": [0.0, 1.0], "classes": 3}, TypeError, ["labels", "whole numbers", "float64"]),
        (one_hot, {"labels": ["a"], "classes": 3}, TypeError, ["labels", "whole numbers"]),
        (one_hot, {"labels": [True], "classes": 3}, TypeError, ["labels", "whole numbers", "bool"]),
        (one_hot, {"labels": [[0, 1]], "classes": 3}, ValueError, ["labels", "(m,)", "(1, 2)"]),
        (one_hot, {"labels": [[0], [0, 1]], "classes": 3}, TypeError, ["labels"]),
        (one_hot, {"labels": [0], "classes": 0}, ValueError, ["classes", "0"]),
        (one_hot, {"labels": [0], "classes": 2.0}, TypeError, ["classes", "2.0"]),
        (split_of_five, {"samples": 4}, ValueError, ["x", "y", "5", "4"]),
        (split_of_five, {"parts": (1, 0)}, ValueError, ["parts", "(1, 0)"]),
        (split_of_five, {"parts": (0.95, 0.05)}, ValueError, ["parts", "(0.95, 0.05)", "5"]),
        (split_of_five, {"parts": (0.5, 0.3, 0.1)}, ValueError, ["parts", "add up to 1", "(0.5, 0.3, 0.1)"]),
        (split_of_five, {"parts": (0.1, 0.3, 0.6)}, ValueError, ["parts", "5 samples"]),
        (split_of_five, {"parts": (1.2, -0.2)}, ValueError, ["parts", "-0.2"]),
        (split_of_five, {"parts": (float("nan"), 0.5)}, ValueError, ["parts", "nan"]),
        (split_of_five, {"parts": 0.2}, ValueError, ["parts", "0.2"]),
        (split_of_five, {"parts": ()}, ValueError, ["parts", "()"]),
        (split_of_five, {"parts": "0.2"}, TypeError, ["parts", "str"]),
        (split_of_five, {"seed": -1}, ValueError, ["seed", "-1"]),
        (split, {"x": np.ones((2, 2)), "y": np.ones(2)}, ValueError, ["parts", "2 samples"]),
        (split, {"x": 3.0, "y": 3.0}, ValueError, ["x"]),
    ],
)
def test_bad_arguments_are_refused_in_one_sentence(call, settings, error, words):
    with refused(error, words):
        call(**settings)


@pytest.mark.parametrize("separator", [",", ", ", ";", " ; ", "\t", " ", "   "])
def test_points_of_a_table_by_hand(separator):
    rows = [["-1", "0.5", "0"], ["2e-1", "+3", "1"], ["0", "-0.25", "1.0"]]
    x, y = points("\n\n".join(separator.join(row) for row in rows) + "\r\n  \n")
    assert x.tolist() == [[-1, 0.2, 0], [0.5, 3, -0.25]] and y.tolist() == [[0, 1, 1]]


@pytest.mark.parametrize(
    "table, error, words",
    [
        ("", ValueError, ["table", "at least one line", "empty"]),
        (" \n\t\n", ValueError, ["table", "at least one line", "empty"]),
        ("1, 2, 0\n1, 2", ValueError, ["Line 2", "x0, x1 and the class 0 or 1", "'1, 2'"]),
        ("1, 2, 0, 1", ValueError, ["Line 1", "'1, 2, 0, 1'"]),
        ("x0, x1, class\n1, 2, 0", ValueError, ["Line 1", "'x0, x1, class'"]),
        ("0,5; 1,5; 1", ValueError, ["Line 1"]),  # decimal commas
        ("1, 2, 2", ValueError, ["Line 1", "class 0 or 1"]),
        ("1, 2, nan", ValueError, ["Line 1"]),
        ("nan, 2, 1", ValueError, ["Line 1"]),
        ("inf, 2, 1", ValueError, ["Line 1"]),
        ("1, __import__('os'), 1", ValueError, ["Line 1"]),
        (b"1, 2, 0", TypeError, ["table", "text", "bytes"]),
        ([[1, 2, 0]], TypeError, ["table", "text", "list"]),
    ],
)
def test_points_refuses(table, error, words):
    with pytest.raises(error) as raised:
        points(table)
    for word in words:
        assert word in str(raised.value)


def test_one_hot_by_hand():
    assert one_hot([2, 0, 1, 2], 3).tolist() == [[0, 1, 0, 0], [0, 0, 1, 0], [1, 0, 0, 1]]
    assert one_hot(np.array([1, 0], dtype=np.uint8), 2).tolist() == [[0, 1], [1, 0]]
    assert one_hot([0], 1).dtype == float


@pytest.mark.parametrize("labels", [True, False])
@pytest.mark.parametrize(
    ("m", "parts", "sizes"),
    [
        (10, (0.6, 0.2, 0.2), [6, 2, 2]),
        (10, (0.8, 0.2), [8, 2]),
        (7, (0.5, 0.5), [3, 4]),
        (100, (0.99, 0.01), [99, 1]),
        (23, (0.5, 0.25, 0.15, 0.1), [12, 6, 3, 2]),
        (5, [1], [5]),
    ],
)
def test_split_is_disjoint_and_complete_and_keeps_the_pairs(m, parts, sizes, labels):
    x = np.arange(2 * m).reshape(2, m)
    y = np.arange(m) if labels else np.arange(m)[None] + 0.5
    pairs = split(x, y, parts, seed=3)
    assert [part.shape for part, _ in pairs] == [(2, size) for size in sizes]
    together = np.hstack([part for part, _ in pairs]), np.concatenate([own for _, own in pairs], axis=-1)
    order = together[0][0]
    assert sorted(order) == list(range(m))
    np.testing.assert_array_equal(together[0], x[:, order])
    np.testing.assert_array_equal(together[1], y[..., order])


def test_split_shuffles_with_its_seed_and_leaves_its_arguments_alone():
    x, y = np.arange(40.0).reshape(1, 40), np.arange(40)
    x.setflags(write=False)
    tests = [split(x, y, seed=seed)[2][1].tolist() for seed in (1, 1, 2)]
    assert tests[0] == tests[1] != tests[2]
    assert tests[0] != list(range(8))
    (x_train, _), *_ = split(x, y)
    x_train[:] = -1
    assert x[0, 0] == 0


def test_a_validation_set_leaves_the_test_set_as_it_was():
    x = np.arange(40.0).reshape(1, 40)
    two, three = split(x, x, (0.8, 0.2)), split(x, x)
    np.testing.assert_array_equal(two[-1][0], three[-1][0])


def test_split_takes_lists_as_training_does():
    (x_train, y_train), (x_test, y_test) = split([[0, 1, 2, 3]], [0, 1, 2, 3], (0.75, 0.25))
    assert sorted([*x_train[0], *x_test[0]]) == [0, 1, 2, 3]
    assert [*y_train, *y_test] == [*x_train[0], *x_test[0]]


def test_digits():
    x, labels = load_digits()
    assert x.shape == (64, 1797) and labels.shape == (1797,)
    assert x.dtype == float and np.issubdtype(labels.dtype, np.integer)
    assert np.bincount(labels).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
    assert (x.min(), x.max()) == (0, 1)
    np.testing.assert_array_equal(x * 16, np.round(x * 16))


def test_digits_look_like_digits():
    x, labels = load_digits()
    pictures = x.T.reshape(-1, 8, 8)
    # A zero is hollow and a one is not; read in columns instead of rows, both would still be, so look at the sides:
    # the mean seven has a full top row and an empty lower left.
    zero, one, seven = (pictures[labels == d].mean(axis=0) for d in (0, 1, 7))
    assert zero[3:5, 3:5].mean() < 0.2 < 0.6 < one[3:5, 3:5].mean()
    assert seven[0, 2:6].mean() > 0.4 and seven[5:, :2].mean() < 0.05


NAMES = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"]


def write_mnist(folder, zipped=False, **replaced):
    """Four small IDX files and the arrays they hold; `replaced` gives other bytes, or None for no file, by position."""
    rng = np.random.default_rng(0)
    images = [rng.integers(0, 256, (m, 28, 28), dtype=np.uint8) for m in (5, 3)]
    labels = [np.array([0, 9, 4, 4, 1], np.uint8), np.array([7, 0, 2], np.uint8)]
    contents = []
    for part in (0, 1):
        contents.append(struct.pack(">4I", 0x803, len(images[part]), 28, 28) + images[part].tobytes())
        contents.append(struct.pack(">2I", 0x801, len(labels[part])) + labels[part].tobytes())
    for i, (name, content) in enumerate(zip(NAMES, contents, strict=True)):
        content = gzip.compress(content) if zipped else content
        if f"file{i}" in replaced:
            content = replaced[f"file{i}"](content)
        if content is not None:
            (folder / (name + ".gz" * zipped)).write_bytes(content)
    return images, labels


@pytest.mark.parametrize(("zipped", "kind"), [(False, str), (True, Path)])
def test_mnist_reads_what_was_written(tmp_path, zipped, kind):
    images, labels = write_mnist(tmp_path, zipped)
    for (x, y), pictures, digits in zip(load_mnist(kind(tmp_path)), images, labels, strict=True):
        np.testing.assert_array_equal(x, pictures.reshape(len(pictures), 784).T / 255)
        assert x.dtype == float and y.dtype.kind == "i" and y.tolist() == digits.tolist()


def written(path, content, zipped):
    """Write `content` to `path` in a folder made for it, or its gzip to the same name with .gz."""
    path.parent.mkdir(parents=True, exist_ok=True)
    (path.with_name(f"{path.name}.gz") if zipped else path).write_bytes(gzip.compress(content) if zipped else content)


def npz(**arrays):
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


@pytest.mark.parametrize("seed", range(20))
def test_mnist_any_mixture_of_names_places_and_compression_is_read(tmp_path, seed):
    images, labels = write_mnist(tmp_path)
    rng = np.random.default_rng(seed)
    for name in NAMES[: rng.integers(5)]:  # the others stay plain, in the folder itself
        content = (tmp_path / name).read_bytes()
        (tmp_path / name).unlink()
        place, own = rng.choice(["", "raw", "MNIST/raw"]), rng.choice([name, name.replace("-idx", ".idx")])
        written(tmp_path / place / own, content, rng.random() < 0.5)
    for (x, y), pictures, digits in zip(load_mnist(tmp_path), images, labels, strict=True):
        np.testing.assert_array_equal(x, pictures.reshape(len(pictures), 784).T / 255)
        assert y.tolist() == digits.tolist()


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("left", range(5))
def test_mnist_of_keras_is_read_where_a_part_has_no_file_of_its_own(tmp_path, zipped, left):
    images, labels = write_mnist(tmp_path)
    keras = {"x_train": images[0], "y_train": labels[0], "x_test": images[1], "y_test": labels[1]}
    for name in NAMES[left:]:
        (tmp_path / name).unlink()
    written(tmp_path / "mnist.npz", npz(**keras), zipped)
    for (x, y), pictures, digits in zip(load_mnist(tmp_path), images, labels, strict=True):
        np.testing.assert_array_equal(x, pictures.reshape(len(pictures), 784).T / 255)
        assert y.tolist() == digits.tolist()


GOOD = {
    "x_train": np.zeros((2, 28, 28), np.uint8),
    "y_train": np.zeros(2, np.uint8),
    "x_test": np.zeros((1, 28, 28), np.uint8),
    "y_test": np.zeros(1, np.uint8),
}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        npz(**GOOD)[:-30],
        npz(**GOOD | {"x_train": np.zeros((2, 784), np.uint8)}),
        npz(**GOOD | {"y_test": np.zeros(1)}),
        npz(**GOOD | {"x_test": np.zeros((0, 28, 28), np.uint8)}),
        npz(**GOOD | {"y_train": np.zeros(3, np.uint8)}),
        npz(**GOOD | {"y_train": np.array([0, 10], np.uint8)}),
        npz(**GOOD | {"y_train": np.array([None])}),
        npz(x_train=GOOD["x_train"]),
    ],
    ids=["empty", "a web page", "cut", "flat", "floats", "no image", "too many", "label 10", "pickled", "keys missing"],
)  # fmt: skip
@pytest.mark.parametrize("zipped", [False, True])
def test_mnist_of_keras_is_refused_if_it_is_not_what_its_name_says(tmp_path, content, zipped):
    written(tmp_path / "mnist.npz", content, zipped)
    with refused(ValueError, [str(tmp_path / "mnist.npz")]):
        load_mnist(tmp_path)


def idx(*header, body=b""):
    return lambda _: struct.pack(f">{len(header)}I", *header) + body


@pytest.mark.parametrize("file", range(4))
@pytest.mark.parametrize(
    ("zipped", "change"),
    [
        (False, lambda content: content[:-1]),
        (False, lambda content: content[:6]),
        (False, lambda content: content + b"\0"),
        (False, lambda content: b""),
        (False, lambda content: b"\0\0\x09" + content[3:]),
        (False, lambda content: content[:3] + b"\x02" + content[4:]),
        (False, lambda content: gzip.compress(content)),
        (False, lambda content: b"<html>404 not found, but a page all the same</html>"),
        (False, lambda content: content[:4] + b"\xff" * 4 + content[8:]),
        (True, lambda content: content[: len(content) // 2]),
        (True, lambda content: content[:-4]),
        (True, lambda content: content[:5]),
        (True, lambda content: b""),
        (True, lambda content: gzip.decompress(content)),
        (True, lambda content: content[:-6] + b"\0" + content[-5:]),
        (True, lambda content: content[:10] + b"\xff" * 9 + content[19:]),
        (True, lambda content: gzip.compress(gzip.decompress(content)[:-3])),
    ],
    ids=["short by 1", "header cut", "too long", "empty", "wrong type", "wrong axes", "zipped unawares", "a web page",
         "huge count", "gz cut", "gz tail cut", "gz header cut", "gz empty", "gz is plain", "gz checksum",
         "gz data", "gz of short"],
)  # fmt: skip
def test_mnist_damaged_files_are_refused_by_name(tmp_path, file, zipped, change):
    write_mnist(tmp_path, zipped, **{f"file{file}": change})
    with refused(ValueError, [str(tmp_path / NAMES[file])]):
        load_mnist(tmp_path)


@pytest.mark.parametrize(
    ("replaced", "words"),
    [
        ({"file1": idx(0x801, 4, body=bytes(4))}, [NAMES[1], "5", "4"]),
        ({"file2": idx(0x803, 1, 28, 28, body=bytes(784))}, [NAMES[3], "1", "3"]),
        ({"file3": idx(0x801, 3, body=bytes([1, 12, 3]))}, [NAMES[3], "12"]),
        ({"file0": idx(0x803, 1, 8, 8, body=bytes(64))}, [NAMES[0], "28"]),
        ({"file0": idx(0x803, 0, 28, 28), "file1": idx(0x801, 0)}, [NAMES[0]]),
    ],
    ids=["labels missing", "images missing", "label 12", "8 x 8", "nothing"],
)
def test_mnist_contradictions_are_refused(tmp_path, replaced, words):
    write_mnist(tmp_path, **replaced)
    with refused(ValueError, words):
        load_mnist(tmp_path)


@pytest.mark.parametrize("file", range(4))
@pytest.mark.parametrize("platform", ["linux", "emscripten"])
def test_mnist_missing_file_is_named_with_its_folder_and_its_source(tmp_path, monkeypatch, file, platform):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "platform", platform)
    (tmp_path / "mnist").mkdir()
    write_mnist(tmp_path / "mnist", **{f"file{file}": lambda _: None})
    with pytest.raises(FileNotFoundError) as caught:
        load_mnist()
    message = str(caught.value)
    assert str(tmp_path / "mnist") in message and f"{NAMES[file]} is missing" in message and "https://" in message
    assert ("All files has New Folder and Upload" in message) == (platform == "emscripten")


def test_mnist_a_file_that_may_not_be_read_is_not_called_damaged(tmp_path, monkeypatch):
    write_mnist(tmp_path)

    def refuse(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(PermissionError):
        load_mnist(tmp_path)


@pytest.mark.skipif(
    not os.path.isdir(os.environ.get("MNIST_FOLDER", "")), reason="MNIST_FOLDER names no folder with the MNIST files"
)
def test_the_true_mnist():
    (x, labels), (x_test, labels_test) = load_mnist(os.environ["MNIST_FOLDER"])
    assert (x.shape, labels.shape, x_test.shape, labels_test.shape) == ((784, 60000), (60000,), (784, 10000), (10000,))
    # The counts that LeCun, Cortes and Burges publish with the data.
    assert np.bincount(labels).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(labels_test).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert labels[:5].tolist() == [5, 0, 4, 1, 9] and labels_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert (x.min(), x.max()) == (0, 1)
