"""What strangers sent: their HTML in a frame that can do nothing, their files as downloads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from helpdesk.lib.html import sanitise
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_inbound, make_note, make_user
from tickets.models import Attachment, HtmlBody, Message, Ticket
from tickets.operations.messages import NewFile, store_file

HTML = (
    '<p onclick="x()">Hello</p><script>alert(1)</script>'
    '<img src="http://tracker.example/open.gif"><img src="cid:logo@halden"><img src="cid:missing">'
)


@pytest.fixture
def message(ticket: Ticket) -> Message:
    logo = NewFile("logo.png", "image/png", b"\x89PNG", inline=True, content_id="<logo@halden>")
    message = make_inbound(ticket, files=[logo])
    HtmlBody.objects.create(message=message, source=HTML, cleaned=sanitise(HTML), sanitiser="test", has_remote=True)
    return message


def fetched(client: Client, url: str, **query: str) -> Any:
    """Get a file and read it to its end, which closes it."""
    response = client.get(url, query)
    response.read = b"".join(response.streaming_content) if response.streaming else b""  # type: ignore[attr-defined]
    return response


def directives(policy: str) -> dict[str, str]:
    return {part.split()[0]: " ".join(part.split()[1:]) for part in policy.split(";") if part.strip()}


def test_a_body_can_run_nothing_and_reach_nothing(desk: Client, message: Message) -> None:
    response = desk.get(reverse("agent_message_html", args=[message.pk]))
    assert directives(response.headers["Content-Security-Policy"]) == {
        "default-src": "'none'",
        "img-src": "'self' data:",
        "style-src": "'unsafe-inline'",
        "frame-ancestors": "'self'",
        "sandbox": "allow-popups allow-popups-to-escape-sandbox",
    }
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    html = response.content.decode()
    assert "Hello" in html
    for gone in ("<script", "onclick", ' src="http'):
        assert gone not in html


def test_remote_images_load_only_when_asked_for_and_over_tls(desk: Client, message: Message) -> None:
    response = desk.get(reverse("agent_message_html", args=[message.pk]), {"images": "1"})
    assert directives(response.headers["Content-Security-Policy"])["img-src"] == "'self' data: https:"
    assert ' src="https://tracker.example/open.gif"' in response.content.decode()


def test_images_of_the_mail_itself_are_shown_through_a_short_pass(desk: Client, message: Message) -> None:
    html = desk.get(reverse("agent_message_html", args=[message.pk])).content.decode()
    own = re.search(r'<img src="(/files/[^"]+)"', html)
    assert own
    # The sandboxed frame has no session, so the pass alone must do.
    response = fetched(Client(), own[1])
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert Client().get(own[1][:-2]).status_code == 302
    assert 'data-cid="missing"' in html


def test_a_pass_opens_pictures_only(ticket: Ticket, desk: Client) -> None:
    from channels_inbox.views.files import pass_for

    message = make_inbound(ticket, files=[NewFile("page.html", "text/html", b"<script>")])
    file = message.attachments.get()
    assert Client().get(reverse("file", args=[file.token, file.name]), {"pass": pass_for(file)}).status_code == 302


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/pdf", "text/plain"])
def test_files_are_downloads_no_browser_runs(content_type: str, desk: Client, ticket: Ticket) -> None:
    message = make_inbound(ticket, files=[NewFile("bad name\r\n.html", content_type, b"<script>")])
    file = message.attachments.get()
    response = fetched(desk, reverse("file", args=[file.token, file.name]), show="1")
    assert response.read == b"<script>"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("shown", [False, True])
def test_a_picture_is_shown_only_when_asked_for_and_nobody_guesses_what_it_is(
    shown: bool, desk: Client, ticket: Ticket
) -> None:
    file = make_inbound(ticket, files=[NewFile("a.png", "image/png", b"\x89PNG")]).attachments.get()
    response = fetched(desk, reverse("file", args=[file.token, file.name]), **({"show": "1"} if shown else {}))
    assert response.headers["Content-Type"] == ("image/png" if shown else "application/octet-stream")
    assert response.headers["Content-Disposition"].split(";")[0] == ("inline" if shown else "attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_files_are_for_those_who_may_read_their_message(ticket: Ticket, agent: User, outsider: User) -> None:
    asked = make_inbound(ticket, files=[NewFile("a.txt", "text/plain", b"a")]).attachments.get()
    note = make_note(ticket, by=agent)
    kept = store_file(NewFile("n.txt", "text/plain", b"n"), message=note)
    unsent = store_file(NewFile("u.txt", "text/plain", b"u"), uploaded_by=agent)
    ticket.requester.user = make_user(email="maya@cafenorr.example")
    ticket.requester.save()

    def answers(user: User) -> list[int]:
        client = signed_in(user)
        return [fetched(client, reverse("file", args=[f.token, f.name])).status_code for f in (asked, kept, unsent)]

    assert answers(agent) == [200, 200, 200]
    assert answers(make_user(User.Role.AGENT)) == [200, 200, 404]
    assert answers(ticket.requester.user) == [200, 404, 404]
    assert answers(outsider) == [404, 404, 404]
    assert Client().get(reverse("file", args=[asked.token, asked.name])).status_code == 302


def test_a_part_of_a_sound_is_for_those_who_may_hear_it_all(ticket: Ticket, desk: Client, outsider: User) -> None:
    said = NewFile("Voicemail.wav", "audio/wav", b"RIFF0123456789")
    file = make_inbound(ticket, files=[said]).attachments.get()
    url, two = reverse("file", args=[file.token, file.name]) + "?show", {"Range": "bytes=4-5"}
    response: Any = desk.get(url, headers=two)
    assert (response.status_code, b"".join(response.streaming_content)) == (206, b"01")
    assert response.headers["Content-Range"] == "bytes 4-5/14"
    assert response.headers["Content-Disposition"].startswith("inline")
    assert signed_in(outsider).get(url, headers=two).status_code == 404


def test_a_wrong_token_is_not_there(desk: Client, ticket: Ticket) -> None:
    file = make_inbound(ticket, files=[NewFile("a.txt", "text/plain", b"a")]).attachments.get()
    assert desk.get(reverse("file", args=[file.token[:-1] + "~", "a.txt"])).status_code == 404


def test_a_file_lost_from_the_disk_is_said_to_be_gone(desk: Client, ticket: Ticket) -> None:
    file = make_inbound(ticket, files=[NewFile("a.txt", "text/plain", b"a")]).attachments.get()
    Attachment.objects.filter(pk=file.pk).update(file="attachments/no/such")
    assert desk.get(reverse("file", args=[file.token, file.name])).status_code == 410
