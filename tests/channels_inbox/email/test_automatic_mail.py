"""Mail that a machine wrote must never be answered by a machine."""

from __future__ import annotations

import pytest

from channels_inbox.adapters.email.parse import parse
from channels_inbox.messages import InboundMessage


def mail(
    headers: str, text: str = "Hello", sender: str = "vera@blum.example", subject: str = "The grinder"
) -> InboundMessage:
    return parse(f"From: {sender}\nTo: help@halden.example\nSubject: {subject}\n{headers}\n\n{text}".encode())


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (failure)",
        "Auto-submitted: AUTO-NOTIFIED; owner-email=x",
        "X-Autoreply: yes",
        "X-Autorespond: Re: The grinder",
        "X-Auto-Response-Suppress: All",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply",
        "Precedence: auto_reply",
        "Precedence: junk",
        "Precedence: bulk",
        "X-Precedence: auto-reply",
        "X-Apple-Action: vacation",
        "X-POST-MessageClass: 9; Autoresponder",
        "Preference: auto_reply",
    ],
)
def test_an_automatic_answer_is_known_by_its_header(header: str) -> None:
    message = mail(header)
    assert message.auto_reply
    assert message.wants_no_answer


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: The grinder",
        "Auto: The grinder",
        "Out of Office: The grinder",
        "Automatische Antwort: Die Mühle",
        "Abwesenheitsnotiz: Die Mühle",
        "Réponse automatique : Le moulin",
        "Respuesta automática: El molino",
        "Resposta automática: O moinho",
        "Risposta automatica: Il macinino",
        "Automatisch antwoord: De molen",
        "Autosvar: Kvarnen",
        "Automaattinen vastaus: Mylly",
        "Odpowiedź automatyczna: Młynek",
        "Automatická odpověď: Mlýnek",
        "Автоответ: Мельница",
        "自动回复: 磨豆机",
        "自動返信: ミル",
        "자동 회신: 그라인더",
    ],
)
def test_an_automatic_answer_is_known_by_the_subject_only_machines_write(subject: str) -> None:
    assert mail("", subject=subject).auto_reply


def test_a_looser_subject_needs_a_second_sign() -> None:
    subject = "Out of office settings of the machine"
    assert not mail("", subject=subject).auto_reply
    assert mail("Return-Path: <>", subject=subject).auto_reply
    assert mail("", "I am currently out of the office until Monday.", subject=subject).auto_reply


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: no",
        "X-Autoreply: no",
        "X-Auto-Response-Suppress: DR, RN",
        "Precedence: first-class",
        "X-Mailer: x",
    ],
)
def test_a_person_is_not_taken_for_a_machine(header: str) -> None:
    message = mail(header, subject="Re: Automatic reply: The grinder")
    assert not message.auto_reply
    assert not message.wants_no_answer


@pytest.mark.parametrize(
    "header", ["List-Id: <list.blum.example>", "List-Unsubscribe: <mailto:x@y.example>", "Precedence: list"]
)
def test_a_mailing_list_is_bulk_but_no_automatic_answer(header: str) -> None:
    message = mail(header)
    assert message.is_bulk
    assert not message.auto_reply
    assert message.wants_no_answer


def test_a_list_that_says_bulk_is_no_automatic_answer() -> None:
    assert not mail("List-Id: <list.blum.example>\nPrecedence: bulk").auto_reply


def test_our_own_mark_stops_a_loop() -> None:
    message = mail("X-Helpdesk-Loop: halden")
    assert message.loop_mark == "halden"
    assert message.wants_no_answer


def test_a_read_receipt_is_automatic() -> None:
    raw = (
        b"From: vera@blum.example\nSubject: Read: The grinder\n"
        b'Content-Type: multipart/report; report-type=disposition-notification; boundary="b"\n\n'
        b"--b\n\nYour message was read.\n--b\nContent-Type: message/disposition-notification\n\n"
        b"Final-Recipient: rfc822;vera@blum.example\nDisposition: manual-action/MDN-sent-manually; displayed\n--b--\n"
    )
    assert parse(raw).auto_reply_reason == "read receipt"


def test_a_complaint_names_the_mail_it_is_about() -> None:
    raw = (
        b"From: complaints@provider.example\nSubject: FW: The grinder\n"
        b'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\n\n'
        b"--b\n\nThis is an email abuse report.\n--b\nContent-Type: message/feedback-report\n\n"
        b"Feedback-Type: abuse\nUser-Agent: SomeGenerator/1.0\nVersion: 1\n"
        b"Original-Rcpt-To: <vera@blum.example>\nSource-IP: 192.0.2.1\n--b\nContent-Type: message/rfc822\n\n"
        b"From: help@halden.example\nTo: vera@blum.example\nMessage-ID: <t42.7@halden.example>\n\nHello\n--b--\n"
    )
    report = parse(raw).feedback_report
    assert report is not None
    assert (report.feedback_type, report.recipient, report.source_ip) == ("abuse", "vera@blum.example", "192.0.2.1")
    assert report.original_message_id == "t42.7@halden.example"
    assert report.user_agent == "SomeGenerator/1.0"
