"""Execute the course in places unlike a developer's, and compare what it says with what is saved.

Run from the repository's root: python tests/benchmarks/everywhere.py [--python PATH] [--place NAME] [notebook ...]

A line for each Python and each place; with --python, those instead of this one. The exit code is 1 if one fails.
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from places import ODD, ROOT, Place  # noqa: E402

PLACES = {
    "a plain folder": Place(),
    "an odd folder": Place(folder=ODD),
    "read-only files": Place(read_only=True),
    "no home": Place(home=False),
    "HOME is unset": Place(env={"HOME": None}),
    "no network": Place(refusing=True),
    "warnings are errors": Place(strict=True),
    "LC_ALL=C": Place(env={"LC_ALL": "C"}),
    "LC_ALL=POSIX, no UTF-8": Place(env={"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "Turkish": Place(env={"LC_ALL": "tr_TR.UTF-8"}),
    "Turkish, Latin-5": Place(env={"LC_ALL": "tr_TR.ISO-8859-9", "PYTHONUTF8": "0"}),
    "German": Place(env={"LC_ALL": "de_DE.UTF-8"}),
    "14 hours ahead": Place(env={"TZ": "Pacific/Kiritimati"}),
    "all at once": Place(
        ODD, read_only=True, home=False, refusing=True, strict=True,
        env={"LC_ALL": "tr_TR.UTF-8", "TZ": "Pacific/Kiritimati"},
    ),
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", action="append", help="default: this one; may be given several times")
    parser.add_argument("--place", action="append", choices=PLACES, help="default: all; may be given several times")
    parser.add_argument("notebooks", nargs="*", help="names, such as 06_training.ipynb; default: all")
    args = parser.parse_args()
    names = args.notebooks or sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    failed = False
    for python in args.python or [sys.executable]:
        for name in args.place or PLACES:
            start = time.monotonic()
            missing = PLACES[name].lacks(python)
            said = f"left out: {missing}" if missing else run(name, python, names)
            failed |= said.startswith("FAILED")
            print(f"{python}  {name:24} {time.monotonic() - start:5.0f} s  {said}", flush=True)
    return failed


def run(place, python, notebooks):
    """What came of executing these notebooks there."""
    try:
        with PLACES[place].course(python) as run:
            done = run("tools/execute.py", "--check", *[f"notebooks/{name}" for name in notebooks])
    except AssertionError as error:
        return f"FAILED {error}"
    if done.returncode == 0:
        return f"{len(notebooks)} notebooks say what is saved"
    lines = done.stderr.decode(errors="replace").splitlines()
    return "\n".join(["FAILED", *[line for line in lines if line.startswith("FAILED")], *lines[-1:]])


if __name__ == "__main__":
    sys.exit(main())
