"""Every kind of channel that can be used, in one greppable table; adapters load when first needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, cast

from channels_inbox.capabilities import Capabilities
from channels_inbox.hooking import Arrival, Hook
from channels_inbox.messages import InboundFile, InboundMessage, OutboundMessage, RemoteFile
from channels_inbox.models import Channel
from channels_inbox.sending import Lost, Refused, Sent, TryLater


@dataclass(frozen=True, slots=True)
class Kind:
    """Which modules of an adapter's folder do what; empty for what a kind does not do."""

    folder: str
    # send(): hands a message over.
    sending: str = ""
    # verify() and split(): take what is posted to the channel's web address.
    hook: str = ""
    # fetch(): brings in files the wire only names.
    fetching: str = ""
    # SettingsForm: what an administrator says about a channel, and which secrets it needs.
    forms: str = "forms"
    # try_out(): asks the other side whether all is well.
    trial: str = ""


def _wired(kind: str) -> Kind:
    """Return the row of a kind whose vendor posts to us and is posted to."""
    folder = f"channels_inbox.adapters.{kind}"
    return Kind(folder, sending="sending", hook="hook", fetching="fetching", trial="trial")


KINDS = {
    "email": Kind("channels_inbox.adapters.email", sending="smtp_out", trial="trial"),
    "web_form": Kind("channels_inbox.adapters.web_form"),
    "api": _wired("api"),
    "telegram": _wired("telegram"),
    "whatsapp": _wired("whatsapp"),
    "messenger": _wired("messenger"),
    "instagram": _wired("instagram"),
    "sms": _wired("sms"),
}


# What the channels page can add, in the order it offers them. Phone lines have forms and doors, but no adapter.
PHONE = Kind("channels_inbox.adapters.phone", trial="trial")
SETTINGS = {kind: f"{row.folder}.{row.forms}" for kind, row in {**KINDS, "phone": PHONE}.items()}


class Unreadable(Exception):
    """What came is no message of its kind; the text says why, for an administrator."""


class NotFetched(Exception):
    """A file the wire names could not be had now; another try makes sense unless `permanent`."""

    def __init__(self, reason: str, *, permanent: bool = False) -> None:
        super().__init__(reason)
        self.permanent = permanent


class Adapter(Protocol):
    """What a channel kind must bring."""

    capabilities: Capabilities

    def parse(self, raw: bytes, channel: Channel) -> InboundMessage:
        """Return the normal form; raise Unreadable and nothing else. Pure, without a database."""


class Sender(Protocol):
    """What a kind brings that can be answered on."""

    def send(
        self, channel: Channel, message: OutboundMessage, *, on_transmit: Callable[[], bool]
    ) -> Sent | TryLater | Refused | Lost:
        """Hand a message over. Call `on_transmit` just before the other side could accept; on False stop."""


class Door(Protocol):
    """What a kind brings whose vendor posts to us."""

    # A body longer than this is refused unread.
    MOST_BYTES: int
    # Whether who posts wants to hear what is wrong; else what nobody can take apart is kept for an administrator.
    REPORTS: bool

    def verify(self, hook: Hook, channel: Channel) -> None:
        """Raise Forged unless the channel's own secret proves the sender. An unset secret proves nothing."""

    def split(self, hook: Hook, channel: Channel) -> list[Arrival]:
        """Return what is to be kept, each once; raise Unreadable for a body of another shape."""

    def welcome(self, hook: Hook) -> str | None:
        """Return what to answer a proved GET, by which vendors try an address; None where there is no such thing."""


class Fetcher(Protocol):
    """What a kind brings whose messages only name their files."""

    def fetch(self, file: RemoteFile, channel: Channel) -> InboundFile:
        """Bring a file in. Raises NotFetched."""


class Trial(Protocol):
    """What a kind brings that can be asked whether all is well."""

    def try_out(self, channel: Channel) -> list[Check]:
        """Ask the other side; change nothing there but what the channel needs to work."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried: in words, and what is wrong with it, empty when it works."""

    what: str
    trouble: str = ""


def trial(kind: str) -> Trial:
    """Return the module that tries a channel out; raises KeyError for kinds with nothing to try."""
    if kind == "phone":
        return cast(Trial, import_module(f"{PHONE.folder}.{PHONE.trial}"))
    return cast(Trial, _module(kind, "trial"))


class Namer(Protocol):
    """What a kind brings whose messages name nobody."""

    def name_of(self, handle: str, channel: Channel) -> str:
        """Return what somebody is called there; empty when it does not say."""


def namer(kind: str) -> Namer:
    """Return the module that asks for names: the one that brings in files."""
    return cast(Namer, _module(kind, "fetching"))


def sender(kind: str) -> Sender:
    """Return the module that sends for a kind; raises KeyError for kinds that only receive."""
    return cast(Sender, _module(kind, "sending"))


def door(kind: str) -> Door:
    """Return the module that takes what is posted to a kind; raises KeyError for kinds without a web address."""
    return cast(Door, _module(kind, "hook"))


def fetcher(kind: str) -> Fetcher:
    """Return the module that brings in files; raises KeyError for kinds whose messages hold theirs."""
    return cast(Fetcher, _module(kind, "fetching"))


def adapter(kind: str) -> Adapter:
    """Return the adapter module of a kind; raise Unreadable for a kind nobody can read."""
    if kind not in KINDS:
        raise Unreadable(f"There is no way to read messages of the kind “{kind}”.")
    return cast(Adapter, import_module(f"{KINDS[kind].folder}.adapter"))


def capabilities(kind: str) -> Capabilities:
    """Return what a kind can carry; raises KeyError for one that is not here."""
    KINDS[kind]
    return adapter(kind).capabilities


def can_send(kind: str) -> bool:
    """Tell whether this kind can be answered on through its own sender."""
    return kind in KINDS and bool(KINDS[kind].sending)


def _module(kind: str, part: str) -> object:
    name = getattr(KINDS[kind], part)
    if not name:
        raise KeyError(kind)
    return import_module(f"{KINDS[kind].folder}.{name}")
