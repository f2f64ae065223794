"""What somebody wants by mail, and what an administrator lets go out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from community.errors import NotAllowed
from community.models import CommunityLetter, ReachSettings, ReachWishes
from community.selectors.letters import troubled
from helpdesk.lib.delivery import State
from helpdesk.lib.letters import TASK
from helpdesk.lib.wake import wake_after_commit

Digest = ReachWishes.Digest
EVERY = {Digest.DAILY: timedelta(days=1), Digest.WEEKLY: timedelta(days=7)}
FIELDS = ("mails", "sender", "answers", "delay_minutes")


@transaction.atomic
def wish_for_mail(user: User, *, mail: str | None = None, digest: str | None = None) -> ReachWishes:
    """Keep which mail somebody wants; what is None stays. What waits already is asked again when it goes."""
    ReachWishes.objects.bulk_create([ReachWishes(user=user)], ignore_conflicts=True)
    wishes = ReachWishes.objects.select_for_update(no_key=True).get(user=user)
    wishes.mail = ReachWishes.Mail(mail) if mail is not None else wishes.mail
    if digest is not None and digest != wishes.digest:
        wishes.digest = Digest(digest)
        every = EVERY.get(wishes.digest)
        wishes.digest_at = timezone.now() + every if every else None
    wishes.save()
    return wishes


def write_digests(*, now: datetime | None = None, limit: int = 500) -> int:
    """Queue a digest for everybody whose time has come; return how many. A late or doubled call changes nothing."""
    at = now or timezone.now()
    due = list(ReachWishes.objects.filter(digest_at__lte=at).order_by("digest_at")[:limit])
    return sum(_queue(wishes, at) for wishes in due)


@transaction.atomic
def _queue(wishes: ReachWishes, at: datetime) -> bool:
    seen, every = wishes.digest_at, EVERY.get(Digest(wishes.digest))
    assert seen is not None
    # A digest that was late is written once, however many of its moments have passed.
    after = None if every is None else seen + every * ((at - seen) // every + 1)
    if not ReachWishes.objects.filter(pk=wishes.pk, digest_at=seen).update(digest_at=after) or every is None:
        return False
    if not ReachSettings.current().mails:
        return False
    letter = CommunityLetter(user_id=wishes.pk, kind=CommunityLetter.Kind.DIGEST, since=seen - every, due_at=at)
    CommunityLetter.objects.bulk_create([letter], ignore_conflicts=True)
    return True


@transaction.atomic
def save_reach(*, by: User, mails: bool, sender: str, answers: bool, delay_minutes: int, seen: int) -> ReachSettings:
    """Store what goes out by mail. Raises NotAllowed, ChangedMeanwhile."""
    if not by.is_admin:
        raise NotAllowed("Only administrators may do this.")
    row = ReachSettings.objects.select_for_update().first() or ReachSettings.objects.create()
    require_version(row, seen)
    before = {name: getattr(row, name) for name in FIELDS}
    after = {"mails": mails, "sender": sender.strip().lower(), "answers": answers, "delay_minutes": delay_minutes}
    if after != before:
        for name, value in after.items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        audit(row, "changed", by=by, before=before, after={**after, "version": row.version})
    return row


@transaction.atomic
def retry_letter(letter: CommunityLetter, *, by: User) -> bool:
    """Send a letter again, or at once if it waits; False when it is on its way or has arrived. One letter, same id."""
    if not by.is_admin:
        raise NotAllowed("Only administrators may do this.")
    row = troubled().select_for_update(no_key=True, of=("self",)).filter(pk=letter.pk).first()
    if row is None:
        return False
    before = {"state": row.get_state_display(), "trouble": row.trouble}
    row.state, row.due_at, row.attempts, row.transmitting_at = State.QUEUED, timezone.now(), 0, None
    row.trouble = ""
    row.save(update_fields=["state", "due_at", "attempts", "transmitting_at", "trouble"])
    audit(row, "tried again", by=by, before=before, after={"state": row.get_state_display()})
    wake_after_commit(TASK)
    return True
