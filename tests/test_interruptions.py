"""Kernel → Interrupt at any moment leaves a network after a whole number of steps, and a sentence."""

import copy
import os
import re
import signal
from itertools import islice
from queue import Empty

import numpy as np
import pytest
from jupyter_client.manager import start_new_kernel

from mlp_core import NeuralNetwork
from mlp_core.training import Training

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
posix = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs a timer that only POSIX has")


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


def interrupted(train, seconds):
    """Run `train()` and interrupt it after about so many seconds. The message."""
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt) as caught:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            train()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return str(caught.value)


def stopped_at(message):
    """The step of which the sentence speaks, or None if it came before there was a run."""
    found = re.fullmatch(r"Stopped in epoch \d+, at step (\d+): the network keeps what .* trained further\.", message)
    assert found or not message, message
    return found and int(found[1])


@posix
@pytest.mark.parametrize("way", ["in place", "as written"])
def test_an_interruption_leaves_a_whole_number_of_steps(way):
    x, y = data()
    moments = np.random.default_rng(0).uniform(0.0002, 0.02, 400 if NIGHTLY else 25)
    steps = []
    for moment in moments:
        net = network(way)
        steps.append(stopped_at(interrupted(lambda net=net: net.train(x, y, 7, epochs=10**6, lr=0.5), moment)) or 0)
        same, found = network(way), numbers(net)
        states = [numbers(same)]
        states += [numbers(same) for _ in islice(same.steps(x, y, 7, lr=0.5), steps[-1])]
        assert found in states[-2:], f"stopped at {steps[-1]}"
    assert max(steps) > 2, "no run had begun"
    print(f"\n{len(moments)} interruptions, {way}, at steps {min(steps)} to {max(steps)}")


@pytest.mark.parametrize("way", ["in place", "as written"])
def test_an_interruption_right_after_a_step_to_infinity_leaves_finite_parameters(way, monkeypatch):
    """Between the step and the look at what it gave there must be no way to the outside."""
    net, (x, y) = network(way), data()
    net.W[2] = np.full((1, 6), 1e300)
    net.activations, net.sigma[2], net.sigma_prime[2] = ["tanh", "linear"], lambda z: z, np.ones_like
    before, isfinite = copy.deepcopy((net.W, net.b)), np.isfinite

    def interrupt(value):
        if not np.all(isfinite(value)):
            raise KeyboardInterrupt
        return isfinite(value)

    monkeypatch.setattr(np, "isfinite", interrupt)
    with pytest.raises(KeyboardInterrupt):
        net._step = lambda x, y, lr: setattr(net, "W", {1: net.W[1], 2: net.W[2] * np.inf}) or 1.0
        Training(net, x, y, 7, 0.5, net.rng).epoch()
    monkeypatch.undo()
    assert all(np.array_equal(net.W[l], before[0][l]) and np.array_equal(net.b[l], before[1][l]) for l in net.W)


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel(kernel_name="python3", extra_arguments=["--log-level=CRITICAL"])
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def said(client, request):
    """The messages of a cell until it is done: [(type, content)]."""
    messages = []
    while True:
        message = client.get_iopub_msg(timeout=120)
        if message["parent_header"].get("msg_id") != request:
            continue
        messages.append((message["msg_type"], message["content"]))
        if messages[-1] == ("status", {"execution_state": "idle"}):
            return messages


def run(client, code):
    """What a cell prints; fails if it raises."""
    messages = said(client, client.execute(code))
    errors = [content for kind, content in messages if kind == "error"]
    assert not errors, "\n".join(errors[0]["traceback"])
    return "".join(content["text"] for kind, content in messages if kind == "stream")


def run_and_interrupt(manager, client, code):
    """Interrupt a cell as soon as it has printed something. (name, message) of the error."""
    request = client.execute(code)
    while True:
        message = client.get_iopub_msg(timeout=120)
        if message["parent_header"].get("msg_id") == request and message["msg_type"] == "stream":
            break
    manager.interrupt_kernel()
    [error] = [content for kind, content in said(client, request) if kind == "error"]
    return error


START = """
import numpy as np
from mlp_core import NeuralNetwork
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
        assert error["ename"] == "KeyboardInterrupt"
        if stopped_at(error["evalue"]):
            assert len(error["traceback"]) < 8, "the message stands under a wall of lines"
        assert (
            run(client, f"print({FINITE}, len(net.train(x, y, epochs=2)), net.accuracy(x, y) > 0.4)") == "True 2 True\n"
        )


PANEL = """
from mlp_core.widgets import training_explorer
panel = training_explorer(epochs=10**6)
panel.play.value = True
def paint():
    panel.play._told(None, {"shown": panel.stage.number}, None)
"""
USABLE = f"""
net = panel.run.net
before = panel.run.step
panel.play.pause()
panel.one_step()
print({FINITE}, panel.run.step == before + 1)
panel.play.value = True
before = panel.run.step
paint()
print(panel.run.step > before, panel.play.value)
panel.restart()
print(panel.run.step, panel.play.value)
panel.play.value = True
"""


def test_the_interrupt_of_a_kernel_while_a_panel_plays(kernel):
    manager, client = kernel
    run(client, START + PANEL)
    for _ in range(10 if NIGHTLY else 3):
        error = run_and_interrupt(manager, client, "print('now', flush=True)\nwhile True:\n    paint()")
        assert error["ename"] == "KeyboardInterrupt"
        assert run(client, USABLE) == "True True\nTrue True\n0 False\n"


def test_the_interrupt_of_a_kernel_between_the_messages_of_a_page(kernel):
    """The page acknowledges pictures by messages of its own; an interruption among them ends none for good."""
    manager, client = kernel
    run(client, START + PANEL)
    comm, number = run(client, "print(panel.stage.comm.comm_id, panel.stage.number)").split()
    first = int(number)
    for round_ in range(10 if NIGHTLY else 2):
        for shown in range(first, first + 30):
            content = {"comm_id": comm, "data": {"method": "custom", "content": {"shown": shown}}}
            client.shell_channel.send(client.session.msg("comm_msg", content))
            if shown % 10 == round_ % 10:
                manager.interrupt_kernel()
        assert run(client, USABLE) == "True True\nTrue True\n0 False\n"
        first = int(run(client, "print(panel.stage.number)"))
        try:
            while True:
                client.get_iopub_msg(timeout=0)
        except Empty:
            pass


def test_restart_and_run_again(kernel):
    manager, client = kernel
    code = START + "net.train(x, y, epochs=3)\nprint(repr(net.cost_of(x, y)))"
    first = run(client, code)
    manager.restart_kernel(now=True)
    client.wait_for_ready(timeout=120)
    assert run(client, code) == first
