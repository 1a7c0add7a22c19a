"""Hold back Kernel → Interrupt, which raises KeyboardInterrupt between any two lines, while a short block runs."""

import signal
import threading
from contextlib import contextmanager


@contextmanager
def uninterrupted():
    """Delay KeyboardInterrupt until the block has finished: a change of a few ms that must not be left half-made."""
    handler, came = signal.getsignal(signal.SIGINT), []
    if not callable(handler) or threading.current_thread() is not threading.main_thread():
        yield  # nothing can interrupt this
        return
    signal.signal(signal.SIGINT, lambda *interruption: came.append(interruption))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if came:
            handler(*came[0])
