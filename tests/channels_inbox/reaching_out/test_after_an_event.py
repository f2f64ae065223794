"""What your programs tell of a person: reminders before, follow-ups after, and an answer that opens a ticket."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.models import Identity, User
from channels_inbox.bounces import receive_bounce
from channels_inbox.messages import BouncedRecipient, BounceReport
from channels_inbox.models import Channel, CustomerEvent, ReachOutDelivery
from channels_inbox.reaching_out import sending
from channels_inbox.reaching_out.marks import message_id
from channels_inbox.selectors.reach_outs import counted
from helpdesk.lib import delivery
from tests.api import Api
from tests.channels_inbox.reaching_out.conftest import DAY, Make
from tests.channels_inbox.transport.sink import Sink, smtp_sink
from tests.factories import make_customer
from tests.mail import deliver, make_mail
from tickets.models import Event, Ticket

pytestmark = pytest.mark.django_db
WORDS = {
    "en": {"subject": "Your {{ event.room }}", "body": "Hello {{ customer.first_name }}, see {{ event.booking_url }}"},
    "de": {"subject": "Ihr Zimmer", "body": "Guten Tag {{ customer.name }}"},
}
TOLD: dict[str, Any] = {
    "kind": "booking.made",
    "email": "maya@cafenorr.example",
    "name": "Maya Lindqvist",
    "properties": {"room": "Suite www.evil.example", "booking_url": "https://stay.example/b/7", "nights": 3},
}
STAY: dict[str, Any] = {"happening": "booking.made", "delay_seconds": DAY, "texts": WORDS}


@pytest.fixture
def api(admin: User) -> Api:
    return Api(admin)


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with smtp_sink() as running:
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.host, running.port
        yield running


@pytest.fixture
def sent(clock: TimeMachineFixture, make_reach_out: Make, api: Api, sink: Sink) -> ReachOutDelivery:
    """A letter that Maya got a day after her booking."""
    make_reach_out("Your stay", **STAY)
    assert api.post("customer-events/", TOLD).status_code == 201
    clock.shift(DAY)
    assert sending.send_reach_outs() == 1
    clock.shift(60)
    return row()


def row() -> ReachOutDelivery:
    return ReachOutDelivery.objects.select_related("customer", "reach_out").get()


def test_an_event_is_kept_once_and_its_letter_leaves_once(
    clock: TimeMachineFixture, make_reach_out: Make, api: Api, sink: Sink
) -> None:
    make_reach_out("Your stay", **STAY)
    answers = [api.post("customer-events/", TOLD, key="booking-7") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["planned"] == 1
    assert CustomerEvent.objects.count() == 1
    clock.shift(DAY)
    assert [sending.send_reach_outs(), sending.send_reach_outs()] == [1, 0]
    assert row().state == "sent"
    [taken] = sink.taken
    letter = taken.message
    assert taken.recipients == ["maya@cafenorr.example"]
    assert "hello@halden.example" in letter["From"]
    # What a program passes on from strangers makes no link; what is named one does.
    assert letter["Subject"] == "Your Suite evil.example"
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "Hello Maya, see https://stay.example/b/7" in text
    assert letter["List-Unsubscribe"].strip("<>") in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"


def test_an_answer_opens_a_ticket_that_names_what_it_answers(sent: ReachOutDelivery, sink: Sink) -> None:
    reply_to = sink.taken[0].message["Reply-To"]
    mailbox = Channel.objects.get(kind="email")
    found = deliver(mailbox, make_mail("It was too loud.", to=reply_to, subject="Re: Your Suite"))
    assert (found.outcome, found.evidence) == ("created", {"rule": "reach_out", "matched": "Your stay"})
    ticket = Ticket.objects.get()
    said = Event.objects.get(ticket=ticket, action="reach_out_answered").particulars
    assert (said["name"], said["subject"]) == ("Your stay", "Your Suite evil.example")
    sent.refresh_from_db()
    assert sent.answer == ticket
    assert counted([sent.reach_out])[0][1].answered == 1
    # The next one goes on in the same ticket; what somebody else makes of the letter does not.
    again = deliver(mailbox, make_mail("And cold.", to=reply_to))
    assert (again.outcome, again.ticket) == ("appended", ticket)
    other = deliver(mailbox, make_mail("Me too.", to=reply_to, sender="Noor <noor@elsewhere.example>"))
    assert (other.outcome, other.ticket == ticket) == ("created", False)


def test_the_message_id_finds_it_where_the_mark_in_the_address_was_lost(sent: ReachOutDelivery) -> None:
    ids = f"<{message_id(sent.key)}>"
    letter = make_mail("It was too loud.", to="hello@halden.example", in_reply_to=ids)
    assert deliver(Channel.objects.get(kind="email"), letter).evidence["matched"] == "Your stay"


@pytest.mark.parametrize("forged", ["+o{key}.00000000000000000000", "+o{key}"])
def test_a_forged_mark_names_nothing(sent: ReachOutDelivery, forged: str) -> None:
    to = f"hello{forged.format(key=sent.key)}@halden.example"
    assert deliver(Channel.objects.get(kind="email"), make_mail(to=to)).evidence == {}
    assert row().answer is None


def test_out_of_office_is_no_answer(sent: ReachOutDelivery, sink: Sink) -> None:
    letter = make_mail("I am away.", to=sink.taken[0].message["Reply-To"], auto_submitted="auto-replied")
    assert deliver(Channel.objects.get(kind="email"), letter).outcome == "ignored"
    assert not Ticket.objects.exists()


def test_a_bounce_is_told_in_the_log_and_only_of_the_address_we_wrote_to(sent: ReachOutDelivery) -> None:
    def report(email: str) -> BounceReport:
        failed = BouncedRecipient(email, status="5.1.1", diagnostic="No such person")
        return BounceReport((failed,), original_message_id=message_id(sent.key))

    assert receive_bounce(report("somebody@else.example")).outcome == "ignored"
    assert row().state == "sent"
    assert receive_bounce(report("maya@cafenorr.example")).outcome == "bounce"
    assert (row().state, row().trouble) == ("bounced", "No such person")


def test_what_may_have_left_is_never_sent_again(
    clock: TimeMachineFixture, make_reach_out: Make, api: Api, sink: Sink
) -> None:
    make_reach_out("Your stay", **STAY)
    api.post("customer-events/", TOLD)
    clock.shift(DAY)
    # A worker that died while the other server was listening.
    assert delivery.claim(ReachOutDelivery, row().pk)
    assert delivery.mark_transmitting(row())
    clock.shift(delivery.HANDOVER.total_seconds())
    assert sending.send_reach_outs() == 0
    assert row().state == "uncertain"
    assert sink.taken == []


def test_a_reminder_comes_before_it_and_never_after(
    clock: TimeMachineFixture, make_reach_out: Make, api: Api, sink: Sink
) -> None:
    make_reach_out("Tomorrow", **{**STAY, "delay_seconds": -DAY})
    for email, days in (("maya@cafenorr.example", 3), ("noor@elsewhere.example", 0)):
        at = timezone.now() + timedelta(days=days)
        api.post("customer-events/", {**TOLD, "email": email, "at": at.isoformat()})
    sending.send_reach_outs()
    states = ReachOutDelivery.objects.order_by("pk").values_list("state", "trouble")
    assert list(states) == [("queued", ""), ("held", "Its time was over before it could go out.")]
    clock.shift(2 * DAY)
    assert sending.send_reach_outs() == 1
    assert [taken.recipients for taken in sink.taken] == [["maya@cafenorr.example"]]


def test_an_event_that_is_called_off_takes_back_what_waits(make_reach_out: Make, api: Api) -> None:
    make_reach_out("Your stay", **STAY)
    told = api.post("customer-events/", TOLD).json()
    assert api.delete(f"customer-events/{told['id']}/").status_code == 204
    assert (row().state, row().trouble) == ("cancelled", "It was called off.")


def test_events_of_long_ago_plan_nothing(make_reach_out: Make, api: Api) -> None:
    make_reach_out("Your stay", **STAY)
    api.post("customer-events/", {**TOLD, "at": "2026-10-01T09:00:00Z"})
    assert (row().state, row().due_at) == ("held", None)


def test_it_is_written_in_the_customers_language(
    clock: TimeMachineFixture, make_reach_out: Make, api: Api, sink: Sink
) -> None:
    make_reach_out("Your stay", **STAY)
    make_customer("maya@cafenorr.example", "Maya Lindqvist")
    CustomerEvent.objects.all().delete()
    api.post("customer-events/", TOLD)
    person = row().customer
    person.language = "de-AT"
    person.save()
    clock.shift(DAY)
    sending.send_reach_outs()
    assert (row().subject, row().text) == ("Ihr Zimmer", "Guten Tag Maya Lindqvist")


def test_a_person_is_named_by_your_own_id(make_reach_out: Make, api: Api) -> None:
    make_reach_out("Your stay", **STAY)
    told = {name: value for name, value in TOLD.items() if name != "email"}
    assert api.post("customer-events/", {**told, "external_id": "shop:42"}).status_code == 400
    person = make_customer("maya@cafenorr.example")
    Identity.objects.create(customer=person, kind="external", value="shop:42")
    assert api.post("customer-events/", {**told, "external_id": "shop:42"}).json()["customer"] == person.pk
    assert api.post("customer-events/", {**TOLD, "external_id": "shop:42"}).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "Booking made"},
        {"kind": "ticket.solved"},
        {"at": "1066-10-14T09:00:00Z"},
        {"email": "nobody"},
        {"properties": {"guest": {"name": "x"}}},
        {"properties": {"a\x00": 1}},
        {"properties": {"a" * 41: 1}},
        {"properties": {"a": "\ud800"}},
        {"properties": {str(n): n for n in range(50)}},
        {"colour": "red"},
    ],
)
def test_what_cannot_be_kept_is_refused(api: Api, wrong: dict[str, Any]) -> None:
    assert api.post("customer-events/", {**TOLD, **wrong}).status_code == 400
    assert not CustomerEvent.objects.exists()
