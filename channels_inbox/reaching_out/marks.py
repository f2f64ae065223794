"""Our marks in letters that belong to no ticket: an answer finds the reach-out it answers by them, as in reply_address.

A mark proves that whoever holds it was sent it by us. It says what is answered, never who answers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.conf import settings

from helpdesk.lib.crypto import is_short_mac, short_mac

_PLUS = re.compile(r"\A.+\+o(?P<key>[0-9a-f]{20})\.(?P<mac>[0-9a-f]{20})\Z", re.IGNORECASE)
_ID = re.compile(r"\Areach\.(?P<key>[0-9a-f]{20})\.(?P<mac>[0-9a-f]{20})@", re.IGNORECASE)
# RFC 5321, 4.5.3.1.1: the part before the @ may be 64 octets.
_LOCAL_MAX = 64


def answer_address(address: str, key: str) -> str:
    """Return the address answers to one letter go to, or the plain one where it would be too long."""
    local, _, domain = address.rpartition("@")
    marked = f"{local}+o{key}.{short_mac('reach-out-address', key)}"
    return f"{marked}@{domain}" if len(marked) <= _LOCAL_MAX else address


def message_id(key: str) -> str:
    """Return a letter's Message-ID: however often it is tried, it stays one letter."""
    return f"reach.{key}.{short_mac('reach-out-id', key)}@{settings.MAIL_DOMAIN}"


def key_in(addresses: Iterable[str], ids: Iterable[str]) -> str | None:
    """Return the key of the first mark of ours among these, else None."""
    for address in addresses:
        if key := _genuine("reach-out-address", _PLUS.match(address.strip().rpartition("@")[0])):
            return key
    return next(filter(None, (_genuine("reach-out-id", _ID.match(one.strip().strip("<>"))) for one in ids)), None)


def _genuine(purpose: str, found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    key = found["key"].lower()
    return key if is_short_mac(purpose, key, found["mac"]) else None
