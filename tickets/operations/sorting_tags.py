"""Keep tags in order: rename one, let two become one, take one away. Tickets follow in batches."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import NotPossible
from accounts.models import User
from accounts.operations.auditing import audit, require_version
from helpdesk.lib.wake import wake_after_commit
from tickets.models import Rework, SlaPolicy, Tag
from tickets.operations.following_tags import asks_for, follow_name
from tickets.operations.reworking import TASK


@transaction.atomic
def save_tag(tag: Tag, *, by: User, seen: int = 0) -> Tag:
    """Store a new or renamed tag; tickets carry the new name at once. `seen` is the version its editor saw.

    Raises ValidationError, ChangedMeanwhile.
    """
    tag.name = " ".join(tag.name.split())
    before: dict[str, Any] = {}
    if tag.pk:
        stored = Tag.objects.select_for_update().get(pk=tag.pk)
        require_version(stored, seen)
        before = _told(stored)
        tag.version = stored.version
        if _told(tag) == before:
            return tag
        tag.version += 1
    if Tag.objects.filter(name__iexact=tag.name).exclude(pk=tag.pk).exists():
        raise ValidationError({"name": "Another tag is called that. To make them one, merge them."})
    tag.full_clean(validate_constraints=False)
    tag.save()
    if before:
        follow_name(before["name"], tag.name)
    audit(tag, "changed" if before else "added", by=by, before=before, after=_told(tag))
    return tag


@transaction.atomic
def merge_tag(tag: Tag, *, into: Tag, by: User) -> Rework:
    """Give every ticket with this tag the other one instead, then forget this one."""
    if tag.pk == into.pk:
        raise NotPossible("A tag cannot be merged into itself.")
    busy = Rework.objects.filter(finished_at=None, kind__in=[Rework.Kind.MERGE_TAG, Rework.Kind.DELETE_TAG])
    if busy.filter(subject_id=into.pk).exists():
        raise NotPossible(f"“{into}” is going away itself.")
    audit(tag, "merged", by=by, before={"name": tag.name}, after={"name": into.name})
    return _begin(Rework.Kind.MERGE_TAG, tag, into, by)


@transaction.atomic
def delete_tag(tag: Tag, *, by: User) -> Rework:
    """Take the tag off every ticket, then forget it. Raises NotPossible while a policy asks for it."""
    for policy in SlaPolicy.objects.in_use():
        if asks_for(policy.conditions, tag):
            raise NotPossible(f"The SLA policy “{policy}” asks for this tag: change that first.")
    audit(tag, "deleted", by=by, before={"name": tag.name}, after={})
    return _begin(Rework.Kind.DELETE_TAG, tag, None, by)


def _begin(kind: Rework.Kind, tag: Tag, into: Tag | None, by: User) -> Rework:
    # Its lock makes two who ask at once one after the other.
    Tag.objects.select_for_update().get(pk=tag.pk)
    kinds = [Rework.Kind.MERGE_TAG, Rework.Kind.DELETE_TAG]
    at_work = Rework.objects.filter(finished_at=None, kind__in=kinds)
    if at_work.filter(subject_id=tag.pk).exists():
        raise NotPossible(f"“{tag}” is going away already.")
    if other := at_work.filter(target_id=tag.pk).first():
        raise NotPossible(f"“{other.name}” is being merged into “{tag}”: wait until that is done.")
    row = Rework.objects.create(
        kind=kind, subject_id=tag.pk, target_id=into.pk if into else None, name=tag.name[:200], by=by
    )
    wake_after_commit(TASK)
    return row


def _told(tag: Tag) -> dict[str, Any]:
    return {"name": tag.name, "version": tag.version}
