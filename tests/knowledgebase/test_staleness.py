"""A translation is behind its source by what translators were told to follow, at or above a level."""

from __future__ import annotations

import pytest

from accounts.models import User
from knowledgebase.models import Article, Significance, Translation
from knowledgebase.operations.drafting import name_source, save_draft
from knowledgebase.operations.reviewing import approve, mark_ready
from knowledgebase.operations.writing import Text
from knowledgebase.selectors.languages import standings, texts_with_drafts
from knowledgebase.selectors.staleness import stale, with_staleness
from tests.knowledgebase.writing import make_article, make_translation

pytestmark = pytest.mark.django_db


def change(source: Translation, body: str, significance: str, by: User, *, ready: bool = True) -> int:
    draft = save_draft(source, by=by, text=Text("Bleed the pump", body=body))
    approve(draft, by=by, significance=significance, ready_for_translation=ready)
    return draft.number


def behind(text: Translation) -> tuple[int, int]:
    found = with_staleness(Translation.objects.filter(pk=text.pk)).get()
    return found.behind_major, found.behind  # type: ignore[attr-defined]


@pytest.fixture
def source(admin: User) -> Translation:
    return make_article(by=admin)


@pytest.fixture
def german(source: Translation) -> Translation:
    return make_translation(source, "Pumpe entlüften")


def test_a_typo_troubles_no_translator(source: Translation, german: Translation, admin: User) -> None:
    change(source, "Open teh valve!", Significance.TYPO, admin)
    assert behind(german) == (0, 0)


def test_a_medium_change_asks_for_an_update_and_a_major_one_makes_it_out_of_date(
    source: Translation, german: Translation, admin: User
) -> None:
    change(source, "Two", Significance.MEDIUM, admin)
    assert behind(german) == (0, 1)
    change(source, "Three", Significance.MAJOR, admin)
    assert behind(german) == (1, 2)
    assert behind(source) == (0, 0)
    assert list(stale(Translation.objects.all(), Significance.MAJOR)) == [german]


def test_translators_never_chase_a_text_that_is_not_ready(
    source: Translation, german: Translation, admin: User
) -> None:
    change(source, "Two", Significance.MAJOR, admin, ready=False)
    assert behind(german) == (0, 0)
    source.refresh_from_db()
    assert source.current_revision is not None
    mark_ready(source.current_revision, by=admin)
    assert behind(german) == (1, 1)


def test_a_translation_that_says_the_new_source_is_current_again(
    source: Translation, german: Translation, admin: User
) -> None:
    number = change(source, "Two", Significance.MAJOR, admin)
    draft = save_draft(german, by=admin, text=Text("Pumpe entlüften", body="Zwei"))
    name_source(german, by=admin, number=number)
    assert behind(german) == (1, 1)
    approve(draft, by=admin)
    assert behind(german) == (0, 0)


def test_each_language_says_how_it_stands(source: Translation, german: Translation, admin: User) -> None:
    change(source, "Two", Significance.MAJOR, admin)
    article = Article.objects.prefetch_related(texts_with_drafts()).get()
    assert [(one.locale, one.words) for one in standings(article)] == [
        ("en", "Current"),
        ("de", "Out of date, 1 behind"),
        ("fr", "Missing"),
    ]
