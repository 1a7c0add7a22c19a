"""Every exercise: the reference passes, each named mistake gets its own sentence, and nothing a learner does raises."""

import inspect
from itertools import count

import numpy as np
import pytest

from four_equations.exercises import check, engine
from four_equations.exercises.engine import EXERCISES, sentence
from mlp_core import activations

PROMISED = """
shapes count_parameters boundary sigmoid relu layer_forward forward gates xor_weights pieces
quadratic_cost cost_gradient numerical_derivative gradient_step minimum_of sigmoid_prime output_error
hidden_error bias_gradient weight_gradient other_output_error input_gradient shared_weight broken_equation
deltas backward relative_error relu_prime backward_with softmax_error softmax_cost measured_gradient
planted_bugs remedy training_loop six_faults
minibatches sgd_step decayed_gradient one_hot softmax accuracy attack judge_by_blocks initialise diagnose causes
momentum_step adam_step standardised adamw_step""".split()
RIGHT = {name: exercise.reference for name, exercise in EXERCISES.items()}
SLOPE = RIGHT["sigmoid_prime"]
every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.name)


def test_every_promised_exercise_is_there():
    assert dir(check) == sorted(PROMISED) and [getattr(check, name) for name in PROMISED] == list(EXERCISES.values())
    assert sum(len(exercise.mistakes) for exercise in EXERCISES.values()) >= 365
    with pytest.raises(AttributeError, match="no exercise 'backwards'. There are: shapes"):
        check.backwards  # noqa: B018


@every_exercise
def test_the_inputs_survive_any_answer_the_reference_passes_twice_and_so_does_the_solution(exercise):
    before = exercise(vandal).message
    assert exercise(exercise.reference).passed and exercise(exercise.reference).passed
    assert exercise(vandal).message == before
    namespace, text = {}, exercise.solution().text
    exec(text, namespace)
    assert exercise(namespace[exercise.name]).passed
    assert "@" not in text.replace(" @ ", "") and text in repr(exercise.solution())


@every_exercise
def test_each_named_mistake_gets_its_own_sentence_which_does_not_give_the_answer_away(exercise):
    sentences = [sentence(wrong) for wrong in exercise.mistakes.values()]
    assert len(set(sentences)) == len(sentences) >= 3
    for (name, wrong), text in zip(exercise.mistakes.items(), sentences, strict=True):
        verdict = exercise(wrong)
        assert (verdict.passed, verdict.mistake, verdict.message) == (False, name, text)
    code = [line.strip() for line in inspect.getsource(exercise.reference).splitlines() if "return" in line]
    assert not [line for line in code for text in sentences if line.removeprefix("return ") in text]


@every_exercise
def test_hints_come_by_degrees_and_end_with_the_last(exercise):
    count = len(exercise.hints)
    exercise._next_hint = 0
    hints = [repr(exercise.hint()) for _ in range(count + 1)]
    assert 2 <= count <= 3 and len(set(hints)) == count and hints[-1] == hints[-2]
    assert hints[0].startswith(f"Hint 1 of {count}: ")


def never_done(*arguments): ...


def raising(error):
    def answer(*arguments):
        raise error

    return answer


def deep(*arguments):
    return deep(*arguments)


def vandal(*arguments):
    """Change everything in the arguments that can be changed."""
    for argument in arguments:
        if isinstance(argument, (dict, list)):
            argument.clear()
        elif isinstance(argument, np.ndarray):
            argument[...] = -7
    return "done"


class Unwritable:
    def __repr__(self):
        raise RuntimeError


endless_list = []
endless_list.append(endless_list)
# More are drawn by chance in test_properties.py.
BAD = {
    "error": raising(RuntimeError("my own error")),
    "exit": raising(SystemExit(0)),
    "interrupted": raising(KeyboardInterrupt),
    "recursion": deep,
    "vandal": vandal,
    "prints": lambda *arguments: print("here"),
    "endless list": lambda *arguments: endless_list,
    "dict of dicts": lambda *arguments: {1: {2: 3}},
    "itself": lambda *arguments: arguments,
    "ragged": lambda *arguments: [[1], [2, 3]],
    "object array": lambda *arguments: np.array([None, "a"], dtype=object),
    "broken repr": lambda *arguments: Unwritable(),
    "generator": lambda *arguments: (i for i in range(3)),
    "another dict": lambda *arguments: ({1: np.ones(2)}, {1: "x"}),
    "a result": np.ones((2, 2)),
    "too few arguments": lambda: 1,
    "too many arguments": lambda a, b, c, d, e, f, g: 1,
    "a class": dict,
    "a builtin": len,
}


