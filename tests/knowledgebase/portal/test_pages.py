"""The pages of the help centre as a reader finds them."""

from __future__ import annotations

import pytest
from django.test import Client

from knowledgebase.errors import Incomplete
from knowledgebase.models import Category, Translation
from knowledgebase.operations.settling import rename
from tests.knowledgebase.writing import make_admin, make_article, make_category, make_translation

pytestmark = pytest.mark.django_db


def text(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, path
    return str(answer.content.decode())


def test_home_shows_each_category_with_how_much_is_in_and_below_it(
    client: Client, shelf: Category, article: Translation
) -> None:
    below = make_category("Duo", parent=shelf)
    make_article("Set up a Duo", category=below)
    make_category("Nothing here yet")
    page = text(client, "/help/en/")
    assert "Espresso machines" in page
    assert "2 guides" in page
    assert "Nothing here yet" not in page
    assert 'role="search"' in page
    assert "Bleed air from the pump" in page


def test_the_front_door_speaks_the_browser_s_language(client: Client, article: Translation) -> None:
    german = client.get("/", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"})
    assert '<html lang="de"' in german.content.decode()
    assert "Accept-Language" in german["Vary"]
    assert '<html lang="en"' in text(client, "/")
    assert 'hreflang="x-default" href="http://localhost:8000/"' in text(client, "/help/fr/")


def test_an_article_has_contents_anchors_and_the_way_to_it(client: Client, article: Translation) -> None:
    page = text(client, article.get_absolute_url())
    assert 'href="#s-before-you-start"' in page
    assert '<h2 id="s-before-you-start">' in page
    assert 'href="/help/en/categories/espresso-machines/"' in page
    assert "Did this help?" in page


def test_a_category_lists_its_articles_and_what_is_below(client: Client, shelf: Category, article: Translation) -> None:
    below = make_category("Duo", parent=shelf)
    make_article("Set up a Duo", category=below)
    page = text(client, "/help/en/categories/espresso-machines/")
    assert "Bleed air from the pump" in page
    assert "No pressure after descaling." in page
    assert "Duo" in page
    assert "Set up a Duo" not in page
    assert "Set up a Duo" in text(client, "/help/en/categories/duo/")


def test_without_a_translation_the_source_stands_in_and_says_so(client: Client, article: Translation) -> None:
    page = text(client, "/help/de/categories/espresso-machines/")
    assert "Bleed air from the pump" in page
    assert 'href="/help/en/bleed-air-from-the-pump/"' in page
    make_translation(article, "Die Pumpe entlüften")
    page = text(client, "/help/de/categories/espresso-machines/")
    assert "Die Pumpe entlüften" in page
    assert "Bleed air from the pump" not in page


def test_a_former_address_leads_to_the_present_one(client: Client, article: Translation) -> None:
    former = article.get_absolute_url()
    rename(article, by=make_admin(), slug="air-in-the-pump")
    answer = client.get(former)
    assert (answer.status_code, answer["Location"]) == (301, "/help/en/air-in-the-pump/")


def test_a_long_category_comes_in_pages(client: Client, shelf: Category) -> None:
    by = make_admin()
    for n in range(52):
        make_article(f"Article {n:02}", category=shelf, by=by)
    first, second = text(client, f"{BASE}"), text(client, f"{BASE}?page=2")
    assert "Article 49" in first
    assert "Article 50" not in first
    assert "Article 51" in second
    for wrong in ("3", "0", "x", "-1", "99999"):
        assert client.get(f"{BASE}?page={wrong}").status_code == (200 if wrong == "0" else 404)


BASE = "/help/en/categories/espresso-machines/"


@pytest.mark.parametrize("path", ["/help/xx/", "/help/en/nothing/", "/help/en/categories/nothing/", "/help/en/feed/x/"])
def test_what_is_not_there_is_a_404(client: Client, db: None, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_article_cannot_take_the_address_of_a_page_of_ours(client: Client, shelf: Category) -> None:
    taken = make_article("Search", category=shelf)
    assert taken.slug == "search-2"
    with pytest.raises(Incomplete):
        rename(taken, by=make_admin(), slug="feed")
