"""Handing letters to a real SMTP server, one answer of the server at a time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from channels_inbox.adapters.email.smtp_out import send
from channels_inbox.messages import Address
from channels_inbox.models import Channel
from channels_inbox.sending import Lost, Refused, Sent, TryLater
from tests.channels_inbox.transport.certificates import make_certificate
from tests.channels_inbox.transport.letters import MAYA, letter
from tests.channels_inbox.transport.sink import Sink, smtp_sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    with smtp_sink() as running:
        yield running


def channel_at(sink: Sink, security: str = "none", password: str = "", host: str = "127.0.0.1") -> Channel:
    channel = Channel(kind="email", slug="support", name="Support", address="support@halden.example")
    channel.settings = {"smtp_host": host, "smtp_port": sink.port, "smtp_security": security}
    if password:
        channel.settings["smtp_user"] = "support"
        channel.secrets = {"smtp_password": password}
    return channel


def yes() -> bool:
    return True


def test_a_letter_arrives_as_written(sink: Sink) -> None:
    result = send(channel_at(sink), letter(text=".starts with a dot\n\n.\nend without line feed"), on_transmit=yes)

    assert isinstance(result, Sent)
    assert result.accepted == (MAYA,)
    (taken,) = sink.taken
    assert (taken.sender, taken.recipients) == ("support@halden.example", [MAYA])
    assert taken.message["Message-ID"] == "<first.letter@helpdesk.localhost>"
    assert taken.message.get_content() == ".starts with a dot\r\n\r\n.\r\nend without line feed\r\n"


def test_o05_one_refused_recipient_does_not_keep_the_others_waiting(sink: Sink) -> None:
    sink.to_recipient["gone@cafenorr.example"] = "550 5.1.1 No such user"

    result = send(channel_at(sink), letter(MAYA, "gone@cafenorr.example", "lars@cafenorr.example"), on_transmit=yes)

    assert isinstance(result, Sent)
    assert result.accepted == (MAYA, "lars@cafenorr.example")
    assert result.refused == {"gone@cafenorr.example": "550 5.1.1 No such user"}


def test_o05_a_recipient_to_try_again_is_told_from_those_that_accepted(sink: Sink) -> None:
    sink.to_recipient["full@cafenorr.example"] = "452 4.2.2 Mailbox full"

    result = send(channel_at(sink), letter(MAYA, "full@cafenorr.example"), on_transmit=yes)

    assert isinstance(result, TryLater)
    assert result.accepted == (MAYA,)
    assert "full@cafenorr.example: 452 4.2.2 Mailbox full" in result.trouble


def test_o04_a_temporary_answer_to_the_letter_means_later(sink: Sink) -> None:
    sink.to_letter = "451 4.7.1 Greylisted"

    result = send(channel_at(sink), letter(), on_transmit=yes)

    assert isinstance(result, TryLater)
    assert "451 4.7.1 Greylisted" in result.trouble


def test_o04_a_permanent_answer_to_the_letter_is_final_and_gives_the_reason(sink: Sink) -> None:
    sink.to_letter = "554 5.7.1 Looks like spam"

    result = send(channel_at(sink), letter(), on_transmit=yes)

    assert isinstance(result, Refused)
    assert result.refused == {MAYA: "554 5.7.1 Looks like spam"}


def test_a_line_that_breaks_after_the_final_dot_leaves_the_outcome_unknown(sink: Sink) -> None:
    sink.hang_up_after_letter = True

    result = send(channel_at(sink), letter(), on_transmit=yes)

    assert isinstance(result, Lost)
    assert len(sink.taken) == 1


def test_a_line_that_breaks_before_the_final_dot_means_later(sink: Sink) -> None:
    sink.hang_up_at_data = True

    result = send(channel_at(sink), letter(text="x" * 70 + "\n" * 3_000_000), on_transmit=yes)

    assert isinstance(result, TryLater)


@pytest.mark.parametrize("size", [10, 3_000_000])
def test_nothing_is_accepted_when_the_row_went_to_another_worker(sink: Sink, size: int) -> None:
    result = send(channel_at(sink), letter(text="line\n" * (size // 5)), on_transmit=lambda: False)

    assert isinstance(result, TryLater)
    assert sink.taken == []


def test_a_server_that_cannot_be_reached_means_later(sink: Sink) -> None:
    channel = channel_at(sink)
    with smtp_sink() as other:
        channel.settings["smtp_port"] = other.port

    result = send(channel, letter(), on_transmit=yes)

    assert isinstance(result, TryLater)
    assert result.trouble.startswith(f"127.0.0.1:{other.port} refused the connection.")


def test_o06_a_server_without_starttls_gets_nothing(sink: Sink) -> None:
    result = send(channel_at(sink, "starttls"), letter(), on_transmit=yes)

    assert isinstance(result, TryLater)
    assert "does not offer the encryption" in result.trouble
    assert sink.taken == []
    assert b"MAIL" not in b"".join(sink.clear_text)


def test_o06_a_certificate_nobody_vouches_for_gets_nothing(tmp_path: Path) -> None:
    with smtp_sink(certificate=make_certificate(tmp_path)) as sink:
        result = send(channel_at(sink, "starttls", host="localhost"), letter(), on_transmit=yes)

    assert isinstance(result, TryLater)
    assert "certificate" in result.trouble
    assert sink.taken == []


def test_letters_and_passwords_travel_encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with smtp_sink(certificate=certificate, password="s3cret-pass") as sink:
        channel = channel_at(sink, "starttls", password="s3cret-pass", host="localhost")
        result = send(channel, letter(), on_transmit=yes)

    assert isinstance(result, Sent)
    assert [taken.encrypted for taken in sink.taken] == [True]
    assert b"AUTH" not in b"".join(sink.clear_text)


def test_o07_a_wrong_password_is_told_without_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    certificate = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    with smtp_sink(certificate=certificate, password="right") as sink:
        channel = channel_at(sink, "starttls", password="wr0ng-s3cret", host="localhost")
        result = send(channel, letter(), on_transmit=yes)

    assert isinstance(result, TryLater)
    assert "did not accept the user name and password" in result.trouble
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.log")]
    assert "wr0ng-s3cret" not in result.trouble + "".join(ours)


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": "Hello\r\nBcc: everyone@example.com"},
        {"subject": "Hello\nBcc: everyone@example.com"},
        {"sender": Address("Ana\r\nBcc: everyone@example.com", "support@halden.example")},
        {"cc": (Address("", "a@example.com\r\nRCPT TO:<b@example.com>"),)},
        {"reply_to": (Address("", "a@example.com\nX-Injected: yes"),)},
        {"message_id": "a@b\r\nX-Injected: yes"},
    ],
)
def test_o08_a_line_break_in_a_header_or_address_is_refused(sink: Sink, fields: dict[str, object]) -> None:
    result = send(channel_at(sink), letter(**fields), on_transmit=yes)

    assert isinstance(result, Refused)
    assert sink.connections == 0


def test_without_any_server_the_letter_waits(settings: Settings) -> None:
    settings.EMAIL_HOST = settings.MAIL_OUTBOX = ""

    result = send(Channel(kind="email", address="support@halden.example"), letter(), on_transmit=yes)

    assert isinstance(result, TryLater)


def test_the_installations_server_sends_for_channels_without_one(sink: Sink, settings: Settings) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port

    result = send(Channel(kind="email", address="support@halden.example"), letter(), on_transmit=yes)

    assert isinstance(result, Sent)
    assert len(sink.taken) == 1


def test_a_machine_without_mail_keeps_letters_as_files(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_HOST, settings.MAIL_OUTBOX = "", str(tmp_path / "outbox")
    channel = Channel(kind="email", address="support@halden.example")

    for _ in range(2):
        assert isinstance(send(channel, letter(), on_transmit=yes), Sent)

    (kept,) = (tmp_path / "outbox").iterdir()
    assert b"Message-ID: <first.letter@helpdesk.localhost>\r\n" in kept.read_bytes()
