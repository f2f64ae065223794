"""Our own marks in mail: the reply address and the Message-ID of a conversation, both signed.

A mark proves that whoever holds it was sent it by us. It says where a mail belongs, never who wrote it.
"""

from __future__ import annotations

import re
import secrets

from django.conf import settings

from helpdesk.lib.crypto import is_short_mac, short_mac

_PLUS = re.compile(r"\A(?P<local>.+)\+r(?P<key>[0-9a-f]{20})\.(?P<mac>[0-9a-f]{20})\Z", re.IGNORECASE)
_ID = re.compile(r"\A(?P<key>[0-9a-f]{20})\.(?P<mac>[0-9a-f]{20})\.[0-9a-f]+@", re.IGNORECASE)
# RFC 5321, 4.5.3.1.1: the part before the @ may be 64 octets.
_LOCAL_MAX = 64


def reply_address(address: str, key: str) -> str:
    """Return the address answers of one conversation go to, or the plain one where it would be too long."""
    local, _, domain = address.rpartition("@")
    marked = f"{local}+r{key}.{short_mac('reply-address', key)}"
    return f"{marked}@{domain}" if len(marked) <= _LOCAL_MAX else address


def plain_address(address: str) -> str:
    """Return an address without any plus part, in lower case: the one a channel is known by."""
    local, _, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def key_in_address(address: str) -> str | None:
    """Return the conversation key of a reply address we signed, else None."""
    found = _PLUS.match(address.strip().rpartition("@")[0])
    return _genuine("reply-address", found)


def new_message_id(key: str) -> str:
    """Return a new Message-ID (without angle brackets) that carries the conversation's key."""
    return f"{key}.{short_mac('message-id', key)}.{secrets.token_hex(6)}@{settings.MAIL_DOMAIN}"


def key_in_message_id(message_id: str) -> str | None:
    """Return the conversation key of a Message-ID we signed, else None."""
    return _genuine("message-id", _ID.match(message_id.strip().strip("<>")))


def _genuine(purpose: str, found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    key = found["key"].lower()
    return key if is_short_mac(purpose, key, found["mac"]) else None
