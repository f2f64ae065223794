"""A held reply whose ticket is merged before it goes out can still be taken back, and the merge too."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels_inbox.operations.withdrawing import withdraw_reply
from tests.channels_inbox.desk.conftest import HTMX
from tests.factories import make_ticket
from tests.invariants import broken_rules
from tickets.models import Draft, Message, Ticket
from tickets.models.kinds import Category
from tickets.operations.merging import merge_tickets, undo_merge
from tickets.operations.replying import post_reply
from tickets.selectors import default_status

WORDS = "Bleed the pump first."


def held(ticket: Ticket, *, by: User, then: Category | None = None) -> Message:
    status = default_status(then) if then else None
    event = post_reply(ticket, by=by, text=WORDS, channel="email", hold=10, status=status)
    assert event.message is not None
    return event.message


def state_of(ticket: Ticket) -> dict[str, Any]:
    return Ticket.objects.values(
        *("status", "category", "assignee", "waiting_since", "first_replied_at", "resolved_at", "closed_at"),
        *("next_status_at", "last_message_at", "last_message_preview", "last_message_by_us"),
    ).get(pk=ticket.pk)


@pytest.mark.parametrize("then", [None, Category.WAITING_CUSTOMER, Category.RESOLVED])
def test_taken_back_while_merged_it_is_gone_once_the_merge_is_undone(
    then: Category | None, agent: User, ticket: Ticket
) -> None:
    before, target = state_of(ticket), make_ticket()
    message = held(ticket, by=agent, then=then)
    edge = merge_tickets(ticket, into=target, by=agent)
    withdraw_reply(message, by=agent)
    assert Ticket.objects.get(pk=ticket.pk).category == Category.MERGED
    assert broken_rules() == []
    undo_merge(edge, by=agent)
    assert state_of(ticket) == before
    assert broken_rules() == []


def test_its_words_are_a_draft_where_they_can_be_sent(agent: User, ticket: Ticket) -> None:
    target = make_ticket()
    message = held(ticket, by=agent)
    edge = merge_tickets(ticket, into=target, by=agent)
    withdraw_reply(message, by=agent)
    draft = Draft.objects.get()
    assert (draft.ticket, draft.text) == (target, WORDS)
    undo_merge(edge, by=agent)
    assert Draft.objects.get().ticket == ticket


def test_a_draft_begun_in_the_target_keeps_its_words_there(agent: User, ticket: Ticket) -> None:
    target = make_ticket()
    message = held(ticket, by=agent)
    edge = merge_tickets(ticket, into=target, by=agent)
    Draft.objects.create(ticket=target, user=agent, mode="note", text="She is angry.")
    withdraw_reply(message, by=agent)
    undo_merge(edge, by=agent)
    draft = Draft.objects.get()
    assert (draft.ticket, draft.mode, draft.text) == (target, "note", f"{WORDS}\n\nShe is angry.")


def test_the_open_page_of_the_target_gets_the_words_back(desk: Client, agent: User, ticket: Ticket) -> None:
    target = make_ticket()
    message = held(ticket, by=agent)
    merge_tickets(ticket, into=target, by=agent)
    page = {**HTMX, "HX-Current-URL": f"http://testserver/agent/tickets/{target.number}/"}
    answer = desk.post(reverse("agent_withdrawal", args=[message.pk]), headers=page)
    assert answer.headers["HX-Retarget"] == f"#conversation[data-ticket='{target.pk}'] #composer"
    assert WORDS in answer.content.decode()
