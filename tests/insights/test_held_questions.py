"""However many questions a desk has, a process holds the latest ones only."""

from __future__ import annotations

import pytest

from channels_inbox.models import Channel
from insights.models import Radar
from insights.operations import holding
from insights.operations.changing import changing_questions
from insights.operations.listening import listen
from tests.factories import make_customer, make_ticket

WORDS = ["parcel", "refund", "grinder", "boiler", "invoice", "warranty", "filter", "wedding"]


def test_a_process_that_heard_many_lets_go_of_the_oldest(mailbox: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(holding, "MOST", 3)
    monkeypatch.setattr(holding, "SPARE", 2)
    for word in WORDS:
        make_ticket(make_customer(), subject="Question", text=f"What about my {word} {word}s, the {word}?")
        listen()
    with changing_questions() as state:
        assert len(holding.held(state).clusters) <= 5
    assert Radar.objects.get().seen == len(WORDS)
