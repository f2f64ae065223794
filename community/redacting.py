"""What of a ticket may be said in public: its answers, without what names or numbers anybody."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from helpdesk.lib.personal import without_personal
from tickets.models import Message, Ticket

# Words of one line that are compared.
LONGEST = 500
_PLACE = re.compile(r"\[(?:name|number|email|link)\]")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text to begin with, and what was taken out of it; a person reads it before anybody else does."""

    text: str
    removed: list[str]


def redacted(ticket: Ticket) -> Redacted:
    """Return the public answers to a ticket, notes never, as they could be told to everybody."""
    said = ticket.messages.filter(kind=Message.Kind.REPLY, public=True).select_related("author_user").order_by("pk")
    told = "\n\n".join(message.reply_text.strip() for message in said)
    names = [ticket.requester.name, getattr(ticket.requester.organization, "name", "")]
    names += [message.author_user.name for message in said if message.author_user]
    text = without_personal(told, names=[name for name in names if name])
    return Redacted(text, _removed(told, text))


def _removed(before: str, after: str) -> list[str]:
    """Return what stood where the text now says its kind in brackets.

    Line by line: all of a long ticket at once takes minutes. Where a number went over the end of a line, the lines do
    not fit any more, and whole lines are told.
    """
    old, new = before.split("\n"), after.split("\n")
    if len(old) == len(new):
        found = [words for pair in zip(old, new, strict=True) if pair[0] != pair[1] for words in _replaced(*pair)]
    else:
        left = set(new)
        found = [line.strip() for line in old if line not in left]
    return list(dict.fromkeys(found))


def _replaced(before: str, after: str) -> list[str]:
    old, new = before.split()[:LONGEST], after.split()[:LONGEST]
    return [
        " ".join(old[a:b])
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag == "replace" and _PLACE.search(" ".join(new[c:d]))
    ]
