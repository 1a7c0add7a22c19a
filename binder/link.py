"""Print the Binder link of this repository: `python binder/link.py`, for the remote `origin` on GitHub."""

import re
import subprocess
import sys

OPENS = "?urlpath=lab/tree/notebooks/00_start_here.ipynb"


def binder_link(address):
    """The link for a repository's address, https or ssh. Raises ValueError if that is not on GitHub."""
    found = re.fullmatch(r"(?:https://(?:[^@/]+@)?|ssh://git@|git@)github\.com[:/]([^/]+/[^/]+?)(?:\.git)?/?", address)
    if not found:
        raise ValueError(f"the remote must be a repository on GitHub, but is {address!r}")
    return f"https://mybinder.org/v2/gh/{found[1]}/HEAD{OPENS}"


if __name__ == "__main__":
    remote = subprocess.run(["git", "remote", "get-url", "origin"], capture_output=True, text=True)
    if remote.returncode:
        sys.exit("This checkout has no remote named origin: add it with `git remote add origin ADDRESS`.")
    try:
        print(binder_link(remote.stdout.strip()))
    except ValueError as error:
        sys.exit(f"No link: {error}.")
