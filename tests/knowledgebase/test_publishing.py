"""What readers see, and when: planned, expired, withdrawn; late and doubled beats change nothing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.models import User
from knowledgebase.errors import NotNow
from knowledgebase.models import ArticleEvent, Translation
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.publishing import expire_later, publish_due, publish_later, withdraw
from knowledgebase.operations.reviewing import approve
from knowledgebase.operations.writing import Text
from knowledgebase.signals import article_published, article_withdrawn
from tests.knowledgebase.writing import make_article, make_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def told() -> Any:
    news: list[str] = []
    article_published.connect(lambda **_: news.append("published"), weak=False, dispatch_uid="test")
    article_withdrawn.connect(lambda **_: news.append("withdrawn"), weak=False, dispatch_uid="test")
    yield news
    article_published.disconnect(dispatch_uid="test")
    article_withdrawn.disconnect(dispatch_uid="test")


def events(action: str) -> int:
    return ArticleEvent.objects.filter(action=action).count()


def test_a_planned_text_comes_out_once_however_often_the_clock_looks(
    admin: User, told: list[str], time_machine: TimeMachineFixture
) -> None:
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    text = approve(make_draft(by=admin), by=admin, at=start + timedelta(hours=2)).translation
    assert publish_due() == 0
    assert not Translation.objects.published().exists()
    # Nobody looked for a day.
    time_machine.move_to(start + timedelta(days=1), tick=False)
    assert publish_due() == 1
    assert publish_due() == 0
    text.refresh_from_db()
    assert text.is_published
    assert text.publish_at is None
    assert told == ["published"]
    assert events("published") == 1


def test_a_text_that_cannot_come_out_keeps_no_other_waiting(admin: User, time_machine: TimeMachineFixture) -> None:
    start = timezone.now()
    broken, later = (
        approve(make_draft(by=admin), by=admin, at=start + timedelta(hours=hours)).translation for hours in (1, 2)
    )

    def break_one(translation: Translation, **_: Any) -> None:
        if translation.pk == broken.pk:
            raise RuntimeError("No page can be made of this.")

    article_published.connect(break_one, weak=False, dispatch_uid="break")
    try:
        time_machine.move_to(start + timedelta(hours=3))
        assert publish_due() == 1
    finally:
        article_published.disconnect(dispatch_uid="break")
    assert list(Translation.objects.published()) == [later]
    assert publish_due() == 1
    assert Translation.objects.published().count() == 2


def test_a_text_cannot_expire_in_the_past(admin: User) -> None:
    text = make_article(by=admin)
    with pytest.raises(NotNow):
        expire_later(text, at=timezone.now() - timedelta(seconds=1), by=admin)
    assert Translation.objects.get().expire_at is None


def test_a_plan_taken_back_publishes_nothing(admin: User, time_machine: TimeMachineFixture) -> None:
    start = timezone.now()
    text = approve(make_draft(by=admin), by=admin, at=start + timedelta(hours=2)).translation
    publish_later(text, at=None, by=admin)
    time_machine.move_to(start + timedelta(days=1))
    assert publish_due() == 0
    assert not Translation.objects.published().exists()


def test_what_expires_is_out_of_sight_before_the_clock_looks(admin: User, told: list[str]) -> None:
    text = make_article(by=admin)
    expire_later(text, at=timezone.now() + timedelta(hours=1), by=admin)
    Translation.objects.update(expire_at=timezone.now() - timedelta(seconds=1))
    assert not Translation.objects.published().exists()
    assert publish_due() == 1
    assert publish_due() == 0
    assert told == ["published", "withdrawn"]
    assert events("expired") == 1


def test_what_was_withdrawn_comes_back_with_its_next_text(admin: User) -> None:
    text = make_article(by=admin)
    withdraw(text, by=admin)
    withdraw(text, by=admin)
    assert events("withdrawn") == 1
    assert not Translation.objects.published().exists()
    approve(save_draft(text, by=admin, text=Text("Bleed the pump", body="Again.")), by=admin)
    assert Translation.objects.published().get().current_revision.body == "Again."  # type: ignore[union-attr]


def test_readers_keep_the_old_text_until_the_planned_one_comes(admin: User) -> None:
    text = make_article(body="Old.", by=admin)
    later = timezone.now() + timedelta(hours=1)
    approve(save_draft(text, by=admin, text=Text("Bleed the pump", body="New.")), by=admin, at=later)
    assert Translation.objects.published().get().current_revision.body == "Old."  # type: ignore[union-attr]
    Translation.objects.update(publish_at=timezone.now())
    publish_due()
    assert Translation.objects.published().get().current_revision.body == "New."  # type: ignore[union-attr]
