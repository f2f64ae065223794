"""Understand a raw mail: bytes in, `InboundMessage` out. Pure, without a database, and never fast and loose."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection

from channels_inbox.messages import Address, InboundMessage

from .addresses import normalise, parse_addresses
from .authentication import authentication_of
from .auto_reply import automatic_reason, is_bulk
from .bodies import Body, read_body
from .bounce import bounce_report
from .charset import clean, detect
from .dates import parse_date
from .encoded_words import decode_header
from .feedback import feedback_report
from .mime import Headers, Part, split
from .quotes import reply_text
from .subject import is_forward

_ID = re.compile(rb"<\s*([^<>\s]{1,990})\s*>")
_BARE_ID = re.compile(rb"[^\s<>,;\"()]+@[^\s<>,;\"()]+")
_MAX_IDS = 200
_MAX_SUBJECT = 2000
_MBOX_LINE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:>?From [^\n]*\n)?")


class Unparsable(Exception):
    """The bytes are no mail at all; `reason` says why in words for an admin."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse(raw: bytes, *, external_id: str = "", trusted_authserv_ids: Collection[str] = ()) -> InboundMessage:
    """Return the mail in normal form; raise Unparsable when there is nothing to read, and nothing else ever.

    `trusted_authserv_ids` names our own mail servers, whose Authentication-Results may be believed (RFC 8601).
    """
    try:
        return _parse(raw, external_id, trusted_authserv_ids)
    except Unparsable:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, MemoryError, ArithmeticError) as error:
        raise Unparsable(f"The mail could not be taken apart: {type(error).__name__}: {error}"[:500]) from error


def _parse(raw: bytes, external_id: str, trusted_authserv_ids: Collection[str]) -> InboundMessage:
    defects: list[str] = []
    mail = _usable(raw, defects)
    root = split(mail, defects)
    headers = root.headers
    body = read_body(root, defects)
    if not headers.fields and not body.files and not body.text().strip():
        raise Unparsable("The mail has neither a header nor any text.")
    hint = _charset_hint(root)
    subject = headers.text("subject", hint)[:_MAX_SUBJECT]
    sender = _sender(headers, hint, defects)
    text = body.text()
    html = body.html()
    message_id = next(iter(_ids(headers.raw("message-id"))), "")
    forwarded = is_forward(subject)
    auto_reply = automatic_reason(root, subject, text)
    bounce = bounce_report(root, text, sender, subject)
    feedback = feedback_report(root)
    date = headers.text("date")
    sent_at = parse_date(date)
    if sent_at is None:
        defects.append("date missing or not believable" if date else "no date")
    return InboundMessage(
        external_id=external_id or message_id or "blake2b:" + hashlib.blake2b(raw, digest_size=20).hexdigest(),
        channel_kind="email",
        sender=sender,
        to=_addresses(headers, "to", hint),
        cc=_addresses(headers, "cc", hint),
        reply_to=_addresses(headers, "reply-to", hint),
        delivered_to=_delivered_to(headers),
        return_path=_return_path(headers),
        subject=subject,
        message_id=message_id,
        in_reply_to=_ids(headers.raw("in-reply-to")),
        references=_ids(b" ".join(headers.all("references"))),
        sent_at=sent_at,
        text=text,
        reply_text=_reply_text(text, body, html, subject, forwarded, bool(bounce or feedback)),
        html=html,
        attachments=tuple(body.files),
        is_forward=forwarded,
        auto_reply=bool(auto_reply),
        auto_reply_reason=auto_reply,
        is_bulk=is_bulk(headers),
        list_id=headers.text("list-id")[:255],
        loop_mark=headers.text("x-helpdesk-loop")[:255],
        bounce=bounce,
        feedback_report=feedback,
        authentication=authentication_of(headers, sender, trusted_authserv_ids),
        language=_language(headers),
        defects=tuple(dict.fromkeys(defects)),
    )


def _usable(raw: bytes, defects: list[str]) -> bytes:
    """Return the bytes from the first header line on, with line ends that mean lines."""
    if not raw.strip(b"\0\r\n\t "):
        raise Unparsable("The mail is empty.")
    if b"\0" in raw[:4096] and not re.search(rb"[A-Za-z-]+:", raw[:4096]):
        raise Unparsable("This is no mail: there is no header field in its first 4 KB.")
    start = _MBOX_LINE.match(raw)
    mail = raw[start.end() :] if start and start.end() else raw
    if b"\n" not in mail[:10_000] and b"\r" in mail[:10_000]:
        defects.append("lines end in CR alone")
        mail = mail.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    elif b"\r\r\n" in mail[:10_000]:
        defects.append("lines end in CR CR LF")
        mail = mail.replace(b"\r\r\n", b"\r\n")
    return mail


def _charset_hint(root: Part) -> str:
    """Return the charset to try for raw eight-bit bytes in headers: that of the body, else a guess, made once."""
    for part in root.walk():
        if part.charset:
            return part.charset
    block = root.mail[: min(root.body_start, 20_000)]
    if block.isascii():
        return ""
    raw = b" ".join(root.headers.raw(name) for name in ("subject", "from", "to"))
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return detect(raw)
    return ""


def _sender(headers: Headers, hint: str, defects: list[str]) -> Address:
    """Return who wrote the mail: From, else Sender, never Reply-To, which anyone may set to anybody."""
    nameless = Address("", "")
    for name in ("from", "sender", "x-original-from"):
        for raw in headers.all(name):
            found = parse_addresses(raw, hint)
            with_email = next((address for address in found if address.email), None)
            if with_email:
                return with_email
            if not nameless.name:
                nameless = found[0] if found else Address(decode_header(raw, hint)[:200], "")
    defects.append("sender without an address" if nameless.name else "no sender")
    return nameless


def _addresses(headers: Headers, name: str, hint: str) -> tuple[Address, ...]:
    found: dict[str, Address] = {}
    for raw in headers.all(name):
        for address in parse_addresses(raw, hint):
            if address.email:
                found.setdefault(address.email.lower(), address)
    return tuple(found.values())


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "x-forwarded-to"):
        for raw in headers.all(name):
            for address in parse_addresses(raw):
                if address.email:
                    found[address.email] = None
    return tuple(found)


def _return_path(headers: Headers) -> str | None:
    if "return-path" not in headers:
        return None
    found = parse_addresses(headers.raw("return-path"))
    return found[0].email if found else ""


def _ids(raw: bytes) -> tuple[str, ...]:
    """Return message ids without their angle brackets, doubles left out, the first and last hundred of very many."""
    found = _ID.findall(raw) or _BARE_ID.findall(raw)
    ids = list(dict.fromkeys(clean(value.decode("utf-8", "replace")) for value in found))
    if len(ids) > _MAX_IDS:
        ids = ids[: _MAX_IDS // 2] + ids[-_MAX_IDS // 2 :]
    return tuple(ids)


def _reply_text(text: str, body: Body, html: str | None, subject: str, forwarded: bool, report: bool) -> str:
    if forwarded or report:
        return text
    return reply_text(text if body.is_typed() else "", html) or text


def _language(headers: Headers) -> str:
    found = re.match(r"[a-zA-Z]{2,3}", headers.text("content-language") or headers.text("accept-language"))
    return found[0].lower() if found else ""


__all__ = ["Unparsable", "normalise", "parse"]
