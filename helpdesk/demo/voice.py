"""How people write: greetings, signatures, and the particulars a story leaves open."""

from __future__ import annotations

import random
from collections.abc import Sequence

from helpdesk.demo.company import Member
from helpdesk.demo.history import Agent
from helpdesk.demo.story import Turn
from tickets.models.kinds import ChannelKind

LETTERS = {ChannelKind.EMAIL, ChannelKind.WEB_FORM}
_SERIALS = {"One": "ON1", "Duo": "DU2", "Pro 2": "PR2"}
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
_GREETINGS = ["Hi,", "Hello,", "Hi there,", "Good morning,", "Hello Halden,", "Dear Halden team,", ""]
_CLOSINGS = ["Best,", "Thanks,", "Kind regards,", "Best regards,", "Thank you,", "Many thanks,", "Cheers,"]
_AGENT_CLOSINGS = {
    "Ana Ruiz": "Ana",
    "Tomasz Wolny": "Best regards,\nTomasz",
    "Jonas Weber": "Kind regards\nJonas",
    "Leila Haddad": "All the best,\nLeila",
    "Priya Nair": "Warm regards,\nPriya",
}


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

    def letter(self, turn: Turn) -> tuple[str, str]:
        """Return the customer's whole text, and what is new in it (without the signature)."""
        body = self.fill(self.rng.choice(list(turn.says)))
        if self.channel not in LETTERS:
            return body, body
        said = "\n\n".join(part for part in (self.greeting, body, f"{self.closing}\n{self._name()}") if part)
        if self.channel == ChannelKind.EMAIL and self.member.person.title:
            person = self.member.person
            return f"{said}\n\n-- \n{person.name}\n{person.title}, {self.member.organization}\n{person.phone}", said
        return said, said

    def _name(self) -> str:
        return self.member.person.name if self.full_name else self.first


def from_agent(voice: Voice, turn: Turn, by: Agent, *, first: bool) -> str:
    """Return an agent's text in the manner of the channel."""
    body = voice.fill(voice.rng.choice(list(turn.says)))
    if voice.channel not in LETTERS:
        return body[0].upper() + body[1:]
    hello = f"Hi {voice.first}," if first else voice.rng.choice([f"Hi {voice.first},", f"Hello {voice.first},"])
    return f"{hello}\n\n{body[0].upper()}{body[1:]}\n\n{_AGENT_CLOSINGS.get(by.name, by.name.split(' ')[0])}"
