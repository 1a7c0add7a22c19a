"""The exercises of 06: the training loop in other styles, the one with six faults, and what the four curves show."""

import copy
import inspect
from itertools import combinations

import numpy as np
import pytest

from four_equations.exercises import REMEDIES, check, runs, to_mend
from four_equations.exercises.engine import EXERCISES
from four_equations.exercises.mending import FAULTY
from four_equations.exercises.n06_curves import SETTINGS, run
from four_equations.exercises.n06_loops import LOOPS
from four_equations.exercises.n06_six_faults import FAULTS, left, with_six_faults
from mlp_core import NeuralNetwork
from mlp_core.datasets import moons

RIGHT = {name: exercise.reference for name, exercise in EXERCISES.items()}


def shuffles_x_and_y(net, x, y, batch_size, epochs, lr, rng):
    history = []
    for _ in range(epochs):
        order = rng.permutation(y.shape[1])
        x, y = x[:, order], y[:, order]
        for i in range(0, y.shape[1], batch_size):
            step(net, x[:, i : i + batch_size], y[:, i : i + batch_size], lr)
        history.append(net.cost_of(x, y))
    return history


def shuffles_a_list(net, x, y, batch_size, epochs, lr, rng):
    order = np.arange(x.shape[1])
    for _ in range(epochs):
        rng.shuffle(order)
        for part in np.split(order, range(batch_size, len(order), batch_size)):
            step(net, x[:, part], y[:, part], lr)
        yield net.cost_of(x, y)


def by_indices(net, x, y, batch_size, epochs, lr, rng):
    costs, m = np.zeros(epochs), len(x[0])
    for epoch in range(epochs):
        waiting = list(rng.permutation(m))
        while waiting:
            part, waiting = waiting[:batch_size], waiting[batch_size:]
            dW, db = net.backward(y[:, part], *net.forward(x[:, part]))
            net.W = {l: net.W[l] - lr * dW[l] for l in dW}
            net.b = {l: net.b[l] - lr * db[l] for l in db}
        costs[epoch] = np.sum((net.forward(x)[1][net.L] - y) ** 2) / 2 / m
    return costs


def step(net, x, y, lr):
    dW, db = net.backward(y, *net.forward(x))
    for l in range(1, net.L + 1):
        net.W[l] -= lr * dW[l]
        net.b[l] -= lr * db[l]


@pytest.mark.parametrize("name", ["training_loop", "six_faults"])
@pytest.mark.parametrize("answer", [shuffles_x_and_y, shuffles_a_list, by_indices])
def test_a_loop_in_another_style_passes(name, answer):
    verdict = getattr(check, name)(answer)
    assert verdict.passed, verdict.message


def with_train(net, x, y, batch_size, epochs, lr, rng):
    return net.train(x, y, batch_size, epochs, lr, rng)


def prints(*arguments):
    print(RIGHT["training_loop"](*arguments))


def only_the_last(*arguments):
    return RIGHT["training_loop"](*arguments)[-1]


def rounded(*arguments):
    return [round(cost, 3) for cost in RIGHT["training_loop"](*arguments)]


def half_the_rate(net, x, y, batch_size, epochs, lr, rng):
    return RIGHT["training_loop"](net, x, y, batch_size, epochs, lr / 2, rng)


def shuffles_the_given_arrays(net, x, y, batch_size, epochs, lr, rng):
    history = []
    for _ in range(epochs):
        order = rng.permutation(x.shape[1])
        x[:], y[:] = x[:, order], y[:, order]
        for i in range(0, y.shape[1], batch_size):
            step(net, x[:, i : i + batch_size], y[:, i : i + batch_size], lr)
        history.append(net.cost_of(x, y))
    return history


def loses_a_layer(net, x, y, batch_size, epochs, lr, rng):
    del net.W[1]
    return [0.1] * epochs


