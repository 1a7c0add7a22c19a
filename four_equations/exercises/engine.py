"""The engine of all exercises: run a learner's function, compare it with the reference, and return a Verdict.

An exercise is a plain function, the reference, under `@exercise(...)`. Its named mistakes follow in a table,
`mistakes(...)`: wrong answers, each below its name and the sentence that the learner reads.
"""

import contextlib
import copy
import inspect
import io
import warnings
from functools import cache, cached_property, wraps
from itertools import islice

import numpy as np

from ..support.described import described
from .diagnosis import PLACES, WrongAnswer, difference
from .equality import Behaviour, Mismatch, Outcome, agree, nearly_equal, short, untouched
from .explaining import Known
from .inspection import has_dots, is_blank, sentence, source, wrong_arguments
from .progress_file import ticks
from .verdict import MARKS, Source, Text, Verdict

EXERCISES = {}


class Exercise:
    """One exercise: call it with a function, and it returns a Verdict. It never raises.

    `cases` is a list of argument tuples. If an answer has several right forms, `view(value, *arguments)` turns it into
    one that can be compared, or into the Behaviour of the answer; it raises Mismatch if it cannot read the answer.
    `parts` names the members of a tuple, and `uses` are import lines that the solution needs. `locate(wrong, all)`
    names the equation that the wrong arrays point to. If it must be `quiet`, an answer may not make numpy warn.
    Only listed mistakes are looked for if it isn't `composed`, as where the reference changes what it is given.
    """

    def __init__(
        self, reference, notebook, cases, view=None, parts=(), uses="", locate=None, quiet=False, composed=True
    ):
        self.reference, self.name, self.notebook, self.quiet = reference, reference.__name__, notebook, quiet
        self.cases, self.view, self.parts, self.uses, self.locate = cases, view, parts, uses, locate
        self.hints, self.parameters = reference.hints, list(inspect.signature(reference).parameters)
        self.mistakes, self._next_hint, self.composed = {}, 0, composed
        self.known = cache(self.outcomes)  # of the reference and the mistakes, not of the learner's function
        self.__doc__ = reference.__doc__

    def __call__(self, function=...):
        self._printed = ""
        try:
            mistake, message = self.diagnose(function)
        except KeyboardInterrupt:
            mistake, message = "interrupted", "It was stopped before it came back. Is there a loop that never ends?"
        ticks.note(self.name, mistake)
        return Verdict(self, mistake, message, mistake not in PLACES, self._printed, progress(self.notebook))

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
        pairs = list(zip(found, expected, strict=True))
        wrong = [ours for ours, right in pairs if not agree(ours, right)]
        self._printed = (wrong or found)[0].printed
        single = wrong and all(agree(*pair) or nearly_equal(*pair) for pair in pairs)
        if wrong and not single:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return difference(WrongAnswer(self, function, found, expected))
        if changed := next((outcome.changed for outcome in found if outcome.changed), None):
            return "changes_input", (
                f"The result is right, but it changes what it was given: {changed}. "
                "Whoever called it still needs the old value. Make a new array."
            )
        if warning := next((outcome.warning for outcome in found if outcome.warning), None):
            return "warns", (
                f"The numbers are right, but on the way there is this: {warning}. "
                "The task allows no such thing, not even if its warning is silenced."
            )
        if not all(map(agree, found, self.outcomes(function))):
            return "state", "It gives another answer the second time. Does it keep something outside of itself?"
        if single:
            return None, "Right to about 7 digits: it computes in float32, single precision."
        if any(isinstance(outcome.value, Behaviour) for outcome in found):
            return None, "It does what the exercise asks."
        return None, "It agrees with the reference on every input."

    @cached_property
    def known_mistakes(self):
        return Known(self)

    def outcomes(self, function):
        return [self.run(function, case) for case in self.cases]

    def run(self, function, case, watched=True):
        """The Outcome of `function` on a copy of the arguments, its output and warnings swallowed."""
        arguments = copy.deepcopy(case)
        try:
            with (
                contextlib.redirect_stdout(io.StringIO()) as printed,
                warnings.catch_warnings(record=True) as warned,
                np.errstate(over="warn" if self.quiet else "ignore"),
            ):
                warnings.simplefilter("always" if self.quiet else "ignore")
                value = self.seen(function(*arguments), case, arguments)
        except (Exception, SystemExit) as error:
            return Outcome(error=error, printed=printed.getvalue())
        pairs = zip(self.parameters, arguments, case, strict=True)
        changed = (name for name, new, old in pairs if watched and not untouched(new, old))
        warning = str(warned[0].message) if warned else None
        return Outcome(value, changed=next(changed, None), printed=printed.getvalue(), warning=warning)

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


def with_rate(function):
    """A mistake that has a number of its own, which nobody knows beforehand: the first argument of `function`."""

    def answer(*arguments, rate=1.0):
        return function(rate, *arguments)

    return answer


def swapped(function):
    """A mistake that is the right pair in the wrong order."""
    answer = wraps(function)(lambda *arguments: function(*arguments)[::-1])
    answer.swaps = True  # so that nothing is said of its parts by their place
    return answer


def scaled(answer, factor):
    """An array, or each array of a dict or pair, times a factor."""
    if isinstance(answer, dict):
        return {key: scaled(part, factor) for key, part in answer.items()}
    if isinstance(answer, tuple):
        return tuple(scaled(part, factor) for part in answer)
    return factor * answer


def progress(notebook):
    """A line that says which exercises of a notebook are solved."""
    own = [exercise.name for exercise in EXERCISES.values() if exercise.notebook == notebook]
    done = ticks.done().intersection(own)
    return f"Notebook {notebook}: {len(done)} of {len(own)} done ({', '.join(f'{MARKS[n in done]} {n}' for n in own)})."
