"""What readers say of an article moves it, a little."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from knowledgebase.models import SearchEntry, Translation
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.reviewing import approve
from knowledgebase.operations.voting import cast_vote
from knowledgebase.operations.writing import Text
from knowledgebase.search import search
from knowledgebase.search.indexing import rebuild
from knowledgebase.visitors import cookie_visitor
from tests.knowledgebase.writing import make_admin, make_article

pytestmark = pytest.mark.django_db


def vote(text: Translation, votes: str) -> None:
    """Let a reader a letter vote: y or n."""
    text.refresh_from_db()
    assert text.current_revision is not None
    for n, said in enumerate(votes):
        cast_vote(text.current_revision, helpful=said == "y", by=cookie_visitor(f"reader-{n}"))


def helpfulness(text: Translation) -> float:
    return SearchEntry.objects.get(family="article", object_id=text.pk).helpfulness


def test_of_two_equal_texts_the_more_helpful_one_comes_first() -> None:
    one, other = (make_article(f"Clean the grinder, part {n}", "Brush the burrs.") for n in (1, 2))

    def best() -> Translation:
        row: Translation = search(AnonymousUser(), "clean the grinder", locale="en").results[0].row
        return row

    vote(one, "nnnn")
    vote(other, "yyyy")
    assert best() == other
    vote(one, "yyyyyyyyyy")
    vote(other, "nnnnnnnnnn")
    assert best() == one


def test_few_votes_say_little_and_a_changed_vote_counts_once() -> None:
    text = make_article()
    vote(text, "y")
    assert helpfulness(text) == pytest.approx(1 / 6)
    vote(text, "n")
    assert helpfulness(text) == pytest.approx(-1 / 6)
    vote(text, "yyyyyyyyyyyyyyy")
    assert helpfulness(text) == pytest.approx(15 / 20)


def test_a_new_text_starts_anew_and_indexing_anew_knows_the_votes() -> None:
    text = make_article()
    vote(text, "nnnnn")
    assert rebuild() == 1
    assert helpfulness(text) == pytest.approx(-0.5)
    old = text.current_revision
    assert old is not None
    by = make_admin()
    approve(save_draft(text, by=by, text=Text("Bleed the pump", body="Open it wide.")), by=by)
    assert helpfulness(text) == 0
    # Somebody had the old text open still.
    cast_vote(old, helpful=False, by=cookie_visitor("late"))
    assert helpfulness(text) == 0
