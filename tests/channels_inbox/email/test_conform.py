"""The door for outside corpora answers every line, in order, and nothing else on standard output."""

from __future__ import annotations

import io
import json
from typing import Any

from channels_inbox.conform import Line, load
from channels_inbox.management.commands.conform import answers


def ask(kind: str, *lines: Any) -> list[Line]:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    with load(kind)(False) as answer:
        return list(answers(io.BytesIO(text.encode()), answer))


def test_a_reply_is_answered_from_text_and_from_html() -> None:
    assert ask(
        "reply",
        {"id": 1, "text": "It fits.\r\n\r\nOn Mon, Nov 3, 2025 at 9:15 AM Halden <h@x.example> wrote:\r\n> Try."},
        {"id": "b", "html": '<p>It fits.</p><blockquote type="cite">Try.</blockquote>'},
    ) == [{"id": 1, "reply_text": "It fits."}, {"id": "b", "reply_text": "It fits."}]


def test_html_is_answered_cleaned() -> None:
    assert ask("html", {"id": 1, "html": "<p onclick=x()>Hi<script>x()</script></p>"}) == [
        {"id": 1, "html": "<p>Hi</p>"}
    ]


def test_a_bad_line_is_answered_and_the_rest_go_on() -> None:
    found = ask("reply", "no json", "[1]", {"id": 2}, {"id": 3, "text": 7}, "", {"id": 4, "text": "fine"})
    assert [line["id"] for line in found] == [None, None, 2, 3, 4]
    assert all("error" in line for line in found[:4])
    assert found[4] == {"id": 4, "reply_text": "fine"}


def test_a_lone_surrogate_in_the_input_breaks_nothing() -> None:
    assert ask("html", '{"id": 1, "html": "<p>\\ud800</p>"}')[0]["html"].startswith("<p>")
    assert "error" not in ask("reply", '{"id": 1, "text": "\\ud800 hi"}')[0]
