"""The articles of the demonstration are rows as the verbs leave them, though they are written together."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from accounts.models import User
from helpdesk.demo.texts import Sheet, publish_together
from knowledgebase.models import Article, ArticleEvent, Revision, SearchEntry, Translation
from knowledgebase.operations.drafting import add_translation, create_article
from knowledgebase.operations.reviewing import approve, submit_for_review
from knowledgebase.operations.writing import Text
from tests.factories import make_user
from tests.knowledgebase.writing import make_category

pytestmark = pytest.mark.django_db

# What two articles that are the same otherwise differ in.
OWN = {"id", "key", "slug", "article", "translation", "revision", "current_revision", "translated_from", "object_id"}


def told(rows: models.QuerySet[Any]) -> list[dict[str, Any]]:
    """Return what rows say; of moments and other rows only whether there is one."""
    found = []
    for row in rows.order_by("pk"):
        values = {field.name: getattr(row, field.attname) for field in row._meta.concrete_fields}
        found.append(
            {
                name: value is not None
                if name in OWN or isinstance(row._meta.get_field(name), models.DateTimeField)
                else bytes(value)
                if isinstance(value, memoryview)
                else value
                for name, value in values.items()
            }
        )
    return found


def all_of(article: Article) -> list[list[dict[str, Any]]]:
    texts = Translation.objects.filter(article=article)
    return [
        told(Article.objects.filter(pk=article.pk)),
        told(texts),
        told(Revision.objects.filter(translation__in=texts)),
        told(ArticleEvent.objects.filter(article=article)),
        told(SearchEntry.objects.filter(family="article", object_id__in=texts)),
    ]


@pytest.mark.parametrize("kind", ["text", "faq", "guide"])
def test_texts_written_together_are_as_each_by_its_verbs(kind: str, admin: User) -> None:
    category = make_category(visibility="signed_in", by=admin)
    reviewer = make_user(User.Role.ADMIN)
    body = "Before all.\n\n## Does it hum?\n\nListen.\n\n- [Yes](#open-it)\n\n## Open it {#open-it}\n\nSlowly.\n"
    text = Text("Bleed the pump", "Air  out", "noise, air", body)
    german = Text("Pumpe entlüften", body=body)

    draft = create_article(
        by=admin, category=category, locale="en", text=text, kind=kind, visibility="public", key="one", slug="one"
    )
    approve(submit_for_review(draft, by=admin), by=reviewer)
    by_verbs = draft.translation.article
    approve(add_translation(by_verbs, by=reviewer, locale="de", text=german, slug="eins"), by=reviewer)

    source = Sheet("two", "two", "en", text, admin, reviewer, category=category, kind=kind, visibility="public")
    publish_together([source], at=by_verbs.touched_at)
    other = Sheet("two", "zwei", "de", german, reviewer, reviewer, article=source.article, source=source.revision)
    publish_together([other], at=by_verbs.touched_at)

    assert all_of(source.translation.article) == all_of(by_verbs)
