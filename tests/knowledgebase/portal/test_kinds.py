"""Guides and lists of questions, as a reader without scripts goes through them."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from knowledgebase.models import Category, Translation
from tests.knowledgebase.writing import make_article

pytestmark = pytest.mark.django_db
GUIDE = """Two questions, then you know.

## Does a light come on?

Press the switch.

- [Yes](#pump)
- [No](#plug)

## Does it hum? {#pump}

- [Back to the light](#does-a-light-come-on)
- [It hums](#done)

## Look at the plug {#plug}

Put it in.

## Bleed the pump {#done}

Open the valve.
"""


@pytest.fixture
def guide(shelf: Category) -> Translation:
    return make_article("What is wrong?", GUIDE, category=shelf, kind="guide")


def links(page: str) -> list[str]:
    """Return the ways a step offers."""
    choices = re.search(r'<nav class="help-guide__choices".*?</nav>', page, re.DOTALL)
    return re.findall(r'href="(\?way=[^"#]*)', choices[0]) if choices else []


def test_each_choice_is_a_link_to_the_next_step_and_there_is_a_way_back(client: Client, guide: Translation) -> None:
    address = guide.get_absolute_url()
    page = client.get(address).content.decode()
    assert "Two questions, then you know." in page
    assert "Press the switch." in page
    assert "Open the valve." not in page
    first, _ = links(page)
    page = client.get(address + first).content.decode()
    assert "Does it hum?" in page
    assert "Your answers so far" in page
    _, last = links(page)
    page = client.get(address + last).content.decode()
    assert "Open the valve." in page
    assert links(page) == []
    assert "One step back" in page


@pytest.mark.parametrize(
    "way", ["s-done", "nothing", "s-pump.s-plug", "." * 500, "<script>", "s-pump.s-does-a-light-come-on." * 60]
)
def test_a_way_the_guide_does_not_have_ends_where_it_leaves_it(client: Client, guide: Translation, way: str) -> None:
    page = client.get(guide.get_absolute_url(), {"way": way})
    assert page.status_code == 200
    assert "Open the valve." not in page.content.decode()
    assert "<script>" not in page.content.decode().replace('<script type="', "")


@pytest.fixture
def questions(shelf: Category) -> Translation:
    body = "Before you buy.\n\n## Does it fit under a shelf?\n\nIt is **43 cm** high.\n\n## Is it loud? </script><b>\n\nNo."
    return make_article("Questions before you buy", body, category=shelf, kind="faq", summary='Shelf & "noise"')


def test_questions_open_one_by_one_and_are_told_to_search_engines(client: Client, questions: Translation) -> None:
    page = client.get(questions.get_absolute_url()).content.decode()
    assert "Before you buy." in page
    assert page.count("<details") == 2
    assert "<strong>43 cm</strong>" in page
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = [json.loads(block) for block in blocks]
    faq, trail = told
    assert faq["@type"] == "FAQPage"
    asked = [one["name"] for one in faq["mainEntity"]]
    assert asked[0] == "Does it fit under a shelf?"
    assert "43 cm" in faq["mainEntity"][0]["acceptedAnswer"]["text"]
    assert [item["name"] for item in trail["itemListElement"]][-1] == "Questions before you buy"
    # A title cannot end the block it is told in.
    assert all("<" not in block for block in blocks)


def test_a_page_says_what_it_is_to_others(client: Client, questions: Translation) -> None:
    page = client.get(f"{questions.get_absolute_url()}?q=shelf").content.decode()
    address = f"http://localhost:8000{questions.get_absolute_url()}"
    assert f'<link rel="canonical" href="{address}">' in page
    assert '<meta name="description" content="Shelf &amp; &quot;noise&quot;">' in page
    assert '<meta property="og:title" content="Questions before you buy">' in page
    assert "noindex" not in page


def test_what_few_may_read_is_listed_by_no_engine(client: Client, shelf: Category, agent: object) -> None:
    inside = make_article("For us", "Text.", category=shelf, visibility="internal")
    client.force_login(agent)  # type: ignore[arg-type]
    page = client.get(inside.get_absolute_url()).content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert "ld+json" not in page


def test_robots_learn_where_everything_is_and_where_nothing_is(client: Client, questions: Translation) -> None:
    robots = client.get("/robots.txt").content.decode()
    assert "Disallow: /agent/" in robots
    assert "Sitemap: http://localhost:8000/sitemap.xml" in robots
    index = client.get("/sitemap.xml").content.decode()
    assert "sitemap-guides.xml" in index
    guides = client.get("/sitemap-guides.xml").content.decode()
    assert f"<loc>http://localhost:8000{questions.get_absolute_url()}</loc>" in guides
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_a_feed_tells_of_news_and_of_nothing_else(client: Client, questions: Translation) -> None:
    feed = client.get("/help/en/feed/")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert "Shelf &amp; &quot;noise&quot;" in feed.content.decode() or 'Shelf &amp; "noise"' in feed.content.decode()
    german = client.get("/help/de/feed/").content.decode()
    assert "Questions before you buy" not in german
    assert 'xml:lang="de"' in german
    assert "sessionid" not in client.get("/help/en/categories/espresso-machines/feed/").cookies
