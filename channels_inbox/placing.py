"""Where does this mail belong? Every rule, best first, with the evidence an agent can read.

| rule              | score | holds when                                                                   |
|-------------------|-------|------------------------------------------------------------------------------|
| reply_address     | 100   | it was sent to a reply address we signed                                     |
| signed_message_id |  95   | In-Reply-To or References holds a Message-ID we signed; not for forwards     |
| known_message_id  |  80   | they name an id we stored, and the sender takes part (or is a colleague)     |
| shared_ancestor   |  60   | the same, but the id is only a common ancestor in somebody's References      |
| subject_number    |  50   | a mail's subject names a ticket the sender takes part in                     |

A stranger is placed by a signed mark only, and then what they wrote is kept from the requester
(a reply address may have been handed to a third party). A stranger with weaker evidence opens a ticket of
their own that says what it may belong to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from accounts.models import Customer
from channels_inbox.adapters.email.subject import ticket_numbers
from channels_inbox.messages import InboundMessage
from channels_inbox.models import Conversation, ThreadId
from channels_inbox.reply_address import key_in_address, key_in_message_id
from helpdesk.lib.rows import scalars
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind
from tickets.querysets import TicketQuerySet
from tickets.selectors import surviving

_IDS = 50
_NUMBERS = 5


_REMEMBER = """
INSERT INTO channels_inbox_threadid (conversation_id, message_id, source, created_at)
SELECT %s, given.id, given.source, %s FROM unnest(%s, %s) AS given (id, source)
ON CONFLICT DO NOTHING RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Placement:
    """A ticket a message belongs to, why, and whether its writer takes part in it."""

    ticket: Ticket
    conversation: Conversation | None
    rule: str
    score: int
    evidence: str
    participant: bool


def place(
    message: InboundMessage, sender: Customer, addressed_to: list[str]
) -> tuple[Placement | None, Placement | None]:
    """Return where the message belongs, and where it might have belonged had its writer taken part."""
    possible: Placement | None = None
    for found in _candidates(message, sender, addressed_to):
        if found.participant or found.rule in {"reply_address", "signed_message_id"}:
            return found, None
        possible = possible or found
    return None, possible


def _candidates(message: InboundMessage, sender: Customer, addressed_to: list[str]) -> Iterator[Placement]:
    for address in addressed_to:
        key = key_in_address(address)
        if key:
            yield from _by_key(key, sender, "reply_address", 100, address)
    if message.is_forward:
        # A forward tells a new story about an old mail: only a reply address puts it into the old ticket.
        return
    named = list(dict.fromkeys([*message.in_reply_to, *reversed(message.references)]))[:_IDS]
    for message_id in named:
        key = key_in_message_id(message_id)
        if key:
            yield from _by_key(key, sender, "signed_message_id", 95, message_id)
    yield from _by_known_ids(message, named, sender)
    if message.channel_kind != ChannelKind.EMAIL:
        # Anybody can type an address and a number into a form: neither a way in, nor a way to ask what fits.
        return
    for number in ticket_numbers(message.subject)[:_NUMBERS]:
        ticket = _tickets().filter(number=number).first()
        if ticket:
            yield _placement(ticket, None, sender, "subject_number", 50, f"#{number}")


def _by_key(key: str, sender: Customer, rule: str, score: int, evidence: str) -> Iterator[Placement]:
    conversation = _conversations().filter(key=key).first()
    if conversation:
        yield _placement(conversation.ticket, conversation, sender, rule, score, evidence)


def _by_known_ids(message: InboundMessage, named: list[str], sender: Customer) -> Iterator[Placement]:
    # The mail's own id counts too: the same letter by another way, with a footer added on it.
    wanted = [i[:255] for i in ([*named, message.message_id] if message.message_id else named)]
    if not wanted:
        return
    known = scalars("SELECT id FROM channels_inbox_threadid WHERE message_id = ANY(%s)", [wanted])
    if not known:
        return
    rows = ThreadId.objects.filter(pk__in=known).values_list("message_id", "source", "conversation_id")
    # Nearest in the thread first, an id somebody really sent before a mere ancestor, newer threads before older.
    ranked = sorted(rows, key=lambda r: (r[1] == ThreadId.Source.ANCESTOR, wanted.index(r[0]), -r[2]))
    for message_id, source, conversation_id in ranked[:10]:
        ancestor = source == ThreadId.Source.ANCESTOR
        rule, score = ("shared_ancestor", 60) if ancestor else ("known_message_id", 80)
        conversation = _conversations().get(pk=conversation_id)
        yield _placement(conversation.ticket, conversation, sender, rule, score, message_id)


def _placement(
    ticket: Ticket, conversation: Conversation | None, sender: Customer, rule: str, score: int, evidence: str
) -> Placement:
    if conversation is not None and conversation.side is not None:
        # Who was asked outside takes part in that, and in nothing else.
        asked = sender.pk == conversation.side.person_id
        return Placement(ticket, conversation, rule, score, evidence, asked)
    # What belongs to a merged ticket belongs to the one it became part of, whose people may say so.
    ticket = surviving(ticket)
    return Placement(ticket, conversation, rule, score, evidence, takes_part(sender, ticket))


def takes_part(sender: Customer, ticket: Ticket) -> bool:
    """Tell whether somebody is the requester, gets copies, or belongs to the requester's organization."""
    if sender.pk == ticket.requester_id:
        return True
    if sender.organization_id and sender.organization_id == ticket.organization_id:
        return True
    return ticket.participants.filter(customer=sender).exists()


def _conversations() -> models.QuerySet[Conversation]:
    return Conversation.objects.select_related("ticket__requester", "ticket__status", "channel", "side")


def _tickets() -> TicketQuerySet:
    return Ticket.objects.select_related("requester", "status")


def remember(conversation: Conversation, message: InboundMessage) -> None:
    """Store the ids a mail carries, so that the next answer finds this conversation."""
    sources = {i[:255]: ThreadId.Source.ANCESTOR for i in [*message.references[-_IDS:], *message.in_reply_to]}
    if message.message_id:
        sources[message.message_id[:255]] = ThreadId.Source.THEIRS
    ids = [i for i in sources if i]
    if ids:
        scalars(_REMEMBER, [conversation.pk, timezone.now(), ids, [str(sources[i]) for i in ids]])
