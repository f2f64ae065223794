"""Set up what tickets are asked: custom fields, and the request types customers choose from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.errors import NotPossible
from accounts.models import User
from accounts.operations.auditing import audit, require_version
from tickets.models import CustomField, RequestType, RequestTypeField

MOST_OPTIONS = 200
_TAKEN = set(models.JSONField().get_lookups())


@transaction.atomic
def save_field(field: CustomField, *, by: User, seen: int = 0) -> CustomField:
    """Store a new or changed field. Its key and kind stay once it is made: values and rules go by them.

    Raises ValidationError, ChangedMeanwhile.
    """
    before: dict[str, Any] = {}
    if field.pk:
        stored = CustomField.objects.select_for_update().get(pk=field.pk)
        require_version(stored, seen)
        before = _field_told(stored)
        for kept in ("key", "kind", "position", "version", "retired_at"):
            setattr(field, kept, getattr(stored, kept))
    else:
        field.key = _free(CustomField, "key", field.label, 40, instead="field")
        field.position = CustomField.objects.count() + 1
    field.options = _options(field)
    field.full_clean()
    if _field_told(field) == before:
        return field
    if before:
        field.version += 1
    field.save()
    audit(field, "changed" if before else "added", by=by, before=before, after=_field_told(field))
    return field


@transaction.atomic
def save_request_type(kind: RequestType, asked: Mapping[CustomField, bool], *, by: User, seen: int = 0) -> RequestType:
    """Store a new or changed request type that asks these fields, each required or not.

    Raises ValidationError, ChangedMeanwhile.
    """
    before: dict[str, Any] = {}
    if kind.pk:
        stored = RequestType.objects.select_for_update(of=("self",)).get(pk=kind.pk)
        require_version(stored, seen)
        before = _type_told(stored, {row.field: row.required for row in stored.asked.select_related("field")})
        for kept in ("slug", "position", "version", "retired_at"):
            setattr(kind, kept, getattr(stored, kept))
    else:
        kind.slug = _free(RequestType, "slug", kind.name, 60, instead="request")
        kind.position = RequestType.objects.count() + 1
    kind.full_clean()
    if _type_told(kind, asked) == before:
        return kind
    if before:
        kind.version += 1
    kind.save()
    kind.asked.all().delete()
    rows = [RequestTypeField(request_type=kind, field=field, required=must) for field, must in asked.items()]
    RequestTypeField.objects.bulk_create(rows)
    audit(kind, "changed" if before else "added", by=by, before=before, after=_type_told(kind, asked))
    return kind


@transaction.atomic
def retire(thing: CustomField | RequestType, *, by: User) -> None:
    """Ask it no more; what tickets hold of it stays. Raises NotPossible while a form cannot do without it."""
    if isinstance(thing, CustomField):
        forms = RequestType.objects.in_use().filter(asked__field=thing, asked__required=True)
        if form := forms.first():
            raise NotPossible(f"The form “{form}” requires an answer to it: change that first.")
    if type(thing)._default_manager.filter(pk=thing.pk, retired_at=None).update(retired_at=timezone.now()):
        audit(thing, "retired", by=by, before={}, after={})


@transaction.atomic
def restore(thing: CustomField | RequestType, *, by: User) -> None:
    """Ask it again."""
    if type(thing)._default_manager.filter(pk=thing.pk).exclude(retired_at=None).update(retired_at=None):
        audit(thing, "brought back", by=by, before={}, after={})


def _options(field: CustomField) -> list[str]:
    """Return the words to choose from, each once and in order. Raises ValidationError."""
    if field.kind != CustomField.Kind.CHOICE:
        return []
    words = list(dict.fromkeys(word for option in field.options if (word := " ".join(str(option).split()))))
    if len(words) < 2:
        raise ValidationError({"options": "Enter at least two answers, one on each line."})
    if len(words) > MOST_OPTIONS or any(len(word) > 100 for word in words):
        raise ValidationError({"options": f"At most {MOST_OPTIONS} answers, each of at most 100 characters."})
    return words


def _free(model: type[models.Model], name: str, words: str, longest: int, *, instead: str) -> str:
    """Return a short name no other row has; it stays when the row is renamed."""
    wanted = slugify(words)
    if name == "key":
        wanted = re.sub(r"[-_]+", "_", wanted)
        # Conditions ask the database by `fields__<key>`, where Django has words of its own and figures are places
        # in a list.
        wanted = f"field_{wanted}" if wanted in _TAKEN or wanted[:1].isdigit() else wanted
    wanted = wanted[: longest - 6].strip("-_") or instead
    rows: Any = model._default_manager
    taken = set(rows.filter(**{f"{name}__startswith": wanted}).values_list(name, flat=True))
    return next(free for n in range(len(taken) + 1) if (free := f"{wanted}_{n + 1}" if n else wanted) not in taken)


def _field_told(field: CustomField) -> dict[str, Any]:
    names = ("label", "version", "hint", "kind", "options", "shown_to_customers")
    return {name: getattr(field, name) for name in names}


def _type_told(kind: RequestType, asked: Mapping[CustomField, bool]) -> dict[str, Any]:
    fields = [f"{field} (required)" if must else str(field) for field, must in asked.items()]
    names = ("name", "version", "description", "type", "priority")
    told = {name: getattr(kind, name) for name in names}
    return {**told, "team": str(kind.team) if kind.team else None, "fields": sorted(fields)}
