"""A text of the user's is data: read as numbers or refused, and never part of the page's HTML."""

import re

import pytest
from use import buttons, controls

from four_equations.exercises import check
from four_equations.support.table import points
from four_equations.widgets import backprop_stepper, playground

HOSTILE = {
    "HTML": "<img src=x onerror=alert(1)>, 0, 1",
    "a script": "0, 0, 1\n<script>alert(1)</script>",
    "a tiny one, and a class between": "1e-999, 0, 1e-999\n0, 0, 0.5",
    "an attribute": '" onmouseover="alert(1), 0, 1',
    "a huge exponent": "1e999, 0, 1",
    "control characters": "0\x00, 0\x1b[31m, 1",
    "no end of digits": f"{'9' * 5000}, 0, 1",
    "a wrong line of 10 MB": "<b>" * 3_500_000,
    "10 MB of good points and a wrong one": "0, 0, 1\n" * 1_200_000 + "<b>",
}
SHOWN = ["HTML", "a script", "an attribute", "a wrong line of 10 MB"]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_table_that_holds_anything_but_numbers_is_refused_in_one_short_sentence(text):
    with pytest.raises(ValueError, match="^Line [0-9]+ of the table must hold") as caught:
        points(text)
    assert len(str(caught.value)) < 250 and str(caught.value).isprintable()


def test_numbers_in_any_form_are_numbers():
    x, y = points("1e-999, -0, 1\n+.5E0;\t1_0 , 0")
    assert x.tolist() == [[0, 0.5], [0, 10]] and y.tolist() == [[1, 0]]


def shown_as_html(panel):
    """All the HTML that a panel gives to the page or to the saved notebook."""
    stage = panel.stage
    return stage.text + stage.notes + panel._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("text", [HOSTILE[name] for name in SHOWN], ids=SHOWN)
def test_the_playground_escapes_what_it_says_of_a_table(text):
    panel = playground()
    before = panel.run.train[0].tolist()
    controls(panel)["points"].value = text
    buttons(panel)["Use the table"].click()
    said = shown_as_html(panel)
    assert "must hold x0, x1 and the class" in said and panel.run.train[0].tolist() == before
    assert not re.search(r"<(?!/?(?:b|br|div|p|em|img alt)\b)|<b>b|<b></?b", said) and "onerror=alert(1)>" not in said
    assert len(panel.stage.text) < 1000


def test_the_stepper_escapes_what_a_function_of_the_reader_s_says():
    def backward(W, z, a, y):
        raise ValueError("<script>alert(1)</script>`<img src=x onerror=alert(1)>`")

    said = shown_as_html(backprop_stepper(backward=backward))
    assert "alert(1)" in said and "<script" not in said and "<img src" not in said


@pytest.mark.parametrize("answer", ["<script>alert(1)</script>", ValueError("<script>alert(1)</script>")])
def test_a_verdict_escapes_what_an_answer_says(answer):
    def sigmoid(z):
        if isinstance(answer, Exception):
            raise answer
        print(answer)
        return answer

    said = check.sigmoid(sigmoid)._repr_html_()
    assert "<script" not in said
