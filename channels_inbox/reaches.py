"""Which addresses a ticket's customer can be answered at, and what holds there now: for the composer and the server.

Email stands for the thread of letters, chat for the window on a site; every other wire by its channel and address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from accounts.models import Identity
from channels_inbox.capabilities import Capabilities
from channels_inbox.registry import KINDS, capabilities
from helpdesk.lib.durations import say_duration
from tickets.models.kinds import ChannelKind

# A person may answer so long after a customer's message where the platform has a tag for that (Messenger, Instagram).
HUMAN_AGENT = timedelta(days=7)
_MIB = 1024 * 1024
# Longer than anybody writes: not worth a word.
_LONG = 50_000
# Names that keep their capitals.
_PROPER = {"sms", "whatsapp", "messenger", "instagram", "telegram", "api"}


@dataclass(frozen=True, slots=True)
class Reach:
    """One way to answer. `why_not` says in words why it is closed now; empty when it is open."""

    value: str
    kind: str
    address: str = ""
    # Our own side of it.
    sender: str = ""
    channel: int | None = None
    wire: int | None = None
    last_in_at: datetime | None = None
    closes_at: datetime | None = None
    why_not: str = ""
    # Only one of the templates agreed on with the platform may be sent.
    needs_template: bool = False
    # It is sent with a tag that says a person wrote it.
    late: bool = False
    templates: list[dict[str, Any]] = field(default_factory=list)

    @property
    def label(self) -> str:
        return ChannelKind(self.kind).label

    @property
    def can(self) -> Capabilities:
        return capabilities(self.kind)

    @property
    def said(self) -> str:
        """Return what its name is in the middle of a sentence."""
        return self.label if self.kind in _PROPER else self.label.rpartition(" ")[2].lower()

    @property
    def address_shown(self) -> str:
        """Return an address as people know it; one of another program without its channel's name."""
        return self.address.partition(":")[2] if self.kind == ChannelKind.API else self.address

    @property
    def closes_in(self) -> str:
        if self.closes_at is None:
            return ""
        return say_duration(max(0, int((self.closes_at - timezone.now()).total_seconds())))

    @property
    def limits(self) -> str:
        """Say what it carries, in a few words."""
        length = f"{self.max_length:,} characters" if 0 < self.max_length < _LONG else ""
        return " · ".join(filter(None, (length, self.largest_files)))

    @property
    def max_length(self) -> int:
        return self.can.max_length if self.kind in KINDS else 0

    @property
    def counts_segments(self) -> bool:
        return self.kind in KINDS and self.can.counts_segments

    @property
    def largest_files(self) -> str:
        """Say what files it takes, in a few words."""
        if self.kind not in KINDS:
            return ""
        rules = self.can.files
        if not rules:
            return "No files"
        if any(rule.pattern == "*" for rule in rules):
            return f"Files up to {max(rule.max_bytes for rule in rules) // _MIB} MB"
        images = [rule.max_bytes for rule in rules if rule.pattern.startswith("image/")]
        return f"Pictures up to {max(images) // _MIB} MB" if images else ""


def reaches(ticket: Any, *, now: datetime) -> list[Reach]:
    """Return every way to answer a ticket annotated with `reach_columns`, `addresses` and `chat`: open ones first."""
    found = [*_chat(ticket), _email(ticket), *_known(ticket, now), *_new(ticket)]
    kept = _once(found)
    return sorted(kept, key=lambda reach: bool(reach.why_not))


def _once(found: Iterable[Reach]) -> list[Reach]:
    kept: dict[str, Reach] = {}
    for reach in found:
        kept.setdefault(reach.value, reach)
    return list(kept.values())


def usual(found: list[Reach], ticket: Any, *, talking: bool = False) -> Reach | None:
    """Return the way to answer by if nobody chooses: the one they wrote on last, else the first that is open.

    Who is `talking` in a chat goes on there.
    """
    last = ChannelKind.CHAT if talking else ticket.last_in_kind
    ready = [reach for reach in found if not reach.why_not]
    return min(ready, key=lambda reach: (reach.needs_template, reach.kind != last), default=None)


