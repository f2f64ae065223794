"""Tell people at the desk what concerns them: rows in the caller's transaction, everything else follows from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils import timezone

from accounts.models import Notification, NotificationWishes, User
from accounts.models.notification_wishes import Way
from accounts.news import notified
from helpdesk.lib.questions import Given, Question
from helpdesk.lib.rows import insert_new

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_LONGEST = 300
# Asked at every message, so it is written once; `user__in` would write its list of values each time.
_WISHES = Question(lambda: NotificationWishes.objects.extra(where=["user_id = ANY(%s)"], params=[Given("users")]))


@dataclass(frozen=True, slots=True)
class Notice:
    """One piece of news for one person. `key` names the occasion: with the same key they hear of it once.

    `text` is one line; of a ticket it must not hold the subject, which is read when the line is shown.
    """

    user: User
    kind: str
    key: str
    text: str
    ticket_number: int | None = None
    path: str = ""
    by: User | None = None


def notify(
    user: User,
    kind: str,
    *,
    key: str,
    text: str,
    ticket_number: int | None = None,
    path: str = "",
    by: User | None = None,
) -> Notification | None:
    """Tell one person, inside the caller's transaction.

    None when there is nothing to tell: their own act, known already, not wanted, or no longer at the desk.
    """
    found = notify_all([Notice(user, kind, key, text, ticket_number, path, by)])
    return found[0] if found else None


def notify_all(notices: Sequence[Notice]) -> list[Notification]:
    """Tell several people several things with two statements; return the rows that are new."""
    wanted: dict[tuple[int, str], Notice] = {}
    for notice in notices:
        if notice.user.is_active and notice.user.is_agent and notice.user != notice.by:
            # Of two that name one occasion the first is told.
            wanted.setdefault((notice.user.pk, notice.key), notice)
    if not wanted:
        return []
    wishes = {wish.user_id: wish for wish in _WISHES.ask(users=[n.user.pk for n in wanted.values()])}
    now = timezone.now()
    rows = []
    for notice in wanted.values():
        wish = wishes.get(notice.user.pk) or NotificationWishes(user_id=notice.user.pk)
        way = wish.way(notice.kind)
        if way != Way.OFF:
            rows.append(_row(notice, now, _mail_at(way, wish.digest_minutes, now)))
    new = insert_new(rows, unique=("user", "key"))
    for row in new:
        notified.send(sender=Notification, notification=row)
    return new


def read_notifications(
    user: User, *, ticket_number: int | None = None, pk: int | None = None, until: int | None = None
) -> int:
    """Note that a person has read their news: one, those of one ticket, or all up to the one with id `until`."""
    unread = Notification.objects.filter(user=user, read_at=None)
    if ticket_number is not None:
        unread = unread.filter(ticket_number=ticket_number)
    if pk is not None:
        unread = unread.filter(pk=pk)
    if until is not None:
        unread = unread.filter(pk__lte=until)
    return unread.update(read_at=timezone.now(), mail_at=None)


def take_back(users: Collection[User], *, key: str) -> None:
    """Let news be as if they had never been told, because what they told of was taken back."""
    Notification.objects.filter(user__in=users, key=key).delete()


def wish_for(user: User, *, ways: dict[str, str], digest_minutes: int) -> NotificationWishes:
    """Keep how somebody wants to hear of each kind. What waits to be mailed already stays as it is."""
    wishes, _ = NotificationWishes.objects.update_or_create(
        user=user, defaults={"ways": ways, "digest_minutes": digest_minutes}
    )
    return wishes


def _row(notice: Notice, now: datetime, mail_at: datetime | None) -> Notification:
    return Notification(
        user=notice.user,
        kind=notice.kind,
        key=notice.key,
        ticket_number=notice.ticket_number,
        path=notice.path,
        text=" ".join(notice.text.split())[:_LONGEST],
        by=notice.by,
        created_at=now,
        mail_at=mail_at,
    )


def _mail_at(way: Way, minutes: int, now: datetime) -> datetime | None:
    """Return when to mail: now, or at the next of the moments that divide the day by `minutes`."""
    if way == Way.MAIL:
        return now
    if way != Way.DIGEST:
        return None
    every = timedelta(minutes=minutes)
    return _EPOCH + ((now - _EPOCH) // every + 1) * every
