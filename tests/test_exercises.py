"""Every exercise: the reference passes, each named mistake gets its own sentence, and nothing a learner does raises."""

import inspect
import re

import numpy as np
import pytest

from four_equations.exercises import check
from four_equations.exercises.engine import EXERCISES, is_blank, progress, sentence

every_exercise = pytest.mark.parametrize("exercise", EXERCISES.values(), ids=lambda exercise: exercise.name)
PROMISED = """
shapes count_parameters sigmoid relu layer_forward forward quadratic_cost cost_gradient numerical_derivative
gradient_step sigmoid_prime output_error hidden_error bias_gradient weight_gradient deltas backward relative_error
minibatches sgd_step one_hot softmax accuracy initialise diagnose""".split()


def test_every_promised_exercise_is_there():
    assert dir(check) == sorted(PROMISED) and [getattr(check, name) for name in PROMISED] == list(EXERCISES.values())
    assert sum(len(exercise.mistakes) for exercise in EXERCISES.values()) >= 80
    with pytest.raises(AttributeError, match="no exercise 'backwards'. There are: shapes"):
        check.backwards  # noqa: B018


@every_exercise
def test_the_reference_passes_twice(exercise):
    for _ in range(2):
        verdict = exercise(exercise.reference)
        assert verdict.passed is True and verdict.mistake is None, verdict


@pytest.mark.parametrize(
    "exercise, name",
    [(e, name) for e in EXERCISES.values() for name in e.mistakes],
    ids=lambda part: getattr(part, "name", part),
)
def test_each_named_mistake_gets_its_own_sentence(exercise, name):
    verdict = exercise(exercise.mistakes[name])
    assert (verdict.passed, verdict.mistake) == (False, name)
    assert verdict.message == sentence(exercise.mistakes[name])


@every_exercise
def test_the_sentences_differ_and_do_not_give_the_answer_away(exercise):
    assert len(exercise.mistakes) >= 3
    sentences = [sentence(wrong) for wrong in exercise.mistakes.values()]
    assert len(set(sentences)) == len(sentences)
    body = [line.strip() for line in inspect.getsource(exercise.reference).splitlines() if "return" in line]
    assert not [line for line in body for text in sentences if line.removeprefix("return ") in text]


def never_done(*arguments): ...


def raising(*arguments):
    raise RuntimeError("my own error")


def leaving(*arguments):
    raise SystemExit(0)


def stopped(*arguments):
    raise KeyboardInterrupt


def deep(*arguments):
    return deep(*arguments)


def noisy_nothing(*arguments):
    print("here")


