"""Renew tests/pins.json: when each of Binder's versions came out, and which versions are known to be unsafe.

Run from the repository's root, with uv and pip-audit installed: python tools/audit.py

The dates come from uv, the advisories from pip-audit. If one of them gives no answer, its part of the file keeps its
old contents and date, and the exit code is 1. Unsafe versions are saved too, and make tests/test_audit.py fail.
"""

import datetime
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "pins.json"
PYTHON = "{}.{}".format(*sys.version_info)


def pins():
    """Read {project: version} from binder/requirements.txt."""
    lines = (ROOT / "binder" / "requirements.txt").read_text(encoding="utf-8").splitlines()
    found = [Requirement(line) for line in lines if line and line[0] not in "#-"]
    return {canonicalize_name(pin.name): next(iter(pin.specifier)).version for pin in found}


def release_dates(wanted):
    """Look up {project: {version: date}} in a lock file made by uv."""
    with tempfile.TemporaryDirectory() as folder:
        needs = [f"{name}=={version}" for name, version in wanted.items()]
        project = f'[project]\nname = "x"\nversion = "0"\nrequires-python = "=={PYTHON}.*"\ndependencies = {needs}\n'
        Path(folder, "pyproject.toml").write_text(project, encoding="utf-8")
        command = ["uv", "lock", "--quiet", "--python", sys.executable]
        subprocess.run(command, cwd=folder, check=True)
        lock = Path(folder, "uv.lock").read_text(encoding="utf-8")
    packages = [part for part in lock.split("[[package]]") if "upload-time" in part]
    dates = {re.search('name = "(.*)"', part)[1]: min(re.findall('upload-time = "([^"T]*)', part)) for part in packages}
    return {name: {version: dates[name]} for name, version in wanted.items()}


def advisories(wanted):
    """Look up {project: {affected versions: advisory ids}}. Raises LookupError if pip-audit has no answer for one."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "pins").write_text("".join(f"{n}=={v}\n" for n, v in wanted.items()), encoding="utf-8")
        command = [
            "pip-audit",
            "-r",
            "pins",
            "--no-deps",
            "--disable-pip",
            "--format",
            "json",
            "--progress-spinner=off",
        ]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    try:
        answers = {answer["name"]: answer for answer in json.loads(done.stdout)["dependencies"]}
    except ValueError:
        raise LookupError(done.stderr.strip()) from None
    found = {}
    for name in wanted:
        if "vulns" not in (answer := answers.get(name, {})):
            raise LookupError(answer.get("skip_reason", f"no answer for {name}"))
        for one in answer["vulns"]:
            fixed = one["fix_versions"]
            affected = f"<{fixed[-1]}" if fixed else f"=={wanted[name]}"
            found.setdefault(name, {}).setdefault(affected, []).append(one["id"])
    return found


def main():
    known, wanted, today = json.loads(DATA.read_text(encoding="utf-8")), pins(), str(datetime.date.today())
    missing = []
    try:
        known["released"] = release_dates(wanted)
        known["looked_up"]["releases"] = today
    except (OSError, subprocess.CalledProcessError, KeyError) as error:
        missing.append(f"The release dates could not be looked up: {error}")
    try:
        for name, ranges in advisories(wanted).items():
            for affected, ids in ranges.items():
                before = known["known_bad"].setdefault(name, {}).get(affected, [])
                known["known_bad"][name][affected] = sorted({*before, *ids})
        known["looked_up"] |= {"advisories": today, "advisories by": "pip-audit"}
    except (OSError, LookupError) as error:
        missing.append(f"The advisories could not be looked up: {error}")
    DATA.write_text(as_text(known), encoding="utf-8")
    print("\n".join(missing) or f"renewed on {today}")
    return bool(missing)


def as_text(known):
    """Format the file as JSON with one line for each project."""
    parts = []
    for part, projects in known.items():
        lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in projects.items())
        parts.append(f" {json.dumps(part)}: {{\n{lines}\n }}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main())
