"""Three ways to find articles: ours, BM25 as `bm25s` does it, and PostgreSQL's text search as it comes."""

from __future__ import annotations

from collections.abc import Sequence

import bm25s
from django.db import connection

from bench.finding.labelled import Article
from channels_inbox.conform.search import session

# The best first, each with its score.
Answer = list[tuple[str, float]]
SHOWN = 10


def ours(articles: Sequence[Article], questions: Sequence[str]) -> list[Answer]:
    with session(keep=False) as answer:
        for key, title, body in articles:
            answer({"article": {"id": key, "title": title, "body": body}})
        found = [answer({"id": 0, "query": question, "limit": SHOWN}) for question in questions]
    return [list(zip(one["results"], one["scores"], strict=True)) for one in found]


def bm25(articles: Sequence[Article], questions: Sequence[str]) -> list[Answer]:
    index = bm25s.BM25()
    tokens = {"stopwords": "en", "show_progress": False}
    index.index(bm25s.tokenize([f"{title} {body}" for _, title, body in articles], **tokens), show_progress=False)
    asked = bm25s.tokenize(list(questions), **tokens)
    found, scores = index.retrieve(asked, k=SHOWN, show_progress=False)
    return [
        [(articles[n][0], float(score)) for n, score in zip(row, given, strict=True) if score > 0]
        for row, given in zip(found, scores, strict=True)
    ]


def postgresql(articles: Sequence[Article], questions: Sequence[str]) -> list[Answer]:
    """Any word counts, as in ours: with all of them, as it comes, it answers hardly a question."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE plain (key text, words tsvector)")
        for key, title, body in articles:
            cursor.execute(
                "INSERT INTO plain SELECT %s, setweight(to_tsvector('english', %s), 'A') || to_tsvector('english', %s)",
                [key, title, body],
            )
        found = []
        for question in questions:
            cursor.execute(
                "SELECT key, ts_rank_cd(words, asked, 1) AS rank FROM plain, "
                "(SELECT replace(plainto_tsquery('english', %s)::text, '&', '|')::tsquery) AS q(asked) "
                "WHERE words @@ asked ORDER BY rank DESC, key LIMIT %s",
                [question, SHOWN],
            )
            found.append([(key, float(rank)) for key, rank in cursor.fetchall()])
        cursor.execute("DROP TABLE plain")
    return found
