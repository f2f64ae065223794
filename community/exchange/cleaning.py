"""What each value of a record may be. Pure: what is wrong comes back in words, with the name of the value."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify

from community.exchange.records import FORUM, PERSON, POST, TOPIC, Problem, Raw, Record
from community.models import Forum, Profile, Topic

Value = Callable[[Any], Any]
LONGEST_BODY = 400_000
_CONTROLS = {code: None for code in (*range(0x20), 0x7F) if chr(code) not in "\n\t"}
_ADDRESS = re.compile(r"[^@\s,;<>\"]{1,64}@[^@\s,;<>\"]{1,180}\.[^@\s,;<>\".]{2,60}")
_LEAST = datetime(1990, 1, 1, tzinfo=UTC)


class Wrong(ValueError):
    """Why a value cannot be taken in."""


def cleaned(raw: Raw, kind: str) -> Record | list[Problem]:
    """Return the record an object is, or everything that is wrong with it."""
    values: dict[str, Any] = {}
    problems = []
    for name, read in FIELDS[kind].items():
        try:
            values[name] = read(raw.values.get(name))
        except Wrong as wrong:
            problems.append(Problem(raw.place, f"“{name}” {wrong}"))
    return problems or Record(raw.place, kind, values)


def key(value: Any) -> str:
    found = optional_key(value)
    if not found:
        raise Wrong("is missing.")
    return found


def optional_key(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise Wrong("is neither a number nor a word.")
    text = str(value)
    if len(text) > 64 or not text.isprintable():
        raise Wrong("is longer than 64 characters.")
    return text


def text(longest: int, *, needed: bool = False, lines: bool = False) -> Value:
    def read(value: Any) -> str:
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise Wrong("is no text.")
        # What UTF-8 cannot say, PostgreSQL cannot keep.
        said = value.encode("utf-8", "replace").decode().translate(_CONTROLS)
        said = said.replace("\r", "").strip() if lines else " ".join(said.split())
        if needed and not said:
            raise Wrong("is missing.")
        if len(said) > longest and lines:
            raise Wrong(f"has more than {longest:,} characters.")
        return said[:longest].rstrip()

    return read


def moment(*, needed: bool = False) -> Value:
    def read(value: Any) -> datetime | None:
        if value in (None, ""):
            if needed:
                raise Wrong("is missing.")
            return None
        try:
            found = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            found = None
        if found is None:
            raise Wrong("is no moment like 2026-03-01T09:30:00Z.")
        if found.tzinfo is None:
            found = found.replace(tzinfo=UTC)
        if not _LEAST <= found <= timezone.now():
            raise Wrong("lies in the future, or before there were communities.")
        return found

    return read


def number(least: int, most: int, default: int | None = None) -> Value:
    def read(value: Any) -> int | None:
        if value is None:
            if default is None:
                raise Wrong("is missing.")
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise Wrong(f"is no number from {least} to {most:,}.")
        return value

    return read


def yes(default: bool = False) -> Value:
    def read(value: Any) -> bool:
        if value is None:
            return default
        if not isinstance(value, bool):
            raise Wrong("is neither true nor false.")
        return value

    return read


def one_of(choices: list[str], default: str) -> Value:
    def read(value: Any) -> str:
        if value in (None, ""):
            return default
        if value not in choices:
            raise Wrong(f"is none of {', '.join(choices)}.")
        return str(value)

    return read


def listed(each: Value, most: int = 100_000) -> Value:
    def read(value: Any) -> list[Any]:
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > most:
            raise Wrong("is no list.")
        return [each(one) for one in value]

    return read


def address(value: Any) -> str:
    said = str(text(254)(value)).lower()
    if said and not taken_address(said):
        raise Wrong("is no mail address.")
    return said


def taken_address(said: str) -> str:
    """Return an address if an import takes it. Who has none is nobody: what they wrote is there without a name."""
    return said if _ADDRESS.fullmatch(said) else ""


def tags(value: Any) -> list[str]:
    said = listed(text(60), 100)(value)
    return list(dict.fromkeys(tag for one in said if (tag := slugify(one)[:30].strip("-"))))[:5]


def revision(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Wrong("holds something that is no object.")
    return {name: read(value.get(name)) for name, read in REVISION.items()}


body = text(LONGEST_BODY, needed=True, lines=True)
many = number(0, 2_000_000_000, 0)
REVISION: dict[str, Value] = {"number": number(0, 100_000), "body": body, "by": optional_key, "at": moment(needed=True)}
FIELDS: dict[str, dict[str, Value]] = {
    FORUM: {
        "id": key,
        "parent": optional_key,
        "name": text(80, needed=True),
        "slug": text(80),
        "description": text(300),
        "icon": text(40),
        "kind": one_of(Forum.Kind.values, Forum.Kind.QUESTION),
        # What says nothing of its readers is not shown to the world.
        "visibility": one_of(Forum.Visibility.values, Forum.Visibility.INTERNAL),
        "organizations": listed(text(200, needed=True), 1000),
        "trust_to_read": number(0, 4, 0),
        "trust_to_write": number(0, 4, 0),
        "author_accepts": yes(True),
        "archived_at": moment(),
    },
    PERSON: {
        "id": key,
        "email": address,
        "name": text(150),
        "handle": text(60),
        "about": text(80),
        "level": number(0, 4, 0),
        "level_set_at": moment(),
        "joined_at": moment(),
        "name_shown": one_of(Profile.NameShown.values, Profile.NameShown.FULL),
        "seen_by": one_of(Profile.SeenBy.values, Profile.SeenBy.EVERYONE),
        "hides_activity": yes(),
        "shows_organization": yes(),
        "topics_entered": many,
        "posts_read": many,
        "seconds_read": many,
        "days_visited": many,
    },
    TOPIC: {
        "id": key,
        "forum": key,
        "author": optional_key,
        "title": text(160, needed=True),
        "locale": text(16),
        "tags": tags,
        "state": one_of(Topic.State.values, ""),
        "created_at": moment(needed=True),
        "votes": many,
        "voters": listed(key),
        "views": many,
        "pinned_at": moment(),
        "closed_at": moment(),
        "removed_at": moment(),
        "held_at": moment(),
    },
    POST: {
        "id": key,
        "topic": key,
        "number": number(1, 2_000_000),
        "author": optional_key,
        "staff": yes(),
        "body": body,
        "created_at": moment(needed=True),
        "edited_at": moment(),
        "reply_to": number(0, 2_000_000, 0),
        "accepted_at": moment(),
        "accepted_by": optional_key,
        "votes": many,
        "voters": listed(key),
        "removed_at": moment(),
        "held_at": moment(),
        "revisions": listed(revision, 10_000),
    },
}
