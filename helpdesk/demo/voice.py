"""How people write: greetings, signatures, quoting, and the particulars a story leaves open."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import escape, linebreaks

from helpdesk.demo.company import Member
from helpdesk.demo.history import Agent, Row
from helpdesk.demo.hours import GOTHENBURG
from tickets.models.kinds import ChannelKind

LETTERS = {ChannelKind.EMAIL, ChannelKind.WEB_FORM}
_SERIALS = {"One": "ON1", "Duo": "DU2", "Pro 2": "PR2"}
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
_GREETINGS = ["Hi,", "Hello,", "Hi there,", "Good morning,", "Hello Halden,", "Dear Halden team,", ""]
_CLOSINGS = ["Best,", "Thanks,", "Kind regards,", "Best regards,", "Many thanks,", "Cheers,"]
_AGENT_CLOSINGS = {
    "Ana Ruiz": "Ana",
    "Tomasz Wolny": "Best regards,\nTomasz",
    "Jonas Weber": "Kind regards\nJonas",
    "Leila Haddad": "All the best,\nLeila",
    "Priya Nair": "Warm regards,\nPriya",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """`said` is what is new in `text`: without signature and quoted history."""

    text: str
    said: str
    html: str = ""


class Voice:
    """One customer in one ticket: the same machine, order and manner from first to last message."""

    def __init__(self, member: Member, *, channel: str, rng: random.Random, machines: Sequence[str]) -> None:
        self.member = member
        self.channel = channel
        self.rng = rng
        self.first = member.person.name.split(" ")[0]
        # A manner belongs to the person, not to the ticket.
        manner = random.Random(member.person.email)  # noqa: S311
        nordic = ["Hej,", "Hej!"] if member.person.language in {"sv", "da"} else []
        self.greeting = manner.choice([*_GREETINGS, *nordic])
        self.closing = manner.choice(_CLOSINGS)
        self.full_name = manner.random() < 0.4
        self.writes_html = manner.random() < 0.45
        self.quotes = manner.random() < 0.6
        machine = rng.choice(list(machines))
        self.particulars = {
            "machine": machine,
            "grinder": "Grind",
            "serial": f"{_SERIALS.get(machine, 'GR1')}-{rng.randrange(87200, 88990)}",
            "order": f"H-{rng.randrange(20120, 20985)}",
            "town": member.person.place.split(",")[0],
            "organization": member.organization or "us at home",
            "first": self.first,
            "day": rng.choice(_DAYS),
            "price": f"€{rng.choice(['12.00', '18.00', '24.00', '36.00', '49.00', '79.00'])}",
            "shots": str(rng.choice([40, 60, 80, 120])),
            "minutes": str(rng.choice([5, 10, 15, 20])),
        }

    def fill(self, text: str) -> str:
        return text.format(**self.particulars)

    def letter(self, text: str, *, answers: Row | None) -> Letter:
        """Return what the customer writes; `answers` is the message of ours they answer, if any."""
        body = self.fill(text)
        if self.channel not in LETTERS:
            return Letter(body, body)
        # Short answers come without ceremony.
        brief = answers is not None and len(body) < 90
        greeting = "" if brief else self.greeting
        closing = self._name() if brief else f"{self.closing}\n{self._name()}"
        said = "\n\n".join(part for part in (greeting, body, closing) if part)
        if self.channel != ChannelKind.EMAIL:
            return Letter(said, said)
        signature = self._signature()
        quoted = answers if self.quotes else None
        text = said + (f"\n\n-- \n{signature}" if signature else "") + (_quote(quoted) if quoted else "")
        return Letter(text, said, self._html(said, signature, quoted) if self.writes_html else "")

    def _signature(self) -> str:
        person = self.member.person
        if not person.title:
            return ""
        return f"{person.name}\n{person.title}, {self.member.organization}\n{person.phone}"

    def _html(self, said: str, signature: str, quoted: Row | None) -> str:
        parts = [linebreaks(said, autoescape=True)]
        if signature:
            name, *rest = map(escape, signature.splitlines())
            parts.append(
                '<table cellpadding="0" style="border-left: 3px solid #2f5d50; padding-left: 10px; color: #555555">'
                f"<tr><td><b>{name}</b><br>{'<br>'.join(rest)}</td></tr></table>"
            )
        if quoted:
            parts.append(
                f'<div class="gmail_quote"><p>{escape(_attribution(quoted))}</p>'
                f'<blockquote type="cite">{linebreaks(quoted["text"], autoescape=True)}</blockquote></div>'
            )
        return f"<html><body>{''.join(parts)}</body></html>"

    def _name(self) -> str:
        return self.member.person.name if self.full_name else self.first


def _quote(message: Row) -> str:
    lines = "\n".join(f"> {line}".rstrip() for line in message["text"].splitlines())
    return f"\n\n{_attribution(message)}\n{lines}"


def _attribution(message: Row) -> str:
    when = message["created_at"].astimezone(GOTHENBURG)
    return f"On {when:%a, %d %b %Y at %H:%M}, Halden Support wrote:"


def from_agent(voice: Voice, text: str, by: Agent, *, first: bool) -> str:
    """Return an agent's text in the manner of the channel."""
    body = voice.fill(text)
    body = body[0].upper() + body[1:]
    if voice.channel not in LETTERS:
        return body
    hello = f"Hi {voice.first}," if first else voice.rng.choice([f"Hi {voice.first},", f"Hello {voice.first},"])
    return f"{hello}\n\n{body}\n\n{_AGENT_CLOSINGS.get(by.name, by.name.split(' ')[0])}"
