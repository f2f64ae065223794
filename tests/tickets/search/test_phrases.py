"""How a phrase is looked for follows how often it is met, which its words do not tell; what is found does not."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.factories import make_ticket
from tests.tickets.search.conftest import Search
from tickets.search import holding

pytestmark = pytest.mark.django_db

MET, NEVER = "'no' <-> 'pressure'", "'pressure' <-> 'no'"


@pytest.fixture
def met() -> int:
    """Four tickets with the same two words, which meet in one of them."""
    for _ in range(3):
        make_ticket(subject="A", text="Pressure? There is no steam.")
    number = make_ticket(subject="A", text="There is no pressure at all.").number
    with connection.cursor() as cursor:
        # How large the table is said to be decides how many of its pages are looked at; other tests left their mark.
        cursor.execute("ANALYZE tickets_passage")
    return number


def test_a_phrase_is_weighed_by_how_often_it_is_met_not_by_its_words(met: int) -> None:
    everything, weighed = holding._weighed([MET, NEVER])
    share = {word.query: word.share for word in weighed}
    assert share[MET] == 1 / 4 * holding._MESSAGES
    assert share[NEVER] == 0
    assert {word.messages for word in weighed} == {everything}, "all have to be read to know"


@pytest.mark.parametrize("reading", [0.0, 1e9])
def test_a_phrase_is_found_whichever_way_is_cheaper(
    reading: float, met: int, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(holding, "_READ", reading)
    assert search('"no pressure"') == [met]
    assert search('"pressure no"') == []
