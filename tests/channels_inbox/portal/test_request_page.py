from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from channels_inbox.models import Inbound, Outbound
from tests.channels_inbox.portal.browsing import token, write
from tests.factories import make_answer, make_customer, make_inbound, make_mailbox, make_note, make_ticket
from tickets.models import Message, Ticket
from tickets.operations.closing import close_resolved
from tickets.operations.messages import NewFile
from tickets.operations.progress import close_ticket, resolve_ticket


@pytest.fixture
def mine(client: Client, customer: User, ticket: Ticket) -> str:
    """The address of the customer's own request, signed in."""
    client.force_login(customer)
    return f"/requests/{ticket.number}/"


def test_the_customer_reads_what_both_sides_said(client: Client, mine: str, agent: User, ticket: Ticket) -> None:
    make_answer(ticket, by=agent, text="Bleed the pump first.")
    page = client.get(mine).content.decode()
    assert "the gauge stays at 4 bar" in page
    assert "Bleed the pump first." in page
    assert "Ana from Halden" in page
    assert "We are waiting for you" in page


def test_notes_and_what_strangers_sent_never_render(client: Client, mine: str, agent: User, ticket: Ticket) -> None:
    make_note(ticket, by=agent, text="Refund is fine with me")
    make_inbound(ticket, text="Your code is 123456", by=make_customer("stranger@example.com"), public=False)
    page = client.get(mine).content.decode()
    assert "Refund is fine with me" not in page
    assert "123456" not in page


def test_news_of_an_open_page_are_what_the_page_itself_would_show(
    client: Client, mine: str, agent: User, ticket: Ticket
) -> None:
    make_answer(ticket, by=agent, text="Bleed the pump first.")
    make_note(ticket, by=agent, text="Refund is fine with me")
    news = client.get(f"{mine}news/").content.decode()
    assert "Bleed the pump first." in news
    assert "Refund" not in news
    assert "We are waiting for you" in news
    assert "<html" not in news


def test_news_of_somebody_elses_request_are_not_there(client: Client, customer: User) -> None:
    client.force_login(customer)
    assert client.get(f"/requests/{make_ticket(make_customer('x@example.com')).number}/news/").status_code == 404


def test_a_page_opened_by_link_asks_for_no_socket(
    client: Client, mine: str, ticket: Ticket, link: Callable[[Ticket], str]
) -> None:
    assert "socket-url" in client.get(mine).content.decode()
    assert "socket-url" not in client.get(link(ticket)).content.decode()


def test_control_characters_are_left_out_of_what_is_written(client: Client, mine: str, ticket: Ticket) -> None:
    write(client, mine, message="It rings\x07 like\ta bell\x1b[0m.\r\nTwice.")
    assert Message.objects.filter(ticket=ticket).latest("pk").text == "It rings like\ta bell[0m.\nTwice."


def test_text_from_mail_is_inert(client: Client, mine: str, ticket: Ticket) -> None:
    make_inbound(
        ticket, text='<img src=x onerror=alert(1)> https://x.example/"onmouseover="alert(1) javascript:alert(1)'
    )
    page = client.get(mine).content.decode()
    assert "<img src=x" not in page
    assert '"onmouseover=' not in page
    assert 'href="javascript:' not in page


def test_quoted_history_is_folded_away(client: Client, mine: str, ticket: Ticket) -> None:
    message = make_inbound(ticket, text="Thanks!\n\n> Bleed the pump first.")
    Message.objects.filter(pk=message.pk).update(reply_text="Thanks!")
    page = client.get(mine).content.decode()
    assert "<details" in page
    assert "&gt; Bleed the pump first." in page


def test_writing_back_joins_the_ticket_as_proved_and_wakes_it(
    client: Client, mine: str, agent: User, ticket: Ticket
) -> None:
    make_answer(ticket, by=agent)
    answer = write(client, mine, message="Still 4 bar.", attachments=SimpleUploadedFile("gauge.jpg", b"\xff\xd8"))
    assert (answer.status_code, answer["Location"]) == (302, f"{mine}#latest")
    message = ticket.messages.latest("pk")
    assert (message.text, message.kind, message.sender_verified) == ("Still 4 bar.", "inbound", True)
    assert [a.name for a in message.attachments.all()] == ["gauge.jpg"]
    ticket.refresh_from_db()
    assert ticket.category == "open"
    assert Inbound.objects.get(message=message).state == "done"


def test_a_double_click_writes_once_and_other_words_write_again(client: Client, mine: str, ticket: Ticket) -> None:
    once = token(client.get(mine))
    for words in ("Still 4 bar.", "Still 4 bar.", "Now 5 bar."):
        client.post(f"{mine}messages/", {"once": once, "message": words})
    written = list(ticket.messages.order_by("pk").values_list("text", flat=True))[1:]
    assert written == ["Still 4 bar.", "Now 5 bar."]


def test_an_empty_reply_is_refused_but_a_file_alone_is_enough(client: Client, mine: str, ticket: Ticket) -> None:
    refused = write(client, mine, message="  ")
    assert refused.status_code == 422
    assert "Write something or add a file first." in refused.content.decode()
    assert write(client, mine, message="", attachments=SimpleUploadedFile("a.txt", b"a")).status_code == 302
    assert ticket.messages.count() == 2


