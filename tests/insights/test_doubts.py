"""Articles that may no longer be right find their owner, with the reason; once, and not again for a month."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Notification, User
from insights.models import Doubt
from insights.operations.doubting import find_doubts
from knowledgebase.models import Article, Category, Revision, Translation, Visit, Vote
from knowledgebase.operations.visits import record_visit
from knowledgebase.visitors import cookie_visitor
from tests.channels_inbox.desk.conftest import signed_in

BASE = "/agent/insights/articles/"


def make_article(owner: User | None = None, title: str = "Descale", **more: Any) -> Article:
    shelf, _ = Category.objects.get_or_create(slug="machines")
    article = Article.objects.create(category=shelf, source_locale="en", owner=owner, **more)
    text = Translation.objects.create(
        article=article, locale="en", slug=title.lower(), published_at=timezone.now(), changed_at=timezone.now()
    )
    text.current_revision = Revision.objects.create(
        translation=text, number=1, title=title, state=Revision.State.APPROVED, reviewed_at=timezone.now()
    )
    text.save()
    return article


def vote(article: Article, *, against: int, in_favour: int) -> None:
    revision = article.translations.get().current_revision
    assert revision is not None
    for n in range(against + in_favour):
        Vote.objects.create(revision=revision, visitor=f"{article.pk}-{n}", helpful=n >= against)


def doubts(article: Article) -> list[str]:
    return list(Doubt.objects.filter(article=article, ended_at=None).values_list("reason", flat=True))


def test_votes_against_it_are_a_reason_once_there_are_enough(agent: User) -> None:
    few, fine, bad = (make_article(agent, title) for title in ("Few", "Fine", "Bad"))
    vote(few, against=4, in_favour=0)
    vote(fine, against=2, in_favour=3)
    vote(bad, against=3, in_favour=3)
    assert find_doubts() == 1
    assert [doubts(article) for article in (few, fine, bad)] == [[], [], ["votes"]]
    assert "3 of 6 votes" in Doubt.objects.get().evidence


def test_a_new_text_starts_without_votes(agent: User) -> None:
    article = make_article(agent)
    vote(article, against=6, in_favour=0)
    find_doubts()
    text = article.translations.get()
    text.current_revision = Revision.objects.create(
        translation=text, number=2, title="Descale", state=Revision.State.APPROVED
    )
    text.save()
    find_doubts()
    assert doubts(article) == []
    assert Doubt.objects.get().ended_as == Doubt.End.GONE


def test_readers_who_ask_all_the_same_are_a_reason(agent: User, time_machine: Any) -> None:
    article = make_article(agent)
    now = timezone.now()
    time_machine.move_to(now - timedelta(days=3), tick=False)
    for n in range(20):
        record_visit(cookie_visitor(str(n)), Visit.Kind.VIEWED, translation=article.translations.get())
        if n % 2:
            record_visit(cookie_visitor(str(n)), Visit.Kind.CONTACTED)
    time_machine.move_to(now, tick=False)
    find_doubts()
    assert doubts(article) == ["asked"]
    assert "10 of 20" in Doubt.objects.get().evidence


def test_a_date_that_has_come_and_a_year_untouched_are_reasons(agent: User) -> None:
    now = timezone.now()
    due = make_article(agent, "Due", verify_by=now.date())
    later = make_article(agent, "Later", verify_by=now.date() + timedelta(days=2))
    old = make_article(agent, "Old")
    checked = make_article(agent, "Checked", verified_at=now)
    long_ago = now - timedelta(days=400)
    Translation.objects.filter(article__in=[old, checked]).update(changed_at=long_ago, published_at=long_ago)
    find_doubts()
    assert [doubts(article) for article in (due, later, old, checked)] == [["date"], [], ["age"], []]


def test_a_major_change_of_an_article_it_refers_to_is_a_reason(agent: User) -> None:
    one, other = make_article(agent, "One"), make_article(agent, "Other")
    one.related.add(other)
    now = timezone.now()
    Translation.objects.filter(article=one).update(changed_at=now - timedelta(days=9))
    Revision.objects.filter(translation__article=other).update(significance="typo", reviewed_at=now)
    find_doubts()
    assert doubts(one) == []
    Revision.objects.filter(translation__article=other).update(significance="major")
    find_doubts()
    assert (doubts(one), doubts(other)) == (["older"], [])


def test_the_owner_hears_of_it_once(agent: User) -> None:
    article = make_article(agent, verify_by=timezone.now().date())
    assert (find_doubts(), find_doubts()) == (1, 0)
    news = Notification.objects.get(user=agent)
    assert (news.kind, news.path) == ("article_doubt", BASE)
    assert "It was to be checked" in news.text
    make_article(None, "Nobodys", verify_by=timezone.now().date())
    assert find_doubts() == 1
    assert Notification.objects.count() == 1
    assert Doubt.objects.filter(article=article).count() == 1


def test_what_was_dismissed_rests_for_a_month(agent: User) -> None:
    article = make_article(agent, verify_by=timezone.now().date())
    find_doubts()
    desk = signed_in(agent)
    assert desk.post(f"{BASE}doubts/{Doubt.objects.get().pk}/dismissal/", {"comment": "fine"})["Location"] == BASE
    assert find_doubts() == 0
    assert find_doubts(now=timezone.now() + timedelta(days=31)) == 1
    assert article.events.filter(action="doubt_dismissed").exists()


def test_checking_an_article_ends_every_doubt(agent: User) -> None:
    article = make_article(agent, verify_by=timezone.now().date())
    vote(article, against=6, in_favour=0)
    find_doubts()
    assert len(doubts(article)) == 2
    signed_in(agent).post(f"{BASE}{article.pk}/check/")
    assert doubts(article) == []
    assert Article.objects.get(pk=article.pk).verified_at
    assert find_doubts() == 0


def test_the_page_shows_one_s_own_first(agent: User, admin: User) -> None:
    today = timezone.now().date()
    make_article(agent, "Mine", verify_by=today)
    make_article(admin, "Another", verify_by=today)
    find_doubts()
    desk = signed_in(agent)
    mine, everybody = (desk.get(BASE + query).content.decode() for query in ("", "?whose=all"))
    assert "Mine</a></h2>" in mine
    assert "Another" not in mine
    assert "Another</a></h2>" in everybody
    assert "style=" not in mine.partition("<main")[2]


def test_a_page_takes_as_many_statements_however_much_it_shows(admin: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(f"{BASE}?whose=all").status_code == 200
        return len(queries)

    today = timezone.now().date()
    make_article(admin, "One", verify_by=today)
    find_doubts()
    desk = signed_in(admin)
    cost()
    before = cost()
    for n in range(8):
        make_article(admin, f"More-{n}", verify_by=today)
    find_doubts()
    assert cost() == before


def test_only_those_who_write_there_settle_doubts(
    client: Client, agent: User, light_agent: User, customer: User, outsider: User
) -> None:
    article = make_article(agent, verify_by=timezone.now().date())
    find_doubts()
    doubt = Doubt.objects.get()
    posts = [f"{BASE}{article.pk}/check/", f"{BASE}doubts/{doubt.pk}/dismissal/"]
    for path in (BASE, *posts):
        method = client.get if path == BASE else client.post
        assert method(path)["Location"].startswith("/account/login/")
        for person in (customer, outsider):
            desk = signed_in(person)
            assert (desk.get(path) if path == BASE else desk.post(path)).status_code == 404
    assert "Dismiss" not in signed_in(light_agent).get(f"{BASE}?whose=all").content.decode()
    for path in posts:
        assert signed_in(light_agent).post(path).status_code == 403
    assert doubts(article) == ["date"]


@pytest.mark.parametrize("seen", [True, False])
def test_drafts_are_not_shown_to_who_may_not_read_them(light_agent: User, agent: User, seen: bool) -> None:
    article = make_article(agent, "Hidden", verify_by=timezone.now().date())
    find_doubts()
    if not seen:
        Translation.objects.filter(article=article).update(current_revision=None)
    page = signed_in(light_agent).get(f"{BASE}?whose=all").content.decode()
    assert ("Hidden</a></h2>" in page) == seen