@every_exercise
@pytest.mark.parametrize("name", BAD)
def test_no_bad_answer_raises_or_passes(exercise, name, capsys):
    verdict = exercise(BAD[name])
    assert verdict.passed is False and verdict.mistake and verdict.message.endswith((".", "?"))
    assert verdict.message in repr(verdict)
    assert verdict._repr_html_().startswith("<div") and capsys.readouterr().out == ""


@every_exercise
def test_an_answer_that_does_not_work_yet(exercise):
    namespace = {}
    exec(f"def stub({', '.join(exercise.parameters)}):\n    'What it will do.'\n    ...", namespace)
    assert exercise(namespace["stub"]).mistake == "not_started"
    for verdict in (exercise(), exercise(never_done)):
        assert verdict.mistake == "not_started"
        assert "not started" in repr(verdict) and "not started" in verdict._repr_html_()
    assert exercise(BAD["interrupted"]).mistake == "interrupted"
    assert "In the line `raise error` it stops with RuntimeError: my own error." in exercise(BAD["error"]).message


def initialised_by(draw):
    """An answer that draws the weights from the last layer to the first."""

    def initialise(layers, rng):
        W, b = RIGHT["initialise"](layers, rng)
        return {l: draw(rng, W[l].shape) / W[l].shape[1] ** 0.5 for l in reversed(W)}, b

    return initialise


def uphill(W, delta):
    return np.where(np.einsum("jk,jm->km", W[1], delta[1]) > 0, 1, -1)


def one_by_one(x, labels, blocks, train):
    for block in range(max(blocks) + 1):
        inside = [i for i, own in enumerate(blocks) if own == block]
        others = [i for i in range(len(blocks)) if i not in inside]
        predict = train(x[:, others], labels[others])
        yield sum(predict(x[:, [i]])[0] == labels[i] for i in inside) / len(inside)


IN_ANOTHER_STYLE = [
    ("shapes", lambda layers: {l: [[layers[l], layers[l - 1]], [layers[l], 1]] for l in range(1, len(layers))}),
    ("count_parameters", lambda layers: np.int64(sum((n + 1) * layers[i + 1] for i, n in enumerate(layers[:-1])))),
    ("sigmoid", lambda z: 0.5 * (1 + np.tanh(z / 2))),
    ("sigmoid", lambda z: 1 / (1 + np.exp(-np.maximum(z, -700)))),
    ("relu", lambda z: z * (z > 0)),
    ("layer_forward", lambda W, b, a, sigma: [np.einsum("jk,km->jm", W, a) + b, sigma(W.dot(a) + b)]),
    ("quadratic_cost", lambda a, y: sum(0.5 * np.linalg.norm(d) ** 2 for d in (a - y).T) / a.shape[1]),
    ("cost_gradient", lambda a, y: (-(y - a)).tolist()),
    ("numerical_derivative", lambda f, x: (f(x + 1e-6) - f(x - 1e-6)) / 2e-6),
    ("numerical_derivative", lambda f, x, h=1e-4: (8 * (f(x + h) - f(x - h)) - f(x + 2 * h) + f(x - 2 * h)) / (12 * h)),
    ("gradient_step", lambda theta, grad, lr: theta + (-lr) * grad),
    ("sigmoid_prime", lambda z: RIGHT["sigmoid"](z) * RIGHT["sigmoid"](-z)),
    ("output_error", lambda a, y, z: (a - y) * a * (1 - a)),
    ("hidden_error", lambda W_next, delta_next, z: np.einsum("jk,jm->km", W_next, delta_next) * SLOPE(z)),
    ("bias_gradient", lambda delta: delta @ np.ones((delta.shape[1], 1)) / delta.shape[1]),
    ("weight_gradient", lambda delta, a_prev: np.einsum("jm,km->jk", delta, a_prev) / len(delta[0])),
    ("backward", lambda W, z, a, y: list(RIGHT["backward"](W, z, a, y))),
    ("minibatches", lambda x, y, batch_size, rng: (pair for pair in RIGHT["minibatches"](x, y, batch_size, rng))),
    ("minibatches", lambda x, y, batch_size, rng: tuple(map(list, RIGHT["minibatches"](x, y, batch_size, rng)))),
    ("sgd_step", lambda W, b, dW, db, lr: [{l: W[l] - dW[l] * lr for l in W}, {l: b[l] - db[l] * lr for l in b}]),
    ("one_hot", lambda labels, classes: np.eye(classes, dtype=int)[:, labels]),
    ("softmax", lambda z: np.exp(z - z.max(axis=0) - np.log(np.exp(z - z.max(axis=0)).sum(axis=0)))),
    ("accuracy", lambda a, labels: float((np.argmax(a, axis=0) == labels).sum() / len(labels))),
    ("attack", lambda W, delta, x, eps: [[min(max(v, 0), 1) for v in row] for row in x + eps * uphill(W, delta)]),
    ("judge_by_blocks", lambda x, labels, blocks, train: tuple(one_by_one(x, labels, blocks, train))),
    ("relative_error", lambda g, h: ((g - h) ** 2).sum() ** 0.5 / max(sum(map(np.linalg.norm, (g, h))), 1e-300)),
    ("initialise", initialised_by(lambda rng, shape: rng.standard_normal(shape))),
    ("initialise", initialised_by(lambda rng, shape: rng.uniform(-(3**0.5), 3**0.5, shape))),
]


