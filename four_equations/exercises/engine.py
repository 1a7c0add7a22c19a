"""What every exercise shares: run the learner's function, compare it with the reference, and say what is wrong.

An exercise is a plain function, the reference, with `@exercise(...)` above it. A named mistake is a wrong variant of it
with `@mistake(reference)` above it: its docstring is the sentence that the learner reads.
"""

import contextlib
import copy
import html
import inspect
import io
import textwrap
import warnings
from itertools import islice

import numpy as np

from .diagnosis import UNFINISHED, agree, difference, has_dots, identical, short

EXERCISES = {}
MOST = 1000  # things that a generator may give


class Verdict:
    """What a check says: `passed`, the name of the `mistake` (None if it passed or is not known), and the `message`."""

    def __init__(self, exercise, passed, mistake, message):
        self.passed, self.mistake, self.message = passed, mistake, message
        self._head = f"{'✔' if passed else '✘'} {exercise.name}: {'right' if passed else 'not yet'}."
        if mistake in ("not_started", "unfinished"):
            self._head = f"○ {exercise.name}: {mistake.replace('_', ' ')}."
        self._progress = progress(exercise.notebook)

    def __repr__(self):
        return f"{self._head} {self.message}\n{self._progress}"

    def _repr_html_(self):
        return panel(f"<strong>{self._head}</strong> {in_code(self.message)}<br><small>{self._progress}</small>")


