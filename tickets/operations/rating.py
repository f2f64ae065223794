"""Ask a customer what they think of our help, and keep what they say."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Customer, Notification, User
from accounts.operations.auditing import audit, require_version
from accounts.operations.notifying import Notice, notify_all
from helpdesk.lib.advisory import Lock
from helpdesk.lib.rows import scalars
from tickets.errors import TicketError
from tickets.events import record
from tickets.models import Event, Message, Rating, RatingAnswer, RatingSettings, Ticket, TicketLink
from tickets.models.kinds import Category
from tickets.models.rating import CHOICES, LOW
from tickets.selectors import locked

# One person is not asked more often than this.
REST = timedelta(days=14)
# An answer may be changed for so long.
CHANGEABLE = timedelta(days=7)
# Seconds a letter may take on its way; no answer can be taken back for longer than a minute.
AFTERWARDS, HELD_AT_MOST = 5, timedelta(minutes=1)
LONGEST_DELAY = timedelta(days=30)
MOST_REASONS = 12


class RatingFixed(TicketError):
    status = 409

    def __init__(self) -> None:
        super().__init__(f"A rating can be changed for {CHANGEABLE.days} days. Yours stays as it is.")


class RatingsOff(TicketError):
    status = 409

    def __init__(self) -> None:
        super().__init__("Nobody is asked how it went.")


def due_ratings(*, now: datetime, limit: int = 500) -> list[int]:
    """Return the ratings to ask for now, the longest due first."""
    due = Rating.objects.filter(due_at__lte=now).order_by("due_at")
    return list(due.values_list("pk", flat=True)[:limit])


def claim(pk: int, *, now: datetime) -> Rating | None:
    """Lock a due rating's ticket and return it if its customer is to be asked; None when not, or not by us.

    Looked at again under the lock, so late, doubled and concurrent sweeps ask once.
    """
    free = Ticket.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    if free.filter(rating=pk).first() is None:
        return None
    rating = Rating.objects.filter(pk=pk, due_at__lte=now).select_related("ticket", "customer").first()
    if rating is None:
        return None
    # One at a time for one customer: two tickets of theirs may fall due together.
    scalars("SELECT 1 FROM (SELECT pg_advisory_xact_lock(%s, %s)) AS held", [Lock.RATINGS, rating.customer_id % 2**31])
    if (until := _held_until(rating.ticket, now)) and until > now:
        rating.due_at = until
        rating.save(update_fields=["due_at"])
        return None
    if why_not := _why_not(rating, now):
        let_be(rating, why_not)
        return None
    return rating


def _held_until(ticket: Ticket, now: datetime) -> datetime | None:
    """Return when the latest answer can be taken back no more: it goes out first, and the question after it."""
    held = Event.objects.filter(ticket=ticket, created_at__gt=now - HELD_AT_MOST, particulars__has_key="held")
    latest = held.order_by("-seq").first()
    return latest.created_at + timedelta(seconds=latest.particulars["held"] + AFTERWARDS) if latest else None


def _why_not(rating: Rating, now: datetime) -> str:
    """Say why this customer is not asked about this ticket; empty when they are."""
    settings = RatingSettings.objects.get()
    ticket = rating.ticket
    if not settings.enabled:
        return "ratings are off"
    if ticket.category not in {Category.RESOLVED, Category.CLOSED}:
        return f"the ticket is {Category(ticket.category).label.lower()}"
    opened = Event.objects.filter(ticket=ticket, seq=1).values_list("by_user", flat=True).first()
    if opened is not None and not settings.agent_opened:
        return "we opened the ticket"
    origins = ticket.links.filter(kind=TicketLink.Kind.SPLIT).exclude(target__rating__isnull=True)
    if origins.exclude(target__rating__asked_at=None, target__rating__due_at=None).exists():
        # What was split off and is solved on its own is asked about.
        return "asked about the ticket it was split off"
    if Rating.objects.filter(customer=rating.customer, asked_at__gt=now - REST).exists():
        return f"asked within {REST.days} days"
    return ""


def let_be(rating: Rating, why_not: str) -> None:
    """Do not ask; the reason is kept."""
    rating.due_at, rating.why_not = None, why_not[:80]
    rating.save(update_fields=["due_at", "why_not"])


def mark_asked(rating: Rating, message: Message | None, *, now: datetime) -> None:
    """Record that the question went out, with a message or on the spot. The caller holds the ticket's lock."""
    rating.due_at, rating.asked_at, rating.message = None, now, message
    rating.scale = RatingSettings.objects.get().scale
    rating.save(update_fields=["due_at", "asked_at", "message", "scale"])
    answers = Message.objects.filter(ticket=rating.ticket, kind=Message.Kind.REPLY)
    rating.took_part.set(answers.values_list("author_user", flat=True).distinct())
    record(message.ticket if message else rating.ticket, "rating_asked", by=None)


