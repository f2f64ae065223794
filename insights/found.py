"""Deflection by article, with the questions each answers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.urls import reverse

from insights.asked import Asked
from insights.deflection import Deflection, lately
from insights.models import Question
from knowledgebase.models import Article, Translation

# The largest questions of an article are named.
QUESTIONS = 3
UNREAD = "An article that is not published"


@dataclass
class FoundRow:
    article: int
    title: str
    address: str
    found: Deflection
    questions: list[Question] = field(default_factory=list)


def found_rows(asked: Asked) -> tuple[Deflection, list[FoundRow]]:
    """Return the figures of all sessions, and of each article that somebody looked at, the most looked at first.

    Questions are named to those who see every ticket: a wording comes from one.
    """
    looked = dict(lately(asked.start, asked.end))
    whole = looked.pop(None)
    keys = [key for key in looked if key is not None]
    titles: dict[int, tuple[str, str]] = {}
    # The address of a text that is not published tells what it is about.
    texts = Translation.objects.filter(article__in=Article.objects.visible_to(asked.user).filter(pk__in=keys))
    if not asked.user.can_answer:
        texts = texts.published()
    for text in texts.select_related("article", "current_revision"):
        title = text.current_revision.title if text.current_revision else text.slug
        if text.article_id not in titles or text.is_source:
            titles[text.article_id] = (title, reverse("help_article", args=[text.locale, text.slug]))
    questions: dict[int, list[Question]] = defaultdict(list)
    known = Question.objects.filter(article__in=keys, joined_into=None, part_of=None, size__gt=1).order_by("-size")
    for question in known if asked.sees_all else ():
        if question.article_id is not None and len(questions[question.article_id]) < QUESTIONS:
            questions[question.article_id].append(question)
    rows = [FoundRow(key, *titles.get(key, (UNREAD, "")), looked[key], questions[key]) for key in keys]
    return whole, sorted(rows, key=lambda row: (-row.found.sessions, -row.found.held, row.title))
