"""The exercises of the whole course, done or open, as text and as HTML."""

import html
from textwrap import fill

from .engine import EXERCISES
from .progress_file import ticks
from .verdict import MARKS, panel

WIDTH = 100


class Overview:
    """Every exercise of every notebook, and where the ticks are kept: as it is when it is made."""

    def __init__(self):
        done = ticks.done()
        self.notebooks = {}
        for exercise in sorted(EXERCISES.values(), key=lambda exercise: exercise.notebook):
            self.notebooks.setdefault(exercise.notebook, {})[exercise.name] = exercise.name in done
        solved = sum(sum(own.values()) for own in self.notebooks.values())
        self.head, self.where = f"{solved} of {len(EXERCISES)} exercises done", ticks.where()

    def __repr__(self):
        rows = [fill(self.row(notebook), WIDTH, subsequent_indent=" " * 12) for notebook in self.notebooks]
        return "\n".join([f"{self.head}.", *rows, fill(self.where, WIDTH)])

    def row(self, notebook):
        own = self.notebooks[notebook]
        names = "  ".join(f"{MARKS[done]}\N{NO-BREAK SPACE}{name}" for name, done in own.items())
        return f"{notebook}  {sum(own.values())} of {len(own)}  {names}"

    def _repr_html_(self):
        rows = "".join(map(self.html_row, self.notebooks))
        table = f'<table style="margin:4px 0"><caption style="text-align:left">{self.head}</caption>{rows}</table>'
        return panel(f"{table}<small>{html.escape(self.where)}</small>")

    def html_row(self, notebook):
        own, cell = self.notebooks[notebook], 'style="text-align:left;vertical-align:top'
        names = " ".join(
            f'<span style="white-space:nowrap;margin-right:1em">{MARKS[done]}&nbsp;<code>{name}</code></span>'
            for name, done in own.items()
        )
        return (
            f'<tr><th scope="row" {cell};white-space:nowrap">Notebook {notebook}</th>'
            f'<td {cell};white-space:nowrap">{sum(own.values())} of {len(own)}</td><td {cell}">{names}</td></tr>'
        )
