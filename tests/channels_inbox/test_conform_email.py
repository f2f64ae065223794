"""The door for outside corpora takes mails through the production path, and leaves nothing behind."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from channels_inbox.conform import BadLine
from channels_inbox.conform.email import session
from tests.local.commands import environ
from tests.mail import make_mail
from tickets.models import Attachment, Ticket


def line(raw: bytes, **more: Any) -> dict[str, Any]:
    return {"raw_base64": base64.b64encode(raw).decode(), **more}


def test_a_reply_after_its_original_is_appended_and_all_is_rolled_back(db: None) -> None:
    with session(keep=False) as answer:
        first = answer(line(make_mail("One", message_id="<one@x>")))
        second = answer(line(make_mail("Two\n\nOn Sat Maya wrote:\n> One", in_reply_to="<one@x>")))
    assert (first["outcome"], second["outcome"]) == ("created", "appended")
    assert second["ticket"] == first["ticket"]
    assert second["reply_text"] == "Two"
    assert not Ticket.objects.exists()


def test_the_answer_tells_what_was_understood(db: None, tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(make_mail(html="<p>Hi<script>x</script></p>", cc="Bao <bao@x.example>", message_id="<one@x>"))
    with session(keep=False) as answer:
        told = answer({"path": str(path)})
    assert (told["from"], told["from_name"]) == ("maya@cafenorr.example", "Maya Lindqvist")
    assert (told["to"], told["cc"]) == (["support@halden.example"], ["bao@x.example"])
    assert told["message_id"] == "one@x"
    assert told["html"].strip() == "<p>Hi</p>"
    assert told["auto_reply"] is False


def test_files_are_told_by_their_content_and_removed_with_the_rest(db: None) -> None:
    mail = (
        b"From: a@x.example\r\nTo: s@y.example\r\nSubject: File\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nSee file\r\n--b\r\n'
        b'Content-Type: text/csv; name="a.csv"\r\nContent-Disposition: attachment; filename="a.csv"\r\n\r\n1;2\r\n--b--'
    )
    kept: list[Path] = []
    with session(keep=False) as answer:
        told = answer(line(mail))
        kept = [Path(a.file.path) for a in Attachment.objects.all()]
        assert [p.exists() for p in kept] == [True]
    (file,) = told["attachments"]
    assert (file["name"], file["type"], file["inline"]) == ("a.csv", "text/csv", False)
    assert file["md5"] == hashlib.md5(b"1;2", usedforsecurity=False).hexdigest()
    assert [p.exists() for p in kept] == [False]


def test_the_same_delivery_twice_makes_one_message(db: None) -> None:
    raw = make_mail()
    with session(keep=False) as answer:
        assert [answer(line(raw))["outcome"] for _ in range(2)] == ["created", "ignored"]
        assert Ticket.objects.count() == 1


def test_what_cannot_be_read_is_quarantined(db: None) -> None:
    with session(keep=False) as answer:
        told = answer(line(b""))
    assert told["outcome"] == "quarantined"
    assert told["reason"]


@pytest.mark.parametrize("bad", [{}, {"raw_base64": "?"}, {"path": "/no/such/file"}, {"raw_base64": 7}])
def test_a_bad_line_says_what_is_wrong(db: None, bad: dict[str, Any]) -> None:
    with session(keep=False) as answer, pytest.raises(BadLine):
        answer(bad)


@pytest.mark.slow
def test_the_command_answers_every_line_in_order_on_a_machine_that_has_nothing_yet(tmp_path: Path) -> None:
    lines = [json.dumps({"id": 1, **line(make_mail())}), "no json", json.dumps({"id": 3})]
    done = subprocess.run(
        [sys.executable, "manage.py", "conform", "email"],
        input="\n".join(lines).encode(),
        capture_output=True,
        check=True,
        env=environ(tmp_path, DJANGO_SETTINGS_MODULE="helpdesk.settings.local"),
        timeout=300,
    )
    answers = [json.loads(text) for text in done.stdout.splitlines()]
    assert [a["id"] for a in answers] == [1, None, 3]
    assert answers[0]["outcome"] == "created"
    assert "error" in answers[1]
    assert "error" in answers[2]
