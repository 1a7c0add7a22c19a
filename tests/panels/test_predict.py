"""A guess is asked for, locked, and compared with the truth; bad input is refused; without a page nothing happens."""

import subprocess
import sys

import execute
import nbformat.v4
import numpy as np
import pytest
from test_lifetime import run  # noqa: F401  a fixture: cells as a front end runs them

from four_equations.widgets import predict

CHOICES = ["batches of 1", "batches of 10", "all 200"]


def answer(guess, index):
    """What the page does when the reader has chosen."""
    guess.set_state({"chosen": index})


def choice(index=None):
    guess = predict("Which ends lowest?", CHOICES)
    return guess if index is None else answer(guess, index) or guess


def number(index=None, low=0, high=1, form=None):
    guess = predict("What is the cost now?", low=low, high=high, form=form)
    return guess if index is None else answer(guess, index) or guess


REVEALS = [
    (choice(), ("all 200",), "all 200"),
    (choice(), ("all 200", "it bears the largest rate."), "all 200: it bears the largest rate."),
    (choice(1), ("all 200", "a reason"), "all 200: a reason. You said batches of 10."),
    (choice(2), ("all 200", "a reason"), "all 200: a reason. You said so."),
    (choice(1), ("all 200",), "all 200. You said batches of 10."),
    (number(), (0.2489,), "0.2489"),
    (number(), (1 / 3, "a third"), "0.3333: a third."),
    (number(31), (0.2489,), "0.2489. You said 0.31: 0.06 too high."),
    (number(20), (np.float32(0.2489), "less"), "0.2489: less. You said 0.20: 0.05 too low."),
    (number(25), (0.2489,), "0.2489. You said 0.25, as close as the slider goes."),
    (number(25), (0.25,), "0.25. You said so."),
    (number(90, form=".0%"), (0.963,), "96%. You said 90%: 6 percentage points too low."),
    (number(97, form=".0%"), (0.96,), "96%. You said 97%: 1 percentage point too high."),
    (number(3, 0, 17, ".0f"), (np.int64(9),), "9. You said 3: 6 too low."),
    (number(60, 0, 20_000), (19_220,), "19,220. You said 12,000: 7,220 too low."),
    (number(0, -1, 1), (0.5,), "0.50. You said −1.00: 1.50 too low."),
]


@pytest.mark.parametrize("guess, arguments, said", REVEALS, ids=[said for _, _, said in REVEALS])
def test_reveal_prints_the_truth_and_what_the_reader_said(guess, arguments, said, capsys):
    guess.reveal(*arguments)
    assert capsys.readouterr().out == f"{guess.question}\n{said}\n"


def test_the_first_answer_stays_and_one_that_does_not_exist_is_none():
    guess = choice()
    for index in (3, -1, None):
        answer(guess, index)
        assert guess.chosen is None
    for index in (1, 2, None):
        answer(guess, index)
        assert guess.chosen == 1


@pytest.mark.parametrize(
    "low, high, form",
    [(0, 1, None), (0, 17, ".0f"), (-2.5, 1e6, None), (0, 1, ".0%"), (1e-9, 3e-9, ".1e"), (1, 7, None)],
)
def test_a_slider_goes_from_low_to_high_in_steps_that_its_numbers_show(low, high, form):
    guess = number(None, low, high, form)
    assert (guess.values[0], guess.values[-1]) == (low, high) and len(guess.values) <= 102
    assert len(set(guess.options)) == len(guess.options) == len(guess.values)
    steps = np.diff(guess.values)[:-1]  # the last one may be short
    assert np.allclose(steps, guess.step, rtol=1e-6, atol=0) and f"{guess.step:.0e}"[0] in "125"


