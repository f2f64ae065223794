"""Every kind of monitor in one greppable table; the modules load when first needed."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast

from django.db import models

from knowledgebase.monitoring.result import Ask, Result


class Kind(models.TextChoices):
    HTTP = "http", "Web address"
    TCP = "tcp", "Port"
    DNS = "dns", "Name in the DNS"
    HEARTBEAT = "heartbeat", "Heartbeat"
    ALERTS = "alerts", "Alertmanager"
    MAIL = "mail", "Mail round trip"


class Check(Protocol):
    """What a kind brings."""

    def clean(self, params: dict[str, Any]) -> dict[str, str]:
        """Return what is wrong with the settings, in words, by name."""

    def look(self, ask: Ask) -> Result | None:
        """Look once; None when the answer comes by itself later.

        Takes about `ask.seconds` at most, and raises nothing for what the other side does.
        """


@dataclass(frozen=True, slots=True)
class Row:
    """How a kind is offered, and what of the settings of all monitors applies to it."""

    sentence: str
    icon: str
    # It asks by itself, at every interval; others are told.
    asks: bool = True
    # It has an address others call.
    called: bool = False


KINDS = {
    Kind.HTTP: Row("Asks a page or an API, and looks at its status, its words, a value, its speed.", "globe"),
    Kind.TCP: Row("Connects to a port: a database, a mail server, a game.", "plug"),
    Kind.DNS: Row("Asks for a name, and compares what it says.", "map-pin"),
    Kind.HEARTBEAT: Row("Waits for your nightly job to call; complains when it does not.", "heart-pulse", called=True),
    Kind.ALERTS: Row(
        "Takes what Prometheus’ Alertmanager posts; fails while an alert fires.", "siren", asks=False, called=True
    ),
    Kind.MAIL: Row("Sends a letter to one of your mail channels, and waits until it has come in.", "mail-check"),
}

_MODULES = {kind.value: f"knowledgebase.monitoring.checks.{kind.value}" for kind in Kind if kind is not Kind.MAIL}
# Kinds whose check lives in a room above this one; it says so when it starts.
_REGISTERED: dict[str, Check] = {}


def register(kind: str, check: Check) -> None:
    """Name what looks for a kind that needs more than this room knows. Raises ValueError for a second one."""
    if kind in _MODULES or kind in _REGISTERED:
        raise ValueError(kind)
    _REGISTERED[kind] = check


def check_of(kind: str) -> Check:
    """Return the module that looks for a kind."""
    if kind in _REGISTERED:
        return _REGISTERED[kind]
    return cast(Check, import_module(_MODULES[kind]))
