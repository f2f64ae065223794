"""What a vendor's server posts to us, and what an adapter makes of it before anything is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


class Forged(Exception):
    """Nobody proved who sent this. The text is for our log; the answer says nothing."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A request at a channel's web address. `url` is the one we are known by, headers have lower-case names."""

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One thing that happened over there, to be one inbound row: its own id, and what we keep of it."""

    external_id: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Welcome:
    """What to answer a GET with: how vendors try an address."""

    text: str


def named(prefix: str, key: str) -> str:
    """Return an id that fits its column, whatever length the other side gave it."""
    whole = f"{prefix}:{key}"
    return whole if len(whole) <= 200 else f"{prefix}:sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def unsorted(body: bytes) -> Arrival:
    """Keep a body nobody could take apart, once, for an administrator to look at."""
    return Arrival(f"body:{hashlib.sha256(body).hexdigest()}", body)
