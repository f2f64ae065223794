"""What a ticket asks, for the search of articles; and the beginning of an article made of how it was answered."""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpdesk.lib.personal import taken_out, without_personal
from tickets.models import Message, Ticket
from tickets.naming import names_in

# Of the question; what comes later is often the history below it.
_READ = 1200
_LEAST = 40
_CLOSING = re.compile(
    r"\n\s*(?:best regards|kind regards|regards|best wishes|many thanks|thanks|cheers|yours|sincerely|mit freundlichen"
    r" grüßen|viele grüße|liebe grüße|beste grüße|cordialement|bien à vous|bonne journée)\b.*\Z",
    re.IGNORECASE | re.DOTALL,
)
_GREETING = re.compile(r"\A\s*(?:hi|hello|dear|hey|hallo|guten tag|liebe[rs]?|bonjour)\b[^\n]{0,60}\n+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Beginning:
    """The first words of an article, and what was taken out of them because it names or numbers somebody."""

    title: str
    body: str
    removed: list[str]


def asked(ticket: Ticket) -> str:
    """Return what the customer asks: the subject and their first words."""
    first = ticket.messages.filter(public=True, author_user=None).order_by("pk").first()
    return f"{ticket.subject}. {first.reply_text[:_READ] if first else ''}"


def beginning(ticket: Ticket) -> Beginning:
    """Return an article's beginning made of the answers to a ticket, without greetings and personal data."""
    answers = ticket.messages.filter(kind=Message.Kind.REPLY, public=True).exclude(author_user=None)
    said = [message.reply_text for message in answers.select_related("author_user").order_by("pk")]
    texts = [_CLOSING.sub("", _GREETING.sub("", text.replace("\r\n", "\n"))).strip() for text in said]
    told = "\n\n".join(text for text in texts if len(text) >= _LEAST) or max(texts, key=len, default="")
    names = names_in(ticket)
    title, body = (without_personal(text, names=names) for text in (ticket.subject, told))
    removed = [*taken_out(ticket.subject, title), *taken_out(told, body)]
    return Beginning(title[:200], body, list(dict.fromkeys(removed)))