BAD = {
    "dots": ...,
    "unfinished": never_done,
    "raising": raising,
    "SystemExit": leaving,
    "interrupted": stopped,
    "recursion": deep,
    "None": lambda *arguments: None,
    "prints": noisy_nothing,
    "string": lambda *arguments: "42",
    "nan": lambda *arguments: np.nan,
    "inf": lambda *arguments: np.inf,
    "complex": lambda *arguments: 1j,
    "empty list": lambda *arguments: [],
    "empty dict": lambda *arguments: {},
    "dict of dicts": lambda *arguments: {1: {2: 3}},
    "itself": lambda *arguments: arguments,
    "ragged": lambda *arguments: [[1], [2, 3]],
    "object array": lambda *arguments: np.array([None, "a"], dtype=object),
    "function": lambda *arguments: print,
    "generator": lambda *arguments: (i for i in range(3)),
    "endless keys": lambda *arguments: ({1: np.ones(2)}, {1: "x"}),
    "no function": 5,
    "a result": np.ones((2, 2)),
    "None itself": None,
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
def test_unfinished_says_not_started(exercise):
    for unfinished in (..., never_done):
        verdict = exercise(unfinished)
        assert (
            verdict.mistake == "not_started"
            and "not started" in repr(verdict)
            and "not started" in verdict._repr_html_()
        )
    assert not is_blank(exercise.reference)


@every_exercise
def test_the_learners_own_line_is_named(exercise):
    verdict = exercise(raising)
    assert (
        verdict.mistake == "raises"
        and "my own error" in verdict.message
        and 'RuntimeError("my own error")' in verdict.message
    )
    assert exercise(stopped).mistake == "interrupted"


@every_exercise
def test_the_solution_runs_and_passes(exercise):
    namespace = {}
    text = exercise.solution().text
    exec(text, namespace)
    assert exercise(namespace[exercise.name]).passed and "@" not in re.sub(r" @ ", "", text)
    assert text in repr(exercise.solution())


@every_exercise
def test_hints_come_by_degrees_and_end_with_the_last(exercise):
    count = len(exercise.hints)
    exercise._next_hint = 0
    hints = [repr(exercise.hint()) for _ in range(count + 1)]
    assert 2 <= count <= 3 and len(set(hints)) == count and hints[-1] == hints[-2]
    assert hints[0].startswith(f"Hint 1 of {count}: ")


OTHER_STYLES = {
    "shapes": [lambda layers: {l: [[layers[l], layers[l - 1]], [layers[l], 1]] for l in range(1, len(layers))}],
    "count_parameters": [lambda layers: np.int64(sum((layers[i] + 1) * layers[i + 1] for i in range(len(layers) - 1)))],
    "sigmoid": [lambda z: 0.5 * (1 + np.tanh(z / 2)), lambda z: 1 / (1 + np.exp(-z))],
    "relu": [lambda z: z * (z > 0), lambda z: np.where(z > 0, z, 0), lambda z: (z + abs(z)) / 2],
    "layer_forward": [lambda W, b, a, sigma: [np.einsum("jk,km->jm", W, a) + b, sigma(W.dot(a) + b)]],
    "quadratic_cost": [
        lambda a, y: np.mean(np.sum((a - y) ** 2, axis=0)) / 2,
        lambda a, y: sum(0.5 * np.linalg.norm(a[:, i] - y[:, i]) ** 2 for i in range(a.shape[1])) / a.shape[1],
    ],
    "cost_gradient": [lambda a, y: -(y - a), lambda a, y: (a - y).tolist()],
    "numerical_derivative": [
        lambda f, x: (f(x + 1e-6) - f(x - 1e-6)) / 2e-6,
        lambda f, x, h=1e-4: (8 * (f(x + h) - f(x - h)) - (f(x + 2 * h) - f(x - 2 * h))) / (12 * h),
    ],
    "gradient_step": [lambda theta, grad, lr: theta + (-lr) * grad],
    "sigmoid_prime": [lambda z: check.sigmoid.reference(z) * check.sigmoid.reference(-z)],
    "output_error": [lambda a, y, z: (a - y) * a * (1 - a)],
    "hidden_error": [
        lambda W_next, delta_next, z: np.einsum("jk,jm->km", W_next, delta_next) * check.sigmoid_prime.reference(z)
    ],
    "bias_gradient": [
        lambda delta: delta @ np.ones((delta.shape[1], 1)) / delta.shape[1],
        lambda delta: np.average(delta, axis=1)[:, None],
    ],
    "weight_gradient": [
        lambda delta, a_prev: np.einsum("jm,km->jk", delta, a_prev) / len(delta[0]),
        lambda delta, a_prev: np.mean([np.outer(d, a) for d, a in zip(delta.T, a_prev.T, strict=True)], axis=0),
    ],
    "backward": [lambda W, z, a, y: list(check.backward.reference(W, z, a, y))],
    "minibatches": [
        lambda x, y, batch_size, rng: (pair for pair in check.minibatches.reference(x, y, batch_size, rng)),
        lambda x, y, batch_size, rng: [list(pair) for pair in check.minibatches.reference(x, y, batch_size, rng)],
        lambda x, y, batch_size, rng: tuple(check.minibatches.reference(x, y, batch_size, rng)),
    ],
    "sgd_step": [lambda W, b, dW, db, lr: [{l: W[l] - dW[l] * lr for l in W}, {l: b[l] - db[l] * lr for l in b}]],
    "one_hot": [
        lambda labels, classes: np.eye(classes)[labels].T,
        lambda labels, classes: np.eye(classes, dtype=int)[:, labels],
        lambda labels, classes: np.arange(classes)[:, None] == labels,
    ],
    "softmax": [
        lambda z: np.exp(z - z.max(axis=0) - np.log(np.exp(z - z.max(axis=0)).sum(axis=0))),
        lambda z: np.exp(z - (z.max(axis=0) + 1)) / np.exp(z - (z.max(axis=0) + 1)).sum(axis=0),
    ],
    "accuracy": [lambda a, labels: float((np.argmax(a, axis=0) == labels).sum() / len(labels))],
    "relative_error": [
        lambda g, h: (
            0
            if not (g.any() or h.any())
            else np.sqrt(((g - h) ** 2).sum()) / (np.sqrt((g**2).sum()) + np.sqrt((h**2).sum()))
        )
    ],
    "initialise": [
        lambda layers, rng: (
            {
                l: rng.standard_normal((layers[l], layers[l - 1])) / layers[l - 1] ** 0.5
                for l in range(len(layers) - 1, 0, -1)
            },
            {l: np.zeros((layers[l], 1)) for l in range(1, len(layers))},
        ),
        lambda layers, rng: (
            {
                l: rng.uniform(-1, 1, (layers[l], layers[l - 1])) * (3 / layers[l - 1]) ** 0.5
                for l in range(1, len(layers))
            },
            {l: np.zeros((layers[l], 1)) for l in range(1, len(layers))},
        ),
    ],
}


@pytest.mark.parametrize("name, number", [(name, i) for name in OTHER_STYLES for i in range(len(OTHER_STYLES[name]))])
def test_a_right_answer_in_another_style_passes(name, number):
    verdict = getattr(check, name)(OTHER_STYLES[name][number])
    assert verdict.passed, verdict


def in_place(W, b, dW, db, lr):
    for l in W:
        W[l] -= lr * dW[l]
        b[l] -= lr * db[l]
    return W, b


counter = []


def forgetful(z):
    counter.append(z)
    return check.relu.reference(z) + (len(counter) > 4)


UNNAMED = {
    "changes_input": ("sgd_step", in_place),
    "state": ("relu", forgetful),
    "transpose": ("bias_gradient", lambda delta: delta.mean(axis=1, keepdims=True).T),
    "shape": ("relu", lambda z: np.zeros(7)),
    "factor": ("output_error", lambda a, y, z: 3 * check.output_error.reference(a, y, z)),
    "sign": ("sigmoid_prime", lambda z: -check.sigmoid_prime.reference(z)),
    "batch": ("hidden_error", lambda W_next, delta_next, z: check.hidden_error.reference(W_next, delta_next[:, :1], z)),
    "layers": (
        "forward",
        lambda x, W, b, sigma: tuple({l: v[l] for l in v if l < 1} for v in check.forward.reference(x, W, b, sigma)),
    ),
    "equation": (
        "deltas",
        lambda W, z, a, y: {l: (l == max(W)) * v for l, v in check.deltas.reference(W, z, a, y).items()},
    ),
    "large": ("sigmoid", lambda z: np.where(abs(z) > 30, 0.5, 1 / (1 + np.exp(-z)))),
    "nan": ("softmax", lambda z: z.copy() * np.nan),
    "nothing": ("softmax", lambda z: print(z)),
    "raises": ("relu", lambda z: z + np.ones(11)),
    "arguments": ("relu", lambda: 0),
    "type": ("shapes", lambda layers: "(3, 2)"),
    "no_function": ("relu", 3),
}


def swapped(layers, rng):
    return check.initialise.reference(layers, rng)[::-1]


def dots_beside_a_product(W_next, delta_next, z):
    return (... @ delta_next) * z


def reversed_and_not_shuffled(x, y, batch_size, rng):
    order = np.arange(x.shape[1])[::-1]
    return [
        (x[:, order[s : s + batch_size]], y[:, order[s : s + batch_size]]) for s in range(0, len(order), batch_size)
    ]


def steps_while_it_walks(W, z, a, y):
    L, dW, db = len(W), {}, {}
    delta = (a[L] - y) * a[L] * (1 - a[L])
    for l in range(L, 0, -1):
        dW[l], db[l] = delta @ a[l - 1].T / y.shape[1], delta.mean(axis=1, keepdims=True)
        W[l] -= 0.1 * dW[l]
        if l > 1:
            delta = (W[l].T @ delta) * a[l - 1] * (1 - a[l - 1])
    return dW, db


def endless(x, y, batch_size, rng):
    while True:
        yield x, y


FOUND_BY_LEARNERS = [
    ("backward", steps_while_it_walks, "changes_input"),
    ("minibatches", endless, "raises"),
    ("numerical_derivative", lambda f, x: (f(x + 1e-8) - f(x)) / 1e-8, "part"),
    ("numerical_derivative", lambda f, x: (f(x) - f(x - 1e-6)) / 1e-6, "one_sided"),
    ("initialise", lambda layers, rng: ({1: np.ones((2, 1))}, {1: np.zeros((2, 1))}), "type"),
    ("initialise", swapped, "type"),
    ("softmax", lambda z: np.exp(z - z.mean(axis=0)) / np.exp(z - z.mean(axis=0)).sum(axis=0), "nan"),
    ("softmax", lambda z: np.exp(z - z[0]) / np.exp(z - z[0]).sum(axis=0), "nan"),
    ("minibatches", reversed_and_not_shuffled, "own_seed"),
    ("hidden_error", dots_beside_a_product, "unfinished"),
    ("weight_gradient", lambda a_prev, delta: delta @ a_prev.T / delta.shape[1], "arguments"),
    ("quadratic_cost", lambda a, y: 0.5 * np.sum(abs(a - y)) / a.shape[1], "wrong_value"),
    ("numerical_derivative", lambda f, x: (f(x + 1e-3) - f(x - 1e-3)) / 2e-3, "step_too_large"),
    ("numerical_derivative", lambda f, x: (f(x + 1e-11) - f(x - 1e-11)) / 2e-11, "step_too_small"),
]


@pytest.mark.parametrize(
    "name, function, mistake", FOUND_BY_LEARNERS, ids=lambda part: part if isinstance(part, str) else ""
)
def test_what_learners_found(name, function, mistake):
    assert getattr(check, name)(function).mistake == mistake


@pytest.mark.parametrize("name", UNNAMED)
def test_a_mistake_that_nobody_listed_is_described(name):
    exercise, function = UNNAMED[name]
    verdict = getattr(check, exercise)(function)
    assert verdict.mistake == name, verdict


@pytest.mark.parametrize(
    "broken, words",
    [
        ({"dW": [2], "db": [2]}, "BP2"),
        ({"dW": [2], "db": []}, "BP4"),
        ({"dW": [], "db": [1, 2]}, "BP3"),
        ({"dW": [1, 2, 3], "db": [1, 2, 3]}, "BP1"),
    ],
)
def test_backward_names_the_equation_that_is_violated(broken, words):
    def wrong(W, z, a, y):
        dW, db = check.backward.reference(W, z, a, y)
        dW = {l: dW[l] + 0.1 * (l in broken["dW"]) * np.arange(dW[l].size).reshape(dW[l].shape) for l in dW}
        return dW, {l: db[l] + 0.1 * (l in broken["db"]) * np.arange(1, 1 + db[l].size)[:, None] for l in db}

    verdict = check.backward(wrong)
    assert verdict.mistake == "equation" and words in verdict.message
    for l in broken["dW"] if words != "BP1" else []:
        assert f"dW[{l}]" in verdict.message


def test_progress_counts_what_was_solved_in_this_session():
    exercise = check.relu
    exercise.done = False
    assert "○ relu" in repr(check.progress("02"))
    exercise(exercise.reference)
    exercise(lambda z: z)
    assert "✔ relu" in progress("02") and "✔ relu" in exercise(...)._repr_html_()
    assert re.match(r"Notebook 02: \d of 4 done \(", progress("02"))


def vandal(*arguments):
    """Changes everything that it can reach in what it is given."""
    for argument in arguments:
        for array in argument.values() if isinstance(argument, dict) else [argument]:
            if isinstance(array, np.ndarray) and array.ndim and array.dtype.kind == "f":
                array[...] = -7.0
            elif isinstance(array, list):
                array.clear()
    return "done"


@every_exercise
def test_the_inputs_survive_any_answer_and_two_checks_in_a_row_agree(exercise):
    first = exercise(vandal)
    second = exercise(vandal)
    assert (first.passed, first.mistake, first.message) == (second.passed, second.mistake, second.message)
    assert not first.passed and exercise(exercise.reference).passed
    assert not [
        case for case in exercise.cases for array in case if isinstance(array, np.ndarray) and (array == -7.0).all()
    ]
