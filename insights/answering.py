"""What answers a question today: an article readers have, one that is being written, a macro, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F

from accounts.models import User
from knowledgebase.models import Revision, Translation
from tickets.models import Macro

ARTICLE, DRAFT, MACRO, NOTHING = "article", "draft", "macro", "nothing"


@dataclass(frozen=True)
class Answering:
    """`kind` says which; the title and the key of what it is. A draft has no title for who may not read it."""

    kind: str
    title: str = ""
    key: int | None = None


def answers_of(known: Mapping[int, tuple[int | None, int | None]], *, user: User) -> dict[int, Answering]:
    """Return what answers each question, of the keys of its article and its macro; three statements for all."""
    articles = articles_of({article for article, _ in known.values() if article}, user=user)
    macros = dict(
        Macro.objects.filter(pk__in={macro for _, macro in known.values() if macro}).values_list("pk", "name")
    )
    found = {}
    for key, (article, macro) in known.items():
        answer = articles.get(article) if article else None
        if (answer is None or answer.kind == DRAFT) and macro in macros and macro is not None:
            answer = answer or Answering(MACRO, macros[macro], macro)
        found[key] = answer or Answering(NOTHING)
    return found


def articles_of(keys: set[int], *, user: User) -> dict[int, Answering]:
    """Return the articles by their title in the language they were written in. Drafts have one for those who write."""
    texts = Translation.objects.filter(
        article__in=keys, article__archived_at=None, locale=F("article__source_locale")
    ).select_related("current_revision")
    found = {}
    drafts = {}
    for text in texts:
        if text.current_revision is not None:
            found[text.article_id] = Answering(ARTICLE, text.current_revision.title, text.article_id)
        else:
            drafts[text.pk] = text.article_id
    newest = Revision.objects.filter(translation__in=drafts).order_by("translation", "-number").distinct("translation")
    for translation, title in newest.values_list("translation_id", "title"):
        found[drafts[translation]] = Answering(DRAFT, title if user.can_answer else "", drafts[translation])
    return found
