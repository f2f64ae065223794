"""The message a report speaks of: attached whole, as headers, or pasted into the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from channels_inbox.adapters.email.addresses import parse_addresses
from channels_inbox.adapters.email.mime import Headers, Part, split

_ID = re.compile(r"<\s*([^<>\s]{3,990})\s*>")
_PASTED = re.compile(
    r"^[ \t>]*message-id:[ \t]*\n?[ \t>]*<?([^<>\s]{3,990}@[^<>\s]+?)>?[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_PASTED_SUBJECT = re.compile(r"^[ \t>]{0,4}subject:[ \t]*(\S[^\n]{0,500})$", re.IGNORECASE | re.MULTILINE)
_PASTED_TO = re.compile(r"^[ \t>]{0,4}to:[ \t]*(\S[^\n]{0,500})$", re.IGNORECASE | re.MULTILINE)
_ATTACHED = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
)
_MAX = 300_000


@dataclass(frozen=True, slots=True)
class Original:
    """What is known of the original message."""

    message_id: str = ""
    subject: str = ""
    recipients: tuple[str, ...] = ()


def original_of(root: Part, text: str) -> Original:
    """Return the original message's id, subject and recipients, as far as the report tells."""
    for part in root.walk():
        if part.content_type in _ATTACHED and part is not root:
            headers = split(part.content()[:_MAX].lstrip(b"\r\n"), []).headers
            found = _from_headers(headers)
            if found.message_id or found.recipients:
                return found
    pasted = _PASTED.search(text)
    subject = _PASTED_SUBJECT.search(text)
    to = _PASTED_TO.search(text)
    recipients = tuple(a.email for a in parse_addresses(to[1].encode()) if a.email) if to else ()
    message_id = pasted[1] if pasted else _answered(root.headers)
    return Original(message_id, subject[1].strip() if subject else "", recipients)


def _from_headers(headers: Headers) -> Original:
    found = _ID.search(headers.text("message-id"))
    recipients = tuple(
        address.email
        for name in ("to", "cc", "bcc", "x-original-to", "delivered-to")
        for address in parse_addresses(headers.raw(name))
        if address.email
    )
    return Original(found[1] if found else headers.text("message-id"), headers.text("subject"), recipients)


def _answered(headers: Headers) -> str:
    """Return the id the report answers, when it names one."""
    for name in ("in-reply-to", "references", "x-ms-exchange-parent-message-id"):
        ids = _ID.findall(headers.text(name))
        if ids:
            return str(ids[-1])
    return ""
