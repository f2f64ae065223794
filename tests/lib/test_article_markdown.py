"""Articles from Markdown: what authors use is kept, what could run or load from elsewhere is not."""

from __future__ import annotations

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from helpdesk.lib.html.article import render_article

OWN = "/help/files/abcdefghijklmnopqrstuvwxyz012345/pump.png"

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "[x](&#106;avascript:alert(1))",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "![x](//evil.example/pixel.png)",
    "![x](/help/files/../../agent/tokens/)",
    "<iframe src='https://evil.example'></iframe>",
    "<form action='https://evil.example'><input name=password></form>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<div id='main' class='page__head' onclick='x()'>x</div>",
    "<style>body{display:none}</style>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "```x onload=alert(1)\ncode\n```",
    '## <img src=x onerror=alert(1)> {#x" onclick="alert(1)}',
    "> [!NOTE]<script>alert(1)</script>\n> x",
    "[x]: javascript:alert(1)\n\n[x]",
    '<https://evil.example/"onmouseover="alert(1)>',
    "<details ontoggle=alert(1) open>x</details>",
]
ALLOWED_SCHEMES = ("https://", "http://", "mailto:", "tel:", "#", "/")


@pytest.mark.parametrize("kind", ["text", "faq", "guide"])
@pytest.mark.parametrize("markdown", HOSTILE)
def test_hostile_input_stays_inert(markdown: str, kind: str) -> None:
    rendered = render_article(f"## Step\n\n{markdown}", kind=kind)
    for html in (rendered.html, *(part["html"] for part in rendered.parts)):
        tree = LexborHTMLParser(html)
        assert not tree.css("script, style, iframe, form, input, svg, math, link, base, meta, object, embed, template")
        for node in tree.css("body *"):
            attributes = node.attributes
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            assert (attributes.get("src") or "/help/files/").startswith("/help/files/")
            assert ".." not in (attributes.get("src") or "")
            assert (attributes.get("href") or "#").lower().startswith(ALLOWED_SCHEMES)
            assert not (attributes.get("href") or "").startswith("//")
            assert (attributes.get("id") or "s-").startswith("s-")


def test_what_authors_use_is_kept() -> None:
    html = render_article(
        f"## Before you start\n\n1. Open\n2. **Close** ~~it~~\n\n- [x] done\n- [ ] open\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n"
        f"![Pump]({OWN})\n\n`code` <kbd>Ctrl</kbd>\n"
    ).html
    for piece in (
        '<h2 id="s-before-you-start">Before you start</h2>',
        "<strong>Close</strong> <s>it</s>",
        '<li class="task"><span class="task__box">☑</span> done',
        '<td align="right">2</td>',
        f'<img src="{OWN}" alt="Pump">',
        "<kbd>Ctrl</kbd>",
    ):
        assert piece in html


def test_a_callout_names_its_kind_in_the_language_of_the_text() -> None:
    html = render_article("> [!WARNING]\n> Heiß.", locale="de").html
    assert '<aside class="callout callout--warning">\n<p class="callout__title">Warnung</p>\n<p>Heiß.</p>' in html
    assert "<blockquote>" in render_article("> [!ELSE]\n> x").html


def test_headings_have_anchors_of_their_own_and_links_find_them() -> None:
    rendered = render_article("## Main\n\n## Main\n\n## Other {#short}\n\n[go](#short) [again](#main-2)")
    assert [heading["id"] for heading in rendered.headings] == ["s-main", "s-main-2", "s-short"]
    assert '<a href="#s-short">go</a> <a href="#s-main-2">again</a>' in rendered.html


def test_a_guide_becomes_steps_with_choices() -> None:
    rendered = render_article(
        "First look.\n\n## Hums?\n\nListen.\n\n- [Yes](#bleed)\n- [No](#power)\n\n## Bleed\n\nOpen.\n\n## Power\n\nPlug.\n",
        kind="guide",
    )
    first = rendered.parts[0]
    assert first["html"] == "<p>Listen.</p>"
    assert first["choices"] == [{"label": "Yes", "to": "s-bleed"}, {"label": "No", "to": "s-power"}]
    assert rendered.problems == []
    assert rendered.html.startswith("<p>First look.</p>")


def test_a_guide_says_what_leads_nowhere_and_what_nothing_leads_to() -> None:
    problems = render_article("## A\n\n- [x](#nowhere)\n\n## B\n", kind="guide").problems
    assert ["nowhere" in problem or "“B”" in problem for problem in problems] == [True, True]
    assert render_article("No steps", kind="guide").problems


def test_each_question_of_a_faq_has_its_answer() -> None:
    parts = render_article("## How?\n\nSo.\n\n### More\n\n## Why?\n\nThus.", kind="faq").parts
    assert [(part["title"], "More" in part["html"]) for part in parts] == [("How?", True), ("Why?", False)]


@pytest.mark.parametrize(
    "markdown",
    [
        "[" * 150_000,
        "*" * 50_000,
        "> " * 20_000 + "x",
        "<div>" * 20_000,
        "`" * 50_001,
        "- " * 20_000,
        "![" * 90_000,
        "|a" * 20_000,
    ],
)
def test_nothing_anybody_writes_takes_long(markdown: str) -> None:
    started = time.process_time()
    render_article(markdown)
    assert time.process_time() - started < 10


def test_like_headings_and_blanks_by_the_thousand_are_rendered_soon() -> None:
    started = time.process_time()
    rendered = render_article("# a\n\n" * 20_000)
    render_article("# a" + " " * 190_000 + "b")
    render_article("# a" + " " * 190_000 + "}")
    assert time.process_time() - started < 15
    assert len(rendered.headings) == 500
    assert rendered.headings[-1]["id"] == "s-a-500"


def test_headings_of_one_name_get_numbers_nobody_took() -> None:
    rendered = render_article("# a\n\n# a-2\n\n# a\n\n# b {#a} \t\n\n# a")
    assert [one["id"] for one in rendered.headings] == ["s-a", "s-a-2", "s-a-3", "s-a-4", "s-a-5"]
    assert [one["text"] for one in rendered.headings] == ["a", "a-2", "a", "b", "a"]