TOLD = [
    (prints, "nothing", "Is the `return` missing?"),
    (only_the_last, "type", "a list with one cost for each epoch, but returns 0."),
    (lambda net, x, y: [], "arguments", "It must take (net, x, y, batch_size, epochs, lr, rng)"),
    (lambda net, x, y, batch_size, epochs, lr, rng: ["low"], "type", "but returns ['low']."),
    (rounded, "too_much", "the function in `round(cost, 3)` does not belong there"),
    (half_the_rate, "divided", "the division by `2` in `lr / 2` does not belong there"),
    (shuffles_the_given_arrays, "changes_input", "it changes what it was given: x."),
    (loses_a_layer, "only_the_last_layer", "`W` must have the keys 1, 2, but has 2."),
]


@pytest.mark.parametrize("answer, mistake, words", TOLD)
def test_a_wrong_loop_is_told_what_is_wrong(answer, mistake, words):
    verdict = check.training_loop(answer)
    assert (verdict.mistake, words in verdict.message) == (mistake, True), (verdict.mistake, verdict.message)


def test_the_loop_takes_the_steps_of_the_package():
    x, y = moons(23, seed=1)
    mine, theirs = (NeuralNetwork([2, 4, 1], ["tanh", "sigmoid"], seed=2) for _ in range(2))
    costs = RIGHT["training_loop"](mine, x, y, 5, 3, 0.7, np.random.default_rng(3))
    theirs.train(x, y, 5, 3, 0.7, np.random.default_rng(3))
    for l in mine.W:
        np.testing.assert_allclose(mine.W[l], theirs.W[l], rtol=1e-12)
        np.testing.assert_allclose(mine.b[l], theirs.b[l], rtol=1e-12)
    assert len(costs) == 3 and costs[-1] == mine.cost_of(x, y)
    assert check.training_loop(with_train).mistake == "equation"  # another mean, of batches weighed by their size


def test_the_cases_keep_the_networks_as_they_were():
    before = copy.deepcopy([net.W for net, *_ in LOOPS])
    check.training_loop(RIGHT["training_loop"])
    for (net, *_), W in zip(LOOPS, before, strict=True):
        assert all(np.array_equal(net.W[l], W[l]) for l in W)


# The loop with six faults

MENDED = {
    "rate": ("rate = lr / batch_size", "rate = lr"),
    "rows": ("len(x)", "m"),
    "targets": ("y[:, start : start + batch_size]", "y[:, part]"),
    "biases": ("net.b[l] - rate", "net.b[l] -= rate"),
    "cost": ("cost_of(x_batch, y_batch)", "cost_of(x, y)"),
}


def mended(names):
    text = to_mend("six_faults")
    for old, new in (MENDED[name] for name in names if name != "order"):
        assert text.count(old) == 1
        text = text.replace(old, new)
    if "order" in names:
        line, loop = "    order = rng.permutation(m)\n", "    for _ in range(epochs):\n"
        assert line + loop in text
        text = text.replace(line + loop, loop + "    " + line)
    namespace = {}
    exec(text, namespace)
    return namespace["my_six_faults"]


def test_the_loop_to_mend_runs_and_what_it_records_falls():
    mine = mended([])
    assert list(inspect.signature(mine).parameters) == check.six_faults.parameters
    for seed in range(8):
        x, y = moons(200, seed=seed)
        net = NeuralNetwork([2, 8, 1], ["tanh", "sigmoid"], seed=seed)
        before = net.cost_of(x, y)
        history = mine(net, x, y, 10, 20, 1.0, np.random.default_rng(seed))
        assert (np.diff(history) < 0).all() and net.cost_of(x, y) > 0.9 * before


@pytest.mark.parametrize("count", range(7))
def test_a_half_mended_loop_is_told_which_faults_are_left(count):
    for names in combinations(FAULTS, count):
        verdict = check.six_faults(mended(names))
        if count in (0, 6):
            assert verdict.mistake == (None if count else "not_started")
            continue
        told = {name for name, look in FAULTS.items() if look in verdict.message.split("left: look at ")[1]}
        assert told == FAULTS.keys() - set(names)


