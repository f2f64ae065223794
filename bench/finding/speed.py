"""One size of knowledge base, asked questions: prints p50 and p95 of a search, p95 of a suggestion, indexing. In ms."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.finding.labelled import articles, questions
from helpdesk.local import servers

ROUNDS = 2
AT_ONCE = 2000
_ROWS = """
INSERT INTO knowledgebase_article (id, category_id, kind, visibility, audience, source_locale, archive_notice, version,
    created_at, touched_at)
SELECT n, %(category)s, 'text', 'public', 'public', 'en', '', 1, now(), now()
FROM generate_series(%(first)s, %(last)s) n;
INSERT INTO knowledgebase_translation (id, article_id, locale, slug)
SELECT n, n, 'en', 'bench-' || n FROM generate_series(%(first)s, %(last)s) n;
INSERT INTO knowledgebase_revision (id, translation_id, number, state, title, summary, keywords, body, html, renderer,
    headings, parts, comment, reason, significance, ready_for_translation, version, created_at, saved_at)
SELECT n, n, 1, 'approved', 'Bench', '', '', '', '', '', '[]', '[]', '', '', '', false, 1, now(), now()
FROM generate_series(%(first)s, %(last)s) n;
UPDATE knowledgebase_translation SET current_revision_id = id WHERE id BETWEEN %(first)s AND %(last)s;
"""


def main(size: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    os.environ["HELPDESK_DATA"] = str(Path(f"var/bench/finding-{size}").resolve())
    servers.ensure()
    import django

    django.setup()
    from django.contrib.auth.models import AnonymousUser
    from django.core.management import call_command

    from knowledgebase.search import search, suggest

    call_command("migrate", verbosity=0)
    each = _fill(size)
    asked = [text for _, text in questions()]
    long = [f"{text}. {' '.join(asked[n : n + 6])}" for n, text in enumerate(asked)]
    reader = AnonymousUser()
    for text in asked[:20]:
        search(reader, text, locale="en")
    searches = [_timed(lambda text=text: search(reader, text, locale="en")) for text in asked * ROUNDS]
    suggestions = [_timed(lambda text=text: suggest(text, user=reader, locale="en")) for text in long]
    print(json.dumps([_at(searches, 0.5), _at(searches, 0.95), _at(suggestions, 0.95), each]))


def _fill(size: int) -> float:
    """Make articles up to that many, of sentences of the labelled ones and made-up words; return ms each."""
    from django.db import connection, transaction

    from knowledgebase.models import Category, SearchEntry
    from knowledgebase.search import index

    there = SearchEntry.objects.count()
    if there >= size:
        return 0.0
    category, _ = Category.objects.get_or_create(slug="bench")
    start = time.perf_counter()
    for first in range(there + 1, size + 1, AT_ONCE):
        last = min(first + AT_ONCE - 1, size)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_ROWS, {"category": category.pk, "first": first, "last": last})
            index(_documents(first, last))
    spent = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    return spent / (size - there) * 1000


def _documents(first: int, last: int) -> Iterator[object]:
    from knowledgebase.search import Document

    sentences = [part for _, _, body in articles() for part in body.replace("\n", " ").split(". ") if len(part) > 20]
    titles = [title for _, title, _ in articles()]
    words = [word for sentence in sentences for word in sentence.split()]
    for n in range(first, last + 1):
        chance = random.Random(n)
        # Names and models that only this article has, besides what all speak of.
        own = [f"{chance.choice(words)} model{chance.randrange(n * 3)}" for _ in range(3)]
        title = f"{chance.choice(titles)} {own[0]}"
        said = [" ".join(chance.choices(words, k=9)) for _ in range(3)] + chance.sample(sentences, 4) + own
        chance.shuffle(said)
        yield Document(family="article", object_id=n, locale="en", title=title, body=". ".join(said))


def _timed(do: object) -> float:
    start = time.perf_counter()
    do()  # type: ignore[operator]
    return (time.perf_counter() - start) * 1000


def _at(times: list[float], share: float) -> float:
    return sorted(times)[int(len(times) * share)]


if __name__ == "__main__":
    main(int(sys.argv[1]))
