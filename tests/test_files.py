"""Saving whole or not at all, and loading nothing but a network."""

import io
import os
import pickle

import nets
import numpy as np
import pytest

from mlp_core import NeuralNetwork

pytestmark = pytest.mark.filterwarnings("error")


def network(seed=3, dtype="float64"):
    net = NeuralNetwork([2, 4, 3], ["relu", "linear"], "cross_entropy", seed, dtype)
    net.b = {l: net.rng.normal(size=b.shape).astype(dtype) for l, b in net.b.items()}
    return net


def refused(path, *words):
    with nets.refused(ValueError, [str(path), *words]) as caught:
        NeuralNetwork.load(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize("name", ["net.npz", "net", "ü ñ.model"])
@pytest.mark.parametrize("kind", [str, lambda path: path], ids=["str", "Path"])
@pytest.mark.parametrize(("dtype", "seed"), [("float64", 0), ("float64", 2**100), ("float32", 2**63)])
def test_a_saved_network_comes_back_bit_for_bit(tmp_path, name, kind, dtype, seed):
    net, path = network(seed, dtype), kind(tmp_path / name)
    x, y = np.random.default_rng(0).normal(size=(2, 9)), np.eye(3)[:, [0, 1, 2] * 3]
    net.train(x, y, epochs=1)
    net.save(path)
    assert os.listdir(tmp_path) == [name]
    back = NeuralNetwork.load(path)
    assert nets.same(net, back) and {p.dtype for p in nets.parameters(back)} == {np.dtype(dtype)}
    assert (back.layers, back.activations, back.cost_name, back.seed, back.dtype) == (
        [2, 4, 3],
        ["relu", "linear"],
        "cross_entropy",
        seed,
        dtype,
    )
    assert back.cost_of(x, y) == net.cost_of(x, y)


def test_a_loaded_network_trains_as_a_new_one_with_the_same_weights(tmp_path):
    net = NeuralNetwork([2, 4, 1], ["tanh", "linear"], seed=3)
    net.save(tmp_path / "net")
    x, y = np.random.default_rng(0).normal(size=(2, 9)), np.random.default_rng(1).normal(size=(1, 9))
    assert NeuralNetwork.load(tmp_path / "net").train(x, y, epochs=2) == net.train(x, y, epochs=2)


def test_a_file_from_before_there_was_float32_is_read(tmp_path):
    rewritten(tmp_path / "net", dtype=None)
    back = NeuralNetwork.load(tmp_path / "net")
    assert back.dtype == float and nets.same(back, network())


def test_saving_again_replaces_the_file(tmp_path):
    network(1).save(tmp_path / "net")
    network(2).save(tmp_path / "net")
    assert NeuralNetwork.load(tmp_path / "net").seed == 2
    assert os.listdir(tmp_path) == ["net"]


@pytest.mark.parametrize("interruption", [OSError("disk full"), KeyboardInterrupt()], ids=["OSError", "interrupt"])
@pytest.mark.parametrize("old", [True, False])
def test_an_interrupted_save_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, interruption, old):
    path = tmp_path / "net"
    if old:
        network(1).save(path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    def half(file, **arrays):
        file.write(b"PK\x03\x04, and half of the rest")
        raise interruption

    monkeypatch.setattr(np, "savez", half)
    with pytest.raises(type(interruption)):
        network(2).save(path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_a_missing_file_or_folder(tmp_path):
    with pytest.raises(FileNotFoundError, match="nowhere"):
        NeuralNetwork.load(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match="nowhere"):
        network().save(tmp_path / "nowhere" / "net")
    assert not list(tmp_path.iterdir())


def as_npy(array):
    np.save(buffer := io.BytesIO(), array)
    return buffer.getvalue()


def as_npz(**arrays):
    np.savez(buffer := io.BytesIO(), **arrays)
    return buffer.getvalue()


SOMETHING_ELSE = [b"", b"hello\n", b"PK\x03\x04", b"\x93NUMPY\x01\x00", bytes(1000), as_npy(np.arange(3.0)), as_npy(3),
                  as_npz(holiday=np.zeros((3, 3)))]  # fmt: skip


@pytest.mark.parametrize("content", SOMETHING_ELSE, ids=range(len(SOMETHING_ELSE)))
def test_a_file_of_something_else(tmp_path, content):
    (tmp_path / "net").write_bytes(content)
    refused(tmp_path / "net")


def test_every_truncation(tmp_path):
    network().save(tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    for length in range(0, len(whole), 37):
        (tmp_path / "cut").write_bytes(whole[:length])
        refused(tmp_path / "cut")


@pytest.mark.parametrize("flip", [0x01, 0xFF])
def test_a_damaged_byte_is_refused_or_does_no_harm(tmp_path, flip):
    network().save(tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    # The directory of a zip stands at its end; there every byte matters in its own way.
    for place in [*range(0, len(whole), 23), *range(len(whole) - 400, len(whole))]:
        damaged = bytearray(whole)
        damaged[place] ^= flip
        (tmp_path / "damaged").write_bytes(damaged)
        try:
            NeuralNetwork.load(tmp_path / "damaged")
        except ValueError:
            refused(tmp_path / "damaged")


def rewritten(path, **changes):
    network().save(path)
    with np.load(path) as stored:
        arrays = {**stored, **changes}
    with open(path, "wb") as file:
        np.savez(file, **{name: array for name, array in arrays.items() if array is not None})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"W1": np.zeros((2, 4))}, ["W1", "(4, 2)", "(2, 4)"]),
        ({"b2": np.zeros(3)}, ["b2", "(3, 1)", "(3,)"]),
        ({"W2": np.full((3, 4), np.nan)}, ["W2", "nan"]),
        ({"b1": np.full((4, 1), -np.inf)}, ["b1", "inf"]),
        ({"W1": np.full((4, 2), "text")}, ["W1"]),
        ({"W1": np.full((4, 2), 1j)}, ["W1", "complex"]),
        ({"W2": None}, ["W2", "missing"]),
        ({"layers": None}, ["layers", "missing"]),
        ({"layers": np.array([2, 4])}, ["activations"]),
        ({"layers": np.array([2.0, 4, 3])}, ["layers", "2.0"]),
        ({"layers": np.array(7)}, ["layers", "7"]),
        ({"layers": np.array([2, -4, 3])}, ["layers", "-4"]),
        ({"layers": np.array([2, 5, 3])}, ["W1"]),
        ({"layers": np.array([10**9, 10**9, 3])}, []),  # refused without building it
        ({"activations": np.array(["relu", "swish"])}, ["swish", "sigmoid"]),
        ({"activations": np.array("relu")}, ["relu"]),
        ({"cost": np.array("hinge")}, ["hinge", "quadratic"]),
        ({"seed": np.array(-1)}, ["seed", "-1"]),
        ({"seed": np.array("zero")}, ["zero"]),
        ({"dtype": np.array("float16")}, ["dtype", "float16"]),
        ({"dtype": np.array("O")}, ["dtype", "float32"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else "",
)
def test_a_network_with_something_wrong_in_it(tmp_path, changes, words):
    rewritten(tmp_path / "net", **changes)
    refused(tmp_path / "net", *words)


class Trap:
    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return os.mkdir, (self.mark,)


@pytest.mark.parametrize("name", ["W1", "layers", "extra"])
def test_a_pickled_object_is_not_executed(tmp_path, name):
    mark = str(tmp_path / "executed")
    rewritten(tmp_path / "net", **{name: np.array([Trap(mark)], dtype=object)})
    refused(tmp_path / "net")
    (tmp_path / "net").write_bytes(pickle.dumps(Trap(mark)))
    refused(tmp_path / "net")
    assert not os.path.exists(mark)
    pickle.loads(pickle.dumps(Trap(mark)))
    assert os.path.exists(mark), "the trap itself is broken"
