"""Whatever is killed, and whenever: nothing is lost and nothing comes twice."""

from __future__ import annotations

import os
import random
import smtplib
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import StorageState, expect

from tests.channels_inbox.transport.sink import Sink
from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.ledger import Ledger, Outcome, faults
from tests.journeys.running import Desk, eventually
from tests.journeys.storm import Agent, killing, send_from_several, written

MAILS = 120
ANSWERS = 30
KILLED = ["worker"] * 4 + ["mail"] * 3 + ["valkey"] * 2 + ["beat", "web", "socket"]
# Mails that wait for a worker before the senders make a pause, so that kills meet every step of the way.
BACKLOG = 12
# What Chromium says of a server that is away for a moment.
AWAY = {"WebSocket", "ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "ERR_SOCKET", "ERR_INCOMPLETE", "status of 502"}
# Another storm: STORM_SEED=1 .venv/bin/pytest tests/journeys/test_storm.py
SEED = int(os.environ.get("STORM_SEED", "48213"))


@pytest.fixture
def slow_sink(sink: Sink) -> Iterator[Sink]:
    """A mail server that thinks, so that kills meet letters half handed over."""
    sink.dawdle = 0.03
    yield sink
    sink.dawdle = 0.0


def settled(run: str, desk: Desk, sink: Sink, *, tickets: int) -> Outcome:
    """Wait until every mail is a ticket and no letter is on its way any more."""

    def look() -> Outcome | None:
        outcome = Outcome.of(run, desk, sink)
        return outcome if len(outcome.tickets) >= tickets and outcome.is_settled else None

    outcome = eventually(look, what="all mails read and all letters sent", seconds=50)
    assert outcome is not None
    return outcome


def test_the_book_shows_what_is_lost_or_doubled(desk: Desk, sink: Sink) -> None:
    """The oracle of this file, shown to fail: senders and a mail server that lie."""
    mails = written("Doubtful", 4, random.Random(SEED))
    ledger = Ledger()
    with smtplib.SMTP("127.0.0.1", desk.smtp_port) as line:
        for mail in mails[:3]:
            line.send_message(mail)
            ledger.accepted[str(mail["Subject"])] = mail.get_content()
        mails[0].replace_header("Message-ID", "<again@doubtful.example>")
        line.send_message(mails[0])
    ledger.accepted["Doubtful 003"] = "never sent"
    honest = settled("Doubtful", desk, sink, tickets=4)
    assert sorted(faults(ledger, honest)) == [
        "Doubtful 000: 2 letters queued",
        "Doubtful 000: 2 tickets",
        "Doubtful 000: said 2 times",
        "Doubtful 003: 0 letters queued",
        "Doubtful 003: 0 tickets",
        "Doubtful 003: said 0 times",
    ]
    [letter] = [letter for subject, _, letter in honest.deliveries if subject == "Doubtful 001"]
    doubled = replace(honest, letters=[*honest.letters, letter])
    lost = replace(honest, letters=[other for other in honest.letters if other != letter])
    assert "Doubtful 001: a letter that is sent arrived 2 times" in list(faults(ledger, doubled))
    assert "Doubtful 001: a letter that is sent arrived 0 times" in list(faults(ledger, lost))
    del ledger.accepted["Doubtful 002"]
    assert "Doubtful 002: a ticket of a mail nobody sent" in list(faults(ledger, honest))


def test_kills_lose_and_double_no_mail(
    calm_desk: Desk, slow_sink: Sink, open_page: OpenPage, watch: Watch, figure: Callable[[str], None]
) -> None:
    desk, sink, ledger = calm_desk, slow_sink, Ledger()
    mails = written("Storm", MAILS, random.Random(SEED))
    watch.expected |= AWAY
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    before = len(sink.taken)

    def tickets() -> int:
        return int(desk.value("SELECT count(*) FROM tickets_ticket WHERE subject LIKE 'Storm %%'"))

    def steps() -> int:
        return len(ledger.accepted) + tickets() + len(sink.taken) - before

    def kept_up() -> bool:
        return len(ledger.accepted) - tickets() < BACKLOG

    with killing(desk, KILLED, progress=steps, over=3 * MAILS - 30, seed=SEED) as killed:
        attempts = send_from_several(desk, ledger, mails, kept_up)
        eventually(lambda: len(killed) == len(KILLED), what="every kill", seconds=60)
    outcome = settled("Storm", desk, sink, tickets=MAILS)

    assert len(ledger.accepted) == MAILS
    assert list(faults(ledger, outcome)) == []
    assert desk.run("from tests.invariants import broken_rules; print(*broken_rules())") == "\n"
    # The page that was open all the time shows them, as many as fit.
    expect(page.locator("#ticket_list .trow", has_text="Storm ")).to_have_count(50)
    # What nobody can know is few.
    assert len(outcome.uncertain) <= 4 * KILLED.count("worker")
    figure(f"{MAILS} mails in {attempts} attempts, {len(killed)} kills, {len(outcome.uncertain)} uncertain letters")


def test_kills_lose_and_double_no_answer(
    calm_desk: Desk,
    slow_sink: Sink,
    signed_in: Callable[[str], StorageState],
    figure: Callable[[str], None],
) -> None:
    desk, sink, ledger = calm_desk, slow_sink, Ledger()
    send_from_several(desk, ledger, written("Answered", ANSWERS, random.Random(SEED)), lambda: True)
    settled("Answered", desk, sink, tickets=ANSWERS)
    cookies = signed_in("ana@halden.example")["cookies"]
    agent = Agent(desk, {cookie["name"]: cookie["value"] for cookie in cookies})
    before = len(sink.taken)

    def steps() -> int:
        return len(ledger.answered) + len(sink.taken) - before

    names = ["worker"] * 3 + ["web", "valkey", "beat"]
    with killing(desk, names, progress=steps, over=2 * ANSWERS - 10, seed=SEED) as killed:
        for subject, number in desk.rows("SELECT subject, number FROM tickets_ticket WHERE subject LIKE 'Answered %%'"):
            agent.answer(number, f"Answer to {subject}")
            ledger.answered[subject] = f"Answer to {subject}"
        eventually(lambda: len(killed) == len(names), what="every kill", seconds=60)
    outcome = settled("Answered", desk, sink, tickets=ANSWERS)

    assert len(ledger.answered) == ANSWERS
    assert list(faults(ledger, outcome)) == []
    assert len(outcome.uncertain) <= 4 * names.count("worker")
    figure(f"{ANSWERS} answers, {len(killed)} kills, {len(outcome.uncertain)} uncertain letters")
