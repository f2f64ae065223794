"""`{"id", "text" | "html"}` → `{"id", "reply_text"}`: the new words of an answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from channels_inbox.adapters.email.charset import clean
from channels_inbox.adapters.email.quotes import reply_text

from . import Answer, BadLine, Line, text_of


@contextmanager
def session(keep: bool) -> Iterator[Answer]:
    """Give the answering function; nothing is stored, so `keep` changes nothing."""
    yield answer


def answer(line: Line) -> Line:
    """Extract one reply, as intake does from the body of a mail."""
    if line.get("text") is None and line.get("html") is None:
        raise BadLine('"text" or "html" is needed')
    text = clean(text_of(line, "text")) if line.get("text") is not None else ""
    html = clean(text_of(line, "html")) if line.get("html") is not None else None
    return {"reply_text": reply_text(text.replace("\r\n", "\n").replace("\r", "\n"), html)}
