from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from channels_inbox.adapters.email.addresses import parse_addresses
from channels_inbox.adapters.email.mime import split
from channels_inbox.adapters.email.transport.reception import fingerprint
from channels_inbox.adapters.email.transport.routing import channel_for, max_bytes
from channels_inbox.models import Channel
from channels_inbox.storing import store_raw


class Command(BaseCommand):
    help = (
        "Store mails from files or standard input, for a mail server's pipe. Exit codes are those of sysexits.h: "
        "0 kept, 64 wrong use, 65 a mail nobody can take, 66 no such file, 75 try again later."
    )
    requires_system_checks = []

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **options)
        # argparse ends with 2, which mail servers do not know.
        setattr(parser, "error", lambda reason: parser.exit(os.EX_USAGE, f"{reason}\n"))  # noqa: B010
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", default=["-"], metavar="FILE", help="a raw mail; - is standard input")
        parser.add_argument("--channel", metavar="SLUG", help="the channel it came to; else its header must tell")
        parser.add_argument("--recipient", default="", metavar="ADDRESS", help="the envelope's recipient")
        parser.add_argument("--sender", default="", metavar="ADDRESS", help="the envelope's sender")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            channel = self._channel(options["channel"], options["recipient"])
            for name in options["files"] or ["-"]:
                self._keep(channel, name, options)
        except CommandError:
            raise
        except Exception as error:
            # Whatever it is, the mail server keeps the mail; most exit codes would send it back to its sender.
            raise _stop(os.EX_TEMPFAIL, f"The mail cannot be stored at the moment ({type(error).__name__}).") from error

    def _channel(self, slug: str | None, recipient: str) -> Channel | None:
        """Return the channel that all mails go to, or None where each mail's own header has to tell."""
        if slug:
            named = Channel.objects.filter(kind="email", slug=slug).first()
            if named is None:
                raise _stop(os.EX_USAGE, f"There is no email channel “{slug}”.")
            return named
        if recipient:
            owner = channel_for(recipient)
            if owner is None:
                raise _stop(os.EX_NOUSER, f"{recipient} is not one of our addresses.")
            return owner
        channels = list(Channel.objects.filter(kind="email")[:2])
        return channels[0] if len(channels) == 1 else None

    def _keep(self, channel: Channel | None, name: str, options: dict[str, Any]) -> None:
        limit = max_bytes(channel) if channel else settings.MAIL_MAX_BYTES
        try:
            if name == "-":
                raw = sys.stdin.buffer.read(limit + 1)
            else:
                with Path(name).open("rb") as file:
                    raw = file.read(limit + 1)
        except OSError as error:
            raise _stop(os.EX_NOINPUT, f"{name} cannot be read: {error.strerror}.") from None
        if not raw.strip():
            raise _stop(os.EX_DATAERR, f"{name} is empty.")
        if channel is None:
            channel = addressed_channel(without_mbox_line(raw))
            limit = max_bytes(channel)
        if len(raw) > limit:
            raise _stop(os.EX_DATAERR, f"{name} is bigger than the {limit} bytes “{channel.slug}” takes.")
        raw = without_mbox_line(raw)
        sender, recipients = options["sender"], [options["recipient"]] if options["recipient"] else []
        store_raw(
            channel,
            external_id=fingerprint("pipe", raw, sender=sender, recipients=recipients),
            raw=raw,
            envelope_from=sender,
            envelope_to=recipients,
        )


def _stop(code: int, reason: str) -> CommandError:
    return CommandError(reason, returncode=code)


def addressed_channel(raw: bytes) -> Channel:
    """Return the one channel a mail's own header names."""
    headers = split(raw, []).headers
    fields = [field for name in ("to", "cc", "delivered-to") for field in headers.all(name)]
    owners = {channel_for(found.email) for field in fields for found in parse_addresses(field)} - {None}
    if len(owners) == 1:
        return cast(Channel, owners.pop())
    which = "several of our channels" if owners else "none of our channels"
    raise _stop(os.EX_USAGE, f"The mail is addressed to {which}: name one with --channel SLUG or --recipient ADDRESS.")


def without_mbox_line(raw: bytes) -> bytes:
    """Drop the “From sender date” line that mail servers put in front of a piped mail; it is no header."""
    return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw
