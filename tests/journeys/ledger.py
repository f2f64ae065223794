"""Who sent what and what became of it: the sender's own book, held against the desk's rows and the letters outside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.channels_inbox.transport.sink import Sink
from tests.journeys.running import Desk

TICKETS = "SELECT id, subject FROM tickets_ticket WHERE subject LIKE %s"
# Of the tickets of a run: their messages as ticket, kind, words.
MESSAGES = """
    SELECT ticket.subject, message.kind, message.text FROM tickets_message message
    JOIN tickets_ticket ticket ON ticket.id = message.ticket_id WHERE ticket.subject LIKE %s
"""
DELIVERIES = """
    SELECT ticket.subject, outbound.state, outbound.external_id FROM channels_inbox_outbound outbound
    JOIN tickets_message message ON message.id = outbound.message_id
    JOIN tickets_ticket ticket ON ticket.id = message.ticket_id WHERE ticket.subject LIKE %s
"""


@dataclass
class Ledger:
    """The senders' book. Each of its entries was confirmed by the desk."""

    # Subject -> words of every mail that got its 250.
    accepted: dict[str, str] = field(default_factory=dict)
    # Subject -> words of every agent's reply whose page came back.
    answered: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What the desk's database and the outer mail server hold about a run."""

    tickets: list[str]
    messages: list[tuple[str, str, str]]
    deliveries: list[tuple[str, str, str]]
    # Message-IDs of the letters, without brackets, as often as they arrived.
    letters: list[str]

    @classmethod
    def of(cls, run: str, desk: Desk, sink: Sink) -> Outcome:
        like = f"{run} %"
        return cls(
            tickets=[subject for _, subject in desk.rows(TICKETS, like)],
            messages=[(subject, kind, words) for subject, kind, words in desk.rows(MESSAGES, like)],
            deliveries=[(subject, state, letter) for subject, state, letter in desk.rows(DELIVERIES, like)],
            letters=[str(taken.message["Message-ID"]).strip("<>") for taken in list(sink.taken)],
        )

    @property
    def is_settled(self) -> bool:
        """Tell whether no letter is on its way any more."""
        return not any(state in {"queued", "sending"} for _, state, _ in self.deliveries)

    @property
    def uncertain(self) -> list[str]:
        return [subject for subject, state, _ in self.deliveries if state == "uncertain"]


def faults(ledger: Ledger, outcome: Outcome) -> Iterator[str]:
    """Return everything lost or doubled, in words.

    Each accepted mail is one ticket with that one message of the customer and one acknowledgement; each
    answer is one message and one letter. A letter said to be sent has arrived once, an uncertain one at most once.
    """
    tickets = Counter(outcome.tickets)
    said = Counter((subject, kind, words.strip()) for subject, kind, words in outcome.messages)
    queued = Counter(subject for subject, _, _ in outcome.deliveries)
    arrived = Counter(outcome.letters)
    for subject, words in ledger.accepted.items():
        if tickets[subject] != 1:
            yield f"{subject}: {tickets[subject]} tickets"
        if said[subject, "inbound", words.strip()] != 1:
            yield f"{subject}: said {said[subject, 'inbound', words.strip()]} times"
        if queued[subject] != 1 + (subject in ledger.answered):
            yield f"{subject}: {queued[subject]} letters queued"
    for subject, words in ledger.answered.items():
        if said[subject, "reply", words.strip()] != 1:
            yield f"{subject}: answered {said[subject, 'reply', words.strip()]} times"
    for subject in tickets.keys() - ledger.accepted.keys():
        yield f"{subject}: a ticket of a mail nobody sent"
    for subject, state, letter in outcome.deliveries:
        allowed = {"sent": {1}, "uncertain": {0, 1}}.get(state, set())
        if arrived[letter] not in allowed:
            yield f"{subject}: a letter that is {state} arrived {arrived[letter]} times"
