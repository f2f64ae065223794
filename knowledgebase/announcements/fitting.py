"""Whether an announcement is meant for somebody, as far as only we can know: time, place, and what is proved. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

WIDGET, HELP = "widget", "help"


@dataclass(frozen=True, slots=True)
class Proved:
    """What is proved of somebody: by the signature of the site they are on, or by having signed in here."""

    organizations: frozenset[int] = frozenset()
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement as it is kept for pages: `shown` is what browsers get, the rest stays with us."""

    shown: dict[str, Any]
    places: Sequence[str]
    starts_at: datetime | None
    ends_at: datetime | None
    signed_in: bool = False
    organizations: Sequence[int] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    # Its words as the list of news shows them.
    html: str = ""

    @property
    def asks(self) -> bool:
        """Tell whether something has to be proved by whoever sees it."""
        return bool(self.signed_in or self.organizations or self.attributes)


def fits(told: Told, *, place: str, at: datetime, proved: Proved | None) -> bool:
    """Tell whether it may be given to a page: `proved` None is somebody nobody vouches for."""
    if place not in told.places or not _is_time(told, at):
        return False
    if not told.asks:
        return True
    if proved is None:
        return False
    if told.organizations and not proved.organizations & set(told.organizations):
        return False
    return all(_same(proved.attributes.get(name), value) for name, value in told.attributes.items())


def speaks(languages: Sequence[str] | None, locale: str) -> bool:
    """Tell whether something for these languages is for a reader of this one; for none it is for everybody."""
    spoken = locale.lower()
    return not languages or any(one.lower() in {spoken, spoken.split("-")[0]} for one in languages)


def _is_time(told: Told, at: datetime) -> bool:
    begun = told.starts_at is None or told.starts_at <= at
    return begun and (told.ends_at is None or at < told.ends_at)


def _same(said: Any, wanted: str) -> bool:
    """Compare what a site says with what was typed here; yes and no are words there."""
    if isinstance(said, bool):
        said = "yes" if said else "no"
    return isinstance(said, str | int | float) and str(said).strip().casefold() == wanted.strip().casefold()
