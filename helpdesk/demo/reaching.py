"""What Halden's customers hear some days later: how the machine does, and that a service is due."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from accounts.models import Customer, User
from channels_inbox.models import CustomerEvent, ReachOut, ReachOutDelivery
from channels_inbox.models.reach_out import ReachOutState
from channels_inbox.operations.reach_outs import save_reach_out, start_reach_out
from helpdesk.demo.company import DOMAIN
from tickets.models import Ticket
from tickets.models.kinds import ChannelKind

DAY = 86_400
_AFTER = {
    "en": {
        "subject": "Does it still run well?",
        "body": "Hello {{ customer.first_name }},\n\na week ago we worked on your machine. Is all well "
        "since? If something is not as it should be, just answer this mail: it comes back to those who helped you.",
    },
    "de": {
        "subject": "Läuft sie noch gut?",
        "body": "Guten Tag {{ customer.name }},\n\nvor einer Woche haben wir uns um Ihre Maschine gekümmert. "
        "Ist seither alles in Ordnung? Wenn nicht, antworten Sie einfach auf diese Mail.",
    },
}
_SERVICE = {
    "en": {
        "subject": "Your {{ event.machine }} sees our workshop tomorrow",
        "body": "Hello {{ customer.first_name }},\n\ntomorrow is the service of your {{ event.machine }}. Please empty "
        "the tank and let it cool down before you bring it. If the day no longer suits you, answer this mail.",
    }
}
MACHINES = ("Pro 2", "Duo", "Solo")


def reach_out(rng: random.Random, *, now: datetime) -> None:
    """Write two reach-outs, one that waits for its event and one that went to many."""
    priya = User.objects.get(email=f"priya@{DOMAIN}")
    after = ReachOut(name="A week after the repair", happening="repair.done", delay_seconds=7 * DAY, texts=_AFTER)
    before = ReachOut(
        name="The day before a service",
        happening="service.booked",
        delay_seconds=-DAY,
        texts=_SERVICE,
        conditions=[["machine", "!=", "Solo"]],
    )
    for one in (after, before):
        save_reach_out(one, [], by=priya)
        start_reach_out(one, by=priya)
    people = Customer.objects.filter(identities__kind="email").order_by("pk")[:44]
    for place, person in reversed(list(enumerate(people))):
        _plan(after if place % 3 else before, person, place, rng, now=now)


def _plan(one: ReachOut, person: Customer, place: int, rng: random.Random, *, now: datetime) -> None:
    # By day, some of them still to come.
    due = (now - timedelta(hours=place * 19 - 60)).replace(hour=8 + place % 9, minute=rng.randrange(60))
    event = CustomerEvent.objects.create(
        kind=one.happening,
        customer=person,
        at=due - timedelta(seconds=one.delay_seconds),
        properties={"machine": rng.choice(MACHINES[:2])},
    )
    row = ReachOutDelivery(reach_out=one, event=event, customer=person, due_at=due)
    if due <= now:
        _settle(row, rng, due)
    row.save()


def _settle(row: ReachOutDelivery, rng: random.Random, at: datetime) -> None:
    """Say what became of one whose time is over."""
    row.due_at = None
    chance = rng.random()
    if chance < 0.08:
        row.state, row.trouble = ReachOutState.HELD, "They got it within 30 days."
    elif chance < 0.11:
        row.state, row.trouble = ReachOutState.BOUNCED, "No such person here."
    else:
        row.state, row.sent_at, row.attempts = ReachOutState.SENT, at + timedelta(seconds=9), 1
        row.subject = row.reach_out.texts["en"]["subject"].replace(
            "{{ event.machine }}", row.event.properties["machine"]
        )
        row.address = row.customer.email
        if chance < 0.24:
            theirs = Ticket.objects.filter(requester=row.customer, channel=ChannelKind.EMAIL, created_at__gt=at)
            row.answer = theirs.order_by("pk").first()