def _chat(ticket: Any) -> list[Reach]:
    return [Reach("chat", ChannelKind.CHAT)] if ticket.chat else []


def _email(ticket: Any) -> Reach:
    held = (a["value"] for a in ticket.addresses if a["kind"] == Identity.Kind.EMAIL)
    address = ticket.wire["address"] if ticket.wire else next(held, "")
    mailbox = (ticket.wire["mailbox"] if ticket.wire else ticket.mailbox) or ""
    why_not = ""
    if not address:
        why_not = "We have no email address of this customer."
    elif not mailbox:
        why_not = "No email channel is set up, so nothing can be sent."
    return Reach("email", ChannelKind.EMAIL, address, mailbox, why_not=why_not)


def _known(ticket: Any, now: datetime) -> list[Reach]:
    """Return the wires somebody wrote on already, the latest first."""
    kinds = {(a["kind"], a["value"]) for a in ticket.addresses}
    wires = [w for w in ticket.known_wires if (_identity(w["kind"]), w["address"]) in kinds]
    return [_judged(wire, now) for wire in [*wires, *ticket.started_wires] if not wire["retired"]]


def _identity(kind: str) -> str:
    return capabilities(kind).identity if kind in KINDS else ""


def _judged(wire: dict[str, Any], now: datetime) -> Reach:
    """Say whether a wire can be answered on now, and until when."""
    can = capabilities(wire["kind"])
    last = parse_datetime(wire["last_in_at"]) if wire["last_in_at"] else None
    found: dict[str, Any] = {
        "value": _value(wire["kind"], wire["channel"], wire["address"]),
        "kind": wire["kind"],
        "address": wire["address"],
        "sender": wire["sender"] or wire["name"],
        "channel": wire["channel"],
        "wire": wire["id"],
        "last_in_at": last,
        "templates": wire["templates"] or [],
    }
    if wire["paused"]:
        return Reach(**found, why_not="This channel is paused.")
    if can.window is None:
        return Reach(**found)
    closes_at = (last or datetime.min.replace(tzinfo=now.tzinfo)) + can.window
    if closes_at > now:
        return Reach(**found, closes_at=closes_at)
    return _late(found, can, last, now)


def _late(found: dict[str, Any], can: Capabilities, last: datetime | None, now: datetime) -> Reach:
    """Say what may still be sent once the window of free answers is closed."""
    hours = int((can.window or timedelta()).total_seconds() // 3600)
    name = ChannelKind(found["kind"]).label
    if can.outside == "template":
        if found["templates"]:
            return Reach(**found, needs_template=True)
        return Reach(
            **found, why_not=f"Closed: {name} takes answers for {hours} hours, then only templates. None is set up."
        )
    if can.outside == "human_agent" and last is not None and last + HUMAN_AGENT > now:
        return Reach(**found, closes_at=last + HUMAN_AGENT, late=True)
    limit = f"{HUMAN_AGENT.days} days" if can.outside == "human_agent" else f"{hours} hours"
    return Reach(**found, why_not=f"Closed: {name} takes answers for {limit} after their last message.")


def _new(ticket: Any) -> list[Reach]:
    """Return addresses nobody wrote from, on channels that may write first."""
    found = []
    for channel in ticket.starters:
        can = capabilities(channel["kind"])
        for identity in ticket.addresses:
            if identity["kind"] != can.identity:
                continue
            value = _value(channel["kind"], channel["id"], identity["value"])
            told = {
                "address": identity["value"],
                "sender": channel["sender"] or channel["name"],
                "channel": channel["id"],
            }
            templates = channel["templates"] or []
            if can.outside == "template" and not templates:
                continue
            needs = can.outside == "template"
            found.append(Reach(value, channel["kind"], **told, needs_template=needs, templates=templates))
    return found


def _value(kind: str, channel: int, address: str) -> str:
    return f"{kind}:{channel}:{address}"
