"""`manage.py receive_email` as a mail server's pipe calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from channels_inbox.models import Channel, Inbound
from tests.channels_inbox.transport.running import ROOT, environment
from tests.mail import make_mail

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

RAW = make_mail("Ünïcode and a NUL: \0")


def receive(*arguments: str, raw: bytes = b"", **extra: str) -> int:
    command = [sys.executable, "manage.py", "receive_email", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(**extra), input=raw, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    return done.returncode


def test_standard_input_is_kept_byte_for_byte(support: Channel) -> None:
    raw = RAW + b"\xff\xfe\r\r\n"

    assert receive("--channel", "support", "--recipient", "support+r1.2@halden.example", raw=raw) == os.EX_OK

    row = Inbound.objects.get()
    assert (bytes(row.raw), row.channel, row.envelope_to) == (raw, support, ["support+r1.2@halden.example"])


def test_the_recipient_alone_finds_the_channel(support: Channel, billing: Channel) -> None:
    assert receive("--recipient", "billing@halden.example", raw=RAW) == os.EX_OK

    assert Inbound.objects.get().channel == billing


@pytest.mark.parametrize("header", ["To", "Cc", "Delivered-To"])
def test_without_either_the_mail_itself_tells(support: Channel, billing: Channel, header: str) -> None:
    raw = make_mail(to="Somebody <somebody@example.com>") if header != "To" else make_mail(to="x@example.com")
    raw = f"{header}: Halden <billing+r1@halden.example>\n".encode() + raw
    assert receive(raw=raw) == os.EX_OK

    assert Inbound.objects.get().channel == billing


def test_several_files_and_repetitions(support: Channel, tmp_path: Path) -> None:
    files = [tmp_path / "one.eml", tmp_path / "two.eml"]
    files[0].write_bytes(b"From maya@cafenorr.example Sat Nov 21 07:49:00 2026\n" + RAW)
    files[1].write_bytes(make_mail(subject="Two"))

    for _ in range(2):
        assert receive(*map(str, files)) == os.EX_OK

    assert bytes(Inbound.objects.order_by("pk")[0].raw) == RAW
    assert Inbound.objects.count() == 2


def test_without_a_database_the_mail_server_tries_again(support: Channel) -> None:
    nowhere = "postgres://helpdesk@/helpdesk?host=%2Fnowhere"

    assert receive("--channel", "support", raw=RAW, DATABASE_URL=nowhere) == os.EX_TEMPFAIL


@pytest.mark.parametrize(
    ("arguments", "raw", "code"),
    [
        (["--channel", "nonsense"], RAW, os.EX_USAGE),
        ([], make_mail(to="support@halden.example, billing@halden.example"), os.EX_USAGE),
        ([], make_mail(to="undisclosed-recipients:;"), os.EX_USAGE),
        (["--colour", "red"], RAW, os.EX_USAGE),
        (["--recipient", "stranger@example.com"], RAW, os.EX_NOUSER),
        (["--channel", "support", "/no/such/file"], b"", os.EX_NOINPUT),
        (["--channel", "support"], b" \r\n", os.EX_DATAERR),
    ],
)
def test_wrong_use_has_its_own_code(
    support: Channel, billing: Channel, arguments: list[str], raw: bytes, code: int
) -> None:
    assert receive(*arguments, raw=raw) == code
    assert not Inbound.objects.exists()
