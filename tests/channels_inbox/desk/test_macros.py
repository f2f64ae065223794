"""Macros in the composer: seen first, reworded, done together with the message or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_user
from tickets.models import Macro, Message, Ticket
from tickets.models.kinds import Category, Priority
from tickets.operations.editing import set_priority
from tickets.operations.progress import close_ticket

Form = Callable[..., dict[str, Any]]


@pytest.fixture
def macro(agent: User) -> Macro:
    actions = [
        {"action": "reply", "params": {"text": "Hi {{ customer.first_name }}, the part is on its way."}},
        {"action": "note", "params": {"text": "Part sent by {{ agent.first_name }}."}},
        {"action": "set_priority", "params": {"priority": 4}},
        {"action": "add_tags", "params": {"tags": ["parts"]}},
    ]
    return Macro.objects.create(name="Spare part on its way", owner=agent, actions=actions)


def preview(client: Client, ticket: Ticket, macro: Macro) -> str:
    response = client.get(reverse("agent_ticket_macro", args=[ticket.number, macro.pk]), headers=HTMX)
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, ticket: Ticket, form: dict[str, Any]) -> Any:
    return client.post(reverse("agent_messages", args=[ticket.number]), form, headers=HTMX)


def test_the_menu_names_what_each_does(desk: Client, ticket: Ticket, macro: Macro) -> None:
    Macro.objects.create(
        name="Hers", owner=make_user(User.Role.AGENT), visibility=Macro.Visibility.ME, actions=macro.actions
    )
    page = desk.get(reverse("agent_ticket_macros", args=[ticket.number]), headers=HTMX).content.decode()
    assert "Spare part on its way<small>Reply · Write a note · Set priority · Add tags</small>" in page
    assert "Hers" not in page


def test_the_preview_shows_words_and_changes_and_does_nothing(desk: Client, ticket: Ticket, macro: Macro) -> None:
    page = preview(desk, ticket, macro)
    assert 'data-reply="Hi Maya, the part is on its way."' in page
    assert 'data-note="Part sent by Ana."' in page
    assert "Priority: Normal → Urgent" in page
    assert "Add tags: parts" in page
    ticket.refresh_from_db()
    assert ticket.priority == Priority.NORMAL
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_what_a_customer_calls_themselves_stays_words(desk: Client, ticket: Ticket, macro: Macro) -> None:
    type(ticket.requester).objects.filter(pk=ticket.requester_id).update(name='"><script>alert(1)</script> {{x}}')
    page = preview(desk, ticket, macro)
    assert "<script>" not in page


def test_its_changes_and_its_note_go_with_the_message(
    desk: Client, ticket: Ticket, macro: Macro, message_form: Form
) -> None:
    form = message_form("Hi Maya, it comes tomorrow.", macro=macro.pk)
    assert [send(desk, ticket, form).status_code for _ in range(2)] == [200, 200]
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.category) == (Priority.URGENT, Category.WAITING_CUSTOMER)
    assert [tag.name for tag in ticket.tags.all()] == ["parts"]
    written = Message.objects.filter(ticket=ticket).exclude(kind="inbound").order_by("pk")
    assert list(written.values_list("kind", "text")) == [
        ("reply", "Hi Maya, it comes tomorrow."),
        ("note", "Part sent by Ana."),
    ]


def test_a_refused_macro_sends_nothing(desk: Client, ticket: Ticket, macro: Macro, message_form: Form) -> None:
    team = Team.objects.create(name="Gone", slug="gone")
    macro.actions = [{"action": "set_team", "params": {"team": team.pk}}]
    macro.save()
    team.delete()
    response = send(desk, ticket, message_form(macro=macro.pk))
    assert response.status_code == 422
    assert "cannot be used any more" in response.content.decode()
    assert Message.objects.filter(ticket=ticket).count() == 1
    macro.delete()
    response = send(desk, ticket, message_form(macro=macro.pk or 999_999))
    assert "This macro is not there any more" in response.content.decode()


def test_changes_can_be_made_without_a_message(desk: Client, ticket: Ticket, macro: Macro) -> None:
    url = reverse("agent_ticket_macro_application", args=[ticket.number, macro.pk])
    assert desk.post(url, headers=HTMX).status_code == 200
    ticket.refresh_from_db()
    assert ticket.priority == Priority.URGENT
    assert Message.objects.filter(ticket=ticket).count() == 1


def test_a_macro_that_cannot_be_done_says_why(desk: Client, ticket: Ticket, agent: User, macro: Macro) -> None:
    status = ticket.status
    close_ticket(ticket, by=agent)
    macro.actions = [{"action": "set_status", "params": {"status": status.pk}}]
    macro.save()
    url = reverse("agent_ticket_macro_application", args=[ticket.number, macro.pk])
    response = desk.post(url, headers=HTMX)
    assert response.status_code == 422
    assert "closed" in response.content.decode()


def test_macros_are_for_those_who_may_change_the_ticket(
    light_agent: User, ticket: Ticket, macro: Macro, agent: User
) -> None:
    Macro.objects.filter(pk=macro.pk).update(visibility=Macro.Visibility.ME)
    colleague = signed_in(make_user(User.Role.AGENT))
    assert colleague.get(reverse("agent_ticket_macro", args=[ticket.number, macro.pk])).status_code == 404
    light = signed_in(light_agent)
    assert light.get(reverse("agent_ticket_macros", args=[ticket.number])).status_code == 404
    assert b'id="macros"' not in light.get(reverse("agent_ticket", args=[ticket.number])).content


def test_a_form_sent_twice_changes_nothing_again(
    desk: Client, ticket: Ticket, macro: Macro, message_form: Form, admin: User
) -> None:
    form = message_form(macro=macro.pk)
    assert send(desk, ticket, form).status_code == 200
    set_priority(ticket, to=Priority.LOW, by=admin)
    assert send(desk, ticket, form).status_code == 200
    ticket.refresh_from_db()
    assert ticket.priority == Priority.LOW
