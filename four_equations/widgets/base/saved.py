"""Panels whose saved form shows another state than the one they start in: trained, say, or after some steps."""

import inspect
from functools import wraps
from html import escape
from typing import NamedTuple

from mlp_core import _validation as validate

# The arguments that say how far a panel has run, in words: a number, and an s for more than one.
HOW_FAR = {"trained": "after {} epoch{}", "steps": "after {} step{}", "step": "at step {}"}


class Saved(NamedTuple):
    """The arguments of a panel, those that its saved form has instead, and the author's caption, or None."""

    start: dict
    instead: dict
    caption: str | None

    def form(self, kind):
        """The picture, the words and the caption of a panel of this kind in the saved state.

        They are those of a second panel, which exists for that long.
        """
        try:
            twin = kind(**(self.start | self.instead))
        except (TypeError, ValueError) as error:
            raise type(error)(f"In saved, {error}") from None
        try:
            picture, words, _ = twin.static_form()
        finally:
            twin.close()
        return picture, words, self.said(kind)

    def said(self, kind):
        """The caption: what the picture shows, and where the controls start."""
        state, start = self.caption, "from other values"
        if state is None:
            before = {name: self.start[name] for name in self.instead}
            told = {
                name: value for name, value in before.items() if value is not None and (name not in HOW_FAR or value)
            }
            state, start = in_words(self.instead), in_words(told) or kind.opening(self.start)
        return escape(f"Saved {state}. Run the cell to get the controls of this picture; they start {start}.")


def in_words(arguments):
    """Arguments as a reader would say them: "after 200 epochs, with hidden=(4,)"."""
    far = {name: n for name, n in arguments.items() if name in HOW_FAR}
    parts = ["at the last step" if n == "last" else HOW_FAR[name].format(n, "s" * (n != 1)) for name, n in far.items()]
    if others := [f"{name}={validate.shown(value)}" for name, value in arguments.items() if name not in HOW_FAR]:
        parts.append(f"with {', '.join(others)}")
    return ", ".join(parts)


def takes_saved(init):
    """Let the `__init__` of a panel take one more argument: `saved`, a dict of arguments for its saved form.

    What `saved` leaves out is as in the panel itself. "caption" in it is the end of a sentence that begins "Saved".
    """
    own = inspect.signature(init)
    names = list(own.parameters)[1:]

    @wraps(init)
    def init_with_saved(self, *args, saved=None, **named):
        if saved is not None:
            _check(saved, type(self).__name__, names)
        init(self, *args, **named)
        if saved is not None:
            start = own.bind(self, *args, **named)
            start.apply_defaults()
            instead = {name: value for name, value in saved.items() if name != "caption"}
            self.saved = Saved({name: start.arguments[name] for name in names}, instead, saved.get("caption"))

    extra = inspect.Parameter("saved", inspect.Parameter.KEYWORD_ONLY, default=None)
    init_with_saved.__signature__ = own.replace(parameters=[*own.parameters.values(), extra])
    return init_with_saved


def _check(saved, panel, names):
    if not isinstance(saved, dict):
        raise TypeError(f"saved must be a dict of arguments of {panel}, but got {validate.shown(saved)}.")
    if unknown := [name for name in saved if name not in (*names, "caption")]:
        known = ", ".join([*names, "caption"])
        raise ValueError(f"saved must hold arguments of {panel} ({known}), but holds {validate.shown(unknown[0])}.")
    if saved.keys() <= {"caption"}:
        raise ValueError(f"saved must hold at least one argument of {panel}, but got {validate.shown(saved)}.")
    if not isinstance(saved.get("caption", ""), str):
        raise TypeError(f"caption must be text, but got {validate.shown(saved['caption'])}.")
