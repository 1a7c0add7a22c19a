"""Print the links that open this repository's course in a browser: `python binder/link.py`.

The owner and name come from the git remote `origin`, which must be on GitHub.
"""

import re
import subprocess
import sys

OPENS = "?urlpath=lab/tree/notebooks/00_start_here.ipynb"


def repository(address):
    """Return (owner, name) from an https or ssh address. Raises ValueError if it is not on GitHub."""
    found = re.fullmatch(
        r"(?:https://(?:[^@/]+@)?|ssh://git@|git@)github\.com[:/]([^/]+)/([^/]+?)(?:\.git)?/?", address
    )
    if not found:
        raise ValueError(f"the remote must be a repository on GitHub, but is {address!r}")
    return found.groups()


def live_link(address):
    """Return the link to the live edition on GitHub Pages."""
    owner, name = repository(address)
    return f"https://{owner}.github.io/{name}/live/"


def binder_link(address):
    """Return the link that opens the repository on Binder."""
    owner, name = repository(address)
    return f"https://mybinder.org/v2/gh/{owner}/{name}/HEAD{OPENS}"


if __name__ == "__main__":
    remote = subprocess.run(["git", "remote", "get-url", "origin"], capture_output=True, text=True)
    if remote.returncode:
        sys.exit("This checkout has no remote named origin: add it with `git remote add origin ADDRESS`.")
    try:
        print(live_link(remote.stdout.strip()), binder_link(remote.stdout.strip()), sep="\n")
    except ValueError as error:
        sys.exit(f"No link: {error}.")
