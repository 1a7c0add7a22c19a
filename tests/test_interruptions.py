"""Kernel → Interrupt at any moment leaves a network after a whole number of steps, and a sentence."""

import contextlib
import gc
import os
import re
import signal
import sys
import threading
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from ipywidgets import FloatLogSlider, FloatSlider
from jupyter_client.manager import start_new_kernel

from four_equations.widgets import descent_explorer, fault_clinic, neuron_explorer, surface_explorer, training_explorer
from mlp_core import Diverged, NeuralNetwork
from mlp_core import _progress as progress

sys.path.insert(0, str(Path(__file__).parent / "panels"))
from use import paint, parts, state  # noqa: E402

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


every_way = pytest.mark.parametrize("way", ["in place", "as written"])


def data():
    rng = np.random.default_rng(0)
    return rng.normal(size=(2, 40)), rng.uniform(size=(1, 40))


def network(way):
    """A network that trains in place, or in the way of the equations, as one does whose methods were replaced."""
    net = NeuralNetwork([2, 6, 1], ["tanh", "sigmoid"], seed=1)
    if way == "as written":
        net.backward = lambda y, z, a: NeuralNetwork.backward(net, y, z, a)
    return net


def numbers(net):
    return [p.tobytes() for part in (net.W, net.b) for _, p in sorted(part.items())]


def interrupted_at(line, action):
    """Run `action()` and interrupt it at this line of all that it calls, counted from 1. (interruption, lines run)."""
    count = 0

    def look(_, event, __):
        nonlocal count
        count += event == "line"
        if count == line:
            sys.settrace(None)
            signal.raise_signal(signal.SIGINT)
        return look

    before = sys.gettrace()
    try:
        sys.settrace(look)
        action()
    except KeyboardInterrupt as interruption:
        return interruption, count
    finally:
        sys.settrace(before)
    return None, count


def stopped_at(message):
    """The step of which the sentence speaks, or None if it came before there was a run."""
    found = re.fullmatch(r"Stopped in epoch \d+, at step (\d+): the network keeps what .* trained further\.", message)
    assert found or not message, message
    return found and int(found[1])


@every_way
@pytest.mark.parametrize("lr", [0.5, 1e308], ids=["learns", "diverges"])
def test_an_interruption_at_any_line_leaves_nothing_half_made(way, lr, monkeypatch):
    """Of `train` and of all that it calls, bar included. What a traceback keeps alive afterwards does no harm."""
    gc.collect()  # what other tests left behind must not be cleared away, and interrupted, in the middle of this one
    lost, threads, kept, (x, y) = [], threading.enumerate(), [], (array[:, :10] for array in data())
    monkeypatch.setattr(sys, "unraisablehook", lost.append)
    monkeypatch.setattr(progress, "DELAY", 0)
    monkeypatch.setattr(progress, "PAUSE", 0)
    monkeypatch.delenv("TQDM_DISABLE", raising=False)

    states, nets = [numbers(network(way))], []
    with contextlib.suppress(Diverged):
        same = network(way)
        states += [numbers(same) for _ in islice(same.steps(x, y, 7, lr=lr), 2)]

    def train():
        nets.append(network(way))
        with contextlib.suppress(Diverged):
            return nets[-1].train(x, y, 7, epochs=1, lr=lr)

    history, line = train(), 0
    while interruption := interrupted_at(line := line + 1, train)[0]:
        step = stopped_at(str(interruption))
        found = numbers(nets[-1])
        assert found in (states[int(step) - 1 : int(step) + 1] if step else states), f"interrupted at line {line}"
        kept.append(interruption)
        assert train() == history, f"after the interruption at line {line}"
    assert not lost and threading.enumerate() == threads


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3", extra_arguments=["--log-level=CRITICAL"])
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def messages_of(client, request):
    """The messages of a cell until it is done: (type, content)."""
    last = None
    while last != ("status", "idle"):
        message = client.get_iopub_msg(timeout=120)
        if message["parent_header"].get("msg_id") == request:
            last = message["msg_type"], message["content"].get("execution_state")
            yield message["msg_type"], message["content"]


