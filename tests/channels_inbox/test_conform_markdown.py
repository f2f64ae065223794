"""The door for Markdown answers as saving an article does, and says what is wrong with a line."""

from __future__ import annotations

import io

from channels_inbox.conform.markdown import answer
from channels_inbox.management.commands.conform import answers


def asked(*lines: bytes) -> list[dict[str, object]]:
    return list(answers(io.BytesIO(b"\n".join(lines)), answer))


def test_markdown_becomes_what_readers_see() -> None:
    html = answer({"markdown": "Open the **valve**.\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n"})["html"]
    assert "<p>Open the <strong>valve</strong>.</p>" in html
    assert "<td>1</td>" in html


def test_hostile_markdown_stays_inert() -> None:
    html = answer({"markdown": "<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=alert(1)>"})[
        "html"
    ]
    assert "<script" not in html
    assert "onerror=" not in html
    assert 'href="javascript:' not in html


def test_a_bad_line_is_answered_with_an_error_and_the_rest_go_on() -> None:
    told = asked(b"{", b"[1]", b'{"id": 1}', b'{"id": 2, "markdown": 7}', b"", b'{"id": 3, "markdown": "*a*"}')
    assert ["error" in line for line in told] == [True, True, True, True, False]
    assert [line["id"] for line in told] == [None, None, 1, 2, 3]