def in_place(W, b, dW, db, lr):
    for l in W:
        W[l] -= lr * dW[l]
        b[l] -= lr * db[l]
    return W, b


def endless(x, y, batch_size, rng):
    while True:
        yield x, y


def reversed_and_not_shuffled(x, y, batch_size, rng):
    parts = np.split(np.arange(x.shape[1])[::-1], range(batch_size, x.shape[1], batch_size))
    return [(x[:, part], y[:, part]) for part in parts]


calls, EPS = count(), np.finfo(float).eps
NOT_LISTED = [
    ("sgd_step", in_place, "changes_input"),
    ("shapes", lambda layers: (RIGHT["shapes"](layers), layers.clear())[0], "changes_input"),
    ("gradient_step", lambda theta, grad, lr: np.add(theta, lr * grad, out=theta) - grad, "changes_input"),
    ("relu", lambda z: RIGHT["relu"](z) + (next(calls) > 4), "state"),
    ("bias_gradient", lambda delta: delta.mean(axis=1, keepdims=True).T, "transpose"),
    ("relu", lambda z: np.zeros(7), "shape"),
    ("output_error", lambda a, y, z: 3 * RIGHT["output_error"](a, y, z), "factor"),
    ("sigmoid_prime", lambda z: -RIGHT["sigmoid_prime"](z), "sign"),
    ("hidden_error", lambda W_next, delta_next, z: RIGHT["hidden_error"](W_next, delta_next[:, :1], z), "batch"),
    ("forward", lambda x, W, b, sigma: ({}, {0: x}), "layers"),
    ("deltas", lambda W, z, a, y: {l: (l == max(W)) * v for l, v in RIGHT["deltas"](W, z, a, y).items()}, "zero"),
    ("sigmoid", lambda z: np.where(abs(z) > 30, 0.5, 1 / (1 + np.exp(-z))), "large"),
    ("softmax", lambda z: np.exp(z - z.mean(axis=0)) / np.exp(z - z.mean(axis=0)).sum(axis=0), "nan"),
    ("softmax", lambda z: np.exp(z - z[0]) / np.exp(z - z[0]).sum(axis=0), "nan"),
    ("softmax", lambda z: print(z), "nothing"),
    ("sigmoid", lambda z: 1 / (1 + np.exp(-z)), "warns"),
    ("diagnose", lambda letter: RIGHT["diagnose"](letter).lower(), None),
    ("minibatches", endless, "raises"),
    ("minibatches", reversed_and_not_shuffled, "own_seed"),
    ("relu", lambda: 0, "arguments"),
    ("weight_gradient", lambda a_prev, delta: delta @ a_prev.T / delta.shape[1], "arguments"),
    ("shapes", lambda layers: "(3, 2)", "type"),
    ("initialise", lambda layers, rng: ({1: np.ones((2, 1))}, {1: np.zeros((2, 1))}), "type"),
    ("initialise", lambda layers, rng: RIGHT["initialise"](layers, rng)[::-1], "type"),
    ("relu", 3, "no_function"),
    ("quadratic_cost", lambda a, y: 0.5 * np.sum(abs(a - y) ** 3) / a.shape[1], "wrong_value"),
    ("numerical_derivative", lambda f, x: (f(x + 1e-8) - f(x)) / 1e-8, "one_sided_with_a_tiny_step"),
    ("numerical_derivative", lambda f, x: (f(x) - f(x - 1e-6)) / 1e-6, "one_sided"),
    ("numerical_derivative", lambda f, x: (f(x + EPS) - f(x - EPS)) / (2 * EPS), "part"),  # any two words would fit
    ("numerical_derivative", lambda f, x: (f(x + 1e-3) - f(x - 1e-3)) / 2e-3, "step_too_large"),
    ("numerical_derivative", lambda f, x: (f(x + 1e-11) - f(x - 1e-11)) / 2e-11, "step_too_small"),
]


