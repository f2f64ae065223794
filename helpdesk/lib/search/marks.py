"""Mark what was looked for in a piece of text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from helpdesk.lib.search.grammar import Word
from helpdesk.lib.search.words import begins, pieces


def plain(text: str) -> str:
    """Return a text in lower case without accents."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text).lower() if not unicodedata.combining(c))


def pattern(words: Sequence[Word]) -> str:
    """Return a regular expression for any of the words in plain text; Python and PostgreSQL read it alike.

    Nothing in the words themselves is read as an expression.
    """
    ends = {word: r"\w*" if begins(word) else "" for word in words}
    return "|".join(r"\W+".join(re.escape(plain(piece)) for piece in pieces(word.text)) + ends[word] for word in words)


def marked(text: str, words: Sequence[Word]) -> SafeString:
    """Return a text as HTML with the words in <mark>."""
    if not words:
        return escape(text)
    folded, places = [], []
    for place, char in enumerate(text):
        for part in plain(char):
            folded.append(part)
            places.append(place)
    html, end = [], 0
    for found in re.finditer(rf"(?<!\w)(?:{pattern(words)})(?!\w)", "".join(folded)):
        if found.start() == found.end():
            continue  # A word of nothing but accents.
        start, stop = places[found.start()], places[found.end() - 1] + 1
        if start < end:
            continue  # One letter can be two without accents.
        html.append(f"{escape(text[end:start])}<mark>{escape(text[start:stop])}</mark>")
        end = stop
    return mark_safe("".join(html) + escape(text[end:]))  # noqa: S308  # every part is escaped above
