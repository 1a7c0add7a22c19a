"""What a check answers with, as text and as HTML: a Verdict, a hint, the source of a solution."""

import html
import re

MOST_LINES = 20  # of what an answer prints
MARKS = {True: "✔", False: "○"}  # done, and open
STATES = {
    None: (MARKS[True], "right"),
    "not_started": (MARKS[False], "not started"),
    "unfinished": (MARKS[False], "unfinished"),
}


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
    """The result of a check.

    `passed`; the name of the `mistake`, None if it passed, several joined with "+"; the `message`;
    `named`: whether the message names the mistake, or only points to a place; and what the answer `printed`.
    """

    def __init__(self, exercise, mistake, message, named, printed, progress):
        self.passed, self.mistake, self.message, self.named = mistake is None, mistake, message, named
        mark, state = STATES.get(mistake, ("✘", "not yet"))
        self._head, self._progress, self._exercise = f"{mark} {exercise.name}: {state}.", progress, exercise
        shown = named and mistake not in STATES
        self._name = f"{exercise.name}.{mistake}" if shown else ""  # as the teachers' guide writes it
        lines = printed.splitlines()
        self.printed = "\n".join([*lines[:MOST_LINES], "..."] if len(lines) > MOST_LINES else lines)

    def __repr__(self):
        printed = f"It printed:\n{self.printed}\n" if self.printed else ""
        name = f"This mistake is called {self._name}.\n" if self._name else ""
        return f"{self._head} {self.message}\n{printed}{name}{self._progress}"

    def _repr_html_(self):
        printed = f"<p>It printed:</p><pre>{html.escape(self.printed)}</pre>" if self.printed else ""
        said = f"<strong>{self._head}</strong> {in_code(self.message)}{printed}"
        name = f"This mistake is called <code>{self._name}</code>.<br>" if self._name else ""
        return panel(f"{said}<br>{self._help()}<small>{name}{self._progress}</small>")

    def _help(self):
        """The hints and the solution, folded, once somebody has an answer."""
        if self.mistake in STATES:
            return ""
        hints = [
            (f"Hint {i} of {len(self._exercise.hints)}", in_code(hint))
            for i, hint in enumerate(self._exercise.hints, 1)
        ]
        folded = [*hints, ("Solution", self._exercise.solution()._repr_html_())]
        return "".join(f"<details><summary>{name}</summary>{text}</details>" for name, text in folded)


def in_code(text):
    """A text as HTML: code between backticks, and lines that are indented as they are."""
    marked = re.sub("`(.*?)`", r"<code>\1</code>", html.escape(text))
    return re.sub(r"\n((?:    .*\n)+)", r"<pre>\1</pre>", marked)


def panel(content):
    style = "border-left:4px solid currentColor;padding:4px 12px;margin:4px 0"
    return f'<div role="status" style="{style}">{content}</div>'
