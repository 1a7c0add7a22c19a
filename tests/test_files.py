"""Saving whole or not at all, and loading nothing but a network."""

import io
import os
import pickle

import numpy as np
import pytest

from mlp_core import NeuralNetwork

pytestmark = pytest.mark.filterwarnings("error")


def network(seed=3):
    net = NeuralNetwork([2, 4, 3], ["relu", "linear"], "cross_entropy", seed)
    net.b = {l: net.rng.normal(size=b.shape) for l, b in net.b.items()}
    return net


def refused(path):
    with pytest.raises(ValueError) as caught:
        NeuralNetwork.load(path)
    message = str(caught.value)
    assert type(caught.value) is ValueError
    rest = message.removeprefix(str(path))
    assert rest != message, message
    assert rest.endswith(".") and not rest.endswith("..") and "\n" not in rest and ". " not in rest, message
    return rest


@pytest.mark.parametrize("name", ["net.npz", "net", "net.model", "ü ñ.npz"])
@pytest.mark.parametrize("kind", [str, lambda path: path], ids=["str", "Path"])
def test_a_saved_network_comes_back_bit_for_bit(tmp_path, name, kind):
    net, path = network(), kind(tmp_path / name)
    net.save(path)
    assert os.listdir(tmp_path) == [name]
    back = NeuralNetwork.load(path)
    for l in net.W:
        assert (net.W[l].tobytes(), net.b[l].tobytes()) == (back.W[l].tobytes(), back.b[l].tobytes())
    assert (back.layers, back.activations, back.cost_name, back.seed) == ([2, 4, 3], ["relu", "linear"],
                                                                         "cross_entropy", 3)  # fmt: skip
    x, y = np.random.default_rng(0).normal(size=(2, 9)), np.eye(3)[:, [0, 1, 2] * 3]
    assert back.cost_of(x, y) == net.cost_of(x, y)


def test_a_loaded_network_trains_as_a_new_one_with_the_same_weights(tmp_path):
    net = NeuralNetwork([2, 4, 1], ["tanh", "linear"], seed=3)
    net.save(tmp_path / "net")
    x, y = np.random.default_rng(0).normal(size=(2, 9)), np.random.default_rng(1).normal(size=(1, 9))
    assert NeuralNetwork.load(tmp_path / "net").train(x, y, epochs=2) == net.train(x, y, epochs=2)


def test_a_network_in_float32_comes_back_in_float32(tmp_path):
    net = NeuralNetwork([2, 4, 3], ["relu", "linear"], "cross_entropy", seed=3, dtype="float32")
    net.save(tmp_path / "net")
    back = NeuralNetwork.load(tmp_path / "net")
    assert back.dtype == np.float32
    for l in net.W:
        assert back.W[l].dtype == back.b[l].dtype == np.float32
        assert back.W[l].tobytes() == net.W[l].tobytes()


def test_a_trained_network_comes_back_bit_for_bit(tmp_path):
    net, rng = network(), np.random.default_rng(0)
    net.train(rng.normal(size=(2, 9)), np.eye(3)[:, [0, 1, 2] * 3], epochs=2)
    net.save(tmp_path / "net")
    back = NeuralNetwork.load(tmp_path / "net")
    assert all(np.array_equal(net.W[l], back.W[l]) and np.array_equal(net.b[l], back.b[l]) for l in net.W)


def test_a_file_from_before_there_was_float32_is_read(tmp_path):
    rewritten(tmp_path / "net", dtype=None)
    back, net = NeuralNetwork.load(tmp_path / "net"), network()
    assert back.dtype == float and back.W[1].tobytes() == net.W[1].tobytes()


@pytest.mark.parametrize("seed", [0, 2**40, 2**63, 2**100])
def test_every_seed_survives(tmp_path, seed):
    network(seed).save(tmp_path / "net")
    assert NeuralNetwork.load(tmp_path / "net").seed == seed


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
    whole_savez = np.savez

    def half(file, **arrays):
        buffer = io.BytesIO()
        whole_savez(buffer, **arrays)
        written = buffer.getvalue()[: len(buffer.getvalue()) // 2]
        if hasattr(file, "write"):
            file.write(written)
        else:
            with open(file, "wb") as opened:
                opened.write(written)
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


@pytest.mark.parametrize("content", [b"", b"hello\n", b"PK\x03\x04", b"\x93NUMPY\x01\x00", bytes(1000)])
def test_a_file_of_something_else(tmp_path, content):
    (tmp_path / "net").write_bytes(content)
    refused(tmp_path / "net")


def test_every_truncation(tmp_path):
    network().save(tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    for length in range(0, len(whole), 37):
        (tmp_path / "cut").write_bytes(whole[:length])
        refused(tmp_path / "cut")


@pytest.mark.parametrize("flip", [0x01, 0x80, 0xFF])
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


@pytest.mark.parametrize("array", [np.arange(3.0), np.array(3)])
def test_a_single_array(tmp_path, array):
    with open(tmp_path / "net", "wb") as file:
        np.save(file, array)
    refused(tmp_path / "net")


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
        ({"W2": None}, ["W2"]),
        ({"layers": None}, ["layers"]),
        ({"layers": np.array([2, 4])}, ["activations"]),
        ({"layers": np.array([2.0, 4, 3])}, ["layers", "2.0"]),
        ({"layers": np.array(7)}, ["layers", "7"]),
        ({"layers": np.array([2, -4, 3])}, ["layers", "-4"]),
        ({"layers": np.array([2, 5, 3])}, ["W1"]),
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
    message = refused(tmp_path / "net")
    assert all(word in message for word in words), message


def test_a_missing_array_is_said_to_be_missing(tmp_path):
    rewritten(tmp_path / "net", W2=None)
    assert "missing" in refused(tmp_path / "net")


def test_an_npz_of_something_else(tmp_path):
    np.savez(tmp_path / "net.npz", holiday=np.zeros((3, 3)))
    refused(tmp_path / "net.npz")


def test_a_file_that_claims_huge_layers_is_refused_without_building_them(tmp_path):
    rewritten(tmp_path / "net", layers=np.array([10**9, 10**9, 3]))
    refused(tmp_path / "net")


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