def run(client, code):
    """What a cell prints; fails if it raises."""
    messages = list(messages_of(client, client.execute(code)))
    assert not (errors := ["\n".join(content["traceback"]) for kind, content in messages if kind == "error"]), errors[0]
    return "".join(content["text"] for kind, content in messages if kind == "stream")


def run_and_interrupt(manager, client, code):
    """Interrupt a cell as soon as it has printed something. The content of its error."""
    errors = []
    for kind, content in messages_of(client, client.execute(code)):
        if kind == "stream" and not errors:
            manager.interrupt_kernel()
        errors += [content] if kind == "error" else []
    assert [error["ename"] for error in errors] == ["KeyboardInterrupt"]
    return errors[0]


START = """
import numpy as np
from mlp_core import Diverged, NeuralNetwork
from mlp_core.datasets import moons
x, y = moons()
net = NeuralNetwork([2, 8, 1], ["tanh", "sigmoid"])
"""
FINITE = "all(np.isfinite(p).all() for part in (net.W, net.b) for p in part.values())"


def test_the_interrupt_of_a_kernel_in_train(kernel):
    manager, client = kernel
    run(client, START)
    for _ in range(20 if NIGHTLY else 3):
        error = run_and_interrupt(manager, client, "print('now', flush=True)\nnet.train(x, y, epochs=10**9)")
        if stopped_at(error["evalue"]):
            assert len(error["traceback"]) < 8, "the message stands under a wall of lines"
        again = f"print({FINITE}, len(net.train(x, y, epochs=2)), net.accuracy(x, y) > 0.4)"
        assert run(client, again) == "True 2 True\n"


@pytest.mark.parametrize(
    "make",
    [lambda: training_explorer(epochs=10**6), descent_explorer, fault_clinic],
    ids=["training", "descent", "clinic"],
)
def test_an_interruption_in_the_messages_of_a_page_pauses_what_plays(make):
    """The page acknowledges pictures by messages of its own; an interruption in any of them ends none for good.

    Not tested with a kernel: ipykernel ends without a word if the interrupt comes right before or after such a message.
    """
    panel, came = make(), 0
    panel.play.value = True
    lines = interrupted_at(None, lambda: paint(panel))[1]
    for share in np.random.default_rng(0).uniform(size=100 if NIGHTLY else 10):
        panel = make()
        panel.play.value = True
        line = int(lines**share)  # as many among the first ten as among the last ninety of a hundred
        if interrupted_at(line, lambda panel=panel: paint(panel))[0] and not panel.play.value:
            came += 1
            assert panel.stage.text.endswith("<b>Interrupted: Play goes on from here.</b>")
            seen = panel.stage.drawn.data()
            panel.draw()
            assert panel.stage.drawn.data() == seen, "the picture is not where the run is"
        panel.play.value = True
        before = panel.play._position()
        paint(panel)
        assert panel.play._position() > before
    assert came > 2


@pytest.mark.parametrize("make", [neuron_explorer, surface_explorer, descent_explorer])
def test_an_interruption_in_a_drawing_leaves_a_picture_that_draws_on(make):
    """matplotlib keeps what it has computed, and does not expect to be left in the middle of computing it."""
    panel, other = make(), make()
    slider = next(part for part in parts(panel) if isinstance(part, FloatSlider | FloatLogSlider))
    start = slider.value
    places = np.linspace(slider.min, slider.max, 11)[1:-1]
    places = slider.base**places if isinstance(slider, FloatLogSlider) else places

    def move(place):
        slider.value = place

    lines = interrupted_at(None, lambda: move(places[0]))[1]
    for line in np.random.default_rng(0).integers(1, lines, 300 if NIGHTLY else 30):
        interrupted_at(line, lambda line=line: move(places[line % len(places)]))
        move(start)
        assert state(panel) == state(other), f"after the interruption at line {line}"
