"""Merging at the desk: the picker, the pages of both, the way back, and what nobody learns."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Team, User
from channels_inbox.models import Channel
from channels_inbox.selectors import timeline as timelines
from tests.api import Api
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.channels_inbox.portal.browsing import body
from tests.factories import make_answer, make_customer, make_inbound, make_note, make_ticket, make_user
from tickets.models import HtmlBody, Message, Ticket, TicketMerge
from tickets.models.kinds import Category
from tickets.operations.drafting import save_draft
from tickets.operations.merging import merge_tickets, undo_merge
from tickets.operations.messages import NewFile


@pytest.fixture
def other(ticket: Ticket) -> Ticket:
    return make_ticket(make_customer("bao@cafenorr.example", "Bao Nguyen"), subject="Gauge stuck at 4 bar")


def ask(client: Client, ticket: Ticket, **query: Any) -> str:
    return client.get(reverse("agent_merge", args=[ticket.number]), query, headers=HTMX).content.decode()


def press(client: Client, ticket: Ticket, into: object) -> Any:
    return client.post(reverse("agent_merge", args=[ticket.number]), {"into": into}, headers=HTMX)


def page(client: Client, ticket: Ticket) -> str:
    return client.get(reverse("agent_ticket", args=[ticket.number])).content.decode()


def hidden(ticket: Ticket) -> Client:
    """Put a ticket out of the sight of an agent and return their client."""
    Ticket.objects.filter(pk=ticket.pk).update(team=Team.objects.create(name="Others", slug="others"))
    return signed_in(make_user(User.Role.AGENT, ticket_scope="teams"))


def test_both_are_shown_before_it_happens_and_undo_is_at_hand(desk: Client, ticket: Ticket, other: Ticket) -> None:
    assert f"into={other.number}" in ask(desk, ticket, q="stuck")
    preview = ask(desk, ticket, into=other.number)
    assert ticket.subject in preview
    assert other.subject in preview
    assert "Maya Lindqvist" in preview
    response = press(desk, ticket, f"#{other.number}")
    assert f'action="{reverse("agent_merge_undo", args=[ticket.number])}"' in response.content.decode()
    assert response.headers["HX-Trigger"] == "ticket:changed"
    ticket.refresh_from_db()
    assert ticket.category == Category.MERGED
    assert desk.post(reverse("agent_merge_undo", args=[ticket.number]), headers=HTMX).headers["HX-Refresh"] == "true"
    ticket.refresh_from_db()
    assert ticket.category == Category.NEW


def test_the_target_shows_all_messages_in_order_and_whose_they_were(
    desk: Client, agent: User, ticket: Ticket, other: Ticket
) -> None:
    make_note(ticket, by=agent, text="Third")
    make_inbound(other, text="Fourth")
    merge_tickets(ticket, into=other, by=agent)
    html = page(desk, other)
    shown = re.findall(r'id="message_(\d+)"', html)
    assert shown == [str(pk) for pk in Message.objects.order_by("created_at").values_list("pk", flat=True)]
    assert html.count(f"from #{ticket.number}") == 2
    assert f'merged <a href="/agent/tickets/{ticket.number}/">#{ticket.number}</a> into this one' in html
    source = page(desk, ticket)
    assert f'This is part of <a href="/agent/tickets/{other.number}/">#{other.number}</a> now.' in source
    assert 'id="composer_form"' not in source


def test_long_stories_are_read_upwards_across_the_seam(
    desk: Client, agent: User, ticket: Ticket, other: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timelines, "PAGE", 5)
    for n in range(6):
        make_inbound(ticket, text=f"Left {n}")
        make_inbound(other, text=f"Right {n}")
    merge_tickets(ticket, into=other, by=agent)
    html = page(desk, other)
    shown: list[str] = []
    while True:
        shown = re.findall(r'id="message_(\d+)"', html) + shown
        more = re.search(r'href="([^"]+\?beneath=\d+)"', html)
        if not more:
            break
        html = desk.get(more[1]).content.decode()
    assert shown == [str(pk) for pk in Message.objects.order_by("created_at").values_list("pk", flat=True)]


def test_an_open_page_is_told_to_draw_itself_anew(desk: Client, agent: User, ticket: Ticket, other: Ticket) -> None:
    url = reverse("agent_timeline", args=[other.number])
    quiet = desk.get(url, {"after": other.seq}).headers
    assert "X-Timeline-Redraw" not in quiet
    assert "X-Composer-Redraw" not in quiet
    edge = merge_tickets(ticket, into=other, by=agent)
    other.refresh_from_db()
    assert redraws(desk.get(url, {"after": other.seq - 1})) == ["1", "1"]
    undo_merge(edge, by=agent)
    assert redraws(desk.get(url, {"after": other.seq})) == ["1", "1"]
    # The source was merged and is not any more: there is something to write in again.
    back = reverse("agent_timeline", args=[ticket.number])
    assert redraws(desk.get(back, {"after": 1})) == [None, "1"]


def redraws(response: Any) -> list[str | None]:
    return [response.headers.get(f"X-{part}-Redraw") for part in ("Timeline", "Composer")]


def test_the_page_takes_at_most_eight_statements_with_merges_too(mailbox: Channel, agent: User) -> None:
    team = Team.objects.create(name="Grinders", slug="grinders")
    target = make_ticket(team=team)
    for _ in range(4):
        source = make_ticket(team=team, files=[NewFile("a.txt", "text/plain", b"x")])
        make_answer(source, by=agent)
        merge_tickets(source, into=target, by=agent)
    limited = make_user(User.Role.AGENT, ticket_scope="teams")
    limited.memberships.create(team=team)
    for user in (agent, limited):
        client = signed_in(user)
        for url in (reverse("agent_ticket", args=[target.number]), reverse("agent_timeline", args=[target.number])):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url, {"after": "1"}).status_code == 200
            assert len(queries) <= 8, [q["sql"][:120] for q in queries]


def test_of_two_agents_the_second_is_told(desk: Client, admin: User, ticket: Ticket, other: Ticket) -> None:
    assert press(signed_in(admin), ticket, other.number).status_code == 200
    second = press(desk, ticket, other.number)
    assert second.status_code == 422
    assert "merged already" in second.content.decode()


@pytest.mark.parametrize("into", ["", "soon", "0", "99999999", "999999999999999999999"])
def test_numbers_of_nothing_are_refused(into: str, desk: Client, ticket: Ticket) -> None:
    assert press(desk, ticket, into).status_code == 422
    assert press(desk, ticket, ticket.number).status_code == 422
    assert not TicketMerge.objects.exists()


def test_a_draft_that_could_not_go_along_is_shown(desk: Client, agent: User, ticket: Ticket, other: Ticket) -> None:
    save_draft(ticket, by=agent, mode="reply", text="Words for Maya")
    save_draft(other, by=agent, mode="reply", text="Words for Bao")
    merge_tickets(ticket, into=other, by=agent)
    assert "Words for Maya" in page(desk, ticket)
    assert "Words for Bao" in page(desk, other)


def test_what_was_written_since_can_be_taken_along(desk: Client, agent: User, ticket: Ticket, other: Ticket) -> None:
    merge_tickets(ticket, into=other, by=agent)
    make_inbound(ticket, text="Written since")
    url = reverse("agent_merge_undo", args=[ticket.number])
    html = desk.get(url).content.decode()
    assert "Written since" in html
    pk = re.search(r'name="take" value="(\d+)" checked', html)
    assert pk
    assert desk.post(url, {"take": [pk[1]]}).status_code == 302
    assert "Written since" in page(desk, ticket)
    assert desk.get(url).status_code == 404


def test_a_limited_agent_neither_finds_nor_merges_what_is_hidden(ticket: Ticket, other: Ticket) -> None:
    limited = hidden(other)
    Ticket.objects.filter(pk=other.pk).update(requester=ticket.requester)
    for html in (ask(limited, ticket, q=str(other.number)), ask(limited, ticket, q="Gauge"), ask(limited, ticket)):
        assert str(other.number) not in re.sub(r'value="[^"]*"|“[^”]*”', "", html)
        assert other.subject not in html
    for into in (other.number, 99_999_999):
        assert press(limited, ticket, into).status_code == 422
        assert limited.get(reverse("agent_merge", args=[ticket.number]), {"into": into}).status_code in {302, 422}
    assert not TicketMerge.objects.exists()


def test_the_source_does_not_name_a_target_that_is_hidden(agent: User, ticket: Ticket, other: Ticket) -> None:
    merge_tickets(ticket, into=other, by=agent)
    limited = hidden(other)
    html = page(limited, ticket)
    assert "This was merged into another ticket." in html
    assert f"#{other.number}" not in html
    assert limited.get(reverse("agent_merge_undo", args=[ticket.number])).status_code == 404
    user = User.objects.get(ticket_scope="teams")
    api = Api(user)
    assert api.get(f"tickets/{ticket.number}/merge/").json() == {"into": None, "sources": []}
    events = api.get(f"tickets/{ticket.number}/events/").json()["results"]
    assert [e["particulars"]["other"] for e in events if e["action"] == "merged"] == [None]
    assert api.delete(f"tickets/{ticket.number}/merge/").status_code == 404


def test_who_sees_the_target_reads_the_files_that_came_with_the_source(agent: User, ticket: Ticket) -> None:
    source = make_ticket(files=[NewFile("gauge.txt", "text/plain", b"4 bar")])
    message = Message.objects.get(ticket=source)
    HtmlBody.objects.create(message=message, source="<p>x</p>", cleaned="<p>x</p>", sanitiser="t")
    file = message.attachments.get()
    limited = hidden(source)
    urls = [reverse("file", args=[file.token, file.name]), reverse("agent_message_html", args=[message.pk])]
    assert [limited.get(url).status_code for url in urls] == [404, 404]
    edge = merge_tickets(source, into=ticket, by=agent)
    answers = [limited.get(url) for url in urls]
    assert [a.status_code for a in answers] == [200, 200]
    assert body(answers[0]) == b"4 bar"
    undo_merge(edge, by=agent)
    assert [limited.get(url).status_code for url in urls] == [404, 404]


def test_programs_merge_and_undo(agent: User, ticket: Ticket, other: Ticket) -> None:
    api = Api(agent)
    path = f"tickets/{ticket.number}/merge/"
    assert api.put(path, {"into": other.number}).json()["status"]["category"] == "merged"
    assert api.put(path, {"into": other.number}).status_code == 409
    assert api.get(f"tickets/{other.number}/merge/").json() == {"into": None, "sources": [ticket.number]}
    assert len(api.get(f"tickets/{other.number}/messages/").json()["results"]) == 2
    assert api.post(f"tickets/{ticket.number}/messages/", {"text": "x", "kind": "note"}).status_code == 409
    assert api.delete(path).json()["status"]["category"] == "new"