def test_what_is_left_is_what_the_code_does():
    for case in LOOPS:
        answers = []
        for function in (with_six_faults, left(*FAULTS)):
            net, *data, _ = copy.deepcopy(case)
            answers.append([*function(net, *data, np.random.default_rng(0)), *net.W[1].ravel(), *net.b[1].ravel()])
        np.testing.assert_allclose(*answers, rtol=1e-12)


@pytest.mark.parametrize("name", FAULTY)
def test_the_code_to_mend_is_a_cell(name):
    assert to_mend(name).startswith(f"def my_{name}(") and "noqa" not in to_mend(name)
    with pytest.raises(ValueError, match="name must be one of planted_bugs, six_faults, but got 'shapes'."):
        to_mend("shapes")


# The four curves


def end(costs, name):
    """The mean of the last quarter."""
    return np.mean(costs[name][-(len(costs[name]) // 4) :])


@pytest.mark.parametrize("seed", range(8))
def test_each_run_shows_its_own_sign_and_no_others(seed):
    jumps, fall, turn, gap = {}, {}, {}, {}
    for letter, costs in runs(seed).items():
        training, validation = (np.array(costs[name]) for name in ("training cost", "validation cost"))
        quarter = len(training) // 4
        jumps[letter] = np.mean(abs(np.diff(training[quarter:]))) / np.median(training[quarter:])
        fall[letter] = (training[-quarter] - training[-1]) / (training[0] - training[quarter])
        turn[letter] = end(costs, "validation cost") / validation[: 2 * quarter].min()
        gap[letter] = end(costs, "validation cost") / end(costs, "training cost")
    assert turn["A"] > 1.1 and gap["A"] > 2 and max(gap[letter] for letter in "BCD") < 1.8
    assert jumps["C"] > 0.09 and jumps["C"] > 4 * max(jumps["B"], jumps["D"])
    assert fall["D"] > 0.4 and max(abs(fall[letter]) for letter in "AB") < 0.06
    assert turn["B"] < 1.1 and turn["D"] < 1


def changed(letter, **others):
    names = ["layers", "activation", "m", "noise", "batch_size", "epochs", "lr"]
    return dict(zip(names, SETTINGS[letter], strict=True)) | others


@pytest.mark.parametrize("seed", range(6))
def test_the_remedies_of_b_c_and_d_help_and_the_rate_of_b_was_tuned(seed):
    before = {letter: end(costs, "validation cost") for letter, costs in runs(seed).items()}
    wider = run(seed, **changed("B", layers=[2, 8, 1]))
    assert end(wider, "validation cost") < 0.5 * before["B"]
    for lr in (0.1, 0.3, 3.0, 10.0):
        assert end(run(seed, **changed("B", lr=lr)), "validation cost") > 0.9 * before["B"]
    assert end(run(seed, **changed("C", lr=5.0)), "validation cost") < 0.9 * before["C"]
    assert end(run(seed, **changed("D", lr=3.0)), "validation cost") < 0.2 * before["D"]


def answering(**names):
    return lambda letter: names.get(letter, RIGHT["remedy"](letter))


@pytest.mark.parametrize("letter", "ABCD")
@pytest.mark.parametrize("word", REMEDIES)
def test_every_wrong_remedy_gets_a_sentence_about_its_run(letter, word):
    verdict = check.remedy(answering(**{letter: word}))
    assert verdict.passed == (word == RIGHT["remedy"](letter))
    assert verdict.passed or f" {letter} " in verdict.message
    assert RIGHT["remedy"](letter) not in verdict.message


def test_an_answer_in_other_words_is_refused():
    verdict = check.remedy(answering(B="more neurons"))
    assert verdict.mistake == "type" and "For B it must give one of the six `REMEDIES`" in verdict.message
    assert "'more neurons'" in verdict.message
    assert check.remedy(lambda letter: REMEDIES[0]).mistake == "behaviour"
