"""Reach-outs: written, started, stopped; and their readers, who may want no more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Organization, User
from accounts.operations.auditing import audit, require_version
from accounts.operations.consenting import note_consent, take_back_no
from channels_inbox.models import ReachOut, ReachOutDelivery
from channels_inbox.models.customer_event import SOLVED
from channels_inbox.models.reach_out import ReachOutState
from channels_inbox.reaching_out.in_app import keep_whether_any
from channels_inbox.reaching_out.planning import cancel
from channels_inbox.reaching_out.words import unknown_in
from knowledgebase.languages import locale_for

KIND = re.compile(r"[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)*")
LONGEST = 365 * 86_400
STOPPED = "It was stopped."
_WRITTEN = (
    *("name", "happening", "delay_seconds", "way", "purpose", "texts", "languages", "conditions"),
    *("rest_days", "version"),
)


@transaction.atomic
def save_reach_out(reach_out: ReachOut, organizations: Iterable[Organization], *, by: User, seen: int = 0) -> ReachOut:
    """Store a new or changed reach-out. What is planned keeps its moment. Raises ValidationError, ChangedMeanwhile."""
    chosen = list(organizations)
    _check(reach_out)
    before: dict[str, Any] = {}
    if reach_out.pk:
        stored = ReachOut.objects.select_for_update(no_key=True, of=("self",)).get(pk=reach_out.pk)
        require_version(stored, seen)
        before = _told(stored, stored.organizations.all())
        reach_out.version, reach_out.started_at = stored.version + 1, stored.started_at
    reach_out.full_clean()
    reach_out.save()
    reach_out.organizations.set(chosen)
    audit(reach_out, "changed" if before else "added", by=by, before=before, after=_told(reach_out, chosen))
    transaction.on_commit(keep_whether_any)
    return reach_out


@transaction.atomic
def start_reach_out(reach_out: ReachOut, *, by: User) -> bool:
    """Let it follow what happens from now on; False when it does already."""
    if not ReachOut.objects.filter(pk=reach_out.pk, started_at=None).update(started_at=timezone.now()):
        return False
    audit(reach_out, "started", by=by, before={}, after={"name": reach_out.name})
    transaction.on_commit(keep_whether_any)
    return True


@transaction.atomic
def stop_reach_out(reach_out: ReachOut, *, by: User) -> bool:
    """Let nothing follow any more, and take back what waits; False when it stands still already."""
    if not ReachOut.objects.filter(pk=reach_out.pk, started_at__isnull=False).update(started_at=None):
        return False
    cancel(STOPPED, reach_out=reach_out)
    audit(reach_out, "stopped", by=by, before={}, after={"name": reach_out.name})
    transaction.on_commit(keep_whether_any)
    return True


@transaction.atomic
def unsubscribe(row: ReachOutDelivery) -> bool:
    """Write to somebody unasked no more, and take back what waits for them or is shown; False when they had said so."""
    source = f"the link in “{row.reach_out.name}”"
    if not note_consent(row.customer, given=False, source=source, by=None):
        return False
    ReachOutDelivery.objects.filter(pk=row.pk, unsubscribed_at=None).update(unsubscribed_at=timezone.now())
    cancel("They want no more of these.", customer=row.customer)
    theirs = ReachOutDelivery.objects.filter(customer=row.customer, reach_out__way=ReachOut.Way.IN_APP)
    theirs.filter(dismissed_at=None).update(dismissed_at=timezone.now())
    return True


def subscribe_again(row: ReachOutDelivery) -> bool:
    """Take back an unsubscription by the very link that made it. It is no yes to offers: nobody was asked for one."""
    return take_back_no(row.customer, source=f"the link in “{row.reach_out.name}”")


def waiting(reach_out: ReachOut) -> int:
    """Return how many wait for their time."""
    return reach_out.deliveries.filter(state=ReachOutState.QUEUED).count()


def _check(reach_out: ReachOut) -> None:
    wrong: dict[str, str] = {}
    if not KIND.fullmatch(reach_out.happening):
        wrong["happening"] = "Name it like booking.made: small letters, digits, dots, - and _."
    if abs(reach_out.delay_seconds) > LONGEST:
        wrong["delay"] = "A year at most."
    if reach_out.happening == SOLVED and reach_out.delay_seconds < 0:
        wrong["before"] = "Nobody knows before it happens when a ticket is solved."
    if reach_out.channel is not None and reach_out.channel.kind != "email":
        wrong["channel"] = "Choose a mailbox."
    first = locale_for("")
    for locale in {first, *reach_out.texts}:
        text = reach_out.texts.get(locale, {})
        for part in ("subject", "body"):
            words = text.get(part, "").strip()
            if not words:
                wrong[f"{part}_{locale}"] = "Please fill this in." if locale == first else "Write both, or neither."
            elif unknown := unknown_in(words, reach_out.happening):
                wrong[f"{part}_{locale}"] = unknown
    if wrong:
        raise ValidationError(wrong)


def _told(reach_out: ReachOut, organizations: Iterable[Organization]) -> dict[str, Any]:
    return {
        **{name: getattr(reach_out, name) for name in _WRITTEN},
        "mailbox": str(reach_out.channel or ""),
        "quiet": f"{reach_out.quiet_from:%H:%M} to {reach_out.quiet_until:%H:%M}",
        "organizations": [str(one) for one in organizations],
    }
