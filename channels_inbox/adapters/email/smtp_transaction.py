"""One mail transaction on an open connection (RFC 5321): who took the letter, and who did not."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable
from dataclasses import dataclass, field

from channels_inbox.adapters.email.compose import wire_address
from channels_inbox.adapters.email.transport.smtp_client import SmtpClient
from channels_inbox.adapters.email.transport.words import reason
from channels_inbox.sending import Lost, Refused, Sent, TryLater

# A letter this big may take longer than the steps before it, so its hand-over is announced before its text goes out.
LONG_BYTES = 1024 * 1024
UPLOAD_SECONDS = 540.0
# RFC 5321, 4.5.3.2.6 allows ten minutes; together with the upload it must stay under the lease of a hand-over.
VERDICT_SECONDS = 300.0

_LINE_START_DOT = re.compile(rb"^\.", re.MULTILINE)

Answer = Sent | TryLater | Refused | Lost


@dataclass
class Round:
    """What the recipients said in one attempt."""

    accepted: list[str] = field(default_factory=list)
    later: dict[str, str] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class FinalDotSent(Exception):
    """The line broke when the server may have had the whole letter."""


def transact(
    client: SmtpClient,
    sender: str,
    recipients: list[str],
    letter: bytes,
    said: Round,
    hand_over: Callable[[], None],
) -> Answer:
    """Hand a letter to everybody who takes it; `hand_over` is called just before the server could accept.

    Raises FinalDotSent, and what `hand_over` raises.
    """
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
