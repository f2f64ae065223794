"""Whom a reach-out is for."""

from __future__ import annotations

from typing import Any

import pytest

from channels_inbox.reaching_out.audience import fits, read_condition

STAY = {"room": "Suite", "nights": 3, "breakfast": True, "tags": ["vip", "late"], "paid": "120.50"}


@pytest.mark.parametrize(
    ("line", "holds"),
    [
        ("room = suite", True),
        ("room != suite", False),
        ("nights > 2", True),
        ("nights < 3", False),
        ("paid > 100", True),
        ("breakfast = yes", True),
        ("tags = vip", True),
        ("tags != vip", False),
        ("tags != early", True),
        ("room > 2", False),
        ("breakfast > 0", False),
        # What the event does not say.
        ("colour = red", False),
        ("colour != red", True),
        ("colour > 1", False),
    ],
)
def test_conditions_are_about_what_the_event_says(line: str, holds: bool) -> None:
    assert _fits(conditions=[read_condition(line)]) is holds


@pytest.mark.parametrize("line", ["room", "= suite", "room ~ suite", "nights > many", "nights < nan", "room ="])
def test_what_says_nothing_to_compare_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="“"):
        read_condition(line)


def test_organizations_and_languages_narrow_it_down() -> None:
    assert _fits(organizations={1}, organization=1)
    assert not _fits(organizations={1}, organization=None)
    assert _fits(languages=["de"], language="de-AT")
    assert not _fits(languages=["de"], language="")


def _fits(**given: Any) -> bool:
    base: dict[str, Any] = {"conditions": [], "organizations": set(), "languages": []}
    person: dict[str, Any] = {"properties": STAY, "organization": None, "language": "en"}
    return fits(**{**base, **person, **given})