@pytest.mark.parametrize("name, answer, mistake", [(*right, None) for right in IN_ANOTHER_STYLE] + NOT_LISTED)
def test_right_answers_in_another_style_pass_and_unlisted_mistakes_are_described(name, answer, mistake):
    assert getattr(check, name)(answer).mistake == mistake


def dots_as_a_statement(z):
    ...
    return z + np.ones(11)


def dots_in_a_product(z):
    return np.ones(11) + (... @ z)


def dots_as_an_index(z):
    return z[...] + z[..., None] + np.ones((11, 11))


def test_dots_are_code_to_come_unless_they_are_an_index():
    assert check.relu(dots_as_a_statement).mistake == check.relu(dots_in_a_product).mistake == "unfinished"
    assert check.relu(dots_as_an_index).mistake == "raises"
    without_source = {}
    exec("def plus(z): return ... + z\ndef index(z): return z[...] + [1, 2, 3, 4]", without_source)
    assert [check.relu(without_source[name]).mistake for name in ("plus", "index")] == ["unfinished", "flat"]


def test_a_name_that_is_taken_is_refused(monkeypatch):
    monkeypatch.setattr(engine, "EXERCISES", {})
    for _ in range(2):  # twice the same, as when an interrupted import is repeated
        engine.exercise("98", [])(RIGHT["sigmoid"])
    with pytest.raises(ValueError, match="must have a name of its own, but notebook 98 has a sigmoid too"):
        engine.exercise("99", [])(activations.sigmoid)


def test_an_endless_answer_is_interrupted_once():
    tried = []
    assert check.shapes(lambda layers: tried.append(1) or BAD["interrupted"]()).mistake == "interrupted"
    assert len(tried) == 1


@pytest.mark.parametrize(
    "dW_wrong, db_wrong, equation",
    [([2], [2], "BP2"), ([2], [], "BP4"), ([], [1, 2], "BP3"), ([1, 2, 3], [1, 2, 3], "BP1")],
)
def test_backward_names_the_equation_that_is_violated(dW_wrong, db_wrong, equation):
    def wrong(W, z, a, y):
        dW, db = RIGHT["backward"](W, z, a, y)
        for l in dW_wrong:
            dW[l] += 0.1 * np.arange(dW[l].size).reshape(dW[l].shape) + 0.01 * dW[l] ** 2
        for l in db_wrong:
            db[l] += 0.1 * np.arange(1, 1 + db[l].size)[:, None] + 0.01 * db[l] ** 2
        return dW, db

    verdict = check.backward(wrong)
    assert verdict.mistake == "equation" and equation in verdict.message
    assert equation == "BP1" or all(f"dW[{l}]" in verdict.message for l in dW_wrong)


def test_what_an_answer_prints_is_shown_and_the_input_that_fails_is_named():
    def printed(z):
        return print("z is", z.shape, "<here>") or 0

    talks = lambda z: np.where(np.ndim(z) == 0, np.cos(z), np.maximum(z, 0)) + printed(z)  # noqa: E731
    verdict = check.relu(talks)
    assert verdict.printed == "z is () <here>" and "It printed:\nz is () <here>\n" in repr(verdict)
    assert "&lt;here&gt;" in verdict._repr_html_()
    assert verdict.message.startswith("It is right for 2 of 3 inputs, but not for number 2.")
    assert check.relu(lambda z: [print(i) for i in range(99)]).printed.splitlines()[-2:] == ["19", "..."]
    assert (
        "but not for L." in check.diagnose(lambda letter: {"L": "BP3"}.get(letter) or RIGHT["diagnose"](letter)).message
    )


def test_hints_and_solution_are_folded_in_the_verdict_once_somebody_has_begun():
    assert "<details>" not in check.softmax()._repr_html_() + check.softmax(RIGHT["softmax"])._repr_html_()
    shown = check.softmax(lambda z: z)._repr_html_()
    assert (
        shown.count("<details>") == len(check.softmax.hints) + 1 and "<summary>Solution</summary><pre>import" in shown
    )


