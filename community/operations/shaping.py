"""Set up the forums: what there is, in which order, and who reads and writes there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

from accounts.models import Organization, User
from accounts.operations.auditing import audit, require_version
from community.errors import NotAllowed, NotNow
from community.models import Forum, Topic
from community.operations.awaiting import await_anew


@transaction.atomic
def save_forum(forum: Forum, *, by: User, organizations: Iterable[Organization] = (), seen: int = 0) -> Forum:
    """Store a new or changed forum; `seen` is the version its editor saw. What is below it moves along.

    Raises NotAllowed, ValidationError, ChangedMeanwhile, and NotNow where topics would lose what their kind gave them.
    """
    if not by.is_admin:
        raise NotAllowed("Only administrators may do this.")
    # One tree: two changes at once could make a circle of it.
    everyone = {row.pk: row for row in Forum.objects.select_for_update(no_key=True).order_by("pk")}
    chosen = list(organizations)
    before: dict[str, Any] = {}
    if forum.pk:
        stored = everyone[forum.pk]
        require_version(stored, seen)
        before = _told(stored, list(stored.organizations.all()))
        if stored.kind != forum.kind and Topic.objects.filter(forum=stored).exists():
            raise NotNow("There are topics in it. Begin another forum of that kind, and move them there.")
        forum.version = stored.version + 1
    else:
        forum.slug = forum.slug or _free_slug(forum.name, everyone.values())
        forum.position = 1 + sum(row.parent_id == forum.parent_id for row in everyone.values())
    _refuse_circle(forum, everyone)
    forum.path = []
    forum.full_clean(exclude=["path"])
    forum.save()
    forum.organizations.set(chosen)
    everyone[forum.pk] = forum
    _lay_paths(forum, everyone)
    if before and before["answer_hours"] != forum.answer_hours:
        await_anew(forum)
    audit(forum, "changed" if before else "added", by=by, before=before, after=_told(forum, chosen))
    return forum


def _lay_paths(forum: Forum, everyone: Mapping[int, Forum]) -> None:
    """Give a forum and all below it the way from the top."""
    above = everyone.get(forum.parent_id or 0)
    forum.path = [*(above.path if above else []), forum.pk]
    forum.save(update_fields=["path"])
    for child in everyone.values():
        if child.parent_id == forum.pk:
            _lay_paths(child, everyone)


def _refuse_circle(forum: Forum, everyone: Mapping[int, Forum]) -> None:
    above = forum.parent_id
    while above is not None:
        if above == forum.pk:
            raise ValidationError({"parent": "A forum cannot stand below itself."})
        above = everyone[above].parent_id


def _free_slug(name: str, others: Iterable[Forum]) -> str:
    wanted = slugify(name)[:70] or "forum"
    taken = {row.slug for row in others}
    return next(slug for n in range(len(taken) + 1) if (slug := f"{wanted}-{n + 1}" if n else wanted) not in taken)


def _told(forum: Forum, organizations: Iterable[Organization]) -> dict[str, Any]:
    return {
        "name": forum.name,
        "description": forum.description,
        "parent": forum.parent_id,
        "icon": forum.icon,
        "kind": forum.kind,
        "visibility": forum.visibility,
        "organizations": sorted(str(one) for one in organizations),
        "trust_to_read": forum.trust_to_read,
        "trust_to_write": forum.trust_to_write,
        "author_accepts": forum.author_accepts,
        "archived": forum.archived_at is not None,
        "answer_hours": forum.answer_hours,
        "answer_team": str(forum.answer_team or ""),
        "enters_inbox": forum.enters_inbox,
        "version": forum.version,
    }
