"""An administrator of a new installation adds its mailbox from the command line."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from channels_inbox.models import Channel


def test_a_channel_is_added_then_changed(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANNEL_SMTP_PASSWORD", "s3cret")
    call_command(
        "email_channel", "support", "address=Support@example.com", "smtp_host=mail.example.com", "smtp_user=us"
    )
    call_command("email_channel", "support", "from_name=Example care")
    channel = Channel.objects.get(slug="support")
    assert channel.address == "support@example.com"
    assert channel.settings["smtp_host"] == "mail.example.com"
    assert channel.settings["from_name"] == "Example care"
    assert channel.secrets == {"smtp_password": "s3cret"}


@pytest.mark.parametrize("words", [[], ["address=nonsense"], ["colour=red"], ["smtp_password=on-the-command-line"]])
def test_nonsense_is_refused_and_nothing_is_kept(db: None, words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("email_channel", "support", *words)
    assert not Channel.objects.filter(kind="email").exists()
