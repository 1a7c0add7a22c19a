"""Of what Binder installs is known when it came out, and that no advisory speaks of it; pins.json says since when.

`python tools/audit.py` renews the list, where there is a network.
"""

import datetime
import json

import audit
import pytest
from packaging.specifiers import SpecifierSet

KNOWN = json.loads(audit.DATA.read_text(encoding="utf-8"))
LOOKED_UP = [datetime.date.fromisoformat(KNOWN["looked_up"][part]) for part in ("releases", "advisories")]
RENEW = "run: python tools/audit.py"


def advisories(name, version):
    """The advisories that speak of this version."""
    return [id for affected, ids in KNOWN["known_bad"].get(name, {}).items()
            for id in ids if SpecifierSet(affected).contains(version)]  # fmt: skip


def test_every_pin_is_listed_with_its_date():
    assert {name: [version] for name, version in audit.pins().items()} == {
        name: list(dates) for name, dates in KNOWN["released"].items()
    }, RENEW


def test_the_list_was_made_after_what_it_lists():
    newest = max(date for dates in KNOWN["released"].values() for date in dates.values())
    assert datetime.date.fromisoformat(newest) <= min(LOOKED_UP), RENEW
    assert max(LOOKED_UP) <= datetime.date.today() + datetime.timedelta(days=1)


def test_no_pin_is_known_to_be_unsafe():
    unsafe = {name: advisories(name, version) for name, version in audit.pins().items()}
    assert not {name: ids for name, ids in unsafe.items() if ids}


@pytest.mark.parametrize(
    "name, version, expected",
    [("jupyterlab", "4.6.1", True), ("jupyterlab", "4.6.2", False), ("jupyter-server", "2.19.0", True)],
)
def test_the_list_knows_an_unsafe_version(name, version, expected):
    assert bool(advisories(name, version)) == expected


def test_the_list_is_saved_as_the_command_saves_it():
    assert audit.DATA.read_text(encoding="utf-8") == audit.as_text(KNOWN), RENEW
