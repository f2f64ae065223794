"""What colleagues type, as HTML: a little Markdown, and nothing that could harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.lib.html import markdown_to_html, sanitise

LINK = '<a href="{}" rel="noopener noreferrer nofollow" target="_blank">{}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Bleed the **pump** first.", "<p>Bleed the <strong>pump</strong> first.</p>"),
        ("Is it _really_ dry?", "<p>Is it <em>really</em> dry?</p>"),
        (
            "See [the guide](https://halden.example/a?b=1&c=2).",
            f"<p>See {LINK.format('https://halden.example/a?b=1&amp;c=2', 'the guide')}.</p>",
        ),
        ("1. Empty it\n2. Rinse it", "<ol>\n<li>Empty it</li>\n<li>Rinse it</li>\n</ol>"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
        ("> so you said", "<blockquote>\n<p>so you said</p>\n</blockquote>"),
        ("Type `reset`", "<p>Type <code>reset</code></p>"),
        ("**One**\ntwo", "<p><strong>One</strong><br>\ntwo</p>"),
    ],
)
def test_letters_need_only_a_little(text: str, html: str) -> None:
    assert markdown_to_html(text).replace("<br />", "<br>") == html


@pytest.mark.parametrize(
    "text",
    [
        "2*3*4 = 24",
        "serial_no_4 and other_no_5",
        "# 48213 is yours",
        "+46 31 555 010",
        "A | B",
        "![x](y)",
        "C:\\temp\\_x",
    ],
)
def test_what_only_looks_like_markdown_stays_as_typed(text: str) -> None:
    html = markdown_to_html(text)
    assert text in html
    assert not any(tag in html for tag in ("<em>", "<strong>", "<h1", "<ul", "<img", "<table"))


def test_addresses_become_links_in_both_kinds_of_text() -> None:
    link = LINK.format("https://halden.example/x", "https://halden.example/x")
    assert markdown_to_html("Look: https://halden.example/x.") == f"Look: {link}."
    assert f"<strong>Look</strong>: {link}." in markdown_to_html("**Look**: https://halden.example/x.")
    assert markdown_to_html("[https://a.example](https://b.example)").count("<a ") == 1


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example", " java\tscript:x"]
)
def test_links_lead_to_the_web_to_mail_or_to_telephones_only(address: str) -> None:
    assert "<a " not in markdown_to_html(f"[**here**]({address})")


@given(st.text(alphabet="<>&\"'*_`[]()!#-1. \n:/ahtpscriptonerj=", max_size=120))
def test_nothing_gets_through_that_the_sanitiser_would_take_away(text: str) -> None:
    html = markdown_to_html(text)
    assert "<script" not in html.lower()
    assert "<img" not in html.lower()
    assert sanitise(html).count("<a ") == html.count("<a ")