class Text:
    """A few lines to read, as a hint is."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        return panel(in_code(self.text))


class Exercise:
    """One exercise: call it with a function, and it gives a Verdict. It never raises."""

    def __init__(self, reference, notebook, cases, hints, view, uses, locate, parts):
        self.reference, self.name, self.notebook = reference, reference.__name__, notebook
        self.cases, self.hints, self.view, self.uses, self.locate = cases, hints, view, uses, locate
        self.parts, self._known = parts, {}
        self.mistakes, self.done, self._next_hint = {}, False, 0
        self.parameters = list(inspect.signature(reference).parameters)
        self.__doc__ = reference.__doc__

    def __call__(self, function=...):
        mistake, message = self.diagnose(function)
        self.done = self.done or mistake is None
        return Verdict(self, mistake is None, mistake, message)

    def hint(self):
        """The next hint, and then the last one again."""
        number = min(self._next_hint, len(self.hints) - 1)
        self._next_hint += 1
        return Text(f"Hint {number + 1} of {len(self.hints)}: {self.hints[number]}")

    def solution(self):
        """The reference itself, as source that runs."""
        return Source(self.uses + source(self.reference))

    @np.errstate(all="ignore")
    def diagnose(self, function):
        """(name of the mistake or None, message)."""
        if function is ... or is_blank(function):
            return "not_started", "Replace the dots by your code, and run the cell again."
        if not callable(function):
            return "no_function", f"Give the check your function itself, but it got {short(function)}."
        if problem := arity(function, self.parameters):
            return "arguments", problem
        found, expected = self.outcomes(function), self.known(self.reference)
        if any(isinstance(outcome.error, KeyboardInterrupt) for outcome in found):
            return "interrupted", "It was stopped before it came back. Is there a loop that never ends?"
        changed = next((outcome.changed for outcome in found if outcome.changed), None)
        if all(map(agree, found, expected)):
            return self.side_effects(function, found, changed)
        for name, wrong in self.mistakes.items():
            if all(map(agree, found, self.known(wrong))):
                return name, sentence(wrong)
        wrong = next(outcome for outcome, right in zip(found, expected, strict=True) if not agree(outcome, right))
        if changed:
            return "changes_input", (
                f"It changes {changed} while it works, and goes on with the new values. "
                "Leave what you are given as it is, and make new arrays."
            )
        if isinstance(wrong.value, Malformed):
            return "type", f"It gives {short(wrong.value.value)}. Asked for is: {sentence(self.reference)}"
        if wrong.error is not None and holds_dots(function):
            return "unfinished", UNFINISHED
        return difference(self, found, expected)

    def seen(self, value, case, used):
        """What is compared of an answer: all of it, or what the exercise's `view` makes of it, if it can.

        The view gets the arguments as they were, but a random generator as it is after its use.
        """
        if self.view is None or has_dots(value):
            return copy.deepcopy(value)
        if inspect.isgenerator(value):
            value = list(islice(value, MOST))  # an error inside it belongs to the learner's own line
            if len(value) == MOST:
                raise ValueError("it never ends")
        generator = np.random.Generator
        seen = [after if isinstance(after, generator) else before for before, after in zip(case, used, strict=True)]
        try:
            return self.view(value, *seen)
        except Exception:  # whatever the view cannot read is not of the form that is asked for
            return Malformed(value)

    def side_effects(self, function, found, changed):
        if changed:
            return "changes_input", (
                f"The result is right, but it changes what it was given: {changed}. "
                "Whoever called it still needs the old value. Make a new array."
            )
        if not all(map(agree, found, self.outcomes(function))):
            return "state", "It gives another answer the second time. Does it keep something outside of itself?"
        return None, "It agrees with the reference on every input."

    def outcomes(self, function):
        return [self.run(function, case) for case in self.cases]

    def known(self, function):
        """The outcomes of the reference or of a named mistake, computed once."""
        if function not in self._known:
            self._known[function] = self.outcomes(function)
        return self._known[function]

    def run(self, function, case):
        """The Outcome of `function` on a copy of the arguments, its output and warnings swallowed."""
        arguments = copy.deepcopy(case)
        try:
            with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                value = function(*arguments)
                value = self.seen(value, case, arguments)
        except BaseException as error:  # SystemExit and KeyboardInterrupt too: a check never raises
            return Outcome(error=error)
        changed = [
            name
            for name, before, after in zip(self.parameters, case, arguments, strict=True)
            if not identical(after, before)
        ]
        return Outcome(value, changed=changed[0] if changed else None)


class Malformed:
    """An answer that has not even the form that the exercise asks for."""

    def __init__(self, value):
        self.value = value


class Outcome:
    """What a function did with one input: its value, or the error that it raised; the argument that it changed."""

    def __init__(self, value=None, error=None, changed=None):
        self.value, self.error, self.changed = value, error, changed


class Source(Text):
    """Python source to copy into a cell."""

    def _repr_html_(self):
        return f"<pre>{html.escape(self.text)}</pre>"


def exercise(notebook, cases, hints, view=None, uses="", locate=None, parts=()):
    """Make the function below an exercise of `notebook`.

    `cases` is a list of argument tuples; `hints` go from vague to plain; `view(value, *arguments)` turns an answer into
    what is compared, for answers with several right forms; `uses` are import lines that the solution needs;
    `parts` names the things in a tuple; `locate(wrong, all)` says which equation the names of wrong arrays point to.
    """

    def register(reference):
        lines = "import numpy as np\n" + uses + "\n\n" if "np." in source(reference) else uses + "\n\n" if uses else ""
        EXERCISES[reference.__name__] = Exercise(reference, notebook, cases, hints, view, lines, locate, parts)
        return reference

    return register


def mistake(reference):
    """Make the function below a named mistake of the exercise `reference`."""

    def register(wrong):
        EXERCISES[reference.__name__].mistakes[wrong.__name__] = wrong
        return wrong

    return register


def source(function):
    """The source of a function without its decorators."""
    lines = textwrap.dedent(inspect.getsource(function)).splitlines(keepends=True)
    first = next(number for number, line in enumerate(lines) if line.startswith("def "))
    return "".join(lines[first:])


def sentence(function):
    """The docstring as one paragraph."""
    return " ".join(function.__doc__.split())


def is_blank(function):
    """Whether a function has no body but dots, pass or a docstring."""
    code = getattr(function, "__code__", None)

    def blank(): ...

    return code is not None and code.co_code == blank.__code__.co_code and not code.co_names


def holds_dots(function):
    """Whether dots stand somewhere in the code of a function."""
    code = getattr(function, "__code__", None)
    return code is not None and ... in code.co_consts


def arity(function, names):
    """What is wrong with the arguments that a function takes, or None."""
    try:
        taken = list(inspect.signature(function).parameters)
        if taken != names and sorted(taken) == sorted(names):
            return f"It must take ({', '.join(names)}), in this order, but yours takes ({', '.join(taken)})."
        inspect.signature(function).bind(*names)
    except TypeError:
        taken = ", ".join(inspect.signature(function).parameters)
        order = ", in this order," if len(names) > 1 else ""
        return f"It must take ({', '.join(names)}){order} but yours takes {f'({taken})' if taken else 'nothing'}."
    except ValueError:  # some built-in functions have no signature; calling them will tell
        pass
    return None


def progress(notebook):
    """One line: which exercises of a notebook are done in this session."""
    own = [exercise for exercise in EXERCISES.values() if exercise.notebook == notebook]
    marks = ", ".join(f"{'✔' if exercise.done else '○'} {exercise.name}" for exercise in own)
    return f"Notebook {notebook}: {sum(exercise.done for exercise in own)} of {len(own)} done ({marks})."


def in_code(text):
    """HTML of a text whose code stands between backticks."""
    parts = html.escape(text).split("`")
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))


def panel(content):
    return (
        f'<div role="status" style="border-left:4px solid currentColor;padding:4px 12px;margin:4px 0">{content}</div>'
    )
