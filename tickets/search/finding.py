from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.db.models import Q

from accounts.models import User
from helpdesk.lib.search import Asked, Word, parse
from tickets.models import Ticket
from tickets.querysets import TicketQuerySet
from tickets.search.holding import holding
from tickets.search.operators import OPERATORS, Unclear

_NUMBER = re.compile(r"#?(\d{1,18})")


@dataclass(slots=True)
class Found:
    """The tickets that fit, how the search was read, and what to tell the person about it."""

    tickets: TicketQuerySet
    asked: Asked
    notes: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[Word]:
        """Return what to look for and mark in a result's text."""
        return [word for word in self.asked.words if not word.negated]


def find(tickets: TicketQuerySet, typed: str, *, by: User) -> Found:
    """Keep the tickets that fit a search. `tickets` are those the person may see; nothing here adds to them.

    A ticket's number, its requester's name and addresses are among its words; `#123` is that number and nothing else.
    """
    asked = parse(typed, OPERATORS)
    found = Found(tickets, asked)
    if asked.cut:
        found.notes.append("That is more than we can look for at once; the end was left out.")
    found.notes.extend(f"There is no “{key}:”, so it was looked for as words." for key in asked.unknown)
    found.notes.extend(
        f"Write it right behind the colon: “{word.text}…”"
        for word in asked.words
        if word.text.endswith(":") and word.text[:-1].lower() in OPERATORS
    )
    _narrow(found, by)
    numbers = [word for word in asked.words if word.text.startswith("#") and _NUMBER.fullmatch(word.text)]
    words = [word for word in asked.words if word not in numbers]
    for word in numbers:
        one = Q(number=int(word.text[1:]))
        found.tickets = found.tickets.exclude(one) if word.negated else found.tickets.filter(one)
    if words:
        found.tickets = holding(found.tickets, words)
    if not asked.words and not asked.conditions:
        found.tickets = found.tickets.none()
    return found


def named(user: User, typed: str) -> int | None:
    """Return the number of the ticket that is named exactly, if this person may open it."""
    match = _NUMBER.fullmatch(typed.strip())
    if not match:
        return None
    return Ticket.objects.visible_to(user).filter(number=int(match[1])).values_list("number", flat=True).first()


def _narrow(found: Found, by: User) -> None:
    for condition in found.asked.conditions:
        try:
            fits = OPERATORS[condition.key](condition.value, by)
        except Unclear as unclear:
            found.notes.append(str(unclear))
            found.tickets = found.tickets.none()
            continue
        found.tickets = found.tickets.filter(~fits if condition.negated else fits)
