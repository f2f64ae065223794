"""The authors' lists: what is being written, what waits for whom, what is going stale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Article, Revision, Translation, Vote
from knowledgebase.models.translation import TranslationQuerySet
from knowledgebase.selectors.staleness import stale

# A number beyond which nobody counts on.
MOST = 999
# Votes below which nobody should conclude anything.
ENOUGH = 3


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One list. `find` narrows the articles somebody may see to those that belong in it, for one language or all."""

    key: str
    title: str
    sentence: str
    icon: str
    find: Callable[[QuerySet[Article], User, str], QuerySet[Article]]


def _texts(locale: str) -> TranslationQuerySet:
    found = Translation.objects.filter(article=OuterRef("pk"))
    return found.filter(locale=locale) if locale else found


def _revisions(locale: str, **wanted: object) -> Exists:
    found = Revision.objects.filter(translation__article=OuterRef("pk"), **wanted)
    return Exists(found.filter(translation__locale=locale) if locale else found)


def _all(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    return articles.filter(Exists(_texts(locale))) if locale else articles


def _mine(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    return _all(articles.filter(owner=user), user, locale)


def _drafts(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    return articles.filter(_revisions(locale, state=Revision.State.DRAFT))


def _in_review(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    return articles.filter(_revisions(locale, state=Revision.State.IN_REVIEW))


def _planned(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    planned = Q(publish_at__isnull=False) | Q(expire_at__isnull=False)
    return articles.filter(Exists(_texts(locale).filter(planned)))


def _verify(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    return _all(articles.filter(verify_by__lte=timezone.localdate()), user, locale)


def _not_ready(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    """The source's text readers see, which translators were told to leave."""
    source = Translation.objects.filter(
        article=OuterRef("pk"), locale=OuterRef("source_locale"), current_revision__ready_for_translation=False
    )
    return articles.filter(Exists(source.published()))


def _outdated(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    return articles.filter(Exists(stale(_texts(locale))))


def _untranslated(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    """Published in the source language, and in the asked one (any other, unless named) not at all."""
    source = Translation.objects.filter(article=OuterRef("pk"), locale=OuterRef("source_locale"))
    articles = articles.filter(Exists(source.published()))
    if locale:
        return articles.exclude(source_locale=locale).exclude(Exists(_texts(locale).published()))
    others = Translation.objects.filter(article=OuterRef("pk")).exclude(locale=OuterRef("source_locale"))
    return articles.exclude(Exists(others.published()))


def _unhelpful(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    """What readers see now helped less than half of at least three who said so."""
    judged = (
        Vote.objects.order_by()
        .values("revision")
        .annotate(votes=Count("pk"), helped=Count("pk", filter=Q(helpful=True)))
    )
    poor = judged.filter(votes__gte=ENOUGH, helped__lt=F("votes") / 2.0)
    return articles.filter(Exists(_texts(locale).published().filter(current_revision__in=poor.values("revision"))))


def _archived(articles: QuerySet[Article], user: User, locale: str) -> QuerySet[Article]:
    return _all(articles, user, locale)


DASHBOARDS = {
    board.key: board
    for board in (
        Dashboard("all", "All articles", "Every article in use.", "library", _all),
        Dashboard("mine", "Mine", "Articles you own.", "user-round", _mine),
        Dashboard("drafts", "Drafts", "Texts somebody is writing.", "pencil-line", _drafts),
        Dashboard("review", "In review", "Texts that wait for a reviewer.", "eye", _in_review),
        Dashboard("planned", "Planned", "Texts that come out or expire at a set time.", "calendar-days", _planned),
        Dashboard("verify", "Check again", "Articles whose date to be checked has come.", "clock-alert", _verify),
        Dashboard(
            "unready", "Not ready to translate", "Published texts translators should still leave.", "pause", _not_ready
        ),
        Dashboard(
            "outdated", "Out of date", "Translations that miss a change of their source.", "refresh-cw", _outdated
        ),
        Dashboard("untranslated", "Not translated", "Published in one language only.", "languages", _untranslated),
        Dashboard("unhelpful", "Not helpful", "Most who said so were not helped.", "thumbs-down", _unhelpful),
        Dashboard("archived", "Archived", "Readable by address, and in no list.", "archive", _archived),
    )
}


def on_board(key: str, user: User, locale: str = "") -> QuerySet[Article]:
    """Return the articles of one list, latest worked on first."""
    articles = Article.objects.visible_to(user).filter(archived_at__isnull=key != "archived")
    return DASHBOARDS[key].find(articles, user, locale).order_by(F("touched_at").desc(), "-pk")


def board_counts(user: User, locale: str = "") -> dict[str, int]:
    """Return how many articles each list has, up to 1000, in one statement."""
    parts: list[str] = []
    params: list[Any] = []
    for key in DASHBOARDS:
        sql, given = on_board(key, user, locale).order_by().values("pk")[: MOST + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) one)")  # noqa: S608  # Django wrote it
        params.extend(given)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", params)
        return dict(zip(DASHBOARDS, cursor.fetchone(), strict=True))
