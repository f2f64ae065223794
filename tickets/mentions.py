"""Find whom a note mentions: `@` and a name, as the composer completes it or as one writes it by hand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.html import escape

from accounts.models import User
from tickets.errors import TicketError
from tickets.models import Ticket
from tickets.readers import AGENTS, readers_of

# Not inside a word or an address: maya@cafenorr.example, https://example.com/@maya.
_AT = re.compile(r"(?<![\w.@+/-])@(?=\w)")


class MentionOutOfSight(TicketError):
    def __init__(self, user: User) -> None:
        super().__init__(
            f"{user} cannot see this ticket, so a mention would not reach them. "
            "Write the name without @, or move the ticket to where they can see it."
        )


class MentionUnclear(TicketError):
    def __init__(self, word: str, users: list[User]) -> None:
        names = " or ".join(sorted(f"@{user.email}" for user in users))
        super().__init__(f"“@{word}” may be several people. Write {names}.")


def mentioned_in(text: str, ticket: Ticket) -> dict[str, User]:
    """Return the colleagues a note mentions, in order, by their names as they are written there.

    Raises MentionOutOfSight for one who may not see the ticket, MentionUnclear for a name two people share.
    Any other word after an @ is only a word. A text without one costs nothing.
    """
    places = [match.end() for match in _AT.finditer(text)]
    if not places:
        return {}
    names = _names()
    found = dict(named for place in places if (named := _named(text, place, names)))
    seeing = set(readers_of(ticket).filter(pk__in=[user.pk for user in found.values()])) if found else set()
    for user in found.values():
        if user not in seeing:
            raise MentionOutOfSight(user)
    return found


def marked(html: str, names: Iterable[str]) -> str:
    """Mark the mentions of these names, as they were written, in the HTML of a note's text."""
    shown = "|".join(re.escape(escape(name)) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"{_AT.pattern}({shown})(?!\w)", r'<span class="mention">@\1</span>', html)


def _named(text: str, place: int, names: dict[str, list[User]]) -> tuple[str, User] | None:
    """Return the name as written and the person whose name begins at a place; the longest name that fits counts."""
    rest = text[place : place + 200].casefold()
    for name in sorted((n for n in names if rest.startswith(n)), key=len, reverse=True):
        if re.match(r"\w", rest[len(name) :]):
            continue  # “@anabel” is not Ana.
        if len(names[name]) > 1:
            raise MentionUnclear(text[place : place + len(name)], names[name])
        return text[place : place + len(name)], names[name][0]
    return None


def _names() -> dict[str, list[User]]:
    """Return everybody at the desk by each way to call them."""
    found: dict[str, list[User]] = defaultdict(list)
    for user in User.objects.filter(is_active=True, role__in=AGENTS).order_by("pk"):
        for name in dict.fromkeys(_ways(user)):
            found[name].append(user)
    return found


def _ways(user: User) -> Iterator[str]:
    for name in (user.name, user.get_short_name(), user.email, user.email.partition("@")[0]):
        if name.strip():
            yield name.strip().casefold()
