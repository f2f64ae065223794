"""What of a ticket may be said in public, without what names or numbers anybody; notes are never part of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from helpdesk.lib.html.article import FILES, POST_FILES
from helpdesk.lib.personal import taken_out, without_personal
from tickets.models import Message, Ticket
from tickets.naming import names_in

_FILE = re.compile(rf"!?\[([^\]\n]*)\]\((?:{re.escape(FILES)}|{re.escape(POST_FILES)})[^)\s]*\)")


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text to begin with, and what was taken out of it; a person reads it before anybody else does."""

    text: str
    removed: list[str] = field(default_factory=list)
    title: str = ""
    question: str = ""


def redacted(ticket: Ticket) -> Redacted:
    """Return the public answers to a ticket as they could be told to everybody."""
    told = _answers(ticket)
    text = without_personal(told, names=names_in(ticket))
    return Redacted(text, taken_out(told, text))


def retold(ticket: Ticket) -> Redacted:
    """Return a ticket as a topic could begin: its subject, the customer’s first words, and our answers."""
    first = ticket.messages.filter(kind=Message.Kind.INBOUND, public=True).order_by("pk").first()
    asked, told = (first.reply_text.strip() if first else ""), _answers(ticket)
    names = names_in(ticket)
    title, question, text = (without_personal(part, names=names) for part in (ticket.subject, asked, told))
    removed = [*taken_out(ticket.subject, title), *taken_out(asked, question), *taken_out(told, text)]
    return Redacted(text, list(dict.fromkeys(removed)), title=title[:160], question=question)


def still_personal(ticket: Ticket, *texts: str) -> list[str]:
    """Return what in these words names or numbers somebody after all, as far as a program can tell."""
    names = names_in(ticket)
    found = [one for text in texts for one in taken_out(text, without_personal(text, names=names))]
    return list(dict.fromkeys(found))


def without_files(text: str) -> str:
    """Return a text without the pictures and files it shows: those stay where they were posted."""
    return _FILE.sub("", text)


def _answers(ticket: Ticket) -> str:
    said = ticket.messages.filter(kind=Message.Kind.REPLY, public=True).exclude(author_user=None).order_by("pk")
    return "\n\n".join(message.reply_text.replace("\r\n", "\n").strip() for message in said)
