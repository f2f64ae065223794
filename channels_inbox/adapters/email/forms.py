"""What an administrator says about an email channel."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from channels_inbox.adapters.email.transport.connecting import check_place
from channels_inbox.forms.channel import ChannelForm, OneLine, Secret
from channels_inbox.models import Channel

SECURITY = [("tls", "TLS from the start"), ("starttls", "STARTTLS"), ("none", "None (only inside one's own network)")]
AFTER = [("seen", "Mark as read"), ("move", "Move to a folder"), ("nothing", "Leave as it is")]
START = [("new", "Only mail that comes from now on"), ("unread", "Unread mail that is there, and new mail")]

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.:_-]*[A-Za-z0-9])?\Z")
_MIB = 1024 * 1024
# Kept in `settings` under their own names; passwords go to `secrets`.
_PLAIN = [
    *("from_name", "acknowledge"),
    *("smtp_host", "smtp_port", "smtp_security", "smtp_user"),
    *("imap_host", "imap_port", "imap_security", "imap_user", "imap_folder", "imap_start"),
    *("imap_after", "imap_move_to", "imap_poll_seconds", "imap_idle"),
]


class SettingsForm(ChannelForm):
    """Settings of one email channel. `save` returns the channel, made or changed."""

    kind = "email"
    sentence = "A mailbox, or mail sent here directly"
    parts = (
        ("Address", "", ("address", "from_name", "acknowledge")),
        (
            "Incoming",
            "From a mailbox (IMAP). Leave it empty when your mail server hands mail to us.",
            ("imap_host", "imap_port", "imap_security", "imap_user", "imap_password", "imap_folder", "imap_start"),
        ),
        (
            "After reading",
            "Mail is kept here before it is touched there.",
            ("imap_after", "imap_move_to", "imap_poll_seconds", "imap_idle"),
        ),
        (
            "Sending",
            "Left empty, answers go by the mail server of this installation.",
            ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password"),
        ),
        ("Limits and trust", "", ("max_mib", "trusted_authserv_ids")),
    )

    slug = forms.SlugField(max_length=60, required=False, widget=forms.HiddenInput)
    address = forms.EmailField(max_length=254, help_text="The address people write to.")
    from_name = OneLine(
        label="Name customers see",
        max_length=80,
        required=False,
        help_text="Stands beside the agent's name; else the site's.",
    )
    acknowledge = forms.BooleanField(required=False, initial=True, label="Answer first mails with an acknowledgement")
    trusted_authserv_ids = OneLine(
        max_length=500,
        required=False,
        label="Trusted checks of senders",
        help_text="Names our own mail server writes into Authentication-Results (RFC 8601), separated by spaces.",
    )
    max_mib = forms.IntegerField(min_value=1, max_value=200, required=False, label="Largest mail in MiB")

    smtp_host = OneLine(max_length=253, required=False, label="Server for sending")
    smtp_port = forms.IntegerField(label="Port", min_value=1, max_value=65535, required=False, initial=587)
    smtp_security = forms.ChoiceField(choices=SECURITY, required=False, initial="starttls", label="Encryption")
    smtp_user = OneLine(label="User name", max_length=254, required=False)
    smtp_password = Secret(strip=False, label="Password")

    imap_host = OneLine(max_length=253, required=False, label="Server of the mailbox")
    imap_port = forms.IntegerField(label="Port", min_value=1, max_value=65535, required=False, initial=993)
    imap_security = forms.ChoiceField(choices=SECURITY, required=False, initial="tls", label="Encryption")
    imap_user = OneLine(label="User name", max_length=254, required=False)
    imap_password = Secret(strip=False, label="Password")
    imap_folder = OneLine(label="Folder", max_length=200, required=False, initial="INBOX")
    imap_start = forms.ChoiceField(choices=START, required=False, initial="new", label="Begin with")
    imap_after = forms.ChoiceField(choices=AFTER, required=False, initial="seen", label="Then")
    imap_move_to = OneLine(label="Folder to move to", max_length=200, required=False)
    imap_poll_seconds = forms.IntegerField(
        label="Seconds between looks", min_value=10, max_value=3600, required=False, initial=60
    )
    imap_idle = forms.BooleanField(required=False, initial=True, label="Be told of new mail at once (IDLE)")

    def shown_of(self, channel: Channel) -> dict[str, Any]:
        return {**_shown(channel), "version": channel.version}

    def clean_slug(self) -> str:
        given = self.cleaned_data["slug"] or (self.channel.slug if self.channel else "")
        return str(self._only_ours("slug", given, "Another channel has this name.")) if given else ""

    def clean_address(self) -> str:
        address = self.cleaned_data["address"].lower()
        if "+" in address.partition("@")[0]:
            raise ValidationError("The part after a plus sign is ours: answers come back to it.")
        return str(self._only_ours("address__iexact", address, "Another channel has this address."))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for kind in ("smtp", "imap"):
            if values.get(f"{kind}_host"):
                self._clean_server(kind, values)
        if values.get("imap_after") == "move":
            if not values.get("imap_move_to"):
                self.add_error("imap_move_to", "Name the folder.")
            elif values["imap_move_to"] == values.get("imap_folder"):
                self.add_error("imap_move_to", "That is the folder it is read from.")
        if values.get("imap_host") and not values.get("imap_user"):
            self.add_error("imap_user", "A mailbox needs a user name.")
        return values

    def apply(self) -> tuple[Channel, dict[str, str]]:
        """Return the channel with what was entered, not stored yet, and the passwords that were entered."""
        values = self.cleaned_data
        channel = self.channel or Channel(kind="email")
        for name in ("name", "address", "team"):
            setattr(channel, name, values[name])
        channel.slug = values["slug"] or channel.slug or self.free_slug(values["address"].partition("@")[0])
        kept = {name: values[name] for name in _PLAIN if values[name] not in (None, "")}
        kept["trusted_authserv_ids"] = values["trusted_authserv_ids"].split()
        if values["max_mib"]:
            kept["max_bytes"] = values["max_mib"] * _MIB
        ours = {*_PLAIN, "trusted_authserv_ids", "max_bytes"}
        channel.settings = {**{k: v for k, v in channel.settings.items() if k not in ours}, **kept}
        return channel, {name: values[name] for name in ("smtp_password", "imap_password") if values[name]}

    def save(self) -> Channel:
        """Write the channel in nobody's name, for the command. An empty password keeps the one that is stored."""
        channel, entered = self.apply()
        if entered:
            channel.secrets = {**channel.secrets, **entered}
        channel.save()
        return channel

    def _clean_server(self, kind: str, values: dict[str, Any]) -> None:
        host, port = values[f"{kind}_host"], values.get(f"{kind}_port")
        values[f"{kind}_security"] = values.get(f"{kind}_security") or self.fields[f"{kind}_security"].initial
        if port is None:
            port = values[f"{kind}_port"] = self.fields[f"{kind}_port"].initial
        if not _HOST.match(host):
            self.add_error(f"{kind}_host", "That is no name of a server.")
            return
        try:
            check_place(host, port, free=settings.MAIL_ANY_HOST)
        except OSError as error:
            self.add_error(f"{kind}_host", str(error))

    def _only_ours(self, field: str, value: str, complaint: str) -> str:
        others = Channel.objects.filter(**{field: value})
        if field != "slug":
            others = others.filter(kind="email")
        if self.channel is not None:
            others = others.exclude(pk=self.channel.pk)
        if others.exists():
            raise ValidationError(complaint)
        return value


def _shown(channel: Channel) -> dict[str, Any]:
    """Return a channel's values for the form, without its passwords."""
    values = {name: channel.settings[name] for name in _PLAIN if name in channel.settings}
    values |= {"name": channel.name, "slug": channel.slug, "address": channel.address, "team": channel.team}
    values["trusted_authserv_ids"] = " ".join(channel.settings.get("trusted_authserv_ids", []))
    if size := channel.settings.get("max_bytes"):
        values["max_mib"] = size // _MIB
    return values
