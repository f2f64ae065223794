"""`{"article": {"id", "title", "body", "locale"?}}` loads → `{"id"}`; `{"id", "query", "limit"?}` → the best articles.

`results` are ids, best first, with their `scores`: higher is surer, comparable from one query to the next. Articles are
public and only those that were loaded are found; `body` is Markdown; one that comes again takes the place of the one
before. What was loaded is read when something is asked. All of it happens in one transaction that is rolled back at
the end unless `keep`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection, transaction

from helpdesk.lib.meaning import is_english
from knowledgebase.models import Article, Category, Revision, SearchEntry, Translation
from knowledgebase.operations.writing import Text, write
from knowledgebase.search import forget, index, search
from knowledgebase.search.articles import KEY, document

from . import Answer, BadLine, Line, text_of

_AT_ONCE = 500
_LIMIT, _MOST = 10, 100
# What the database does by itself with rows that were committed.
_ANALYSE = (
    "ANALYZE knowledgebase_searchentry, knowledgebase_searchword, knowledgebase_translation, knowledgebase_article"
)
# A language nobody named, and that is not English: its words are taken as they stand.
_UNKNOWN = "und"


@contextmanager
def session(keep: bool) -> Iterator[Answer]:
    """Give the answering function, on a database that is made ready first when it is empty."""
    if "knowledgebase_searchentry" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0, stdout=sys.stderr)
    with transaction.atomic():
        if not keep:
            forget(KEY, list(SearchEntry.objects.filter(family=KEY).values_list("object_id", flat=True)))
        desk = _Desk()
        yield desk.answer
        desk.read()
        transaction.set_rollback(not keep)


@dataclass(slots=True)
class _Desk:
    """The articles that wait to be read, and the names of those that were."""

    waiting: dict[str, tuple[Any, str, Text]] = field(default_factory=dict)
    names: dict[int, Any] = field(default_factory=dict)
    articles: dict[str, int] = field(default_factory=dict)

    def answer(self, line: Line) -> Line:
        if "article" in line:
            return self.load(line["article"])
        if "query" in line:
            return self.find(line)
        raise BadLine('"article" or "query" is needed')

    def load(self, article: Any) -> Line:
        if not isinstance(article, dict) or article.get("id") is None:
            raise BadLine('"article" must be an object with an "id"')
        text = Text(text_of(article, "title"), body=text_of(article, "body")).tidy()
        locale = text_of(article, "locale") if article.get("locale") else _language(f"{text.title} {text.body}")
        self.waiting[json.dumps(article["id"], sort_keys=True)] = article["id"], locale[:16], text
        if len(self.waiting) >= _AT_ONCE:
            self.read()
        return {"id": article["id"]}

    def find(self, line: Line) -> Line:
        self.read()
        limit = line.get("limit") or _LIMIT
        if not isinstance(limit, int) or limit < 1:
            raise BadLine('"limit" must be a number from 1')
        locale = text_of(line, "locale") if line.get("locale") else None
        found = search(AnonymousUser(), text_of(line, "query"), locale=locale, limit=min(limit, _MOST), least=0)
        results = [result for result in found.results if result.row.pk in self.names]
        return {
            "results": [self.names[result.row.pk] for result in results],
            "scores": [result.score for result in results],
        }

    def read(self) -> None:
        """Write and index what waits."""
        if not self.waiting:
            return
        again = [self.articles[key] for key in self.waiting if key in self.articles]
        if again:
            forget(KEY, again)
        written = _written([(locale, text) for _, locale, text in self.waiting.values()])
        for (key, (name, _, _)), translation in zip(self.waiting.items(), written, strict=True):
            self.articles[key] = translation.pk
            self.names[translation.pk] = name
        index(map(document, written))
        self.waiting.clear()
        with connection.cursor() as cursor:
            cursor.execute(_ANALYSE)


def _written(texts: list[tuple[str, Text]]) -> list[Translation]:
    """Store texts as published articles, many at a time: what the operations do one by one, without their history."""
    category, _ = Category.objects.get_or_create(slug="conform")
    articles = Article.objects.bulk_create(Article(category=category, source_locale=locale) for locale, _ in texts)
    translations = Translation.objects.bulk_create(
        Translation(article=article, locale=article.source_locale, slug=f"conform-{article.pk}") for article in articles
    )
    revisions = []
    for translation, (_, text) in zip(translations, texts, strict=True):
        revisions.append(Revision(translation=translation, number=1, state=Revision.State.APPROVED))
        write(revisions[-1], text)
    for translation, revision in zip(translations, Revision.objects.bulk_create(revisions), strict=True):
        translation.current_revision = revision
    Translation.objects.bulk_update(translations, ["current_revision"])
    return translations


def _language(text: str) -> str:
    return "en" if is_english(text) else _UNKNOWN
