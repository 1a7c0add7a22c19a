"""A question whose answer the reader commits to before the next cell reveals it."""

import re
from html import escape
from math import floor, log10

from IPython import get_ipython
from IPython.display import display

from mlp_core import _validation as validate

from .base.question import Question
from .base.shown import Shown

MOST = 100  # steps of a slider
LARGEST, SMALLEST = 1e15, 1e-12  # number and range
BOX = "margin:4px 8px; padding:2px 12px; border-left:4px solid #bf7040"
LIST = "display:flex; flex-wrap:wrap; gap:4px 10px; margin:6px 0; padding:0; list-style:none"
ITEM = "margin:0; padding:1px 10px; border:1px solid #8a8a8a; border-radius:4px"


class predict(Shown, Question):
    """Ask for a guess, at once where it is called. Once made, the guess is locked, and `reveal` compares it.

    The reader chooses one of `choices`, which are texts, or a number from `low` to `high`. `form` is the format of the
    number, such as ".2f" or ".0%"; without it, the number has the decimals that the slider's steps need. `options` are
    the choices, or the slider's numbers as texts.
    """

    def __init__(self, question, choices=None, *, low=None, high=None, form=None):
        if not isinstance(question, str):
            raise TypeError(f"question must be a text, but got {validate.shown(question)}.")
        ranged = low is not None or high is not None
        if ranged == (choices is not None) or not ranged and form is not None:
            raise ValueError("predict needs either choices, or low and high with an optional form.")
        if ranged:
            self.form, self.step, self.values, options = _positions(low, high, form)
        else:
            options = _texts(choices)
        super().__init__(question=question, options=options, on_a_slider=ranged)
        self.shown_by = None
        if get_ipython():
            display(self)

    def _ipython_display_(self):
        """Show it, unless this cell has done so already: it may end with the call."""
        cell = getattr(get_ipython(), "execution_count", None)
        if cell is None or cell != self.shown_by:
            self.shown_by = cell
            super()._ipython_display_()

    def reveal(self, truth, reason=""):
        """Print the question, then the truth with a reason in one line, and beside it what the reader said.

        JupyterLab shows the first line of a collapsed output, and that must not be the answer.
        """
        text, said = (self._compare_number if self.on_a_slider else self._compare_choice)(truth)
        if reason:
            text = f"{text}: {reason.removesuffix('.')}."
        print(self.question, f"{text.removesuffix('.')}. {said}" if said else text, sep="\n")

    def _compare_choice(self, truth):
        """The right choice, and what the reader said."""
        validate.one_of("the right choice", truth, self.options)
        if self.chosen is None:
            return truth, ""
        said = self.options[self.chosen]
        return truth, "You said so." if said == truth else f"You said {said.removesuffix('.')}."

    def _compare_number(self, truth):
        """The right number, and what the reader said and how far off that was."""
        truth = _number("the right number", truth)
        text = _precisely(truth, self.form)
        if self.chosen is None:
            return text, ""
        said, off = self.options[self.chosen], self.values[self.chosen] - truth
        if said == text:
            return text, "You said so."
        if abs(off) <= self.step * (0.5 + 1e-9):
            return text, f"You said {said}, as close as the slider goes."
        return text, f"You said {said}: {_size(off, self.form)} too {'high' if off > 0 else 'low'}."

    def replace(self, earlier):
        """Keep the answer when the cell runs again with the same question."""
        if isinstance(earlier, predict) and (earlier.question, earlier.options) == (self.question, self.options):
            self.chosen = earlier.chosen

    def close(self):
        self.layout.close()
        super().close()

    def __repr__(self):
        return f"Your guess? {self.question} {' / '.join(self._offered())}"

    def _offered(self):
        return [f"a number from {self.options[0]} to {self.options[-1]}"] if self.on_a_slider else self.options

    def _repr_mimebundle_(self, **kwargs):
        """The saved form: the question and what there is to choose from."""
        items = "".join(f'<li style="{ITEM}">{escape(option)}</li>' for option in self._offered())
        page = (
            f'<div style="{BOX}"><p style="margin:4px 0"><strong>Your guess?</strong> {escape(self.question)}</p>'
            f'<ul style="{LIST}">{items}</ul></div>'
        )
        return {"text/plain": repr(self), "text/html": page}


def _texts(choices):
    """`choices` as a list of at least two different texts."""
    if not isinstance(choices, list | tuple) or not all(isinstance(choice, str) for choice in choices):
        raise TypeError(f"choices must be a list of texts, but got {validate.shown(choices)}.")
    if len(choices) < 2 or len(set(choices)) < len(choices):
        raise ValueError(f"choices must be at least two different texts, but got {validate.shown(choices)}.")
    return list(choices)


def _number(name, value):
    """`value` as a float, if it is a number of a size that can be written out."""
    return float(validate.in_range(name, value, -LARGEST, LARGEST))


def _positions(low, high, form):
    """The format of a slider's numbers, its step, its numbers, and these as texts, all different."""
    low, high = _number("low", low), _number("high", high)
    if high - low < SMALLEST:
        raise ValueError(f"high must be larger than low by {SMALLEST:g} or more, but got {high:g} with low {low:g}.")
    if not isinstance(form, str | None):
        raise TypeError(f"form must be a text such as '.2f' or '.0%', but got {validate.shown(form)}.")
    power = floor(log10((high - low) / MOST))
    for step in (float(f"{digit}e{power + more}") for more in range(4) for digit in (1, 2, 5)):
        if (high - low) / step > MOST * (1 + 1e-9):
            continue
        own = form or f",.{max(0, -floor(log10(step)))}f"
        values = [float(f"{low + i * step:.12g}") for i in range(int((high - low) / step + 1e-9) + 1)]
        values += [high] if high - values[-1] > 1e-9 * step else []
        texts = [_formatted(value, own) for value in values]
        if len(set(texts)) == len(texts):
            return own, step, values, texts
    raise ValueError(f"form must tell the numbers from {low:g} to {high:g} apart, but got {form!r}.")


def _formatted(value, form):
    """The number as text, with a real minus sign."""
    try:
        return f"{value:{form}}".replace("-", "−")
    except ValueError:
        raise ValueError(
            f"form must be a number's format such as '.2f' or '.0%', but got {validate.shown(form)}."
        ) from None


def _precisely(truth, form):
    """The truth in `form`, with up to two more decimals where the slider's numbers have any: 0.2489 beside 0.25."""
    if found := re.fullmatch(r"(,?\.)([1-9])f", form):
        return _formatted(truth, f"{found[1]}{int(found[2]) + 2}f").removesuffix("0").removesuffix("0")
    return _formatted(truth, form)


def _size(off, form):
    """How far off a guess was; the difference of two percentages is in percentage points."""
    text = _formatted(abs(off), form)
    if not form.endswith("%"):
        return text
    return f"{text[:-1]} percentage point{'' if text == '1%' else 's'}"
