"""Which exercises are solved: a small file beside the notebooks that outlives the kernel.

The learner may read it, and delete it. It is a log, a line for each change, because a short line can be added without
touching what is there: kernels that run at the same time lose nothing, and no crash can leave half a file.
"""

import os
import re
import sys
from datetime import datetime
from functools import cached_property
from pathlib import Path

FILE = "four_equations_progress.txt"
SWITCH = "FOUR_EQUATIONS_PROGRESS"  # "off" where notebooks are executed to be saved or tested
HEAD = "# Four Equations: your solved exercises. You may read this file, and delete it to start afresh.\n"
LINE = re.compile(r"(done|open) (\w+) \d{4}-\d\d-\d\d \d\d:\d\d")
UNJUDGED = {"not_started", "unfinished", "interrupted"}


def beside_the_notebook():
    """The path of the file: in the working directory of a notebook's kernel. None anywhere else."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or os.environ.get(SWITCH) == "off":
        return None
    try:
        folder = Path.cwd()
        return folder / FILE if any(folder.glob("*.ipynb")) else None
    except OSError:  # the folder has been deleted, or may not be read
        return None


class Ticks:
    """The solved exercises, by name: those in the file, and those that it could not take (all, if `path` is None)."""

    def __init__(self, path=None):
        self.unsaved = {}
        if path:
            self.path = Path(path)

    @cached_property
    def path(self):
        return beside_the_notebook()  # looked up when the first exercise is checked, since kernels move after an import

    def note(self, name, mistake):
        """Give an exercise its tick for a right answer (`mistake` is None), and take it away for a wrong one."""
        solved = mistake is None
        if mistake in UNJUDGED or solved == (name in self.done()):
            return
        self.unsaved[name] = solved
        if self.append():
            self.unsaved = {}

    def done(self):
        """The names of the exercises that are solved."""
        written = (LINE.fullmatch(line) for line in self.lines())
        latest = {match[2]: match[1] == "done" for match in written if match} | self.unsaved
        return {name for name, solved in latest.items() if solved}

    def where(self):
        """A sentence or two that say where the ticks are kept, and whether the file is in order."""
        told = f"Kept in {FILE} beside this notebook. You may read the file, and delete it to start afresh."
        if self.path is None:
            told = "Kept until the kernel stops."
        elif self.unsaved or not self.writable():
            told = f"Kept until the kernel stops, because {FILE} cannot be written here."
        bad = [str(number) for number, line in enumerate(self.lines(), 1) if not readable(line)]
        if bad:
            which = f"line {bad[0]}" if len(bad) == 1 else f"{len(bad)} lines, the first of them line {bad[0]},"
            told += f" In this file {which} cannot be read and does not count."
        return told

    def lines(self):
        """The lines of the file; none where it cannot be read."""
        return self.text.decode("utf-8", errors="replace").splitlines()

    @property
    def text(self):
        try:
            return self.path.read_bytes() if self.path else b""
        except OSError:
            return b""

    def writable(self):
        place = self.path if os.path.exists(self.path) else self.path.parent
        return os.access(place, os.W_OK) and not os.path.isdir(self.path)

    def append(self):
        """Add the unsaved ticks to the file; whether that succeeded."""
        if self.path is None:
            return False
        now, before = f"{datetime.now():%Y-%m-%d %H:%M}", self.text
        new = "".join(f"{'done' if solved else 'open'} {name} {now}\n" for name, solved in self.unsaved.items())
        begin = HEAD if not before else "" if before.endswith(b"\n") else "\n"
        added = (begin + new).encode()
        try:
            with open(self.path, "ab", buffering=0) as file:  # a single write at the end of the file
                return file.write(added) == len(added)
        except OSError:
            return False


def readable(line):
    """Whether a line of the file is a tick, a remark or empty."""
    return not line.strip() or line.startswith("#") or LINE.fullmatch(line) is not None


ticks = Ticks()
