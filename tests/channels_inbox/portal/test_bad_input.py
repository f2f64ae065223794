from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import Settings
from time_machine import TimeMachineFixture

from channels_inbox.models import Inbound
from tests.channels_inbox.portal.browsing import ask
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Maya\r\nBcc: everyone@example.com"),
        ("subject", "Help\nBcc: everyone@example.com"),
        ("subject", "Help\u2028me"),
        ("email", "maya@cafenorr.example\r\nBcc: everyone@example.com"),
        ("email", "maya@cafenorr.example, everyone@example.com"),
        ("email", "no address"),
        ("subject", ""),
        ("message", "   "),
        ("subject", "x" * 251),
        ("name", "x" * 151),
        ("email", f"{'x' * 250}@example.com"),
    ],
)
def test_what_cannot_be_right_is_refused_in_words_and_stores_nothing(
    client: Client, clock: TimeMachineFixture, field: str, value: str
) -> None:
    answer = ask(client, clock, **{field: value})
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Inbound.objects.exists()
    assert not Ticket.objects.exists()


def test_odd_but_honest_text_arrives_whole(client: Client, clock: TimeMachineFixture) -> None:
    text = "Zeile 1\r\nZeile 2 \u202b שלום \U0001f469\u200d\U0001f527 <script>alert(1)</script>"
    ask(client, clock, message=text, subject="“Ünïcödé” <b>", name="O'Brien; Zoë")
    assert Message.objects.get(kind="inbound").text == text.replace("\r\n", "\n")
    assert Ticket.objects.get().subject == "“Ünïcödé” <b>"


def test_characters_nobody_can_see_are_dropped(client: Client, clock: TimeMachineFixture) -> None:
    ask(
        client,
        clock,
        message="4 bar\x00",
        subject="No\x00 pres\x1bsure",
        name="Maya\x00",
        email="maya\x00@cafenorr.example",
    )
    ticket = Ticket.objects.get()
    assert ticket.subject == "No pressure"
    assert ticket.requester.name == "Maya"
    assert Message.objects.get(kind="inbound").text == "4 bar"


def test_files_over_the_limit_give_the_form_back(client: Client, clock: TimeMachineFixture, settings: Settings) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    files = [SimpleUploadedFile("a.bin", b"a" * 600), SimpleUploadedFile("b.bin", b"b" * 600)]
    answer = ask(client, clock, attachments=files)
    assert answer.status_code == 422
    assert "fit in one message" in answer.content.decode()
    assert "The gauge stays at 4 bar." in answer.content.decode()
    assert not Inbound.objects.exists()


def test_too_many_files_give_the_form_back(client: Client, clock: TimeMachineFixture) -> None:
    answer = ask(client, clock, attachments=[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(11)])
    assert answer.status_code == 422
    assert "at most 10 files" in answer.content.decode()


def test_a_body_far_over_the_limit_is_refused_before_it_is_read(
    client: Client, clock: TimeMachineFixture, settings: Settings
) -> None:
    settings.REQUEST_MAX_BYTES = 1000
    answer = ask(client, clock, attachments=SimpleUploadedFile("a.bin", b"a" * 2000))
    assert answer.status_code == 413
    assert "your text is still there" in answer.content.decode()
