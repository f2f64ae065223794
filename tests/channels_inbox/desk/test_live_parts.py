"""What live pages ask for: only what is new, through the same rights as everything else."""

from __future__ import annotations

import re

from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.channels_inbox.desk.conftest import HTMX
from tests.factories import make_answer, make_inbound, make_note, make_ticket
from tickets.models import Ticket


def news(client: Client, ticket: Ticket, after: int) -> tuple[str, int]:
    response = client.get(reverse("agent_timeline", args=[ticket.number]), {"after": after}, headers=HTMX)
    assert response.status_code == 200
    return response.content.decode(), int(response.headers["X-Ticket-Seq"])


def test_a_page_that_asks_after_its_position_misses_nothing_and_repeats_nothing(
    desk: Client, ticket: Ticket, agent: User
) -> None:
    ticket.refresh_from_db()
    seen, position = [], ticket.seq
    for step in range(3):
        written = [make_inbound(ticket, text=f"Question {step}").pk, make_note(ticket, by=agent).pk]
        html, position = news(desk, ticket, position)
        assert [int(pk) for pk in re.findall(r'<li class="msg[^"]*" id="message_(\d+)"', html)] == written
        seen += written
    html, same = news(desk, ticket, position)
    assert same == position
    assert "<li" not in html.split("<header")[0]


def test_news_bring_the_head_as_it_is_now(desk: Client, ticket: Ticket, agent: User) -> None:
    make_answer(ticket, by=agent)
    html, _ = news(desk, ticket, 1)
    assert 'id="ticket_head" hx-swap-oob="true"' in html
    assert "Waiting on customer" in html


def test_news_tell_what_became_of_letters_without_an_event(desk: Client, ticket: Ticket, agent: User) -> None:
    from channels_inbox.models import Outbound
    from helpdesk.lib.delivery import State

    answer = make_answer(ticket, by=agent)
    ticket.refresh_from_db()
    Outbound.objects.update(state=State.SENT, sent_at=answer.created_at, due_at=None)
    html, _ = news(desk, ticket, ticket.seq)
    assert f'id="message_{answer.pk}_foot" hx-swap-oob="true"' in html
    assert "Sent " in html


def test_a_channel_is_announced_once_across_live_parts(desk: Client, ticket: Ticket) -> None:
    ticket.refresh_from_db()
    make_inbound(ticket)
    html, position = news(desk, ticket, ticket.seq)
    assert 'class="wire"' not in html
    make_inbound(ticket, channel="chat")
    html, _ = news(desk, ticket, position)
    assert html.count('class="wire"') == 1


def test_a_list_that_asks_again_gets_rows_and_counts_together(desk: Client, mailbox: object) -> None:
    ticket = make_ticket()
    html = desk.get(reverse("agent_view", args=["unassigned"]), {"fresh": "1"}, headers=HTMX).content.decode()
    assert f'id="row_{ticket.pk}"' in html
    assert '<span id="fresh_count">1</span>' in html
    assert 'id="view_unassigned"' in html
    assert "<html" not in html