@transaction.atomic
def rate_now(ticket: Ticket, *, by: Customer, score: int, reason: str = "", comment: str = "") -> Rating:
    """Keep an answer to the question asked on the spot, at the end of a chat: nobody is asked again by mail.

    Raises RatingsOff, RatingFixed, ValidationError.
    """
    ticket = locked(ticket)
    if not RatingSettings.objects.get().enabled or ticket.requester_id != by.pk:
        raise RatingsOff
    rating, _ = Rating.objects.get_or_create(ticket=ticket, defaults={"customer": by, "resolved_by": ticket.assignee})
    rating.ticket = ticket
    if rating.asked_at is None:
        mark_asked(rating, None, now=timezone.now())
    return give_rating(rating, score=score, by=by, reason=reason, comment=comment)


@transaction.atomic
def give_rating(
    rating: Rating, *, score: int, by: Customer, reason: str = "", comment: str = "", now: datetime | None = None
) -> Rating:
    """Keep a customer's answer; the same answer again changes nothing. Raises RatingFixed, ValidationError."""
    now = now or timezone.now()
    ticket = locked(rating.ticket)
    rating = Rating.objects.select_for_update(no_key=True, of=("self",)).get(pk=rating.pk)
    if rating.asked_at is None or score not in CHOICES[rating.scale]:
        raise ValidationError("Choose one of the answers.")
    answer = (score, reason[:80], comment)
    if (rating.score, rating.reason, rating.comment) == answer:
        return rating
    if rating.rated_at and now - rating.rated_at > CHANGEABLE:
        raise RatingFixed
    before = rating.label
    rating.score, rating.reason, rating.comment = answer
    rating.rated_at = rating.rated_at or now
    rating.save(update_fields=["score", "reason", "comment", "rated_at"])
    kept = RatingAnswer.objects.create(rating=rating, score=score, reason=rating.reason, comment=comment)
    record(
        ticket, "rated", by=by, before=before, after=rating.label, score=score, reason=rating.reason, comment=comment
    )
    if score <= LOW:
        _alert(ticket, rating, key=f"rating-{kept.pk}")
    return rating


def _alert(ticket: Ticket, rating: Rating, *, key: str) -> None:
    """Tell those who own and solved the ticket of a low score; where nobody did, the administrators."""
    concerned = {person for person in (ticket.assignee, rating.resolved_by) if person and person.is_agent}
    people = concerned or set(User.objects.filter(role=User.Role.ADMIN, is_active=True))
    text = f"The customer rated it {rating.label.lower()}" + (f": {rating.reason.lower()}" if rating.reason else "")
    notify_all(
        [Notice(person, Notification.Kind.LOW_RATING, key, text, ticket_number=ticket.number) for person in people]
    )


@transaction.atomic
def save_rating_settings(settings: RatingSettings, *, by: User, seen: int) -> RatingSettings:
    """Store how customers are asked. `seen` is the version its editor saw. Raises ValidationError, ChangedMeanwhile."""
    settings.reasons = list(dict.fromkeys(r.strip() for r in settings.reasons if r.strip()))
    if len(settings.reasons) > MOST_REASONS:
        raise ValidationError({"reasons": f"At most {MOST_REASONS} reasons fit on the page."})
    if settings.delay_seconds > LONGEST_DELAY.total_seconds():
        raise ValidationError({"delay_seconds": f"At most {LONGEST_DELAY.days} days: later nobody remembers."})
    settings.full_clean()
    stored = RatingSettings.objects.select_for_update().get(pk=settings.pk)
    require_version(stored, seen)
    before = _told(stored)
    settings.version = stored.version
    if _told(settings) != before:
        settings.version += 1
        settings.save()
        audit(settings, "changed", by=by, before=before, after=_told(settings))
    return settings


def _told(settings: RatingSettings) -> dict[str, Any]:
    names = ("version", "enabled", "delay_seconds", "scale", "question", "reasons", "agent_opened")
    return {name: getattr(settings, name) for name in names}