THETA = np.ones(3)


def uses_the_notebook(theta, grad, lr):
    return THETA[:1] - lr * grad * lr


def three_factors(a, y, z):
    return np.multiply(a - y, a, 1 - a)


def precedence(z):
    return 1 / 1 + np.exp(-z)


def shuffles_one(x, y, batch_size, rng):
    rng.shuffle(x)
    return [(x[:, i : i + batch_size], y[:, i : i + batch_size]) for i in range(0, x.shape[1], batch_size)]


def last_round_only(delta, a_prev):
    for i in range(delta.shape[1]):
        dW = np.outer(delta[:, i], a_prev[:, i]) / delta.shape[1]
    return dW


def always_ten(labels, classes):
    return np.eye(10)[:, labels]


def largest(a, labels):
    return np.mean(a.max(axis=0) == labels)


def helped_by_a_blank(z):
    return blank_helper(z) * 2


def blank_helper(z): ...


def all_the_same(layers, rng):
    numbers = range(1, len(layers))
    return {l: np.full((layers[l], layers[l - 1]), 0.5) for l in numbers}, {
        l: np.zeros((layers[l], 1)) for l in numbers
    }


def last_twice_others_turned(W, z, a, y):
    return {l: delta * (2 if l == max(W) else -1) for l, delta in RIGHT["deltas"](W, z, a, y).items()}


NAMED = [  # the exercise, the answer, what its mistake is called, and words that the learner reads
    ("backward", lambda *all: halves(*all), "equation", "look at BP4 for the dW, and at BP3 for the db."),
    ("gradient_step", uses_the_notebook, "from_the_notebook", "uses `THETA`, which is not an argument"),
    ("gradient_step", lambda theta, grad, lr: theta - 0.1 * lr * grad, "factor", "The step is 0.1 times"),
    ("output_error", lambda a, y, z: 2 * (y - a) * SLOPE(a), "slope_of_a+sign+factor", "You take the slope at a."),
    ("output_error", three_factors, "third_argument", "In the line `return np.multiply(a - y, a, 1 - a)`"),
    ("sigmoid", precedence, "brackets", "`1 / 1 + np.exp(-z)` lacks brackets"),
    ("minibatches", shuffles_one, "shuffled_alone", "The line `rng.shuffle(x)` shuffles `x` by itself"),
    ("weight_gradient", last_round_only, "assigned", "replaces `dW` in every round"),
    ("one_hot", always_ten, "fixed_classes", "it is always 10, whatever `classes` is"),
    ("accuracy", largest, "max_for_argmax", "gives the largest value, where its place is meant"),
    ("relu", np.vectorize(lambda z: max(0, z)), "whole_numbers", "cut to whole ones"),
    ("initialise", all_the_same, "all_equal", "All weights are the same number"),
    ("sigmoid_prime", helped_by_a_blank, "empty_helper", "`blank_helper` is still your empty one."),
    (
        "deltas",
        lambda *all: last_twice_others_turned(*all),
        "factor+sign",
        "layer 2, layer 1: every number has the wrong sign.",
    ),
    ("bias_gradient", lambda delta: -delta.mean(axis=1), "flat+sign", "Two things at once."),
]


def halves(W, z, a, y):
    dW, db = RIGHT["backward"](W, z, a, y)
    return {l: (1 + (l == 2)) * dW[l] for l in dW}, {l: (1 + 3 * (l == 1)) * db[l] for l in db}


@pytest.mark.parametrize("name, answer, mistake, words", NAMED)
def test_what_is_found_without_a_list(name, answer, mistake, words):
    verdict = getattr(check, name)(answer)
    assert verdict.mistake == mistake and words in verdict.message, (verdict.mistake, verdict.message)
    assert verdict.named == (mistake != "equation")


def test_a_right_answer_in_single_precision_passes_and_is_told_so():
    verdict = check.softmax(lambda z: RIGHT["softmax"](z.astype(np.float32)))
    assert verdict.passed and verdict.message.startswith("Right to about 7 digits: it computes in float32")
    assert not check.softmax(lambda z: RIGHT["softmax"](z) + 1e-6).passed


def test_what_fits_nothing_is_shown_beside_what_was_expected():
    message = check.hidden_error(lambda W_next, delta_next, z: np.cos(z)).message
    assert "    W_next (2, 2)       delta_next (2, 1)" in message and "expected (2, 1)   yours (2, 1)" in message
    assert message.count("*]") == 2
