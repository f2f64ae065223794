"""What people read and search for most. Counted at most every ten minutes for everybody; each sees what they may."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Count
from django.utils import timezone

from knowledgebase.audience import Audience
from knowledgebase.models import Translation, Visit
from knowledgebase.portal.shelves import Line, in_one_language, line_values, lines, readable

log = logging.getLogger(__name__)

SECONDS = 600
WINDOW = timedelta(days=30)
WEEK = timedelta(days=7)
# Words typed by fewer people than this may be about one of them.
FEWEST = 5
# More than are shown: a reader may not be allowed some of them.
MOST = 60
_WORD = re.compile(r"[\w'’-]+")


def popular(audience: Audience, locale: str, *, most: int = 5) -> list[Line]:
    """Return the articles most people read within the last month, most read first."""
    counted: dict[int, int] = _kept("help:popular", _articles)
    if not counted:
        return []
    rows = in_one_language(readable(audience).filter(article__in=counted), locale)
    by_article = {line.article: line for line in lines(line_values(rows))}
    return [by_article[pk] for pk in counted if pk in by_article][:most]


def searched_most(locale: str) -> list[str]:
    """Return what several strangers searched for this week and found."""
    searches: list[str] = _kept(f"help:searched:{locale}", lambda: _searches(locale))
    return searches


def _kept(key: str, count: Callable[[], Any]) -> Any:
    """Return what was counted lately. With the cache away it is counted now: a page is worth more."""
    try:
        return cache.get_or_set(key, count, SECONDS)
    except DatabaseError:
        raise
    except Exception as error:  # the cache's client raises many kinds
        log.warning("Could not look up %s (%s).", key, type(error).__name__)
        return count()


def _articles() -> dict[int, int]:
    """Return the most read articles with how many people read them, most first."""
    seen = Visit.objects.filter(kind=Visit.Kind.VIEWED, at__gte=timezone.now() - WINDOW)
    counted = seen.values_list("translation__article").annotate(n=Count("visitor", distinct=True))
    return dict(counted.order_by("-n", "translation__article")[:MOST])


def _searches(locale: str) -> list[str]:
    """Return searches made of words of one public article. Who searches is easily made up: no sentence of theirs,
    and no number to call, comes to stand on a page of ours."""
    asked = Visit.objects.filter(kind=Visit.Kind.SEARCHED, locale=locale, user=None, found__gt=0).exclude(query="")
    lately = asked.filter(at__gte=timezone.now() - WEEK)
    counted = lately.values_list("query").annotate(n=Count("visitor", distinct=True))
    often = [words for words, _ in counted.filter(n__gte=FEWEST).order_by("-n", "query")[:MOST]]
    known = _public_words(locale) if often else []
    shown = (query for query in often if any(_words(query) <= words for words in known))
    # Without the marks and pictures between the words.
    return list(dict.fromkeys(" ".join(_WORD.findall(query)) for query in shown if _words(query)))[:3]


def _public_words(locale: str) -> list[set[str]]:
    """Return the words of the title, summary and keywords of each article that everybody may read."""
    texts = Translation.objects.published().filter(locale=locale, article__audience="public")
    fields = ("current_revision__title", "current_revision__summary", "current_revision__keywords")
    return [_words(" ".join(row)) for row in texts.values_list(*fields)]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))
