"""What somebody types is shown as they meant it, and runs nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from community.rendering import mentioned, render_post
from tests.community.writing import make_answer, make_topic

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<svg onload=alert(1)>",
    "<iframe src='https://evil.example'></iframe>",
    "<form action='https://evil.example'><input name=q></form>",
    "<style>body{display:none}</style>",
    "![x](https://evil.example/pixel.png)",
    "<div style='position:fixed;inset:0'>over all</div>",
    "<p class='btn btn--primary' id='main'>x</p>",
    "`<script>alert(1)</script>`",
    '@ana"><script>alert(1)</script>',
    "</div></div></article><h1>Mine</h1>",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_inert(text: str) -> None:
    html = render_post(text).lower()
    for word in (
        "<script",
        "onerror=",
        "onload=",
        "<svg",
        "<iframe",
        "<form",
        "<style",
        "style=",
        "src=",
        "id=",
        "btn--",
        "<h1",
    ):
        assert word not in html, word
    assert 'href="javascript' not in html
    assert html.count("<div") == html.count("</div")


@pytest.mark.django_db
def test_a_title_and_a_tag_are_words(client: Client) -> None:
    topic = make_topic("<script>alert(1)</script> and <b>bold</b>", tags="<i>x</i>")
    make_answer(topic, "\n".join(HOSTILE))
    for path in ("/community/", topic.get_absolute_url(), "/community/feed/"):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<b>bold" not in page
    assert (
        "</script><" not in client.get(topic.get_absolute_url()).content.decode().split("application/ld+json")[1][:300]
    )


def test_names_lead_to_people_but_not_in_code_or_links() -> None:
    html = render_post("Ask @maya-lindqvist, not `@elif` or [@nils](https://a.example) or me@cafe.example.")
    assert '<a href="/community/people/maya-lindqvist/">@maya-lindqvist</a>' in html
    assert html.count("/community/people/") == 1
    assert mentioned("@maya-lindqvist and @maya-lindqvist, not a@b.example") == ["maya-lindqvist"]


def test_links_to_elsewhere_say_that_we_do_not_vouch_for_them_and_headings_have_no_rank() -> None:
    html = render_post("# Big\n\n[x](https://a.example) and [y](/help/)")
    assert html.startswith("<h4>Big</h4>")
    assert html.count("nofollow ugc") == 1
