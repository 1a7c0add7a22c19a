"""Distribute the tests over the workers, and turn off what must not differ between two runs of a notebook."""

import os
import signal

import pytest

# Whether a progress bar appears depends on the machine's speed.
os.environ["TQDM_DISABLE"] = "1"
# Whoever tries the exercises has a file of solved ones beside the notebooks; it is neither read nor written here.
os.environ["FOUR_EQUATIONS_PROGRESS"] = "off"
# A shell that starts the tests in the background makes them deaf to the interruptions that some of them test.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The slowest files start first; otherwise one worker would finish them while the other is idle.
SLOWEST = ["tests/test_live.py", "tests/test_browser.py", "tests/test_binder.py", "tests/test_interruptions.py"]
# The tests in these files may go to either worker, each of which makes its own fixtures.
SPREAD = ("tests/test_browser.py", "tests/test_interruptions.py")


def file_of(nodeid):
    return nodeid.partition("::")[0]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(
        key=lambda item: SLOWEST.index(file_of(item.nodeid)) if file_of(item.nodeid) in SLOWEST else len(SLOWEST)
    )


def pytest_xdist_make_scheduler(config, log):
    """Send all tests of a file, or all cells of a notebook, to one worker, in order."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            return nodeid if nodeid.startswith(SPREAD) else file_of(nodeid)

    return ByFile(config, log)
