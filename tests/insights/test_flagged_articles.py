"""A colleague says that an article is wrong: its owner hears of it at once, and says when it is looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notification, User
from insights.models import Doubt
from insights.operations.doubting import TOLD, find_doubts
from knowledgebase.models import Article, ArticleFlag, Translation
from knowledgebase.operations.flagging import flag_wrong
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_ticket, make_user
from tests.knowledgebase.writing import make_article, make_category

BASE = "/agent/insights/articles/"
WRONG = "The pressure is 9 bar, not 15."

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(agent: User) -> Translation:
    return make_article("Set the pressure", by=make_user(User.Role.ADMIN), owner=agent)


def page(person: User, whose: str = "mine") -> str:
    return signed_in(person).get(BASE, {"whose": whose}).text


def test_what_is_flagged_beside_a_ticket_reaches_the_owner_at_once(
    agent: User, light_agent: User, article: Translation
) -> None:
    ticket = make_ticket()
    flagging = reverse("agent_ticket_answer_flag", args=[ticket.number, article.pk])
    assert signed_in(light_agent).post(flagging, {"reason": WRONG}).status_code == 200
    news = Notification.objects.get(user=agent)
    assert (news.kind, news.path) == ("article_doubt", BASE)
    assert WRONG in news.text
    assert f"at ticket #{ticket.number}" in news.text
    drawn = page(agent)
    for words in ("A colleague says it is wrong", WRONG, str(light_agent), f"#{ticket.number}"):
        assert words in drawn
    assert find_doubts() == 0
    assert Notification.objects.count() == 1


def test_each_flag_is_shown_and_told_of(agent: User, admin: User, article: Translation) -> None:
    flag_wrong(article, by=admin, reason=WRONG)
    flag_wrong(article, by=admin, reason="And <b>the picture</b> is old.")
    flag_wrong(article, by=agent, reason="I say so myself.")
    assert Doubt.objects.count() == 1
    drawn = page(agent)
    assert WRONG in drawn
    assert "And &lt;b&gt;the picture&lt;/b&gt; is old." in drawn
    # Nobody is told what they said themselves.
    assert Notification.objects.filter(user=agent).count() == 2


def test_settling_it_ends_the_flags_and_the_next_one_is_new(agent: User, admin: User, article: Translation) -> None:
    flag_wrong(article, by=admin, reason=WRONG)
    doubt = Doubt.objects.get()
    signed_in(agent).post(f"{BASE}doubts/{doubt.pk}/dismissal/")
    assert not ArticleFlag.objects.filter(settled_at=None).exists()
    assert "Nothing to look at" in page(agent)
    flag_wrong(article, by=admin, reason=WRONG)
    assert Doubt.objects.filter(ended_at=None).count() == 1
    assert article.article.events.filter(action="flags_settled").count() == 1


def test_checking_the_article_settles_flags_and_sets_the_next_day(
    agent: User, admin: User, article: Translation
) -> None:
    Article.objects.update(verify_by=timezone.localdate())
    flag_wrong(article, by=admin, reason=WRONG)
    signed_in(agent).post(f"{BASE}{article.article_id}/check/")
    assert not ArticleFlag.objects.filter(settled_at=None).exists()
    assert not Doubt.objects.filter(ended_at=None).exists()
    assert Article.objects.get().verify_by == timezone.localdate() + timedelta(days=180)


def test_an_owner_of_many_hears_of_a_few_and_how_many_more(agent: User, admin: User) -> None:
    category = make_category()
    today = timezone.localdate()
    for n in range(TOLD + 3):
        make_article(f"Article {n}", by=admin, owner=agent, category=category, verify_by=today)
    assert find_doubts() == TOLD + 3
    told = list(Notification.objects.filter(user=agent).order_by("pk").values_list("text", flat=True))
    assert len(told) == TOLD + 1
    assert told[-1] == "Of your articles 3 more need a look."


def test_doubtful_articles_come_in_pages(agent: User, admin: User) -> None:
    category = make_category()
    articles = Article.objects.bulk_create(
        Article(category=category, source_locale="en", owner=agent) for _ in range(53)
    )
    now = timezone.now()
    Doubt.objects.bulk_create(
        Doubt(article=article, reason="age", evidence=f"No. {n}.", found_at=now) for n, article in enumerate(articles)
    )
    first = page(agent)
    assert first.count("</a></h2>") == 50
    assert "page=2" in first
    desk = signed_in(agent)
    assert desk.get(BASE, {"page": 2}).text.count("</a></h2>") == 3
    assert desk.get(BASE, {"page": "²"}).status_code == 200


def test_programs_read_what_is_in_doubt(
    agent: User, admin: User, customer: User, outsider: User, article: Translation
) -> None:
    flag_wrong(article, by=admin, reason=WRONG, ticket_number=7)
    told = Api(agent).get("doubts/").json()
    (row,) = told["articles"]
    assert (row["article"], row["title"], told["more"]) == (article.article_id, "Set the pressure", False)
    assert [doubt["reason"] for doubt in row["doubts"]] == ["flag"]
    assert [(flag["reason"], flag["ticket"]) for flag in row["flags"]] == [(WRONG, 7)]
    assert Api(admin).get("doubts/").json()["articles"] == []
    assert len(Api(admin).get("doubts/", whose="all").json()["articles"]) == 1
    assert Api(None).get("doubts/").status_code == 401
    for person in (customer, outsider):
        assert Api(person).get("doubts/").status_code == 403


def test_outsiders_flag_nothing(client: Client, customer: User, outsider: User, article: Translation) -> None:
    path = reverse("agent_ticket_answer_flag", args=[make_ticket().number, article.pk])
    assert client.post(path, {"reason": WRONG})["Location"].startswith("/account/login/")
    for person in (customer, outsider):
        assert signed_in(person).post(path, {"reason": WRONG}).status_code == 404
    assert not ArticleFlag.objects.exists()
