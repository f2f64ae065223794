"""What is read and searched for most, to each as far as they may know of it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import User
from knowledgebase.audience import Audience
from knowledgebase.models import Translation, Visit
from knowledgebase.operations.visits import record_visit
from knowledgebase.portal.popular import FEWEST, popular, searched_most
from knowledgebase.visitors import cookie_visitor, user_visitor
from tests.knowledgebase.writing import make_translation

pytestmark = pytest.mark.django_db
EVERYBODY = Audience.of(AnonymousUser())


def read(article: Translation, *visitors: str) -> None:
    for visitor in visitors:
        record_visit(cookie_visitor(visitor), Visit.Kind.VIEWED, translation=article)


def test_what_most_people_read_comes_first_however_often_one_of_them_did(
    every_kind: dict[str, Translation], article: Translation, agent: User
) -> None:
    read(every_kind["internal"], "a", "b", "c", "d")
    read(article, "a", "b", "c")
    read(every_kind["public"], *"aaaaaaaa", "b")
    assert [line.title for line in popular(EVERYBODY, "en")] == ["Bleed air from the pump", "Zebra public"]
    assert popular(Audience.of(agent), "en")[0].title == "Zebra internal"


def test_it_is_named_in_the_language_of_the_page(article: Translation) -> None:
    read(make_translation(article, "Die Pumpe entlüften"), "a")
    assert [line.title for line in popular(EVERYBODY, "en")] == ["Bleed air from the pump"]
    assert [line.title for line in popular(EVERYBODY, "de")] == ["Die Pumpe entlüften"]


def test_only_what_several_strangers_searched_for_and_found_is_offered_to_others(
    client: Client, article: Translation, customer: User
) -> None:
    for n in range(FEWEST):
        record_visit(cookie_visitor(str(n)), Visit.Kind.SEARCHED, locale="en", query="no pressure", found=3)
        record_visit(cookie_visitor(str(n)), Visit.Kind.SEARCHED, locale="en", query="nothing", found=0)
        record_visit(cookie_visitor("one"), Visit.Kind.SEARCHED, locale="en", query="my own words", found=3)
        record_visit(user_visitor(customer), Visit.Kind.SEARCHED, locale="en", query="my own words", found=3)
    assert searched_most("en") == ["no pressure"]
    assert searched_most("de") == []
    assert 'href="/help/en/search/?q=no%20pressure"' in client.get("/help/en/").content.decode()


def test_no_sentence_of_made_up_visitors_comes_to_stand_on_the_home_page(
    client: Client, article: Translation, every_kind: dict[str, Translation]
) -> None:
    for said in ("Bleed your savings: call 0900 123456 about the pump", "zebra internal", "bleed zebra"):
        for _ in range(FEWEST + 1):
            Client().get("/help/en/search/", {"q": said})
    for n in range(FEWEST):
        record_visit(cookie_visitor(str(n)), Visit.Kind.SEARCHED, locale="en", query="Pump ☎ air!", found=1)
    page = client.get("/help/en/").content.decode()
    assert Visit.objects.filter(query__startswith="Bleed your savings", found__gt=0).exists()
    assert "savings" not in page
    assert searched_most("en") == ["Pump air"]


def test_the_home_page_stands_without_the_cache(client: Client, article: Translation, settings: Settings) -> None:
    read(article, "a")
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    assert "Popular guides" in client.get("/help/en/").content.decode()
