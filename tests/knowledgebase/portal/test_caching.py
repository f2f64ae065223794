"""Only pages that are the same for everybody are kept by others, and only for a moment."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from knowledgebase.models import Category, Translation
from tests.knowledgebase.writing import make_admin, make_article, make_category

pytestmark = pytest.mark.django_db
PAGES = ["/", "/help/en/", "/help/en/categories/espresso-machines/", "/help/en/bleed-air-from-the-pump/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_stranger_s_page_may_be_kept_for_a_minute_and_asked_for_by_its_tag(
    client: Client, article: Translation, path: str
) -> None:
    page = client.get(path)
    assert page["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in page["Vary"]
    assert not page.cookies
    assert "csrfmiddlewaretoken" not in page.content.decode()
    again = client.get(path, headers={"If-None-Match": page["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_a_person_s_page_is_kept_by_nobody(client: Client, article: Translation, customer: User, path: str) -> None:
    stranger = client.get(path)
    client.force_login(customer)
    page = client.get(path, headers={"If-None-Match": stranger["ETag"]})
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "private" in page["Cache-Control"]


def test_a_missing_page_is_kept_by_nobody(client: Client, db: None) -> None:
    assert "public" not in client.get("/help/en/nothing/").get("Cache-Control", "")


@pytest.mark.parametrize("path", ["/help/en/search/?q=pump", "/help/en/bleed-air-from-the-pump/votes/"])
def test_what_somebody_asked_or_said_is_kept_by_nobody(client: Client, article: Translation, path: str) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]


def test_an_article_says_when_it_changed(client: Client, article: Translation) -> None:
    page = client.get(article.get_absolute_url())
    since = client.get(article.get_absolute_url(), headers={"If-Modified-Since": page["Last-Modified"]})
    assert since.status_code == 304


@pytest.mark.parametrize("path", [*PAGES, "/help/en/search/?q=pump", "/help/en/feed/", "/sitemap-guides.xml"])
def test_however_much_there_is_a_page_asks_the_database_as_often(
    client: Client, shelf: Category, article: Translation, path: str
) -> None:
    def asked() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as said:
            assert client.get(path).status_code == 200
        return len(said)

    before = asked()
    by = make_admin()
    for n in range(4):
        below = make_category(f"Below {n}", parent=shelf)
        make_article(f"Pump number {n}", "About the pump.", category=below, by=by)
        make_article(f"Pump again {n}", "About the pump.", category=shelf, by=by)
    assert asked() == before
    assert before <= 12


def test_a_long_page_fits_in_sixty_kilobytes(client: Client, shelf: Category) -> None:
    by = make_admin()
    body = "\n\n".join(
        f"## Part {n}\n\n" + "Open the valve and wait until the water runs clear. " * 20 for n in range(20)
    )
    article = make_article("All about the pump", body, category=shelf, by=by)
    page = client.get(article.get_absolute_url(), headers={"Accept-Encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    assert len(page.content) + sum(map(sent, loaded(page_of(page)))) < 60_000
    assert "Part 19" in page_of(page)


def page_of(response: Any) -> str:
    return gzip.decompress(response.content).decode()


def loaded(page: str) -> set[str]:
    """Return the files a page loads from us, with the modules those import."""
    found = set(re.findall(r'(?:href|src)="/static/([^"#]+)', page))
    for name in [name for name in found if name.endswith(".js")]:
        folder = name.rpartition("/")[0]
        found |= {f"{folder}/{other}" for other in re.findall(r'from "\./([^"]+)"', read(name).decode())}
    return found


def read(name: str) -> bytes:
    path = finders.find(name)
    assert path, name
    return Path(path).read_bytes()


def sent(name: str) -> int:
    return len(gzip.compress(read(name)))


def test_what_completes_a_search_is_kept_for_one_person_alone(client: Client, article: Translation) -> None:
    page = client.get("/help/en/completions/?q=pump")
    assert set(page["Cache-Control"].split(", ")) == {"max-age=30", "private"}
    assert "Cookie" in page["Vary"]
