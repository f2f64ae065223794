"""Words in a text that stand for something of the ticket: {{ customer.first_name }}.

Plain substitution, once, of the names listed here: never a template, and what is put in is never read again.
What strangers chose (their name, the subject) is put in so that it carries no link into a letter of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches

from accounts.models import User
from tickets.models import Ticket
from tickets.models.kinds import Priority

_VARIABLE = re.compile(r"\{\{\s*([a-z_]+(?:\.[a-z_]+)+)\s*\}\}")
_BRACES = re.compile(r"\{\{\s*([^{}\n]{0,60}?)\s*\}\}")
_LINK = re.compile(r"(?:\b[a-z][a-z0-9+.-]*:)?//+|\bwww\.|@", re.IGNORECASE)
_NAME = 60

Reader = Callable[[Ticket, User | None], str]


def plain(text: str, longest: int = 250) -> str:
    """Return words without what a mail program would make a link of."""
    visible = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(_LINK.sub(" ", visible).split())[:longest]


def _name(ticket: Ticket) -> str:
    return plain(ticket.requester.name, _NAME)


def _first(name: str) -> str:
    return name.split(" ")[0] if name else "there"


VARIABLES: dict[str, tuple[str, Reader]] = {
    "ticket.number": ("Number", lambda t, _: str(t.number)),
    "ticket.subject": ("Subject", lambda t, _: plain(t.subject)),
    "ticket.status": ("Status, as the customer reads it", lambda t, _: t.status.customer_name),
    "ticket.priority": ("Priority", lambda t, _: Priority(t.priority).label),
    "ticket.team": ("Team", lambda t, _: str(t.team or "")),
    "customer.name": ("Customer's name", lambda t, _: _name(t) or "there"),
    "customer.first_name": ("Customer's first name", lambda t, _: _first(_name(t))),
    "customer.organization": ("Organization", lambda t, _: plain(str(t.organization or ""))),
    "agent.name": ("Agent's name", lambda t, by: str(by or t.assignee or "the team")),
    "agent.first_name": (
        "Agent's first name",
        lambda t, by: person.get_short_name() if (person := by or t.assignee) else "the team",
    ),
}


def fill_in(text: str, ticket: Ticket, *, by: User | None) -> str:
    """Return a text with its variables put in. `by` None speaks for the ticket's owner."""

    def value(found: re.Match[str]) -> str:
        known = VARIABLES.get(found[1])
        return known[1](ticket, by) if known else found[0]

    return _VARIABLE.sub(value, text)


def unknown_variable(text: str) -> str:
    """Say which name in braces stands for nothing, and what was meant or there is; empty when all are known."""
    unknown = [name for name in _VARIABLE.findall(text) if name not in VARIABLES]
    return f"Nothing is called {_braced(unknown[0])}. {_instead(unknown[0])}" if unknown else ""


def unread_variables(text: str) -> list[str]:
    """Say of each pair of braces that holds no variable that it stays as written: it may be meant so."""
    odd = [name for name in _BRACES.findall(_VARIABLE.sub("", text)) if name]
    return [f"{_braced(name)} stays as it is written. {_instead(name)}" for name in dict.fromkeys(odd)]


def _instead(name: str) -> str:
    alike = get_close_matches(name.lower().replace(" ", "_"), VARIABLES, 1)
    return f"Did you mean {_braced(alike[0])}?" if alike else f"There are: {', '.join(VARIABLES)}."


def _braced(name: str) -> str:
    return f"{{{{ {name} }}}}"
