"""The lists: what they hold, in what order, and what a page of them costs."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from channels_inbox.selectors import cursor
from channels_inbox.selectors.capped import CAP, shown
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_answer, make_customer, make_note, make_ticket, make_user
from tickets.models import Ticket
from tickets.operations.assigning import assign_ticket
from tickets.operations.drafting import save_draft
from tickets.operations.progress import close_ticket, resolve_ticket
from tickets.operations.tagging import set_tags
from tickets.operations.visiting import mark_seen


def numbers(client: Client, view: str, **query: str) -> list[int]:
    page = client.get(reverse("agent_view", args=[view]), query).content.decode()
    return [int(n) for n in re.findall(r'class="trow[^"]*" id="row_\d+" href="/agent/tickets/(\d+)/', page)]


def row(client: Client, ticket: Ticket, view: str = "open") -> str:
    page = client.get(reverse("agent_view", args=[view])).content.decode()
    found = re.search(rf'<a class="trow[^"]*" id="row_{ticket.pk}".*?</a>', page, re.DOTALL)
    assert found
    return found[0]


def test_each_list_holds_its_tickets(mailbox: object, desk: Client, agent: User) -> None:
    team = Team.objects.create(name="Grinders", slug="grinders")
    mine, free, waiting, drafted, resolved, closed, teams = (make_ticket() for _ in range(7))
    assign_ticket(mine, to=agent, by=agent)
    make_answer(waiting, by=agent)
    save_draft(drafted, by=agent, mode="reply", text="Hello")
    resolve_ticket(resolved, by=agent)
    close_ticket(closed, by=agent)
    Ticket.objects.filter(pk=teams.pk).update(team=team)

    assert numbers(desk, "mine") == [waiting.number, mine.number]
    assert numbers(desk, "unassigned") == [teams.number, drafted.number, free.number]
    assert numbers(desk, "waiting-for-us") == [mine.number, free.number, drafted.number, teams.number]
    assert numbers(desk, "waiting-on-customer") == [waiting.number]
    assert numbers(desk, "drafts") == [drafted.number]
    assert numbers(desk, "resolved") == [resolved.number]
    assert numbers(desk, "closed") == [closed.number]
    assert numbers(desk, "team-grinders") == [teams.number]
    assert len(numbers(desk, "open")) == 5
    assert desk.get(reverse("agent_view", args=["no-such-list"])).status_code == 404


def test_the_counts_beside_the_lists_are_those_of_the_lists(mailbox: object, desk: Client, agent: User) -> None:
    for _ in range(3):
        make_ticket()
    make_ticket(assignee=agent)
    page = desk.get(reverse("agent_view", args=["unassigned"])).content.decode()
    count = dict(re.findall(r'id="view_([\w-]+)".*?class="count">(\d*)<', page, re.DOTALL))
    assert {k: count[k] for k in ("mine", "unassigned", "open", "waiting-for-us", "drafts")} == {
        "mine": "1",
        "unassigned": "3",
        "open": "4",
        "waiting-for-us": "4",
        "drafts": "",
    }


def test_counts_stop_at_999() -> None:
    assert [shown(n) for n in (1, 999, CAP)] == ["1", "999", "999+"]


def test_pages_follow_each_other_without_gaps_or_repeats(desk: Client) -> None:
    customer = make_customer()
    now = timezone.now()
    for n in range(120):
        make_ticket(customer, subject=f"Ticket {n}")
    # Many at the very same moment: the id decides, and no row is skipped or shown twice.
    Ticket.objects.update(last_message_at=now, waiting_since=now)
    for sort in ("latest", "waiting"):
        url, seen, pages = reverse("agent_view", args=["open"]) + f"?sort={sort}", [], 0
        while url:
            page = desk.get(url, headers=HTMX).content.decode()
            seen += re.findall(r'id="row_(\d+)"', page, re.DOTALL)
            more = re.search(r'id="more" href="([^"]+)"', page, re.DOTALL)
            url, pages = (more[1].replace("&amp;", "&") if more else ""), pages + 1
        assert pages == 3
        assert len(seen) == len(set(seen)) == 120


def test_a_row_that_moves_up_meanwhile_does_not_shift_the_next_page(desk: Client) -> None:
    tickets = [make_ticket() for _ in range(60)]
    first = desk.get(reverse("agent_view", args=["open"])).content.decode()
    more = re.search(r'id="more" href="([^"]+)"', first)
    assert more
    Ticket.objects.filter(pk=tickets[0].pk).update(last_message_at=timezone.now() + timedelta(minutes=1))
    second = desk.get(more[1]).content.decode()
    assert len(re.findall(r'id="row_', second)) == 9


@pytest.mark.parametrize("text", ["", "x", "////", "MTIz", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE"])
def test_a_cursor_that_is_none_starts_at_the_beginning(text: str, desk: Client) -> None:
    make_ticket()
    assert cursor.decode(text) is None
    assert len(numbers(desk, "open", after=text)) == 1


def test_rows_say_who_what_and_how_long(mailbox: object, desk: Client, agent: User) -> None:
    ticket = make_ticket(
        make_customer("maya@cafenorr.example", "Maya Lindqvist"), subject="<b>No</b> pressure", priority=4
    )
    set_tags(ticket, to=["machine-down"], by=agent)
    Ticket.objects.filter(pk=ticket.pk).update(waiting_since=timezone.now() - timedelta(minutes=130))
    shown_row = row(desk, ticket)
    for words in ("Maya Lindqvist", "&lt;b&gt;No&lt;/b&gt; pressure", "Urgent", "machine-down", "2h 10m"):
        assert words in shown_row


def test_a_customer_without_a_name_is_shown_by_their_address(desk: Client) -> None:
    assert "nameless@example.com" in row(desk, make_ticket(make_customer("nameless@example.com")))


def test_a_row_is_unread_until_its_news_is_seen(mailbox: object, desk: Client, agent: User) -> None:
    ticket = make_ticket()
    assert "is-unread" in row(desk, ticket)
    ticket.refresh_from_db()
    mark_seen(ticket, by=agent)
    assert "is-unread" not in row(desk, ticket)
    make_note(ticket, by=make_user(User.Role.AGENT))
    assert "is-unread" in row(desk, ticket)


def test_search_finds_by_number_subject_and_person_in_this_list(desk: Client, agent: User) -> None:
    maya = make_customer("maya@cafenorr.example", "Maya Lindqvist")
    mine = make_ticket(maya, subject="Duo won’t build pressure", assignee=agent)
    other = make_ticket(subject="Grinder hums", assignee=agent)
    elsewhere = make_ticket(maya, subject="An invoice")
    assert numbers(desk, "mine", q="PRESSURE") == [mine.number]
    assert numbers(desk, "mine", q="lindq") == [mine.number]
    assert numbers(desk, "mine", q="maya@cafe") == [mine.number]
    assert numbers(desk, "mine", q="nothing like it") == []
    assert numbers(desk, "all", q="lindq") == [elsewhere.number, mine.number]
    listed = desk.get(reverse("agent_view", args=["mine"]), {"q": str(other.number)}, headers=HTMX)
    assert f"/agent/tickets/{other.number}/" in listed.content.decode()


def test_an_exact_number_jumps_to_its_ticket(desk: Client) -> None:
    ticket = make_ticket()
    for typed in (f"{ticket.number}", f"#{ticket.number}"):
        response = desk.get(reverse("agent_view", args=["mine"]), {"q": typed})
        assert response.headers["Location"] == reverse("agent_ticket", args=[ticket.number])


def test_a_search_without_results_says_what_was_searched(desk: Client) -> None:
    page = desk.get(reverse("agent_view", args=["mine"]), {"q": "<script>"}).content.decode()
    assert "Nothing here matches “&lt;script&gt;”" in page
    assert "Search every ticket" in page
    page = desk.get(reverse("agent_view", args=["all"]), {"q": "assignee:nobody123"}).content.decode()
    assert "No agent is called “nobody123”." in page


def test_a_page_with_all_counts_takes_at_most_six_statements(mailbox: object, agent: User) -> None:
    for n in range(4):
        Team.objects.create(name=f"Team {n}", slug=f"team-{n}")
    for n in range(20):
        ticket = make_ticket(subject=f"Ticket {n}")
        set_tags(ticket, to=[f"tag {n}", "all"], by=agent)
    for user in (agent, make_user(User.Role.ADMIN), make_user(User.Role.AGENT, ticket_scope="teams")):
        client = signed_in(user)
        for query in ({}, {"fresh": "1"}, {"q": "Ticket"}, {"sort": "waiting"}):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(reverse("agent_view", args=["open"]), query).status_code == 200
            assert len(queries) <= 6


def test_fifty_rows_are_sent_in_twelve_kilobytes(mailbox: object, desk: Client, agent: User) -> None:
    for n in range(60):
        ticket = make_ticket(
            make_customer(f"person{n}@example.org", f"Person Number {n}"),
            subject=f"Something different number {n * 7919} does not work",
            text=f"Words that no other ticket has: {n * 104729} and {n * 1299709}, and so on and so forth.",
            priority=n % 4 + 1,
        )
        set_tags(ticket, to=[f"tag-{n % 9}", f"topic-{n % 11}"], by=agent)
    response = desk.get(reverse("agent_view", args=["open"]), headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.content) <= 12 * 1024
    assert len(re.findall(r'id="row_', gzip.decompress(response.content).decode())) == 50
