"""A reply waits some seconds before it goes out; until then its writer takes it back as if it had never been."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Calendar, User
from channels_inbox.delivering import deliver
from channels_inbox.models import Outbound
from channels_inbox.operations.withdrawing import withdraw_reply
from helpdesk.lib import delivery
from helpdesk.lib.delivery import State
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_inbound, make_user
from tests.invariants import broken_rules
from tickets.errors import NotAllowed, TooLate
from tickets.models import Attachment, Draft, Event, Message, Metric, SlaClock, SlaPolicy, SlaTarget, Ticket
from tickets.models.kinds import Category
from tickets.operations.drafting import save_draft
from tickets.operations.messages import NewFile, store_file
from tickets.operations.replying import post_reply

Form = Callable[..., dict[str, Any]]
WORDS = "Bleed the pump first."


@pytest.fixture
def held(agent: User, ticket: Ticket) -> Message:
    """A reply that goes out in ten seconds."""
    return reply(ticket, by=agent)


def reply(ticket: Ticket, *, by: User, **more: Any) -> Message:
    event = post_reply(ticket, by=by, text=WORDS, channel="email", hold=10, **more)
    assert event.message is not None
    return event.message


def state_of(ticket: Ticket) -> dict[str, Any]:
    return Ticket.objects.values(
        *("status", "category", "assignee", "waiting_since", "first_replied_at", "resolved_at", "closed_at"),
        *("last_message_at", "last_message_preview", "last_message_by_us"),
    ).get(pk=ticket.pk)


def test_a_reply_waits_as_long_as_its_writer_chose(
    desk: Client, agent: User, ticket: Ticket, message_form: Form
) -> None:
    User.objects.filter(pk=agent.pk).update(undo_seconds=20)
    before = timezone.now()
    page = desk.post(reverse("agent_messages", args=[ticket.number]), message_form(), headers=HTMX).content.decode()
    letter = Outbound.objects.get()
    assert letter.due_at is not None
    assert 19 < (letter.due_at - before).total_seconds() < 25
    assert delivery.due(Outbound, now=timezone.now()) == []
    assert delivery.due(Outbound, now=letter.due_at) == [letter.pk]
    assert "Goes out in 20 seconds" in page
    assert reverse("agent_withdrawal", args=[letter.message_id]) in page


def test_the_seconds_are_chosen_in_ones_own_settings(desk: Client, agent: User) -> None:
    form = {"name": "Ana Ruiz", "undo_seconds": "5", "after_send": "next"}
    assert desk.post(reverse("agent_profile"), form).status_code == 302
    agent.refresh_from_db()
    assert (agent.holds_replies, agent.after_send) == (5, "next")
    assert desk.post(reverse("agent_profile"), {**form, "undo_seconds": "7"}).status_code == 422
    assert desk.post(reverse("agent_after_send"), {"after": "list"}).status_code == 204
    assert desk.post(reverse("agent_after_send"), {"after": "elsewhere"}).status_code == 422
    agent.refresh_from_db()
    assert agent.after_send == "list"


def test_the_customer_sees_nothing_of_it_until_it_goes_out(held: Message, ticket: Ticket, customer: User) -> None:
    ticket.requester.user = customer
    ticket.requester.save()
    hers = signed_in(customer)
    page = reverse("my_request", args=[ticket.number])
    assert WORDS not in hers.get(page).content.decode()
    assert state_of(ticket)["last_message_preview"] == ""
    letter = Outbound.objects.get()
    Outbound.objects.update(due_at=timezone.now())
    deliver(letter.pk)
    assert WORDS in hers.get(page).content.decode()
    assert state_of(ticket)["last_message_preview"] == WORDS
    assert broken_rules([ticket]) == []


@pytest.mark.parametrize("then", [None, Category.OPEN, Category.RESOLVED])
def test_taken_back_it_has_changed_nothing(then: Category | None, agent: User, ticket: Ticket) -> None:
    from tickets.selectors import default_status

    before = state_of(ticket)
    upload = store_file(NewFile("guide.pdf", "application/pdf", b"%PDF-1.7"), uploaded_by=agent)
    message = reply(ticket, by=agent, uploads=[upload], status=default_status(then) if then else None)
    assert state_of(ticket) != before
    withdraw_reply(message, by=agent)
    assert state_of(ticket) == before
    assert not Outbound.objects.exists()
    assert not Message.objects.filter(pk=message.pk).exists()
    draft = Draft.objects.get(ticket=ticket, user=agent)
    assert (draft.mode, draft.text) == ("reply", WORDS)
    assert list(draft.attachments.all()) == [upload]
    assert Attachment.objects.get().message is None
    assert broken_rules([ticket]) == []


def showing(ticket: Ticket) -> dict[str, str]:
    """Return the headers a page sends that shows this ticket."""
    return {**HTMX, "HX-Current-URL": f"http://testserver/agent/tickets/{ticket.number}/?view=mine"}


def test_the_composer_has_it_again_and_the_timeline_tells(desk: Client, held: Message, ticket: Ticket) -> None:
    response = desk.post(reverse("agent_withdrawal", args=[held.pk]), headers=showing(ticket))
    assert response.status_code == 200
    assert response.headers["HX-Retarget"] == f"#conversation[data-ticket='{ticket.pk}'] #composer"
    assert WORDS in response.content.decode()
    news = desk.get(reverse("agent_timeline", args=[ticket.number]), {"after": 2}, headers=HTMX).content.decode()
    assert "took the reply back before it went out" in news
    assert f'data-removes="message_{held.pk}"' in news
    assert WORDS not in news
    again = desk.post(reverse("agent_withdrawal", args=[held.pk]), headers=HTMX)
    assert again.status_code == 404


def test_on_the_page_of_another_ticket_a_toast_tells(desk: Client, held: Message, ticket: Ticket) -> None:
    response = desk.post(reverse("agent_withdrawal", args=[held.pk]), headers=HTMX)
    assert response.content == b""
    assert f"#{ticket.number} has your reply as a draft again" in response.headers["HX-Trigger"]
    assert Draft.objects.get().text == WORDS


def test_what_was_typed_meanwhile_stays_and_a_note_stays_a_note(held: Message, agent: User, ticket: Ticket) -> None:
    save_draft(ticket, by=agent, mode="note", text="She is angry.")
    withdraw_reply(held, by=agent)
    draft = Draft.objects.get()
    assert (draft.mode, draft.text) == ("note", f"{WORDS}\n\nShe is angry.")


def test_who_wrote_meanwhile_stays_the_last_to_have_written(agent: User, ticket: Ticket) -> None:
    asked = state_of(ticket)["waiting_since"]
    message = reply(ticket, by=agent)
    newer = make_inbound(ticket, text="It is urgent!")
    withdraw_reply(message, by=agent)
    now = state_of(ticket)
    assert now["waiting_since"] == asked
    assert (now["last_message_at"], now["last_message_preview"]) == (newer.created_at, "It is urgent!")
    assert (now["first_replied_at"], now["category"]) == (None, Category.OPEN)
    assert broken_rules([ticket]) == []


def test_a_promise_runs_on_as_if_nobody_had_answered(agent: User, ticket: Ticket) -> None:
    SlaClock.objects.all().delete()
    hours = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    policy = SlaPolicy.objects.create(name="Everyone", calendar=Calendar.objects.create(name="Always", hours=hours))
    for metric in Metric.values:
        SlaTarget.objects.create(policy=policy, priority=ticket.priority, metric=metric, seconds=3600, mode="business")
    with time_machine.travel(ticket.created_at + dt.timedelta(minutes=10), tick=False) as traveller:
        make_inbound(ticket, text="Anybody?")  # the first event under the promise
        message = reply(ticket, by=agent)
        first = SlaClock.objects.get(metric=Metric.FIRST_RESPONSE)
        assert first.state == SlaClock.State.MET
        traveller.shift(10)
        withdraw_reply(message, by=agent)
    first.refresh_from_db()
    assert (first.state, first.met_at, first.ended_at) == (SlaClock.State.RUNNING, None, None)
    # It stood still for the ten seconds in which the customer counted as answered.
    assert first.due_at == first.started_at + dt.timedelta(seconds=3610)
    assert not SlaClock.objects.filter(metric=Metric.NEXT_RESPONSE).exists()


def test_one_that_is_on_its_way_is_not_taken_back(desk: Client, held: Message, agent: User, ticket: Ticket) -> None:
    Outbound.objects.update(due_at=timezone.now())
    assert delivery.claim(Outbound, Outbound.objects.get().pk)
    response = desk.post(reverse("agent_withdrawal", args=[held.pk]), headers=showing(ticket))
    assert response.status_code == 409
    assert "is on its way already and cannot be taken back" in response.content.decode()
    Outbound.objects.update(state=State.SENT)
    with pytest.raises(TooLate):
        withdraw_reply(held, by=agent)
    assert Message.objects.filter(pk=held.pk).exists()


def test_a_reply_that_was_not_held_is_not_taken_back(agent: User, ticket: Ticket) -> None:
    event = post_reply(ticket, by=agent, text=WORDS, channel="email")
    assert event.message is not None
    with pytest.raises(TooLate):
        withdraw_reply(event.message, by=agent)


def test_only_its_writer_takes_it_back(held: Message, ticket: Ticket) -> None:
    colleague = make_user(User.Role.AGENT)
    with pytest.raises(NotAllowed):
        withdraw_reply(held, by=colleague)
    url = reverse("agent_withdrawal", args=[held.pk])
    assert signed_in(colleague).post(url, headers=HTMX).status_code == 403
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.ASSIGNED)
    assert signed_in(limited).post(url, headers=HTMX).status_code == 404
    page = signed_in(colleague).get(reverse("agent_ticket", args=[ticket.number])).content.decode()
    assert WORDS in page, "colleagues see what is about to go out"
    assert url not in page


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_sent_or_taken_back_and_never_both(agent: User, ticket: Ticket) -> None:
    outcomes = set()
    with ThreadPoolExecutor(2) as pool:
        for _ in range(20):
            message = reply(ticket, by=agent)
            letter = Outbound.objects.get(message=message)
            Outbound.objects.filter(pk=letter.pk).update(due_at=timezone.now())

            def claim(pk: int = letter.pk) -> bool:
                try:
                    return delivery.claim(Outbound, pk)
                finally:
                    connection.close()

            def take_back(message: Message = message) -> bool:
                try:
                    withdraw_reply(message, by=agent)
                except TooLate:
                    return False
                finally:
                    connection.close()
                return True

            claimed, taken = pool.submit(claim), pool.submit(take_back)
            outcome = (claimed.result(), taken.result())
            assert outcome in {(True, False), (False, True)}
            assert Message.objects.filter(pk=message.pk).exists() == outcome[0]
            outcomes.add(outcome)
    assert broken_rules([ticket]) == []
    assert Event.objects.filter(ticket=ticket, action="reply_withdrawn").count() == 20 - Outbound.objects.count()


def test_a_list_names_nobody_while_there_is_nothing_to_read(desk: Client, held: Message, ticket: Ticket) -> None:
    page = desk.get(reverse("agent_view", args=["all"])).content.decode()
    assert f"#{ticket.number}" in page
    assert "You: " not in page
    assert "We: " not in page
