"""Values of conditions as people enter them, and back: by the `input` their field names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.functions import Lower

from accounts.models import Identity
from helpdesk.lib.durations import parse_duration, say_duration
from tickets.conditions import Use
from tickets.conditions.field import Field
from tickets.models import Tag


def written(field: Field, value: Any) -> list[str]:
    """Return a stored value as the strings its controls hold."""
    if value is None:
        return []
    if field.input == "duration" and isinstance(value, int):
        return [say_duration(value)]
    if field.input == "tags":
        return [", ".join(_tag_names(value))]
    if field.lookup == "customers":
        return [", ".join(_addresses(value))]
    if field.input == "words":
        return [", ".join(value)] if isinstance(value, list) else [str(value)]
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]


def read(field: Field, entered: list[str], use: Use) -> Any:
    """Return what was entered as the condition keeps it. Raises ValueError in words."""
    first = entered[0].strip() if entered else ""
    if field.input == "calendar":
        return _number(first) if first else None
    if field.input == "duration":
        return parse_duration(first)
    if field.input == "number":
        return _number(first)
    if field.input == "tags":
        return _tags(_parts(first))
    if field.lookup == "customers":
        return _customers(_parts(first))
    if field.input == "words":
        return _parts(first)
    known = {str(value): value for value, _ in field.options(use) or ()}
    return [known.get(one, one) for one in entered]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\0", "").split(",") if part.strip()]


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError("Enter a whole number.")
    return int(text)


def _tags(names: list[str]) -> list[int]:
    wanted = [name.lower() for name in names]
    rows = Tag.objects.annotate(lower=Lower("name")).filter(lower__in=wanted)
    found = dict(rows.values_list("lower", "pk"))
    if missing := [name for name in names if name.lower() not in found]:
        raise ValueError(f"There is no tag “{missing[0]}”.")
    return [found[name] for name in wanted]


def _tag_names(keys: Iterable[Any]) -> list[str]:
    return list(Tag.objects.filter(pk__in=list(keys)).values_list("name", flat=True))


def _customers(addresses: list[str]) -> list[int]:
    kind = Identity.Kind.EMAIL
    rows = Identity.objects.filter(kind=kind, value__in=[a.lower() for a in addresses])
    found = dict(rows.values_list("value", "customer_id"))
    if missing := [address for address in addresses if address.lower() not in found]:
        raise ValueError(f"Nobody writes from “{missing[0]}”.")
    return [found[address.lower()] for address in addresses]


def _addresses(keys: Iterable[Any]) -> list[str]:
    """Return one address of each customer, the oldest."""
    rows = Identity.objects.filter(kind=Identity.Kind.EMAIL, customer__in=list(keys)).order_by("-pk")
    return sorted(dict(rows.values_list("customer_id", "value")).values())
