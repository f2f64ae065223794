"""Bring doubtful articles to their owners, and settle the doubts."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.notifying import notify
from insights.doubting import REASONS
from insights.models import Doubt
from knowledgebase.events import record
from knowledgebase.models import Article
from knowledgebase.operations.settling import verify
from knowledgebase.permissions import require_write

# What was settled is not brought up again for so long.
REST = timedelta(days=30)


def find_doubts(*, now: datetime | None = None) -> int:
    """Open what is new, bring what is open up to date, end what is gone; return how many are new.

    Late and doubled runs change nothing.
    """
    at = now or timezone.now()
    opened = 0
    for reason, look in REASONS.items():
        found = look(at)
        known = {doubt.article_id: doubt for doubt in Doubt.objects.filter(reason=reason, ended_at=None)}
        resting = set(
            Doubt.objects.filter(reason=reason, ended_at__gte=at - REST)
            .exclude(ended_as=Doubt.End.GONE)
            .values_list("article", flat=True)
        )
        for article, evidence in found.items():
            if article in known:
                _say(known[article], evidence)
            elif article not in resting:
                opened += _open(article, reason, evidence, at)
        for article, doubt in known.items():
            if article not in found:
                _end(doubt, Doubt.End.GONE, by=None, comment="", at=at)
    return opened


def dismiss_doubt(doubt: Doubt, *, by: User, comment: str = "") -> Doubt:
    """Say that there is no reason to change the article."""
    require_write(by, doubt.article.category)
    with transaction.atomic():
        if _end(doubt, Doubt.End.DISMISSED, by=by, comment=comment, at=timezone.now()):
            record(doubt.article, "doubt_dismissed", by=by, reason=doubt.reason, comment=comment[:300])
    return doubt


def finish_doubts(article: Article, *, by: User) -> int:
    """Say that the article was checked and is right now: every doubt about it is done. Return how many there were."""
    with transaction.atomic():
        verify(article, by=by)
        open_ = list(Doubt.objects.filter(article=article, ended_at=None))
        for doubt in open_:
            _end(doubt, Doubt.End.DONE, by=by, comment="", at=timezone.now())
    return len(open_)


def _open(article: int, reason: str, evidence: str, at: datetime) -> int:
    try:
        with transaction.atomic():
            doubt = Doubt.objects.create(article_id=article, reason=reason, evidence=evidence[:300], found_at=at)
            owner = doubt.article.owner
            if owner is not None:
                notify(
                    owner,
                    Notification.Kind.ARTICLE_DOUBT,
                    key=f"doubt:{doubt.pk}",
                    text=f"An article of yours needs a look: {doubt.get_reason_display()}. {evidence}"[:300],
                    path=reverse("doubts"),
                )
    except IntegrityError:
        # Another run opened it at the same moment.
        return 0
    return 1


def _say(doubt: Doubt, evidence: str) -> None:
    if doubt.evidence != evidence[:300]:
        Doubt.objects.filter(pk=doubt.pk).update(evidence=evidence[:300])


def _end(doubt: Doubt, how: str, *, by: User | None, comment: str, at: datetime) -> bool:
    """End an open doubt; False where somebody did before."""
    ended = {"ended_at": at, "ended_as": how, "ended_by": by, "comment": comment[:300]}
    return bool(Doubt.objects.filter(pk=doubt.pk, ended_at=None).update(**ended))
