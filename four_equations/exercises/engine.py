"""The engine of all exercises: run a learner's function, compare it with the reference, and return a Verdict.

An exercise is a plain function, the reference, under `@exercise(...)`. Its named mistakes follow in a table,
`mistakes(...)`: wrong answers, each below its name and the sentence that the learner reads.
"""

import contextlib
import copy
import html
import inspect
import io
import re
import warnings
from collections.abc import Callable
from functools import cache, wraps
from itertools import islice

import numpy as np

from ..support.described import described
from .diagnosis import WrongAnswer, difference
from .equality import Behaviour, Mismatch, Outcome, agree, equal, short
from .inspection import has_dots, is_blank, sentence, source, wrong_arguments

EXERCISES = {}
STATES = {None: ("✔", "right"), "not_started": ("○", "not started"), "unfinished": ("○", "unfinished")}


class Text:
    """A few lines to read, such as a hint."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        return panel(in_code(self.text))


class Source(Text):
    """Python source to copy into a cell."""

    def _repr_html_(self):
        return f"<pre>{html.escape(self.text)}</pre>"


class Verdict:
    """The result of a check: `passed`, the name of the `mistake` (None if it passed), and the `message`."""

    def __init__(self, exercise, mistake, message):
        self.passed, self.mistake, self.message = mistake is None, mistake, message
        mark, state = STATES.get(mistake, ("✘", "not yet"))
        self._head = f"{mark} {exercise.name}: {state}."
        self._progress = progress(exercise.notebook)

    def __repr__(self):
        return f"{self._head} {self.message}\n{self._progress}"

    def _repr_html_(self):
        return panel(f"<strong>{self._head}</strong> {in_code(self.message)}<br><small>{self._progress}</small>")


class Exercise:
    """One exercise: call it with a function, and it returns a Verdict. It never raises.

    `cases` is a list of argument tuples. If an answer has several right forms, `view(value, *arguments)` turns it into
    one that can be compared, or into the Behaviour of the answer; it raises Mismatch if it cannot read the answer.
    `parts` names the members of a tuple, and `uses` are import lines that the solution needs. `locate(wrong, all)`
    names the equation that the wrong arrays point to.
    """

    def __init__(self, reference, notebook, cases, view=None, parts=(), uses="", locate=None):
        self.reference, self.name, self.notebook = reference, reference.__name__, notebook
        self.cases, self.view, self.parts, self.uses, self.locate = cases, view, parts, uses, locate
        self.hints, self.parameters = reference.hints, list(inspect.signature(reference).parameters)
        self.mistakes, self.done, self._next_hint = {}, False, 0
        self.known = cache(self.outcomes)  # of the reference and the mistakes, not of the learner's function
        self.__doc__ = reference.__doc__

    def __call__(self, function=...):
        try:
            mistake, message = self.diagnose(function)
        except KeyboardInterrupt:
            mistake, message = "interrupted", "It was stopped before it came back. Is there a loop that never ends?"
        self.done = self.done or mistake is None
        return Verdict(self, mistake, message)

    def hint(self):
        """The next hint; after the last one, the last one again."""
        number = min(self._next_hint, len(self.hints) - 1)
        self._next_hint += 1
        return Text(f"Hint {number + 1} of {len(self.hints)}: {self.hints[number]}")

    def solution(self):
        """The reference itself, as source that runs."""
        text = source(self.reference)
        imports = "import numpy as np\n" * ("np." in text) + self.uses
        return Source(f"{imports}\n\n{text}" if imports else text)

    @np.errstate(all="ignore")
    def diagnose(self, function):
        """(name of the mistake or None, message)."""
        if function is ... or is_blank(function):
            return "not_started", "Replace the dots with your code, and run the cell again."
        if not callable(function):
            return "no_function", f"Give the check your function itself, but it got {short(function)}."
        if problem := wrong_arguments(function, self.parameters):
            return "arguments", problem
        found, expected = self.outcomes(function), self.known(self.reference)
        changed = next((outcome.changed for outcome in found if outcome.changed), None)
        if all(map(agree, found, expected)):
            if changed:
                return "changes_input", (
                    f"The result is right, but it changes what it was given: {changed}. "
                    "Whoever called it still needs the old value. Make a new array."
                )
            if not all(map(agree, found, self.outcomes(function))):
                return "state", "It gives another answer the second time. Does it keep something outside of itself?"
            if any(isinstance(outcome.value, Behaviour) for outcome in found):
                return None, "It does what the exercise asks."
            return None, "It agrees with the reference on every input."
        for name, wrong in self.mistakes.items():
            if all(map(agree, found, self.known(wrong))):
                return name, sentence(wrong)
        if changed:
            return "changes_input", (
                f"It changes {changed} while it works, and goes on with the new values. "
                "Leave what you are given as it is, and make new arrays."
            )
        return difference(WrongAnswer(self, function, found, expected))

    def outcomes(self, function):
        return [self.run(function, case) for case in self.cases]

    def run(self, function, case):
        """The Outcome of `function` on a copy of the arguments, its output and warnings swallowed."""
        arguments = copy.deepcopy(case)
        try:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = self.seen(function(*arguments), case, arguments)
        except (Exception, SystemExit) as error:
            return Outcome(error=error)
        pairs = zip(self.parameters, arguments, case, strict=True)
        changed = (name for name, new, old in pairs if not untouched(new, old))
        return Outcome(value, changed=next(changed, None))

    def seen(self, value, case, used):
        """The answer in the form that is compared: as it is, or as the exercise's `view` turns it.

        The view gets the arguments as they were before the call, except a random generator, which it gets as used.
        """
        if self.view is None or value is None or has_dots(value):
            return copy.deepcopy(value)
        if inspect.isgenerator(value):
            value = list(islice(value, 1000))  # an error inside it belongs to the learner's own line
            if len(value) == 1000:
                raise ValueError("it never ends")
        generator = np.random.Generator
        seen = [new if isinstance(new, generator) else old for old, new in zip(case, used, strict=True)]
        try:
            return self.view(value, *seen)
        except Mismatch as mismatch:
            return mismatch
        except Exception:  # the view cannot read an answer of another form than the exercise asks for
            return Mismatch("type", f"It gives {short(value)}. The exercise asks for: {sentence(self.reference)}")


def untouched(new, old):
    """Whether an argument is as it was. A random generator is there to be used."""
    if isinstance(old, dict) and isinstance(new, dict):
        return new.keys() == old.keys() and all(untouched(new[key], old[key]) for key in old)
    if isinstance(old, Callable):
        return new is old  # a copy of a function is the function itself
    return isinstance(old, np.random.Generator) or equal(new, old)


def exercise(notebook, cases, **settings):
    """Make the function below an exercise of `notebook`; see Exercise for the settings."""

    def register(reference):
        name = reference.__name__
        if name in EXERCISES and EXERCISES[name].notebook != notebook:
            other = EXERCISES[name].notebook
            raise ValueError(f"An exercise must have a name of its own, but notebook {other} has a {name} too.")
        EXERCISES[name] = Exercise(reference, notebook, cases, **settings)
        return reference

    return register


def hints(*sentences):
    """Give the exercise below its hints, from vague to plain."""

    def register(reference):
        reference.hints = sentences
        return reference

    return register


def mistakes(of, *table):
    """The named mistakes of an exercise: a table of "name: sentence for the learner", wrong answer, and so on."""
    EXERCISES[of.__name__].mistakes = described(*table)


def times(factor, function):
    """A mistake that is the right answer times a factor."""
    return wraps(function)(lambda *arguments: scaled(function(*arguments), factor))


def swapped(function):
    """A mistake that is the right pair in the wrong order."""
    return wraps(function)(lambda *arguments: function(*arguments)[::-1])


def scaled(answer, factor):
    """An array, or each array of a dict or pair, times a factor."""
    if isinstance(answer, dict):
        return {key: scaled(part, factor) for key, part in answer.items()}
    if isinstance(answer, tuple):
        return tuple(scaled(part, factor) for part in answer)
    return factor * answer


def progress(notebook):
    """A line that says which exercises of a notebook have been solved in this session."""
    own = [exercise for exercise in EXERCISES.values() if exercise.notebook == notebook]
    marks = ", ".join(f"{'✔' if exercise.done else '○'} {exercise.name}" for exercise in own)
    return f"Notebook {notebook}: {sum(exercise.done for exercise in own)} of {len(own)} done ({marks})."


def in_code(text):
    """A text with code between backticks, as HTML."""
    return re.sub("`(.*?)`", r"<code>\1</code>", html.escape(text))


def panel(content):
    style = "border-left:4px solid currentColor;padding:4px 12px;margin:4px 0"
    return f'<div role="status" style="{style}">{content}</div>'
