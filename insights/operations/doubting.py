"""Bring doubtful articles to their owners, and settle the doubts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import Notice, notify_all
from insights.doubting import REASONS, Found, flagged
from insights.models import Doubt
from knowledgebase.events import record
from knowledgebase.models import Article, ArticleFlag
from knowledgebase.operations.flagging import settle_flags
from knowledgebase.operations.settling import verify
from knowledgebase.permissions import require_write

# What was settled is not brought up again for so long.
REST = timedelta(days=30)
# An owner is told of so many articles one by one, and of how many more there are.
TOLD = 5
# An article with a date to be checked is checked again after so long.
CHECKED_AGAIN = timedelta(days=180)
BATCH = 500


def find_doubts(*, now: datetime | None = None) -> int:
    """Open what is new, bring what is open up to date, end what is gone; return how many are new.

    Late and doubled runs change nothing.
    """
    at = now or timezone.now()
    opened: list[Doubt] = []
    looked = {reason: look(at) for reason, look in REASONS.items()}
    with transaction.atomic():
        for reason, found in looked.items():
            opened += _bring_up_to_date(reason, found, at)
        notify_all(_notices(opened))
    return len(opened)


def hear_flag(flag: ArticleFlag) -> None:
    """Open a doubt about an article that a colleague says is wrong, or add that to it, and tell the owner at once."""
    at, article = timezone.now(), flag.translation.article
    known = Doubt.objects.filter(article=article, reason=Doubt.Reason.FLAGGED, ended_at=None).first()
    if known is not None:
        _say(known, flagged(flag))
    else:
        _open({article.pk: flagged(flag)}, Doubt.Reason.FLAGGED, at)
    if article.owner is not None:
        words = f"An article of yours may be wrong. {flagged(flag)}"
        notice = Notice(
            article.owner, Notification.Kind.ARTICLE_DOUBT, f"flag:{flag.pk}", words, path=reverse("doubts"), by=flag.by
        )
        notify_all([notice])


def dismiss_doubt(doubt: Doubt, *, by: User, comment: str = "") -> Doubt:
    """Say that there is no reason to change the article."""
    require_write(by, doubt.article.category)
    with transaction.atomic():
        if doubt.reason == Doubt.Reason.FLAGGED:
            settle_flags(doubt.article, by=by)
        if _end(doubt, Doubt.End.DISMISSED, by=by, comment=comment, at=timezone.now()):
            record(doubt.article, "doubt_dismissed", by=by, reason=doubt.reason, comment=comment[:300])
    return doubt


def finish_doubts(article: Article, *, by: User) -> int:
    """Say that the article was checked and is right now: every doubt about it is done. Return how many there were.

    One that was to be checked by a day is to be checked again after half a year.
    """
    with transaction.atomic():
        again = timezone.localdate() + CHECKED_AGAIN if article.verify_by else None
        verify(article, by=by, again=again)
        settle_flags(article, by=by)
        open_ = list(Doubt.objects.filter(article=article, ended_at=None))
        for doubt in open_:
            _end(doubt, Doubt.End.DONE, by=by, comment="", at=timezone.now())
    return len(open_)


def _bring_up_to_date(reason: str, found: Found, at: datetime) -> list[Doubt]:
    known = {doubt.article_id: doubt for doubt in Doubt.objects.filter(reason=reason, ended_at=None)}
    resting = _resting(reason, at)
    for article, doubt in known.items():
        if article in found:
            _say(doubt, found[article])
        else:
            _end(doubt, Doubt.End.GONE, by=None, comment="", at=at)
    new = {article: said for article, said in found.items() if article not in known and article not in resting}
    return _open(new, reason, at)


def _resting(reason: str, at: datetime) -> set[int]:
    """Return the articles this is not said of again so soon. What a colleague says is always new."""
    if reason == Doubt.Reason.FLAGGED:
        return set()
    settled = Doubt.objects.filter(reason=reason, ended_at__gte=at - REST).exclude(ended_as=Doubt.End.GONE)
    return set(settled.values_list("article", flat=True))


def _open(found: dict[int, str], reason: str, at: datetime) -> list[Doubt]:
    """Open doubts and return them; without those that another run opened at the same moment."""
    doubts = [
        Doubt(article_id=article, reason=reason, evidence=evidence[:300], found_at=at)
        for article, evidence in found.items()
    ]
    Doubt.objects.bulk_create(doubts, batch_size=BATCH, ignore_conflicts=True)
    opened = Doubt.objects.filter(reason=reason, found_at=at, ended_at=None, article__in=found)
    return list(opened.select_related("article__owner").order_by("pk"))


def _notices(opened: Iterable[Doubt]) -> list[Notice]:
    """Return what owners are told: one by one of a few, then how many more wait."""
    theirs: dict[User, list[Doubt]] = defaultdict(list)
    for doubt in opened:
        if doubt.article.owner is not None:
            theirs[doubt.article.owner].append(doubt)
    path, kind = reverse("doubts"), Notification.Kind.ARTICLE_DOUBT
    notices = []
    for owner, doubts in theirs.items():
        for doubt in doubts[:TOLD]:
            words = f"An article of yours needs a look: {doubt.get_reason_display()}. {doubt.evidence}"
            notices.append(Notice(owner, kind, f"doubt:{doubt.pk}", words[:300], path=path))
        if more := doubts[TOLD:]:
            words = f"Of your articles {len(more)} more need a look."
            notices.append(Notice(owner, kind, f"doubts:{more[0].pk}", words, path=path))
    return notices


def _say(doubt: Doubt, evidence: str) -> None:
    if doubt.evidence != evidence[:300]:
        Doubt.objects.filter(pk=doubt.pk).update(evidence=evidence[:300])


def _end(doubt: Doubt, how: str, *, by: User | None, comment: str, at: datetime) -> bool:
    """End an open doubt; False where somebody did before."""
    ended = {"ended_at": at, "ended_as": how, "ended_by": by, "comment": comment[:300]}
    return bool(Doubt.objects.filter(pk=doubt.pk, ended_at=None).update(**ended))
