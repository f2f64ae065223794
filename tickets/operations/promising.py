"""Set up SLA policies: what is promised, to whom, in which order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from helpdesk.lib.durations import say_hours
from tickets.conditions import Use, describe, validate
from tickets.models import Metric, SlaPolicy, SlaTarget
from tickets.models.kinds import Priority

LONGEST = 366 * 24 * 3600


@transaction.atomic
def save_policy(policy: SlaPolicy, targets: Iterable[SlaTarget], *, by: User, seen: int = 0) -> SlaPolicy:
    """Store a new or changed policy with exactly these targets. `seen` is the version its editor saw.

    Raises ValidationError for targets nobody can keep and conditions that ask for what is not there,
    ChangedMeanwhile.
    """
    wanted = list(targets)
    check_policy(policy, wanted)
    before: dict[str, Any] = {}
    if policy.pk:
        stored = SlaPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
        require_version(stored, seen)
        before = _told(stored, stored.targets.all())
        policy.version, policy.position, policy.retired_at = stored.version, stored.position, stored.retired_at
        same = _told(policy, wanted) == before and policy.conditions == stored.conditions
        if same and not stored.disabled_reason:
            return policy
        policy.version += 1
    else:
        policy.position = SlaPolicy.objects.in_use().count() + 1
    policy.disabled_reason = ""
    policy.full_clean()
    policy.save()
    policy.targets.all().delete()
    for target in wanted:
        target.policy = policy
    SlaTarget.objects.bulk_create(wanted)
    audit(policy, "changed" if before else "added", by=by, before=before, after=_told(policy, wanted))
    return policy


def check_policy(policy: SlaPolicy, targets: Iterable[SlaTarget]) -> None:
    """Refuse conditions that ask for what is not there, and promises nobody can keep. Raises ValidationError."""
    check_targets(targets)
    if wrong := validate(policy.conditions, Use.POLICY):
        raise ValidationError({"conditions": wrong})


def check_targets(targets: Iterable[SlaTarget]) -> None:
    """Refuse promises nobody can keep. Raises ValidationError in words."""
    by_priority: dict[int, dict[str, SlaTarget]] = {}
    for target in targets:
        by_priority.setdefault(target.priority, {})[target.metric] = target
        if target.seconds < 15:
            raise ValidationError(f"{Priority(target.priority).label}: fifteen seconds is the least one can promise.")
        if target.seconds > LONGEST:
            raise ValidationError(f"{Priority(target.priority).label}: more than a year is no promise.")
    if not by_priority:
        raise ValidationError("A policy promises something: enter at least one time.")
    for priority, promised in sorted(by_priority.items(), reverse=True):
        first, resolve = promised.get(Metric.FIRST_RESPONSE), promised.get(Metric.RESOLUTION)
        if first and resolve and resolve.seconds < first.seconds:
            label = Priority(priority).label
            raise ValidationError(f"{label}: resolving takes at least as long as the first reply.")


@transaction.atomic
def retire_policy(policy: SlaPolicy, *, by: User) -> None:
    """Promise this to nobody any more; what was judged by it stays judged."""
    if SlaPolicy.objects.filter(pk=policy.pk, retired_at=None).update(retired_at=timezone.now()):
        audit(policy, "retired", by=by, before={}, after={})


def _told(policy: SlaPolicy, targets: Iterable[SlaTarget]) -> dict[str, Any]:
    ordered = sorted(targets, key=lambda t: (-t.priority, t.metric))
    return {
        "name": policy.name,
        "version": policy.version,
        "calendar": str(policy.calendar),
        "conditions": describe(policy.conditions),
        "pauses_in": policy.pauses_in,
        "warnings": policy.warnings,
        "targets": {
            f"{t.get_priority_display()}, {t.get_metric_display().lower()}": (
                f"{say_hours(t.seconds)}, {t.get_mode_display().lower()}"
            )
            for t in ordered
        },
    }
