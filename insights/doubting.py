"""Why articles may no longer be right: each reason found in one statement, with a line that says what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q
from django.db.models.functions import Coalesce
from django.utils.dateformat import format as written

from insights.contradicting import by_edits
from insights.deflection import deflection
from insights.models.doubt import Doubt
from insights.words import percent
from knowledgebase.models import Article, ArticleFlag, Translation, Vote

Reason = Doubt.Reason
# What readers did in so long counts.
RECENT = timedelta(days=30)
# So many votes say something; and at least so large a share of them is to be unhappy.
VOTES, UNHAPPY = 5, 0.5
# So many sessions with it say something; and so large a share of them is to ask all the same.
SESSIONS, ASKED = 20, 0.5
OLD = timedelta(days=365)

# Article -> evidence.
Found = dict[int, str]


def by_flags(now: datetime) -> Found:
    """Tell articles that colleagues said are wrong, with what the last of them said."""
    waiting = ArticleFlag.objects.filter(settled_at=None).select_related("by", "translation").order_by("pk")
    return {flag.translation.article_id: flagged(flag) for flag in waiting}


def flagged(flag: ArticleFlag) -> str:
    """Return what a colleague said is wrong, in one line."""
    where = f" ({flag.translation.locale}, at ticket #{flag.ticket_number})" if flag.ticket_number else ""
    return f"{flag.by}{where}: “{flag.reason[:200]}”"


def by_votes(now: datetime) -> Found:
    """Tell articles whose current text most recent votes find unhelpful."""
    counted = (
        Vote.objects.filter(updated_at__gte=now - RECENT, revision__translation__current_revision=F("revision"))
        .values(article=F("revision__translation__article"), locale=F("revision__translation__locale"))
        .annotate(votes=Count("pk"), against=Count("pk", filter=Q(helpful=False)))
        .filter(votes__gte=VOTES)
        .order_by("article", "-against")
    )
    found: Found = {}
    for row in counted:
        if row["against"] / row["votes"] >= UNHAPPY:
            line = (
                f"{row['against']} of {row['votes']} votes of the last 30 days ({row['locale']}) say it did not help."
            )
            found.setdefault(row["article"], line)
    return found


def by_tickets(now: datetime) -> Found:
    """Tell articles whose readers ask us within a day."""
    looked = deflection(now - RECENT, now, now=now)
    return {
        article: f"{it.sessions - it.alone} of {it.sessions} who read it or were shown it asked us within a day "
        f"({percent(1 - it.alone / it.sessions)})."
        for article, it in looked.items()
        if article is not None and it.sessions >= SESSIONS and 1 - it.alone / it.sessions >= ASKED
    }


def by_date(now: datetime) -> Found:
    """Tell articles that were to be checked by now."""
    due = Article.objects.current().filter(verify_by__lte=now.date())
    days = due.values_list("pk", "verify_by")
    return {pk: f"It was to be checked by {written(day, 'j F Y')}." for pk, day in days if day is not None}


def by_age(now: datetime) -> Found:
    """Tell published articles without a date to check them that nobody changed or checked for a year."""
    counted = (
        Translation.objects.published()
        .filter(article__archived_at=None, article__verify_by=None)
        .values("article")
        .annotate(last=Coalesce(Max("changed_at"), Max("published_at")), checked=Max("article__verified_at"))
    )
    found: Found = {}
    for row in counted:
        last = max(filter(None, (row["last"], row["checked"])), default=None)
        if last is not None and last < now - OLD:
            found[row["article"]] = f"It was last changed or checked on {written(last, 'j F Y')}."
    return found


def by_related(now: datetime) -> Found:
    """Tell articles that refer to one whose text changed more than trivially since they were changed or checked."""
    related = Article.related.through.objects.filter(
        from_article__archived_at=None,
        to_article__archived_at=None,
        to_article__translations__current_revision__significance="major",
        to_article__translations__current_revision__reviewed_at__gte=now - RECENT,
        to_article__translations__locale=F("to_article__source_locale"),
    )
    text = "to_article__translations__current_revision__"
    rows: Any = related.values_list(
        "from_article", f"{text}reviewed_at", f"{text}title", "from_article__verified_at"
    ).annotate(mine=Max("from_article__translations__changed_at"))
    found: Found = {}
    for article, changed, title, checked, mine in rows:
        last = max(filter(None, (mine, checked)), default=None)
        if last is None or last < changed:
            found.setdefault(article, f"“{title}” was changed in a major way on {written(changed, 'j F Y')}.")
    return found


REASONS: dict[str, Callable[[datetime], Found]] = {
    Reason.FLAGGED: by_flags,
    Reason.VOTES: by_votes,
    Reason.ASKED: by_tickets,
    Reason.EDITED: by_edits,
    Reason.DATE: by_date,
    Reason.AGE: by_age,
    Reason.OLDER: by_related,
}
