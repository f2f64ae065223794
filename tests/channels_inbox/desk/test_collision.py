"""Nobody writes over words they have not read, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels_inbox.models import Outbound
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_inbound, make_note, make_user
from tickets.models import Draft, Message, Ticket
from tickets.operations.drafting import save_draft

Form = Callable[..., dict[str, Any]]
THEIRS = "It works again, thank you."


def messages(ticket: Ticket) -> str:
    return reverse("agent_messages", args=[ticket.number])


def ours(ticket: Ticket) -> list[str]:
    kinds = [Message.Kind.REPLY, Message.Kind.NOTE]
    return list(Message.objects.filter(ticket=ticket, kind__in=kinds).order_by("pk").values_list("text", flat=True))


@pytest.fixture
def colleague(db: None) -> User:
    return make_user(User.Role.AGENT, name="Tomasz Wolny")


@pytest.mark.parametrize("mode", ["reply", "note"])
@pytest.mark.parametrize("newer", ["customer", "colleague"])
def test_what_one_has_not_read_stops_what_one_wrote_and_is_shown(
    mode: str, newer: str, desk: Client, agent: User, ticket: Ticket, colleague: User, message_form: Form
) -> None:
    form = message_form("Mine.", mode=mode)
    save_draft(ticket, by=agent, mode=mode, text="Mine.")
    if newer == "customer":
        make_inbound(ticket, text=THEIRS)
    else:
        make_note(ticket, by=colleague, text=THEIRS)
    response = desk.post(messages(ticket), form, headers=HTMX)
    page = response.content.decode()
    assert response.status_code == 409
    assert response.headers["HX-Retarget"] == f"#conversation[data-ticket='{ticket.pk}'] #composer_notice"
    assert THEIRS in page
    assert "Mine." not in ours(ticket)
    assert Draft.objects.get(ticket=ticket, user=agent).text == "Mine."

    ticket.refresh_from_db()
    assert f'id="send_anyway" data-seq="{ticket.seq}"' in page
    assert desk.post(messages(ticket), {**form, "seen": ticket.seq}, headers=HTMX).status_code == 200
    assert "Mine." in ours(ticket)


def test_sending_anyway_still_resolves_if_that_was_asked(desk: Client, ticket: Ticket, message_form: Form) -> None:
    form = message_form(then="resolved")
    make_inbound(ticket, text=THEIRS)
    page = desk.post(messages(ticket), form, headers=HTMX).content.decode()
    assert 'name="then" value="resolved" id="send_anyway"' in page


def test_ones_own_words_and_mere_changes_stop_nothing(
    desk: Client, ticket: Ticket, agent: User, message_form: Form
) -> None:
    form = message_form()
    make_note(ticket, by=agent)
    assert desk.post(messages(ticket), form, headers=HTMX).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_at_once_one_is_first_and_the_other_keeps_their_words(
    agent: User, colleague: User, ticket: Ticket, message_form: Form
) -> None:
    start, answers = Barrier(2), {}
    writers = {person: (signed_in(person), message_form(f"From {person}")) for person in (agent, colleague)}
    for person in writers:
        save_draft(ticket, by=person, mode="reply", text=f"From {person}")

    def send(person: User) -> None:
        client, form = writers[person]
        start.wait()
        answers[person] = client.post(messages(ticket), form, headers=HTMX)
        connection.close()

    threads = [Thread(target=send, args=[person]) for person in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winner, loser = sorted(answers, key=lambda person: answers[person].status_code)
    assert (answers[winner].status_code, answers[loser].status_code) == (200, 409)
    assert f"From {winner}" in answers[loser].content.decode()
    assert ours(ticket) == [f"From {winner}"]
    assert Outbound.objects.count() == 1
    assert list(Draft.objects.values_list("user", "text")) == [(loser.pk, f"From {loser}")]


def test_a_colleagues_draft_can_be_read_by_who_could_write_it(
    desk: Client, ticket: Ticket, colleague: User, light_agent: User
) -> None:
    url = reverse("agent_colleague_draft", args=[ticket.number, colleague.pk])
    assert desk.get(url, headers=HTMX).status_code == 404, "nothing is typed yet"
    save_draft(ticket, by=colleague, mode="reply", text="Clean the <b>chute</b>")
    page = desk.get(url, headers=HTMX).content.decode()
    assert "Tomasz Wolny" in page
    assert "Clean the &lt;b&gt;chute&lt;/b&gt;" in page
    assert signed_in(light_agent).get(url, headers=HTMX).status_code == 404
    assert b"data-drafts" not in signed_in(light_agent).get(reverse("agent_ticket", args=[ticket.number])).content
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.ASSIGNED)
    assert signed_in(limited).get(url, headers=HTMX).status_code == 404
