"""Files under attack: a full disk, a kill in the middle, every truncation, and files made to do harm."""

import gzip
import io
import os
import signal
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mlp_core import NeuralNetwork
from mlp_core.datasets import load_mnist, points

pytestmark = pytest.mark.filterwarnings("error")
posix = pytest.mark.skipif(os.name != "posix", reason="needs a limit, or a device, that only POSIX has")
MEGABYTES = 2**20
STEP = 1 if os.environ.get("HYPOTHESIS_PROFILE") == "nightly" else 7  # every length and bit by night, one in 7 by day


def network(seed=3, hidden=4):
    return NeuralNetwork([2, hidden, 3], ["relu", "linear"], "cross_entropy", seed)


def refused(path):
    """The sentence with which a file is refused, without its path; at most 20 MB are used for it."""
    tracemalloc.start()
    try:
        with pytest.raises(ValueError) as caught:
            NeuralNetwork.load(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * MEGABYTES, peak
    message = str(caught.value).removeprefix(str(path))
    assert message.startswith(" must ") and message.endswith(".") and "\n" not in message, message
    return message


# A full disk


def limited_save(path, limit):
    """Save in a process that may write files of at most `limit` bytes. Returns what it prints."""
    code = (
        "import resource, signal, sys\n"
        "from mlp_core import NeuralNetwork\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)\n"
        "try:\n"
        "    NeuralNetwork([2, 4, 3], ['relu', 'linear'], 'cross_entropy', 7).save(sys.argv[1])\n"
        "    print('saved')\n"
        "except OSError as error:\n"
        "    print('OSError', error)\n"
    )
    return subprocess.run([sys.executable, "-c", code, path, str(limit)], capture_output=True, text=True).stdout


@posix
@pytest.mark.parametrize("limit", [0, 1, 700, 2000])
def test_where_nothing_more_can_be_written_the_old_file_stays(tmp_path, limit):
    path = tmp_path / "net"
    network().save(path)
    before = path.read_bytes()
    assert limited_save(path, limit).startswith("OSError")
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["net"]
    assert limited_save(path, len(before) + 100) == "saved\n"
    assert NeuralNetwork.load(path).seed == 7


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 64 kB, where mounting is allowed."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if sys.platform != "linux" or os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("a disk may not be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_leaves_the_old_file(small_disk):
    path = small_disk / "net"
    network().save(path)
    before = path.read_bytes()
    with pytest.raises(OSError, match="No space left"):
        network(hidden=5000).save(path)
    assert path.read_bytes() == before and os.listdir(small_disk) == ["net"]
    network(seed=8).save(path)
    assert NeuralNetwork.load(path).seed == 8


# A kill in the middle

KILLED = """
import os, sys
from mlp_core import NeuralNetwork
nets = [NeuralNetwork([2, 3000, 3], ["relu", "linear"], "cross_entropy", seed) for seed in (1, 2)]
nets[0].save(sys.argv[1])
print("ready", flush=True)
while True:
    for net in nets[::-1]:
        net.save(sys.argv[1])
        print("saved", flush=True)
"""


def killed_save(path, place, saves):
    """Kill a process in its save, after `saves` whole ones, when `place` bytes of the next one are there."""
    process = subprocess.Popen([sys.executable, "-c", KILLED, path], stdout=subprocess.PIPE)
    for _ in range(saves + 1):
        process.stdout.readline()
    part = path.with_name(f"{path.name}.{process.pid}.part")
    while process.poll() is None:
        try:
            if part.stat().st_size >= place:
                break
        except FileNotFoundError:
            pass
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


@posix
@pytest.mark.parametrize("place", [0, 1000, 100_000])
def test_a_kill_in_the_middle_leaves_a_whole_file(tmp_path, place):
    path = tmp_path / "net"
    killed_save(path, place, saves=2)
    assert NeuralNetwork.load(path).seed in (1, 2)
    network(seed=9).save(path)
    assert NeuralNetwork.load(path).seed == 9


# Damaged and foreign files


def test_a_truncated_file_of_every_length(tmp_path):
    network().save(tmp_path / "whole")
    whole = (tmp_path / "whole").read_bytes()
    for length in range(0, len(whole), STEP):
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(ValueError, match="must be a whole .npz file"):
            NeuralNetwork.load(tmp_path / "cut")


def zipped(path, members, packing=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", packing) as file:
        for name, data in members.items():
            file.writestr(name, data)


def npy(array, shape=None):
    """The bytes of an .npy file, whose header may claim another shape."""
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        stream, np.lib.format.header_data_from_array_1_0(array) | ({"shape": shape} if shape else {})
    )
    return stream.getvalue() + array.tobytes()


def network_members():
    net = network()
    return {
        "layers.npy": npy(np.array([2, 4, 3])),
        "activations.npy": npy(np.array(["relu", "linear"])),
        "cost.npy": npy(np.array("cross_entropy")),
        "seed.npy": npy(np.array("3")),
        **{f"{name}{l}.npy": npy(array) for name, part in (("W", net.W), ("b", net.b)) for l, array in part.items()},
    }


def test_the_members_of_these_tests_are_a_network(tmp_path):
    zipped(tmp_path / "net", network_members())
    assert np.array_equal(NeuralNetwork.load(tmp_path / "net").W[1], network().W[1])


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb(tmp_path, packing):
    zipped(tmp_path / "net", {"W1.npy": bytes(60 * MEGABYTES)}, packing)
    assert os.path.getsize(tmp_path / "net") < MEGABYTES
    refused(tmp_path / "net")


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_a_bomb_that_lies_about_its_size(tmp_path, packing):
    zipped(tmp_path / "net", {"W1.npy": bytes(100 * MEGABYTES)}, packing)
    data = (tmp_path / "net").read_bytes()
    lie = data.replace(struct.pack("<I", 100 * MEGABYTES), struct.pack("<I", 1000))
    assert lie != data
    (tmp_path / "net").write_bytes(lie)
    refused(tmp_path / "net")


def test_a_bomb_of_many_members(tmp_path):
    zipped(tmp_path / "net", {f"{i}.npy": bytes(MEGABYTES) for i in range(100)})
    refused(tmp_path / "net")


@pytest.mark.parametrize("shape", [(10**9, 10**9), (10**18,), (2**62, 4), (-1,), (0, 10**18)])
@pytest.mark.parametrize("array", [np.zeros(8), np.zeros(0, "V0")], ids=["float64", "nothing"])
@pytest.mark.parametrize("name", ["W1.npy", "layers.npy", "activations.npy"])
def test_a_shape_that_is_not_there(tmp_path, shape, array, name):
    zipped(tmp_path / "net", network_members() | {name: npy(array, shape)})
    refused(tmp_path / "net")


@pytest.mark.parametrize("header", [b"{", b"[" * 9000, b"{'descr': __import__('os').mkdir('executed')}", b"9" * 9000])
def test_a_header_of_something_else(tmp_path, header, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header
    zipped(tmp_path / "net", network_members() | {"W1.npy": data})
    refused(tmp_path / "net")
    assert os.listdir(tmp_path) == ["net"]


@pytest.mark.parametrize("name", ["../evil.npy", "/evil.npy", "..\\evil.npy", "a/b.npy", "C:evil.npy", "n" * 300])
def test_a_path_for_a_name_writes_nothing(tmp_path, name):
    folder = tmp_path / "folder"
    folder.mkdir()
    zipped(folder / "net", network_members() | {name: npy(np.zeros(3))})
    try:
        NeuralNetwork.load(folder / "net")
    except ValueError:
        refused(folder / "net")
    assert os.listdir(folder) == ["net"] and os.listdir(tmp_path) == ["folder"]


def test_a_later_format_is_refused_in_words(tmp_path):
    zipped(tmp_path / "net", network_members() | {"W1.npy": b"\x93NUMPY\x09\x00" + bytes(100)})
    assert "whole .npz file" in refused(tmp_path / "net")
    later = network_members() | {"cost.npy": npy(np.array("contrastive"))}
    zipped(tmp_path / "net", later)
    assert "contrastive" in refused(tmp_path / "net")
    for name in ("temperature", "W3"):
        zipped(tmp_path / "net", network_members() | {f"{name}.npy": npy(np.array(1.0))})
        assert f"a newer version may have written ['{name}'], which this one cannot read" in refused(tmp_path / "net")


@posix
def test_what_is_no_file_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        assert "no file" in refused(path)


# IDX files and tables


def idx(array):
    return struct.pack(f">{1 + array.ndim}I", 0x0800 + array.ndim, *array.shape) + array.tobytes()


def mnist(folder, **files):
    """Write the four files; those in `files` in place of the right ones."""
    rng = np.random.default_rng(0)
    for name, m in (("train", 5), ("t10k", 3)):
        right = {
            "images-idx3-ubyte": idx(rng.integers(0, 256, (m, 28, 28), dtype=np.uint8)),
            "labels-idx1-ubyte": idx(rng.integers(0, 10, m, dtype=np.uint8)),
        }
        for end, data in right.items():
            (folder / f"{name}-{end}").write_bytes(data)
    for name, data in files.items():
        (folder / name.replace("_", "-").removesuffix("-gz")).unlink()
        (folder / name.replace("_", "-").replace("-gz", ".gz")).write_bytes(data)


def mnist_refused(folder):
    tracemalloc.start()
    try:
        with pytest.raises(ValueError) as caught:
            load_mnist(folder)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20 * MEGABYTES, peak
    message = str(caught.value)
    assert " must " in message and " but " in message and message.endswith(".") and "\n" not in message, message


@pytest.mark.parametrize("name", ["train_images_idx3_ubyte", "t10k_labels_idx1_ubyte"])
@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gz"])
def test_an_idx_file_cut_at_any_length(tmp_path, name, zipped):
    mnist(tmp_path)
    whole = (tmp_path / name.replace("_", "-")).read_bytes()
    whole = gzip.compress(whole) if zipped else whole
    for length in range(0, len(whole), 1 if len(whole) < 100 else 61):
        mnist(tmp_path, **{name + ("_gz" if zipped else ""): whole[:length]})
        mnist_refused(tmp_path)


def test_a_bomb_in_gzip(tmp_path):
    m = 2**17
    bomb = gzip.compress(struct.pack(">4I", 0x0803, m, 28, 28) + bytes(m * 784))
    assert len(bomb) < MEGABYTES
    mnist(tmp_path, train_images_idx3_ubyte_gz=bomb)
    with pytest.raises(ValueError, match="unpacks to over"):
        tracemalloc.start()
        load_mnist(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200 * len(bomb) < 784 * m / 4


@pytest.mark.parametrize("m", [10**6, 2**31, 2**32 - 1])
def test_images_that_are_not_there(tmp_path, m):
    mnist(tmp_path, train_images_idx3_ubyte=struct.pack(">4I", 0x0803, m, 28, 28) + bytes(784))
    mnist_refused(tmp_path)


def test_a_flipped_byte_of_a_gzip_file_is_noticed(tmp_path):
    whole = gzip.compress(idx(np.arange(5, dtype=np.uint8)), mtime=0)
    for place in range(0, len(whole), STEP):
        for bit in range(0, 8, STEP):
            damaged = bytearray(whole)
            damaged[place] ^= 1 << bit
            mnist(tmp_path, train_labels_idx1_ubyte_gz=bytes(damaged))
            try:
                (_, labels), _ = load_mnist(tmp_path)
                assert labels.tolist() == [0, 1, 2, 3, 4]  # the time stamp, the system that packed it
            except ValueError:
                mnist_refused(tmp_path)


def test_a_table_of_any_bytes_is_read_or_refused():
    for seed in range(300):
        rng = np.random.default_rng(seed)
        text = bytes(rng.integers(0, 256, 40, dtype=np.uint8)).decode("latin-1")
        with pytest.raises(ValueError, match=r"^Line \d+ of the table must hold|^table must"):
            points(text)


def test_a_long_table_takes_no_long_time():
    x, y = points("0.5, -0.5, 1\n" * 50_000)
    assert x.shape == (2, 50_000)
    with pytest.raises(ValueError) as caught:
        points("1, " * 10**6)
    assert len(str(caught.value)) < 300
