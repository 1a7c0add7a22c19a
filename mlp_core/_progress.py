"""The progress bar of `NeuralNetwork.train`.

tqdm writes its text. Its own bars take locks and start a thread, and a Kernel → Interrupt among these makes later bars
hang or fail.
"""

import os
from math import inf
from time import monotonic

DELAY, PAUSE = 2, 0.1  # seconds before the bar appears, and between two updates of it
COLUMNS = 79  # those of a terminal, less one, so that no line wraps


class ProgressBar:
    """A line on standard output that counts to `total`, after the first two seconds; none if TQDM_DISABLE is set."""

    def __init__(self, total, unit):
        self.total, self.unit, self.start, self.drawn = total, unit, monotonic(), False
        self.next = inf if os.environ.get("TQDM_DISABLE") else self.start + DELAY

    def show(self, n):
        """Show that `n` are done, if it is time for it."""
        now = monotonic()
        if now >= self.next:
            from tqdm import tqdm  # here, so that short training runs start at once

            self.next, self.drawn = now + PAUSE, True
            text = tqdm.format_meter(n, self.total, now - self.start, COLUMNS, unit=self.unit, ascii=" =")
            print("\r" + text, end="", flush=True)

    def erase(self):
        """Blank the line."""
        if self.drawn:
            print("\r" + " " * COLUMNS + "\r", end="", flush=True)
