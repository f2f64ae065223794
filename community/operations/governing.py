"""Change what trust asks for, and what keeps spam out."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from community.errors import NotAllowed
from community.models import CommunitySettings, Profile
from community.standing import REGULAR
from community.trust.thresholds import Thresholds


@transaction.atomic
def save_settings(
    *, by: User, thresholds: Thresholds, holds_first: bool, blocked_words: str, blocked_domains: str, seen: int
) -> CommunitySettings:
    """Store the community's settings; what differs from the defaults is kept. Raises NotAllowed, ChangedMeanwhile.

    New thresholds are asked of everybody who could rise by them, a few at each beat; nobody loses a level because of
    them alone, but for regulars, who have two weeks.
    """
    if not by.is_admin:
        raise NotAllowed("Only administrators may do this.")
    row = CommunitySettings.objects.select_for_update().first()
    if row is None:
        row = CommunitySettings.objects.create()
    require_version(row, seen)
    before = _told(row)
    row.thresholds, row.holds_first = thresholds.changes(), holds_first
    row.blocked_words, row.blocked_domains = blocked_words.strip(), blocked_domains.strip()
    after = _told(row)
    if after != before:
        row.version += 1
        row.save()
        audit(row, "changed", by=by, before=before, after={**after, "version": row.version})
        if before["thresholds"] != after["thresholds"]:
            # Who never read anything has nothing to rise by; regulars are looked at every day.
            could = Profile.objects.filter(level__lt=REGULAR, level_set_at=None, topics_entered__gt=0)
            could.update(due_at=timezone.now())
    return row


def _told(row: CommunitySettings) -> dict[str, Any]:
    return {
        "thresholds": row.thresholds,
        "holds_first": row.holds_first,
        "blocked_words": row.blocked_words,
        "blocked_domains": row.blocked_domains,
        "version": row.version,
    }
