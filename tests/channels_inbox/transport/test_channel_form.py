"""The settings of an email channel, as an administrator fills them in."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from channels_inbox.adapters.email.forms import SettingsForm
from channels_inbox.adapters.email.transport.plan import plan_of
from channels_inbox.adapters.email.transport.servers import smtp_server
from channels_inbox.models import Channel
from tests.channels_inbox.transport.imap_server import PASSWORD, USER, Mailbox
from tests.mail import make_mail

pytestmark = pytest.mark.django_db

FILLED = {
    "name": "Support",
    "slug": "support",
    "address": "Support@Halden.example",
    "acknowledge": "on",
    "trusted_authserv_ids": "mx.halden.example mx2.halden.example",
    "max_mib": "20",
    "smtp_host": "smtp.halden.example",
    "smtp_port": "587",
    "smtp_security": "starttls",
    "smtp_user": "support",
    "smtp_password": " out-s3cret ",
    "imap_host": "imap.halden.example",
    "imap_port": "993",
    "imap_security": "tls",
    "imap_user": "support",
    "imap_password": "in-s3cret",
    "imap_after": "move",
    "imap_move_to": "Done",
    "imap_start": "unread",
    "imap_idle": "on",
}


def saved(channel: Channel | None = None, **changed: str) -> Channel:
    form = SettingsForm({**FILLED, **changed}, channel=channel)
    assert form.is_valid(), form.errors
    return form.save()


def errors(**changed: str) -> dict[str, Any]:
    return SettingsForm({**FILLED, **changed}).errors


def test_what_is_saved_is_what_the_transports_use() -> None:
    channel = Channel.objects.get(pk=saved().pk)

    server, plan = smtp_server(channel), plan_of(channel)
    assert server is not None
    assert plan is not None
    assert (server.host, server.port, server.security) == ("smtp.halden.example", 587, "starttls")
    assert (server.user, server.password) == ("support", " out-s3cret ")
    assert (plan.server.host, plan.server.password) == ("imap.halden.example", "in-s3cret")
    assert (plan.folder, plan.after, plan.move_to, plan.start, plan.idle) == ("INBOX", "move", "Done", "unread", True)
    assert plan.max_bytes == 20 * 1024 * 1024
    assert channel.address == "support@halden.example"
    assert channel.settings["trusted_authserv_ids"] == ["mx.halden.example", "mx2.halden.example"]


def test_passwords_are_sealed_never_shown_and_kept_when_left_empty() -> None:
    channel = saved()
    assert "s3cret" not in f"{channel.settings} {channel.sealed_secrets} {SettingsForm(channel=channel)}"

    again = saved(channel, smtp_password="", imap_password="")

    assert again.secrets == {"smtp_password": " out-s3cret ", "imap_password": "in-s3cret"}


def test_settings_of_others_are_left_alone() -> None:
    channel = saved()
    channel.settings["added_later"] = 1

    assert saved(channel, smtp_host="", from_name="Halden").settings["added_later"] == 1
    assert "smtp_host" not in channel.settings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Support\nBcc: x@y.example"),
        ("from_name", "a\r\nb"),
        ("smtp_user", "a\rb"),
        ("imap_folder", "IN\nBOX"),
        ("address", "support+eu@halden.example"),
        ("address", "not an address"),
        ("smtp_host", "smtp.halden.example/evil"),
        ("imap_host", "-oProxyCommand"),
        ("imap_port", "70000"),
        ("imap_move_to", ""),
        ("imap_user", ""),
    ],
)
def test_o08_what_cannot_be_used_is_refused_beside_its_field(field: str, value: str) -> None:
    assert field in errors(**{field: value})


@pytest.mark.parametrize(
    ("host", "port"), [("169.254.169.254", "25"), ("mail.halden.example", "6379"), ("127.0.0.1", "25")]
)
def test_x04_a_server_that_is_none_is_refused(settings: Settings, host: str, port: str) -> None:
    settings.MAIL_ANY_HOST = False

    assert "smtp_host" in errors(smtp_host=host, smtp_port=port)


def test_an_address_belongs_to_one_channel() -> None:
    saved()

    assert {"slug", "address"} == set(errors())


def test_i09_trying_a_mailbox_leaves_every_mail_untouched(mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    mailbox.add(*(make_mail() for _ in range(105)))
    place = {"imap_host": "127.0.0.1", "imap_port": str(mailbox.port), "imap_security": "none", "imap_user": USER}
    saved(None, **place, imap_password=PASSWORD, imap_folder=mailbox.folder, smtp_host="")

    call_command("check_email_channel", "support")

    assert "Mailbox: can be read" in capsys.readouterr().out
    assert list(mailbox.flags().values()) == [set()] * 105


def test_trying_a_mailbox_with_a_wrong_password_says_so(mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    place = {"imap_host": "127.0.0.1", "imap_port": str(mailbox.port), "imap_security": "none", "imap_user": USER}
    saved(None, **place, imap_password="wr0ng-s3cret", imap_folder=mailbox.folder, smtp_host="")

    with pytest.raises(CommandError):
        call_command("check_email_channel", "support")

    said = capsys.readouterr().out
    assert "did not accept the user name and password" in said
    assert "wr0ng-s3cret" not in said
