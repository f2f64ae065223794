"""Some messages begin a ticket of their own; both know of each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from accounts.models import User
from channels_inbox.models import Outbound
from tests.factories import make_answer, make_customer, make_inbound, make_note, make_ticket
from tests.invariants import broken_rules
from tickets.errors import NotAllowed, TicketError
from tickets.models import Attachment, HtmlBody, Message, TicketLink
from tickets.operations.messages import NewFile
from tickets.operations.splitting import can_be_split_off, split_ticket
from tickets.operations.tidying import remove_orphaned_files

pytestmark = pytest.mark.django_db


def test_the_new_ticket_is_that_of_the_first_writer_and_counts_from_then(agent: User) -> None:
    ticket = make_ticket(make_customer("maya@cafenorr.example"))
    bao = make_customer("bao@cafenorr.example")
    other = make_inbound(ticket, by=bao, text="And my grinder?", files=[NewFile("g.txt", "text/plain", b"burrs")])
    HtmlBody.objects.create(message=other, source="<p>x</p>", cleaned="<p>x</p>", sanitiser="t")
    note = make_note(ticket, by=agent, text="Ask the workshop")
    new = split_ticket(ticket, messages=[note, other], subject="The grinder", by=agent)
    assert (new.requester, new.subject, new.created_at) == (bao, "The grinder", other.created_at)
    copies = list(Message.objects.filter(ticket=new).order_by("pk"))
    assert [(m.text, m.kind, m.created_at) for m in copies] == [
        ("And my grinder?", "inbound", other.created_at),
        ("Ask the workshop", "note", note.created_at),
    ]
    assert copies[0].html_body.cleaned == "<p>x</p>"
    assert Message.objects.filter(ticket=ticket).count() == 3
    assert TicketLink.objects.get(source=new, target=ticket).kind == "split"
    assert broken_rules() == []


def test_files_are_shared_and_outlive_the_first_row(agent: User) -> None:
    ticket = make_ticket(files=[NewFile("a.txt", "text/plain", b"bytes")])
    first = Attachment.objects.get()
    new = split_ticket(ticket, messages=list(ticket.messages.all()), subject="x", by=agent)
    shared = Attachment.objects.get(message__ticket=new)
    assert shared.file.name == first.file.name
    assert shared.token != first.token
    first.delete()
    remove_orphaned_files(now=datetime.now(UTC) + timedelta(days=3))
    with shared.file.open("rb") as file:
        assert file.read() == b"bytes"


def test_our_letters_stay_and_nothing_is_sent_twice(agent: User) -> None:
    ticket = make_ticket()
    answer = make_answer(ticket, by=agent)
    letters = Outbound.objects.count()
    assert answer not in can_be_split_off(ticket)
    with pytest.raises(TicketError, match="at least one"):
        split_ticket(ticket, messages=[answer], subject="x", by=agent)
    split_ticket(ticket, messages=list(ticket.messages.all()), subject="x", by=agent)
    assert Outbound.objects.count() == letters


def test_messages_of_another_ticket_are_not_taken(agent: User, light_agent: User) -> None:
    ticket, other = make_ticket(), make_ticket()
    with pytest.raises(TicketError):
        split_ticket(ticket, messages=list(other.messages.all()), subject="x", by=agent)
    with pytest.raises(NotAllowed):
        split_ticket(ticket, messages=list(ticket.messages.all()), subject="x", by=light_agent)
