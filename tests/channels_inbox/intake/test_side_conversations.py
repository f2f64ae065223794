"""What is asked outside stays outside the customer's thread, on the way out and on the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Notification, User
from channels_inbox.composing import compose
from channels_inbox.models import Channel, Conversation, Outbound
from channels_inbox.outbound import Unreachable, mail_conversation
from tests.factories import make_answer, make_customer, make_ticket
from tests.invariants import broken_rules
from tests.mail import deliver, make_mail
from tickets.errors import EmptyMessage, NotAllowed, TicketMerged
from tickets.models import Attachment, Message, SideConversation, Ticket
from tickets.models.kinds import Category
from tickets.operations.assigning import assign_ticket
from tickets.operations.conferring import TakesPart, start_side, write_side
from tickets.operations.merging import merge_tickets
from tickets.operations.messages import NewFile
from tickets.operations.progress import set_status
from tickets.selectors import default_status

ACME = "Acme Parts <parts@acme.example>"


@pytest.fixture
def ticket(support: Channel) -> Ticket:
    found = deliver(support, make_mail(message_id="<first@cafenorr.example>", subject="My secret machine")).ticket
    assert found is not None
    return found


@pytest.fixture
def side(ticket: Ticket, agent: User) -> SideConversation:
    return ask(ticket, agent)


def ask(ticket: Ticket, agent: User, **options: Any) -> SideConversation:
    person = make_customer("parts@acme.example", "Acme Parts")
    event = start_side(ticket, person=person, subject="A burr set", text="Have you one?", by=agent, **options)
    assert event.message is not None
    return event.message.aside.side  # type: ignore[no-any-return]


def letter_of(side: SideConversation) -> Outbound:
    return Outbound.objects.filter(conversation__side=side).latest("pk")


def test_the_letter_says_only_what_is_written_to_them(ticket: Ticket, side: SideConversation) -> None:
    row = letter_of(side)
    letter = compose(row)
    assert (row.to, row.cc, letter.subject) == (["parts@acme.example"], [], "A burr set")
    assert (row.in_reply_to, row.references) == ("", [])
    for text in (letter.text, letter.html or ""):
        assert "Have you one?" in text
        for unsaid in (str(ticket.number), ticket.subject, "/r/", "maya", "See your request"):
            assert unsaid.lower() not in text.lower()


def test_answers_come_back_aside_by_every_mark(support: Channel, ticket: Ticket, side: SideConversation) -> None:
    row = letter_of(side)
    before = Ticket.objects.get(pk=ticket.pk)
    mails = [
        make_mail("One", sender=ACME, to=compose(row).reply_to[0].email, message_id="<theirs@acme.example>"),
        make_mail("Two", sender=ACME, in_reply_to=f"<{row.external_id}>", subject="Re: A burr set"),
        make_mail("Three", sender=ACME, in_reply_to="<theirs@acme.example>"),
    ]
    for mail in mails:
        found = deliver(support, mail)
        assert (found.outcome, found.ticket) == ("appended", ticket)
        assert found.message is not None
        assert (found.message.kind, found.message.public, found.message.aside.side) == ("side_in", False, side)
    ticket.refresh_from_db()
    for untouched in ("waiting_since", "last_message_at", "last_message_preview", "last_message_by_us"):
        assert getattr(ticket, untouched) == getattr(before, untouched)
    assert broken_rules() == []


def test_a_word_from_the_customer_on_that_wire_stays_aside_too(
    support: Channel, ticket: Ticket, side: SideConversation
) -> None:
    found = deliver(support, make_mail("I was forwarded this", in_reply_to=f"<{letter_of(side).external_id}>"))
    assert found.message is not None
    assert (found.message.kind, found.message.public) == ("side_in", False)


def test_weak_marks_admit_only_who_was_asked(support: Channel, ticket: Ticket, side: SideConversation) -> None:
    deliver(
        support,
        make_mail("x", sender=ACME, to=compose(letter_of(side)).reply_to[0].email, message_id="<t@acme.example>"),
    )
    stranger = deliver(support, make_mail("y", sender="Eve <eve@evil.example>", in_reply_to="<t@acme.example>"))
    assert stranger.outcome == "created"
    theirs = deliver(support, make_mail("z", sender=ACME, subject=f"[#{ticket.number}]"))
    assert theirs.outcome == "created"


def test_the_customer_is_answered_on_their_own_wire(ticket: Ticket, side: SideConversation, agent: User) -> None:
    answer: Outbound = make_answer(ticket, by=agent).deliveries.get()  # type: ignore[attr-defined]
    assert answer.to == ["maya@cafenorr.example"]
    assert answer.cc == []
    assert mail_conversation(ticket).side is None
    assert letter_of(side).external_id not in [answer.in_reply_to, *answer.references]
    assert ticket.participants.count() == 0


def test_the_thread_goes_on(support: Channel, ticket: Ticket, side: SideConversation, agent: User) -> None:
    first = letter_of(side)
    deliver(
        support, make_mail("Yes", sender=ACME, in_reply_to=f"<{first.external_id}>", message_id="<yes@acme.example>")
    )
    write_side(side, text="Send it.", by=agent)
    second = letter_of(side)
    assert (second.subject, second.in_reply_to) == ("Re: A burr set", "yes@acme.example")
    assert first.external_id in second.references
    assert Conversation.objects.filter(side=side).count() == 1


def test_waiting_on_them_ends_with_their_answer_unless_a_machine_wrote(
    support: Channel, ticket: Ticket, agent: User
) -> None:
    side = ask(ticket, agent, wait=True)

    def category() -> str:
        return Ticket.objects.values_list("category", flat=True).get(pk=ticket.pk)

    assert category() == Category.WAITING_THIRD_PARTY
    to = f"<{letter_of(side).external_id}>"
    deliver(support, make_mail("Away", sender=ACME, in_reply_to=to, auto_submitted="auto-replied"))
    assert category() == Category.WAITING_THIRD_PARTY
    deliver(support, make_mail("Yes", sender=ACME, in_reply_to=to))
    assert category() == Category.OPEN


def test_files_of_the_ticket_go_along(support: Channel, agent: User) -> None:
    ticket = make_ticket(files=[NewFile("plan.pdf", "application/pdf", b"%PDF plan")])
    file = Attachment.objects.get()
    side = ask(ticket, agent, files=[file])
    assert [(f.name, f.content) for f in compose(letter_of(side)).files] == [("plan.pdf", b"%PDF plan")]


def test_what_makes_no_sense_is_refused(support: Channel, ticket: Ticket, agent: User, light_agent: User) -> None:
    acme = make_customer("parts@acme.example")
    with pytest.raises(TakesPart):
        start_side(ticket, person=ticket.requester, subject="x", text="x", by=agent)
    with pytest.raises(EmptyMessage):
        start_side(ticket, person=acme, subject="x", text=" ", by=agent)
    with pytest.raises(NotAllowed):
        start_side(ticket, person=acme, subject="x", text="x", by=light_agent)
    ours = make_customer("support+x@halden.example")
    with pytest.raises(Unreachable, match="our own"):
        start_side(ticket, person=ours, subject="x", text="x", by=agent)
    assert not SideConversation.objects.exists()


def test_sent_twice_it_is_one_letter(support: Channel, ticket: Ticket, agent: User) -> None:
    for _ in range(2):
        ask(ticket, agent, key="the same form")
    assert SideConversation.objects.count() == 1
    assert Message.objects.filter(kind="side_out").count() == 1


def test_mail_that_touches_no_side_conversation_asks_nothing_of_them(support: Channel, ticket: Ticket) -> None:
    with CaptureQueriesContext(connection) as queries:
        deliver(support, make_mail("Still", in_reply_to="<first@cafenorr.example>"))
    asked = [q["sql"] for q in queries if "sideconversation" in q["sql"] or "sidemessage" in q["sql"]]
    # Only joined to the wire that is read anyway.
    assert all("channels_inbox_conversation" in sql for sql in asked)
    assert len(asked) <= 1


def test_an_answer_goes_to_the_ticket_that_asked_one_became_part_of(
    support: Channel, ticket: Ticket, agent: User, admin: User
) -> None:
    side = ask(ticket, agent)
    other = deliver(support, make_mail(sender="Bao <bao@elsewhere.example>")).ticket
    assert other is not None
    assign_ticket(other, to=admin, by=admin)
    set_status(other, to=default_status(Category.WAITING_THIRD_PARTY), by=admin)
    merge_tickets(ticket, into=other, by=agent)
    row = deliver(support, make_mail("We have.", sender=ACME, to=compose(letter_of(side)).reply_to[0].email))
    assert row.ticket == other
    other.refresh_from_db()
    assert other.category == Category.OPEN
    assert Notification.objects.filter(user=admin, ticket_number=other.number, text__contains="We have.").exists()
    assert write_side(side, text="Two, please.", by=agent).ticket == other
    assert letter_of(side).to == ["parts@acme.example"]
    with pytest.raises(TicketMerged):
        ask(ticket, agent)
