"""Who a message is given to: by time, place, and what is proved of somebody."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from knowledgebase.announcements.fitting import HELP, WIDGET, Proved, Told, fits, speaks

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def given(proved: Proved | None = None, *, place: str = WIDGET, **fields: Any) -> bool:
    told = Told(shown={}, places=fields.pop("places", [WIDGET]), **{"starts_at": None, "ends_at": None, **fields})
    return fits(told, place=place, at=NOW, proved=proved)


def test_it_is_shown_in_its_places_and_its_time() -> None:
    assert given()
    assert not given(place=HELP)
    assert given(starts_at=NOW, ends_at=NOW + HOUR)
    assert not given(starts_at=NOW + HOUR)
    assert not given(ends_at=NOW)


def test_what_has_to_be_proved_is_given_to_nobody_else() -> None:
    assert not given(signed_in=True)
    assert given(Proved(), signed_in=True)
    assert not given(Proved(), organizations=[3])
    assert given(Proved(frozenset({3, 4})), organizations=[3])
    assert not given(Proved(frozenset({3})), organizations=[3], attributes={"plan": "pro"})


@pytest.mark.parametrize(
    ("said", "wanted", "so"),
    [("Pro", "pro", True), (True, "yes", True), (False, "yes", False), (3, "3", True), (["pro"], "pro", False)],
)
def test_attributes_are_compared_as_words(said: Any, wanted: str, so: bool) -> None:
    assert given(Proved(attributes={"plan": said}), attributes={"plan": wanted}) is so
    assert not given(Proved(attributes={"other": said}), attributes={"plan": wanted})


def test_a_language_covers_its_regions() -> None:
    assert speaks(None, "de")
    assert speaks(["de"], "de-AT")
    assert speaks(["de-AT"], "de-at")
    assert not speaks(["de-AT"], "de")