REFUSED = [
    (("Which?", ["one"]), {}, ValueError, "at least two different texts, but got ['one']"),
    (("Which?", ["one", "one"]), {}, ValueError, "at least two different texts"),
    (("Which?", "one"), {}, TypeError, "choices must be a list of texts, but got 'one'"),
    (("Which?", [1, 2]), {}, TypeError, "choices must be a list of texts"),
    (("Which?",), {}, ValueError, "either choices, or low and high"),
    (("Which?", CHOICES), {"low": 0, "high": 1}, ValueError, "either choices, or low and high"),
    (("Which?", CHOICES), {"form": ".2f"}, ValueError, "either choices, or low and high"),
    ((7, CHOICES), {}, TypeError, "question must be a text, but got 7"),
    (("What?",), {"low": 0}, TypeError, "high must be a number from -1e+15 to 1e+15, but got None"),
    (("What?",), {"low": True, "high": 2}, TypeError, "low must be a number from -1e+15 to 1e+15, but got True"),
    (
        ("What?",),
        {"low": 0, "high": float("inf")},
        ValueError,
        "high must be a number from -1e+15 to 1e+15, but got inf",
    ),
    (
        ("What?",),
        {"low": 1, "high": 1},
        ValueError,
        "high must be larger than low by 1e-12 or more, but got 1 with low 1",
    ),
    (("What?",), {"low": 0, "high": 1, "form": 2}, TypeError, "form must be a text such as"),
    (("What?",), {"low": 0, "high": 1, "form": "two"}, ValueError, "form must be a number's format such as"),
    (("What?",), {"low": 0, "high": 0.1, "form": ".0f"}, ValueError, "must tell the numbers from 0 to 0.1 apart"),
]


@pytest.mark.parametrize("arguments, named, error, said", REFUSED, ids=[f"{row[0]} {row[1]}" for row in REFUSED])
def test_a_question_without_a_choice_is_refused_in_one_sentence(arguments, named, error, said):
    with pytest.raises(error) as caught:
        predict(*arguments, **named)
    assert said in str(caught.value) and str(caught.value).endswith(".")


@pytest.mark.parametrize(
    "guess, truth, error, said",
    [
        (choice(), "all 300", ValueError, "must be one of all 200, batches of 1, batches of 10, but got 'all 300'"),
        (choice(), 2, ValueError, "but got 2"),
        (number(), True, TypeError, "must be a number from -1e+15 to 1e+15, but got True"),
        (number(), "0.25", TypeError, "but got '0.25'"),
        (number(), float("nan"), ValueError, "but got nan"),
    ],
)
def test_a_truth_that_nobody_could_have_guessed_is_refused(guess, truth, error, said):
    with pytest.raises(error) as caught:
        guess.reveal(truth)
    assert said in str(caught.value)


def test_the_saved_form_shows_question_and_choices_and_escapes_them():
    bundle = predict("Is a < b?", ["<b>yes</b>", "no"])._repr_mimebundle_()
    assert "Is a &lt; b?" in bundle["text/html"] and "&lt;b&gt;yes&lt;/b&gt;" in bundle["text/html"]
    assert bundle["text/plain"] == "Your guess? Is a < b? <b>yes</b> / no"
    assert number()._repr_mimebundle_()["text/plain"].endswith("a number from 0.00 to 1.00")


def test_a_cell_that_runs_again_keeps_the_answer_to_the_same_question(run):  # noqa: F811
    first, again, other, new = choice(), choice(), number(), choice()
    run("cell", "run 1", first)
    answer(first, 1)
    run("cell", "run 2", again)
    assert again.chosen == 1 and first.comm is None
    run("cell", "run 3", other)
    run("other cell", "run 4", new)
    assert other.chosen is None and new.chosen is None


def test_in_a_kernel_it_shows_itself_once_and_the_next_cell_reveals(tmp_path):
    cells = [
        'from four_equations.widgets import predict\n\nguess = predict("Which?", ["one", "two"])',
        'guess.reveal("two")',
        'predict("Which?", ["one", "two"])',
        "guess",
    ]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    asked, told, called, again = [cell.outputs for cell in execute.execute(tmp_path / "made.ipynb", made).cells]
    for outputs in (asked, called, again):
        assert [sorted(output.data) for output in outputs] == [[execute.WIDGET_VIEW], ["text/html", "text/plain"]]
    assert [output.text for output in told] == ["Which?\ntwo\n"]


def test_without_a_page_it_is_silent():
    code = "from four_equations.widgets import predict\npredict('Which?', ['one', 'two']).reveal('two')"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "Which?\ntwo\n", "")
