"""The page of one ticket: what it shows, to whom, and what it costs."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Team, User
from channels_inbox.models import Channel, Outbound
from helpdesk.lib.delivery import State
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_answer, make_customer, make_inbound, make_note, make_ticket, make_user
from tickets.models import HtmlBody, Message, Ticket, Visit
from tickets.operations.assigning import assign_ticket
from tickets.operations.drafting import save_draft
from tickets.operations.editing import set_priority, set_subject
from tickets.operations.messages import NewFile
from tickets.operations.progress import close_ticket
from tickets.operations.tagging import set_tags


def page(client: Client, ticket: Ticket) -> str:
    response = client.get(reverse("agent_ticket", args=[ticket.number]))
    assert response.status_code == 200
    return response.content.decode()


def item(html: str, message: Message) -> str:
    found = re.search(rf'<li class="msg[^"]*" id="message_{message.pk}".*?</li>', html, re.DOTALL)
    assert found
    return found[0]


def test_each_kind_of_message_has_its_own_shape_and_words(desk: Client, ticket: Ticket, agent: User) -> None:
    asked = make_inbound(ticket, text="Still <b>4</b> bar.")
    answer, note = make_answer(ticket, by=agent), make_note(ticket, by=agent)
    html = page(desk, ticket)
    assert "msg--customer" in item(html, asked)
    assert "Still &lt;b&gt;4&lt;/b&gt; bar." in item(html, asked)
    assert "msg--agent" in item(html, answer)
    assert "msg--note" in item(html, note)
    assert "Internal note" in item(html, note)


def test_a_message_by_somebody_else_says_that_the_customer_does_not_see_it(desk: Client, ticket: Ticket) -> None:
    stranger = make_customer("mallory@elsewhere.example", "Mallory")
    message = make_inbound(ticket, by=stranger, public=False)
    shown = item(page(desk, ticket), message)
    assert "Not shown to the customer: sent by someone else" in shown
    assert "Mallory" in shown


def test_an_unproved_sender_is_marked(desk: Client, ticket: Ticket) -> None:
    unproved, proved = make_inbound(ticket, verified=False), make_inbound(ticket, verified=True)
    html = page(desk, ticket)
    assert "Sender not verified" in item(html, unproved)
    assert "Sender not verified" not in item(html, proved)


def test_quoted_history_is_folded(desk: Client, ticket: Ticket) -> None:
    short, long = make_inbound(ticket, text="Yes."), make_inbound(ticket, text="Yes.\n> Did you try it?")
    Message.objects.filter(pk=long.pk).update(reply_text="Yes.")
    html = page(desk, ticket)
    assert "Show all" not in item(html, short)
    assert "Show all" in item(html, long)


def test_who_takes_a_ticket_did_not_give_it_to_themselves(desk: Client, agent: User, ticket: Ticket) -> None:
    colleague = make_user(User.Role.AGENT, name="Tomasz Wolny")
    assign_ticket(ticket, to=agent, by=agent)
    assign_ticket(ticket, to=colleague, by=agent)
    assign_ticket(ticket, to=None, by=agent)
    html = page(desk, ticket)
    assert "took it" in html
    assert html.count("gave it to") == 1
    assert "unassigned it" in html


def test_a_message_without_a_word_says_so(desk: Client, ticket: Ticket) -> None:
    silent = make_inbound(ticket, text="")
    assert "No text" in item(page(desk, ticket), silent)


def test_html_is_shown_in_a_sandboxed_frame_that_loads_only_when_opened(desk: Client, ticket: Ticket) -> None:
    message = make_inbound(ticket)
    HtmlBody.objects.create(message=message, source="<p>x</p>", cleaned="<p>x</p>", sanitiser="t", has_remote=True)
    shown = item(page(desk, ticket), message)
    frame = re.search(r"<iframe[^>]*>", shown)
    assert frame
    assert 'sandbox="allow-popups allow-popups-to-escape-sandbox"' in frame[0]
    assert 'loading="lazy"' in frame[0]
    assert "Show images" in shown


@pytest.mark.parametrize(
    ("state", "words", "button"),
    [
        (State.QUEUED, "Sending", None),
        (State.SENT, "Sent", None),
        (State.FAILED, "Not sent: No such mailbox", "Try again"),
        (State.BOUNCED, "Did not arrive: No such mailbox", "Try again"),
        (State.UNCERTAIN, "No such mailbox", "Send again"),
    ],
)
def test_what_became_of_a_reply_is_said_below_it(
    state: State, words: str, button: str | None, desk: Client, ticket: Ticket, agent: User
) -> None:
    answer = make_answer(ticket, by=agent)
    trouble = "" if state in {State.QUEUED, State.SENT} else "No such mailbox"
    Outbound.objects.update(state=state, trouble=trouble, sent_at=answer.created_at, due_at=None)
    shown = item(page(desk, ticket), answer)
    assert words in shown
    assert ("<button" in shown) == (button is not None)
    if button:
        assert button in shown


def test_changes_are_one_grey_line_and_fold_when_there_are_many(desk: Client, ticket: Ticket, agent: User) -> None:
    set_priority(ticket, to=4, by=agent)
    assert "changed the priority from <b>Normal</b> to <b>Urgent</b>" in page(desk, ticket)
    for n in range(3):
        set_subject(ticket, to=f"Wording {n}", by=agent)
    assert "<span>4 changes</span>" in page(desk, ticket)


def test_the_reader_finds_where_they_left_off(desk: Client, ticket: Ticket, agent: User) -> None:
    ticket.refresh_from_db()
    Visit.objects.create(ticket=ticket, user=agent, seen_seq=ticket.seq)
    assert "New since you looked" not in page(desk, ticket)
    message = make_inbound(ticket)
    html = page(desk, ticket)
    assert html.index("New since you looked") < html.index(f'id="message_{message.pk}"')


def test_a_draft_is_there_on_every_device(desk: Client, ticket: Ticket, agent: User) -> None:
    save_draft(ticket, by=agent, mode="note", text="Half a <thought>")
    html = page(signed_in(agent), ticket)
    assert "Half a &lt;thought&gt;</textarea>" in html
    assert 'data-mode="note"' in html
    assert "Half a" not in page(signed_in(make_user(User.Role.AGENT)), ticket)


def test_files_are_listed_with_their_size(desk: Client, mailbox: Channel) -> None:
    ticket = make_ticket(files=[NewFile("gauge <4 bar>.jpg", "image/jpeg", b"x" * 2048)])
    html = page(desk, ticket)
    assert "gauge &lt;4 bar&gt;.jpg" in html
    assert "2.0" in html


def test_a_closed_ticket_takes_notes_and_explains_follow_ups(desk: Client, ticket: Ticket, agent: User) -> None:
    close_ticket(ticket, by=agent)
    html = page(desk, ticket)
    assert "A new message from Maya opens a follow-up ticket." in html
    assert "Send email" not in html
    assert "Add note" in html


def test_a_light_agent_adds_notes_and_changes_nothing(light_agent: User, ticket: Ticket) -> None:
    html = page(signed_in(light_agent), ticket)
    assert "You can add notes. Agents write to customers." in html
    for gone in ("Send email", 'id="prop_status"', ">Resolve<"):
        assert gone not in html


def test_nobody_can_be_answered_without_an_address(desk: Client, mailbox: Channel) -> None:
    from accounts.operations.identifying import identify

    ticket = make_ticket(identify(kind="phone", value="+46315550142", name="Ingrid Solheim"), channel="phone")
    assert "We have no email address of Ingrid." in page(desk, ticket)


def test_a_long_conversation_shows_its_end_and_reads_upwards(desk: Client, ticket: Ticket) -> None:
    messages = [make_inbound(ticket, text=f"Message {n}") for n in range(110)]
    html = page(desk, ticket)
    assert f'id="message_{messages[-1].pk}"' in html
    assert f'id="message_{messages[0].pk}"' not in html
    more = re.search(r'href="([^"]+\?before=\d+)"', html)
    assert more
    earlier = desk.get(more[1]).content.decode()
    shown = re.findall(r'id="message_(\d+)"', earlier) + re.findall(r'id="message_(\d+)"', html)
    assert len(shown) == len(set(shown)) == 111
    assert "?before=" not in earlier


def test_the_page_takes_at_most_eight_statements_however_much_happened(mailbox: Channel, admin: User) -> None:
    team = Team.objects.create(name="Grinders", slug="grinders")
    maya = make_customer("maya@cafenorr.example", "Maya Lindqvist")
    for _ in range(3):
        make_ticket(maya)
    ticket = make_ticket(maya, team=team)
    agents = [make_user(User.Role.AGENT, name=f"Agent {n}") for n in range(4)]
    for n, agent in enumerate(agents):
        make_inbound(ticket, text=f"Question {n}", files=[NewFile("a.txt", "text/plain", b"x")])
        make_inbound(ticket, by=make_customer(f"nameless{n}@example.com"), public=False)
        HtmlBody.objects.create(
            message=make_answer(ticket, by=agent), source="<p>x</p>", cleaned="<p>x</p>", sanitiser="t"
        )
        make_note(ticket, by=agent)
        set_tags(ticket, to=[f"tag {n}"], by=agent)
        save_draft(ticket, by=agent, mode="reply", text="…")
    limited = make_user(User.Role.AGENT, ticket_scope="teams")
    limited.memberships.create(team=team)
    for user in (admin, agents[0], limited):
        client = signed_in(user)
        for url in (reverse("agent_ticket", args=[ticket.number]), reverse("agent_timeline", args=[ticket.number])):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url, {"after": "1"}).status_code == 200
            assert len(queries) <= 8, [q["sql"][:120] for q in queries]


def test_opening_a_ticket_changes_nothing(desk: Client, ticket: Ticket, settings: Any) -> None:
    settings.PREPARED_STATEMENTS = False
    with CaptureQueriesContext(connection) as queries:
        page(desk, ticket)
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]


def test_seeing_is_said_by_a_post_and_never_goes_back(desk: Client, ticket: Ticket, agent: User) -> None:
    make_inbound(ticket)
    ticket.refresh_from_db()
    url = reverse("agent_visit", args=[ticket.number])
    for seq, kept in ((1, 1), (ticket.seq + 50, ticket.seq), (1, ticket.seq)):
        assert desk.post(url, {"seq": seq}).status_code == 204
        assert Visit.objects.get(ticket=ticket, user=agent).seen_seq == kept
