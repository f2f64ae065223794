"""Machine-readable delivery reports (RFC 3464), the broken ones included."""

from __future__ import annotations

import re

from channels_inbox.adapters.email.addresses import normalise
from channels_inbox.adapters.email.charset import decode
from channels_inbox.adapters.email.encoded_words import decode_header
from channels_inbox.adapters.email.mime import Part
from channels_inbox.messages import BouncedRecipient

_FIELD = re.compile(r"^[ \t>]*([A-Za-z][A-Za-z-]+)[ \t]*:[ \t]*(.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
_ADDRESS = re.compile(r"[^\s@<>;,\"()]+@[^\s@<>;,\"()]+")
STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
_ACTIONS = {
    "fail": "failed",
    "error": "failed",
    "delay": "delayed",
    "transient": "delayed",
    "deliver": "delivered",
    "relay": "relayed",
    "expand": "expanded",
}
_TYPES = ("message/delivery-status", "message/global-delivery-status", "message/delivery-report")
MAX_DIAGNOSTIC = 1000


def recipients_in_notification(root: Part) -> tuple[BouncedRecipient, ...]:
    """Return the recipients that a delivery-status part names; none when there is no such part."""
    found: list[BouncedRecipient] = []
    for part in root.walk():
        if part.content_type in _TYPES:
            found.extend(_recipients(decode(part.content(), part.charset)))
    if not found and root.content_type == "multipart/report":
        for part in root.walk():
            # Some senders label the report text/plain.
            if part.content_type == "text/plain" and b"Final-Recipient:" in part.body:
                found.extend(_recipients(decode(part.content(), part.charset)))
    return tuple(dict.fromkeys(found))


def _recipients(text: str) -> list[BouncedRecipient]:
    groups: list[dict[str, str]] = [{}]
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")):
        groups.append({})
        for name, value in _FIELD.findall(block):
            name = name.lower()
            # A new recipient, though the empty line before it was forgotten.
            if name in ("final-recipient", "original-recipient") and name in groups[-1]:
                groups.append({})
            groups[-1].setdefault(name, " ".join(value.split()))
    recipients: list[BouncedRecipient] = []
    carried: dict[str, str] = {}
    for group in groups:
        if not group:
            continue
        named = "final-recipient" in group or "original-recipient" in group or "x-actual-recipient" in group
        if not named:
            carried = group if not recipients else carried
            if recipients and ("action" in group or "status" in group or "diagnostic-code" in group):
                # Exchange and others put an empty line inside a recipient's fields.
                recipients[-1] = _recipient({**_fields(recipients[-1]), **group})
            continue
        recipients.append(_recipient({**_global(carried), **group}))
    return recipients


def _global(group: dict[str, str]) -> dict[str, str]:
    return {name: group[name] for name in ("action", "status", "diagnostic-code") if name in group}


def _fields(recipient: BouncedRecipient) -> dict[str, str]:
    fields = {"final-recipient": recipient.email, "action": recipient.action, "status": recipient.status}
    return {name: value for name, value in fields.items() if value}


def _recipient(group: dict[str, str]) -> BouncedRecipient:
    email = ""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        address = _ADDRESS.search(_xtext(group.get(name, "")))
        # The address we wrote to is the one we can do something about, not where it was forwarded.
        if address:
            email = normalise(address[0])
            break
    diagnostic = _diagnostic(group.get("diagnostic-code", ""))
    status = STATUS.search(group.get("status", "")) or STATUS.search(diagnostic)
    action = next((word for start, word in _ACTIONS.items() if group.get("action", "").lower().startswith(start)), "")
    code = status[1] if status else ""
    if code in ("5.0.0", "4.0.0"):
        better = STATUS.search(diagnostic)
        code = better[1] if better else code
    if not action:
        action = {"2": "delivered", "4": "delayed"}.get(code[:1], "failed")
    return BouncedRecipient(email, action, code, diagnostic)


def _diagnostic(value: str) -> str:
    text = decode_header(value.encode("utf-8", "replace"))
    text = re.sub(r"^(?:smtp|x-[\w-]+|rfc822|dns|lmtp)\s*;\s*", "", text, flags=re.IGNORECASE)
    return text[:MAX_DIAGNOSTIC]


def _xtext(value: str) -> str:
    """Undo the hexadecimal escapes of RFC 3461."""
    return re.sub(
        r"\+([0-9A-F]{2})(?=[^@]*)",
        lambda m: chr(int(m[1], 16)) if int(m[1], 16) in (0x2B, 0x3D, 0x20) else m[0],
        value,
    )
