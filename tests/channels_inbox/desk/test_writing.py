"""Replies, notes and drafts through the composer."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import User
from channels_inbox.models import Outbound
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_user
from tickets.errors import FileGone
from tickets.models import Attachment, Draft, Message, Ticket
from tickets.models.kinds import Category
from tickets.operations.messages import NewFile, store_file
from tickets.operations.progress import close_ticket
from tickets.operations.replying import add_note

Form = Callable[..., dict[str, Any]]


def messages(ticket: Ticket) -> str:
    return reverse("agent_messages", args=[ticket.number])


def written(ticket: Ticket, kind: Message.Kind) -> list[str]:
    return list(Message.objects.filter(ticket=ticket, kind=kind).order_by("pk").values_list("text", flat=True))


def test_a_reply_is_queued_and_the_composer_comes_back_empty(
    desk: Client, ticket: Ticket, agent: User, message_form: Form
) -> None:
    response = desk.post(messages(ticket), message_form("Bleed the pump first."), headers=HTMX)
    assert response.status_code == 200
    assert response.headers["HX-Trigger"] == "ticket:changed, ticket:sent"
    assert "Bleed the pump" not in response.content.decode()
    assert written(ticket, Message.Kind.REPLY) == ["Bleed the pump first."]
    letter = Outbound.objects.get()
    assert letter.to == ["maya@cafenorr.example"]
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.category) == (agent, Category.WAITING_CUSTOMER)


def test_it_works_without_script(desk: Client, ticket: Ticket, message_form: Form) -> None:
    response = desk.post(messages(ticket), message_form())
    assert response.headers["Location"] == reverse("agent_ticket", args=[ticket.number])


@pytest.mark.parametrize("then", [Category.OPEN, Category.WAITING_CUSTOMER, Category.RESOLVED])
def test_a_reply_can_say_what_becomes_of_the_ticket(
    then: Category, desk: Client, ticket: Ticket, message_form: Form
) -> None:
    desk.post(messages(ticket), message_form(then=then.value), headers=HTMX)
    ticket.refresh_from_db()
    assert ticket.category == then


def test_a_note_is_for_colleagues_and_sends_nothing(desk: Client, ticket: Ticket, message_form: Form) -> None:
    assert (
        desk.post(messages(ticket), message_form("Third one this month.", mode="note"), headers=HTMX).status_code == 200
    )
    assert written(ticket, Message.Kind.NOTE) == ["Third one this month."]
    assert not Outbound.objects.exists()
    ticket.refresh_from_db()
    assert ticket.category == Category.NEW


def test_the_same_form_sent_twice_makes_one_message(desk: Client, ticket: Ticket, message_form: Form) -> None:
    for kind in (Message.Kind.REPLY, Message.Kind.NOTE):
        form = message_form(mode=kind.value)
        assert [desk.post(messages(ticket), form, headers=HTMX).status_code for _ in range(2)] == [200, 200]
        assert len(written(ticket, kind)) == 1
    assert Outbound.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_makes_one_message(agent: User, ticket: Ticket, message_form: Form) -> None:
    form, start, answers = message_form(), Barrier(4), []
    clients = [signed_in(agent) for _ in range(4)]

    def send() -> None:
        client = clients.pop()
        start.wait()
        answers.append(client.post(messages(ticket), form, headers=HTMX).status_code)
        connection.close()

    threads = [Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 4
    assert len(written(ticket, Message.Kind.REPLY)) == 1
    assert Outbound.objects.count() == 1


def test_an_empty_message_is_refused_beside_the_text(desk: Client, ticket: Ticket, message_form: Form) -> None:
    response = desk.post(messages(ticket), message_form("  \n "), headers=HTMX)
    assert response.status_code == 422
    assert "Write something or attach a file first." in response.content.decode()


@pytest.mark.parametrize("missing", ["mode", "key", "seen"])
def test_a_form_that_does_not_say_what_it_is_sends_nothing(
    missing: str, desk: Client, ticket: Ticket, message_form: Form
) -> None:
    form = message_form(mode="note")
    del form[missing]
    assert desk.post(messages(ticket), form, headers=HTMX).status_code == 422
    assert Message.objects.filter(ticket=ticket).count() == 1
    assert not Outbound.objects.exists()


def test_light_agents_note_and_do_not_reply(light_agent: User, ticket: Ticket, message_form: Form) -> None:
    light = signed_in(light_agent)
    assert light.post(messages(ticket), message_form(), headers=HTMX).status_code == 422
    assert light.post(messages(ticket), message_form(mode="note"), headers=HTMX).status_code == 200
    assert written(ticket, Message.Kind.REPLY) == []


def test_a_closed_ticket_is_not_replied_to(desk: Client, ticket: Ticket, agent: User, message_form: Form) -> None:
    close_ticket(ticket, by=agent)
    response = desk.post(messages(ticket), message_form(), headers=HTMX)
    assert response.status_code == 422
    assert "opens a follow-up" in response.content.decode()


def test_what_is_typed_is_kept_and_gone_once_sent(
    desk: Client, ticket: Ticket, agent: User, message_form: Form
) -> None:
    url = reverse("agent_draft", args=[ticket.number])
    response = desk.post(url, {"mode": "reply", "text": "Hi Maya"}, headers=HTMX)
    assert response.content.decode().startswith("Draft saved ")
    assert Draft.objects.get(ticket=ticket, user=agent).text == "Hi Maya"
    assert desk.post(url, {"mode": "reply", "text": ""}, headers=HTMX).content == b"\n"
    assert not Draft.objects.exists()
    desk.post(url, {"mode": "note", "text": "Hi Maya"}, headers=HTMX)
    desk.post(messages(ticket), message_form("Hi Maya", mode="note"), headers=HTMX)
    assert not Draft.objects.exists()


def test_a_save_that_comes_late_does_not_bring_back_what_was_sent(
    desk: Client, ticket: Ticket, message_form: Form
) -> None:
    form = message_form("Hi Maya")
    desk.post(messages(ticket), form, headers=HTMX)
    late = {"mode": "reply", "text": "Hi Maya", "key": form["key"]}
    assert desk.post(reverse("agent_draft", args=[ticket.number]), late, headers=HTMX).status_code == 200
    assert not Draft.objects.exists()


def test_files_go_with_the_message_and_survive_in_the_draft(
    desk: Client, ticket: Ticket, agent: User, message_form: Form
) -> None:
    upload = SimpleUploadedFile("guide.pdf", b"%PDF-1.7", content_type="application/pdf")
    assert "guide.pdf" in desk.post(reverse("agent_uploads"), {"file": upload}, headers=HTMX).content.decode()
    token = Attachment.objects.get().token
    desk.post(
        reverse("agent_draft", args=[ticket.number]), {"mode": "reply", "text": "", "uploads": [token]}, headers=HTMX
    )
    assert token in desk.get(reverse("agent_ticket", args=[ticket.number])).content.decode()
    form = message_form("", uploads=[token])
    desk.post(messages(ticket), form, headers=HTMX)
    message = Message.objects.get(ticket=ticket, kind=Message.Kind.REPLY)
    assert [a.name for a in message.attachments.all()] == ["guide.pdf"]
    again = desk.post(messages(ticket), form, headers=HTMX)
    assert again.headers["HX-Trigger"] == "ticket:changed", "sent twice, its file is where it belongs"


@pytest.mark.parametrize("mode", ["reply", "note"])
def test_nothing_goes_out_without_a_file_it_was_to_carry(
    mode: str, desk: Client, ticket: Ticket, agent: User, message_form: Form
) -> None:
    kept = store_file(NewFile("guide.pdf", "application/pdf", b"%PDF-1.7"), uploaded_by=agent)
    form = message_form("See the invoice.", mode=mode, uploads=[kept.token, "sweptaway"])
    response = desk.post(messages(ticket), form, headers=HTMX)
    assert response.status_code == 422
    page = response.content.decode()
    assert "One file is no longer here; attach it again. What you typed is still here." in page
    assert re.findall(r'<li id="upload_([^"]+)" hx-swap-oob="delete">', page) == ["sweptaway"]
    assert Message.objects.filter(ticket=ticket).count() == 1
    assert not Outbound.objects.exists()


def test_a_file_that_goes_while_its_message_is_written_stops_the_message(
    desk: Client, ticket: Ticket, agent: User
) -> None:
    upload = store_file(NewFile("guide.pdf", "application/pdf", b"%PDF-1.7"), uploaded_by=agent)
    add_note(ticket, by=agent, text="here", uploads=[upload])
    with pytest.raises(FileGone):
        add_note(ticket, by=agent, text="and here", uploads=[upload])
    assert written(ticket, Message.Kind.NOTE) == ["here"]


def test_a_draft_keeps_its_words_whatever_became_of_a_file(desk: Client, ticket: Ticket, agent: User) -> None:
    url = reverse("agent_draft", args=[ticket.number])
    desk.post(url, {"mode": "reply", "text": "Hi Maya", "uploads": ["sweptaway"]}, headers=HTMX)
    assert Draft.objects.get(ticket=ticket, user=agent).text == "Hi Maya"


def test_nobody_sends_somebody_elses_upload(desk: Client, ticket: Ticket, message_form: Form) -> None:
    other = signed_in(make_user(User.Role.AGENT))
    other.post(reverse("agent_uploads"), {"file": SimpleUploadedFile("secret.txt", b"x")}, headers=HTMX)
    token = Attachment.objects.get().token
    assert desk.post(messages(ticket), message_form(uploads=[token]), headers=HTMX).status_code == 422
    assert Attachment.objects.get().message is None


def test_an_upload_over_the_limit_says_so(desk: Client, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 3
    response = desk.post(reverse("agent_uploads"), {"file": SimpleUploadedFile("a.txt", b"1234")}, headers=HTMX)
    assert response.status_code == 413
    assert b"Files may have up to" in response.content
    assert not Attachment.objects.exists()


def test_forms_from_other_sites_are_refused(agent: User, ticket: Ticket, message_form: Form) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(agent)
    assert client.post(messages(ticket), message_form()).status_code == 403
