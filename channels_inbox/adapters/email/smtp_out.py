"""Hand a letter to a mail server (RFC 5321) and say who took it."""

from __future__ import annotations

import logging
import re
import smtplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

from channels_inbox.adapters.email.compose import wire_address, write
from channels_inbox.adapters.email.outbox import drop
from channels_inbox.adapters.email.transport.servers import smtp_server
from channels_inbox.adapters.email.transport.smtp_client import SmtpClient
from channels_inbox.adapters.email.transport.words import reason, words
from channels_inbox.messages import OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.sending import Lost, Refused, Sent, TryLater

log = logging.getLogger(__name__)

# Everything up to the hand-over must be over before the claim's lease of two minutes is.
BEFORE_SECONDS = 100.0
# A letter this big may take longer than that, so its hand-over is announced before its text goes out.
LONG_BYTES = 1024 * 1024
UPLOAD_SECONDS = 540.0
# RFC 5321, 4.5.3.2.6 allows ten minutes; together with the upload it must stay under the lease of a hand-over.
VERDICT_SECONDS = 300.0

_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)

Answer = Sent | TryLater | Refused | Lost


class NotOurs(Exception):
    """Another worker owns the row by now."""


@dataclass
class Round:
    """What the recipients said in one attempt."""

    accepted: list[str] = field(default_factory=list)
    later: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


def send(channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]) -> Answer:
    """Send to everybody in To and Cc. `on_transmit` is called just before the server could accept; on False stop.

    Who accepted is never to be written to again; `refused` names those refused for good. A line that breaks after
    the final dot was sent gives `Lost`: nobody knows.
    """
    recipients = list(dict.fromkeys(a.email for a in (*message.to, *message.cc)))
    try:
        letter = write(message)
        for recipient in recipients:
            wire_address(recipient)
    except ValueError as error:
        return Refused(trouble=f"It cannot be sent: {error}")
    if not recipients:
        return Sent()
    server = smtp_server(channel)
    if server is None and settings.MAIL_OUTBOX:
        return drop(letter, message, recipients, on_transmit=on_transmit)
    if server is None:
        return TryLater(trouble="No mail server is set up for sending.")

    def hand_over() -> None:
        if not on_transmit():
            raise NotOurs

    client = SmtpClient(server, deadline=time.monotonic() + BEFORE_SECONDS)
    said = Round()
    try:
        with client:
            return _transact(client, channel.address, recipients, letter, said, hand_over)
    except NotOurs:
        return TryLater(trouble="Another worker is sending it.")
    except FinalDotSent as lost:
        log.warning("The answer of %s to a letter was lost (%s).", server.host, type(lost.__cause__).__name__)
        return Lost(refused=said.refused)
    except (OSError, smtplib.SMTPException) as error:
        # SMTPException is an OSError today; both are named because nothing here may depend on that.
        log.warning("A letter could not be handed to %s (%s).", server.host, type(error).__name__)
        return TryLater(refused=said.refused, trouble=words(error, server))


class FinalDotSent(Exception):
    """The line broke when the server may have had the whole letter."""


def _transact(
    client: SmtpClient,
    sender: str,
    recipients: list[str],
    letter: bytes,
    said: Round,
    hand_over: Callable[[], None],
) -> Answer:
    """Run one mail transaction on an open connection."""
    foreign = [a for a in recipients if not wire_address(a).isascii()]
    if foreign and not client.has_extn("smtputf8"):
        for address in foreign:
            said.refused[address] = "The mail server does not support this address (SMTPUTF8)."
    options = [f"SIZE={len(letter)}"] if client.has_extn("size") else []
    if client.has_extn("smtputf8") and (foreign or not letter.isascii()):
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    client.command_encoding = "utf-8" if foreign else "ascii"
    client.step()
    code, reply = client.mail(wire_address(sender), options)
    if code // 100 != 2:
        return _verdict(code, reply, recipients, said)
    for address in [a for a in recipients if a not in said.refused]:
        client.step()
        code, reply = client.rcpt(wire_address(address))
        if code // 100 == 2:
            said.accepted.append(address)
        elif code // 100 == 5:
            said.refused[address] = reason(code, reply)
        else:
            said.later[address] = reason(code, reply)
    if not said.accepted:
        return _outcome(said)
    client.step()
    code, reply = client.docmd("DATA")
    if code != 354:
        taken, said.accepted = said.accepted, []
        return _verdict(code, reply, taken, said)
    code, reply = _hand_over(client, letter, hand_over)
    if code // 100 == 2:
        return _outcome(said)
    taken, said.accepted = said.accepted, []
    return _verdict(code, reply, taken, said)


def _hand_over(client: SmtpClient, letter: bytes, hand_over: Callable[[], None]) -> tuple[int, bytes]:
    """Send the text, then the final dot, and return the server's answer. Raises FinalDotSent."""
    text = _LINE_START_DOT.sub(b"..", letter)
    if len(text) > LONG_BYTES:
        hand_over()
        client.patience(UPLOAD_SECONDS)
        client.send(text)
    else:
        client.step()
        client.send(text)
        hand_over()
    client.patience(VERDICT_SECONDS)
    try:
        client.send(b".\r\n" if text.endswith(b"\r\n") else b"\r\n.\r\n")
        code, reply = client.getreply()
    except (OSError, smtplib.SMTPException) as error:
        raise FinalDotSent from error
    if code // 100 not in {2, 4, 5}:
        raise FinalDotSent from ValueError("no answer code")
    return code, reply


def _verdict(code: int, reply: bytes, recipients: list[str], said: Round) -> Answer:
    """Write down one answer for all of these recipients: 5xx for good, anything else for now."""
    for address in recipients:
        (said.refused if code // 100 == 5 else said.later).setdefault(address, reason(code, reply))
    return _outcome(said)


def _outcome(said: Round) -> Answer:
    accepted = tuple(said.accepted)
    if said.later:
        return TryLater(accepted, said.refused, _listed(said.later))
    if said.accepted:
        return Sent(accepted, said.refused, _listed(said.refused))
    return Refused((), said.refused, _listed(said.refused))


def _listed(reasons: dict[str, str]) -> str:
    return "\n".join(f"{address}: {text}" for address, text in reasons.items())
