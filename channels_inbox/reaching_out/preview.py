"""A reach-out as its reader would see it, and a letter of it to oneself."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from accounts.models import User
from channels_inbox.messages import Address, OutboundMessage
from channels_inbox.models import Channel
from channels_inbox.reaching_out.letter import letter_html
from channels_inbox.reaching_out.words import example, fill
from channels_inbox.registry import sender
from channels_inbox.sending import Sent


@dataclass(frozen=True, slots=True)
class Shown:
    language: str
    subject: str
    body: str


def shown(texts: Mapping[str, Mapping[str, str]]) -> list[Shown]:
    """Return the words in each language for an invented reader."""
    found = []
    # The database orders keys by their letters; the help centre's first language comes first.
    for language in (one for one in settings.KNOWLEDGE_LOCALES if one in texts):
        text = texts[language]
        reader = example(f"{text.get('subject', '')} {text.get('body', '')}")
        found.append(Shown(language, *(fill(text.get(part, ""), reader) for part in ("subject", "body"))))
    return found


def send_trial(texts: Mapping[str, Mapping[str, str]], channel: Channel, *, to: User) -> str:
    """Send the first language to a colleague at once; return what went wrong, or nothing. Its link ends nothing."""
    text = shown(texts)[0]
    letter = OutboundMessage(
        sender=Address(str(channel.settings.get("from_name") or settings.SITE_NAME), channel.address),
        to=(Address("", to.email),),
        subject=f"[Trial] {text.subject}"[:200],
        text=f"{text.body.rstrip()}\n",
        html=letter_html(text.body, channel, settings.SITE_URL),
        message_id=f"trial.{secrets.token_hex(10)}@{settings.MAIL_DOMAIN}",
        automatic=True,
    )
    answer = sender("email").send(channel, letter, on_transmit=lambda: True)
    return "" if isinstance(answer, Sent) else answer.trouble or "The line broke; it may have arrived."
