"""How many threads a product of matrices takes."""

from contextlib import contextmanager

from threadpoolctl import ThreadpoolController

from .interruptions import uninterrupted

LIBRARIES = ThreadpoolController()


@contextmanager
def one_thread():
    """Products of matrices inside take one thread. For a calculation of a few ms that a reader waits to see.

    The library behind numpy would share it between all cores, and keep the other ones awake for up to a tenth of a
    second afterwards: they are missing where the picture is drawn, and where the page shows it.
    """
    with uninterrupted(), LIBRARIES.limit(limits=1, user_api="blas"):
        yield
