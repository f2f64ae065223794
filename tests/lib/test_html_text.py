"""HTML as text, and text as HTML."""

from __future__ import annotations

import time

import pytest

from helpdesk.lib.html import html_to_text, text_to_html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div>Two</div>", "One\nTwo"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("One<br>Two<br><br>Three", "One\nTwo\n\nThree"),
        ("  many   \n spaces\t here ", "many spaces here"),
        ("a<b>b</b>c <i>d</i>", "abc d"),
        ("&lt;tag&gt; &amp; &eacute; &#8364; &nbsp;x", "<tag> & é €  x"),
        ("<p class=MsoNormal>One<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Two</p>", "One\n\nTwo"),
        ("<ul><li>One<li>Two<ul><li>Deep</ul></ul>after", "- One\n- Two\n  - Deep\n\nafter"),
        ("<ol start=3><li>Three</li><li>Four</li></ol>", "3. Three\n4. Four"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>", "A  B\n1  2"),
        ('<a href="https://x.example/m">manual</a>', "manual <https://x.example/m>"),
        ('<a href="https://www.x.example/">x.example</a>', "x.example"),
        ('<a href="mailto:v@x.example">v@x.example</a>', "v@x.example"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ("<pre>  a\n    b</pre>", "  a\n    b"),
        ("<blockquote>One<br>Two<blockquote>Deep</blockquote></blockquote>after", "> One\n> Two\n>\n>> Deep\n\nafter"),
        ("<h1>Title</h1>Text", "Title\n\nText"),
        ("One<hr>Two", "One\n---\n\nTwo"),
        ("<style>p{}</style><script>x()</script><title>t</title>Text", "Text"),
        ('<div style="display:none">preview</div>Text', "Text"),
        ('<span style="font-size:0px">preview</span><span style="max-height: 0">more</span>Text', "Text"),
        ('<span style="font-size:0.9em">small</span>', "small"),
        ("<!-- comment --><![if !mso]>Text<![endif]>", "Text"),
        ("<!--[if mso]>Outlook only<![endif]-->Text", "Text"),
        ("<p>unclosed <b>bold", "unclosed bold"),
        ("", ""),
        ("no markup at all", "no markup at all"),
        ("a\u200b\u200c b\u00ad", "a b"),
        ("👩\u200d🔧", "👩\u200d🔧"),
    ],
)  # fmt: skip
def test_html_reads_as_a_person_would_have_typed_it(html: str, text: str) -> None:
    assert html_to_text(html) == text


@pytest.mark.parametrize(
    "html", ["<div>" * 50_000 + "x", "<b><i>" * 25_000 + "x", "<ul><li>" * 25_000 + "x", "<" * 100_000]
)
def test_hostile_nesting_is_read_in_time(html: str) -> None:
    started = time.process_time()
    html_to_text(html)
    assert time.process_time() - started < 1.5


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("one\ntwo", "one<br>\ntwo"),
        ('say "hi"', "say &quot;hi&quot;"),
    ],
)
def test_text_becomes_escaped_html(text: str, html: str) -> None:
    assert text_to_html(text) == html


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("see https://x.example/a?b=1&c=2.", "https://x.example/a?b=1&amp;c=2"),
        ("(https://x.example/a_(b))", "https://x.example/a_(b)"),
        ("www.x.example, please", "https://www.x.example"),
        ("write to vera@blum.example!", "mailto:vera@blum.example"),
        ("<https://x.example/a>", "https://x.example/a"),
    ],
)
def test_addresses_become_links(text: str, href: str) -> None:
    assert f'<a href="{href}" rel="noopener noreferrer nofollow" target="_blank">' in text_to_html(text)


@pytest.mark.parametrize(
    "text",
    [
        'https://x.example/"onmouseover="alert(1)',
        "https://x.example/'><script>alert(1)</script>",
        "javascript:alert(1)",
        "data:text/html,x",
    ],
)
def test_a_hostile_address_stays_inert(text: str) -> None:
    html = text_to_html(text)
    assert "<script" not in html
    assert '"onmouseover' not in html
    assert 'href="javascript' not in html
    assert 'href="data' not in html