def test_nul_bytes_are_dropped_from_a_reply(client: Client, mine: str, ticket: Ticket) -> None:
    assert write(client, mine, message="a\x00b").status_code == 302
    assert ticket.messages.latest("pk").text == "ab"


def test_the_customer_says_it_is_solved_and_may_still_open_it_again(client: Client, mine: str, ticket: Ticket) -> None:
    assert client.post(f"{mine}resolution/").status_code == 302
    ticket.refresh_from_db()
    assert ticket.category == "resolved"
    page = client.get(mine).content.decode()
    assert "You marked this as solved" in page
    assert "Send and open again" in page
    write(client, mine, message="It is back.")
    ticket.refresh_from_db()
    assert ticket.category == "open"
    page = client.get(mine).content.decode()
    assert "You opened this again" in page
    assert page.count('id="latest"') == 1


def test_a_closed_request_takes_a_follow_up_instead(
    client: Client, mine: str, agent: User, customer: User, ticket: Ticket
) -> None:
    make_mailbox()
    close_ticket(ticket, by=agent)
    assert "Ask a follow-up" in client.get(mine).content.decode()
    answer = write(client, mine, to="follow-ups/", message="It is back.")
    new = Ticket.objects.latest("pk")
    assert new.follow_up_of == ticket
    assert new.requester == customer.customer
    assert answer["Location"] == f"/requests/{new.number}/"
    assert client.get(answer["Location"]).status_code == 200
    assert Outbound.objects.filter(automatic=True, message__ticket=new).exists()


def test_a_follow_up_sent_twice_is_one(client: Client, mine: str, agent: User, ticket: Ticket) -> None:
    close_ticket(ticket, by=agent)
    once = token(client.get(mine))
    first = client.post(f"{mine}follow-ups/", {"once": once, "message": "It is back."})
    second = client.post(f"{mine}follow-ups/", {"once": once, "message": "It is back."})
    assert first["Location"] == second["Location"]
    assert Ticket.objects.count() == 2


def test_saying_it_is_solved_while_it_closes_shows_the_closed_request(
    client: Client, mine: str, agent: User, ticket: Ticket
) -> None:
    """The ticket closes after the page's view has read it: here, when the operation begins."""
    closed: list[bool] = []

    def close_first(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith("SAVEPOINT") and not closed:
            closed.append(True)
            close_ticket(ticket, by=agent)
        return execute(sql, *rest)

    with connection.execute_wrapper(close_first):
        answer = client.post(f"{mine}resolution/")
    assert closed
    assert answer.status_code == 302
    ticket.refresh_from_db()
    assert ticket.category == "closed"


def test_words_written_while_it_closed_come_back_as_a_follow_up(
    client: Client, mine: str, agent: User, ticket: Ticket
) -> None:
    once = token(client.get(mine))
    close_ticket(ticket, by=agent)
    answer = client.post(f"{mine}messages/", {"once": once, "message": "One more thing."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "One more thing." in page
    assert "follow-ups/" in page
    client.post(f"{mine}follow-ups/", {"once": token(answer), "message": "One more thing."})
    assert Ticket.objects.count() == 2


def test_a_follow_up_to_a_request_that_is_open_is_simply_an_answer(client: Client, mine: str, ticket: Ticket) -> None:
    write(client, mine, to="follow-ups/", message="More.")
    assert ticket.messages.count() == 2
    assert Ticket.objects.count() == 1


def test_marking_a_closed_request_as_solved_changes_nothing(
    client: Client, mine: str, agent: User, ticket: Ticket
) -> None:
    close_ticket(ticket, by=agent)
    client.post(f"{mine}resolution/")
    ticket.refresh_from_db()
    assert ticket.category == "closed"


def test_a_flood_is_stopped_and_its_words_kept(client: Client, mine: str, ticket: Ticket) -> None:
    answers = [write(client, mine, message=f"No. {n}") for n in range(31)]
    assert [a.status_code for a in answers] == [302] * 30 + [429]
    assert "No. 30" in answers[-1].content.decode()


def test_the_page_costs_the_same_however_long_the_talk_is(
    client: Client, mine: str, agent: User, ticket: Ticket, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        make_inbound(ticket, text=f"No. {number}", files=[NewFile("a.txt", "text/plain", b"a")])
        make_answer(ticket, by=agent)
    with django_assert_max_num_queries(8):
        client.get(mine)


def test_private_pages_are_kept_by_nobody(client: Client, mine: str) -> None:
    assert "no-store" in client.get(mine)["Cache-Control"]
    assert "no-store" in client.get("/requests/")["Cache-Control"]


def test_resolved_requests_close_for_good_after_some_days(
    client: Client, mine: str, agent: User, ticket: Ticket
) -> None:
    resolve_ticket(ticket, by=agent)
    Ticket.objects.update(resolved_at=ticket.created_at.replace(year=2020))
    close_resolved()
    ticket.refresh_from_db()
    assert ticket.category == "closed"
