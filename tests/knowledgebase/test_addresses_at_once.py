"""Two who give their texts the same title at the same moment: each keeps what they typed, at an address of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from knowledgebase.errors import Incomplete
from knowledgebase.models import Translation
from knowledgebase.operations.drafting import create_article, save_draft
from knowledgebase.operations.settling import rename
from knowledgebase.operations.writing import Text
from tests.knowledgebase.writing import make_admin, make_category, make_draft
from tests.queueing import meanwhile, waits

pytestmark = pytest.mark.django_db(transaction=True)
REFUNDS = Text("Refunds", body="Within a week.")


@pytest.fixture
def by(db: None) -> User:
    return make_admin()


def both(first: Callable[[], Any], second: Callable[[], Any]) -> Future[Any]:
    """Do the second while the first has not ended."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            done = meanwhile(pool, second)
            waits()
        done.exception(30)
        return done


def slugs() -> list[str]:
    return sorted(Translation.objects.values_list("slug", flat=True))


def test_two_new_articles_of_one_title(by: User) -> None:
    here, there = make_category(), make_category()
    both(
        lambda: create_article(by=by, category=here, locale="en", text=REFUNDS),
        lambda: create_article(by=by, category=there, locale="en", text=REFUNDS),
    ).result()
    assert slugs() == ["refunds", "refunds-2"]


def test_two_drafts_that_get_one_title(by: User) -> None:
    one, other = make_draft("One").translation, make_draft("Other").translation
    both(lambda: save_draft(one, by=by, text=REFUNDS), lambda: save_draft(other, by=by, text=REFUNDS)).result()
    assert slugs() == ["refunds", "refunds-2"]
    assert set(other.revisions.values_list("body", flat=True)) == {"Within a week."}


def test_two_texts_that_are_given_one_address(by: User) -> None:
    one, other = make_draft("One").translation, make_draft("Other").translation
    done = both(lambda: rename(one, by=by, slug="refunds"), lambda: rename(other, by=by, slug="refunds"))
    assert isinstance(done.exception(), Incomplete)
    assert slugs() == ["other", "refunds"]
