"""Write a letter in mail's own format (RFC 5322, RFC 2045 to 2049)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, quote
from typing import Any

from django.conf import settings
from django.utils import timezone

from channels_inbox.messages import Address, OutboundFile, OutboundMessage

# Everything travels as 7-bit text, so that no server on the way has to convert anything.
_BODY = SMTP.clone(cte_type="7bit")
_BREAKS = re.compile(r"[\r\n\x00\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*\Z")
_ADDRESS = re.compile(r"[^\s@<>\"(),;:\\\[\]\x00-\x1f\x7f]+@[^\s@<>\"(),;:\\\x00-\x1f\x7f]+\Z")
_ID = re.compile(r"[!-;=?-~]+\Z")
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\Z")


def write(message: OutboundMessage) -> bytes:
    """Return the letter's bytes, lines ended by CRLF.

    Raises ValueError, with words for a person, for an address that is none or a header that holds a line break.
    """
    fields = [
        ("From", [mailbox(message.sender)]),
        ("To", [mailbox(a) for a in message.to] or ["undisclosed-recipients:;"]),
        ("Cc", [mailbox(a) for a in message.cc]),
        ("Reply-To", [mailbox(a) for a in message.reply_to]),
    ]
    lines = [_field(name, ",\r\n ".join(values)) for name, values in fields if values]
    lines.append(_field("Subject", _words(message.subject, "Subject")))
    lines.append(_field("Date", format_datetime(timezone.now())))
    if not _is_id(message.message_id):
        raise ValueError("A Message-ID must not hold spaces or line breaks.")
    lines.append(_field("Message-ID", _ids([message.message_id])))
    lines += [
        _field(name, _ids(known))
        for name, ids in (("In-Reply-To", [message.in_reply_to]), ("References", message.references))
        if (known := [i for i in ids if _is_id(i)])
    ]
    # Whatever comes back to us with this mark left from here.
    lines.append(_field("X-Helpdesk-Loop", settings.MAIL_DOMAIN))
    if message.automatic:
        # RFC 3834, 5; Exchange's own; and the old word that vacation programs know.
        lines.append(_field("Auto-Submitted", "auto-generated" if message.unsubscribe else "auto-replied"))
        lines.append(_field("X-Auto-Response-Suppress", "All"))
        lines.append(_field("Precedence", "bulk"))
    if message.unsubscribe:
        lines.append(_field("List-Unsubscribe", f"<{message.unsubscribe}>"))
    if message.one_click:
        lines.append(_field("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return "".join(lines).encode() + _body(message).as_bytes(policy=_BODY)


def mailbox(address: Address) -> str:
    """Return one address with its display name, which can never become a second address."""
    if _BREAKS.search(address.name):
        raise ValueError("A name must not hold a line break.")
    name, email = _CONTROLS.sub(" ", address.name).strip(), wire_address(address.email)
    if not name:
        return email
    if not name.isascii() or "=?" in name:
        return f"{_words(name)} <{email}>"
    return f"{name} <{email}>" if _ATOMS.match(name) else f'"{quote(name)}" <{email}>'


def wire_address(email: str) -> str:
    """Return an address with its domain in ASCII (RFC 5891); raise ValueError when it is no address."""
    if not _ADDRESS.match(email):
        raise ValueError("That is not an email address.")
    local, _, domain = email.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        raise ValueError("That is not an email address.") from None


def _field(name: str, value: str) -> str:
    return f"{name}: {value}\r\n"


def _words(text: str, name: str = "") -> str:
    """Return free text for a header, folded, in encoded words where it is not plain (RFC 2047)."""
    if _BREAKS.search(text):
        raise ValueError("A header must not hold a line break.")
    text = _CONTROLS.sub(" ", text)
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return Header(text, charset, maxlinelen=76, header_name=name).encode(splitchars=" ", linesep="\r\n")


def _is_id(text: str) -> bool:
    """Tell whether a Message-ID, perhaps a stranger's, can stand in a header."""
    return bool(_ID.match(text))


def _ids(ids: Iterable[str]) -> str:
    """Return message ids, each on its own line; they are never encoded, or nothing would thread."""
    return "\r\n ".join(f"<{i}>" for i in ids)


def _body(message: OutboundMessage) -> EmailMessage:
    body = EmailMessage(_BODY)
    body.set_content(_lines(message.text), charset="utf-8")
    shown = [file for file in message.files if file.content_id and message.html]
    if message.html:
        body.add_alternative(_lines(message.html), subtype="html", charset="utf-8")
        for file in shown:
            html = body.get_body(("related", "html"))
            assert isinstance(html, EmailMessage)
            html.add_related(file.content, cid=f"<{file.content_id}>", disposition="inline", **_part(file))
    for file in message.files:
        if file not in shown:
            body.add_attachment(file.content, **_part(file))
    return body


def _part(file: OutboundFile) -> dict[str, Any]:
    kind = file.content_type.lower()
    # A mail inside a mail, or a multipart, would have to be parsed to be attached; as bytes it stays as it is.
    if not _TYPE.match(kind) or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    main, _, sub = kind.partition("/")
    return {"maintype": main, "subtype": sub, "filename": _CONTROLS.sub(" ", _BREAKS.sub(" ", file.name)) or "file"}


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
