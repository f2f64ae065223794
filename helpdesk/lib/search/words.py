"""From words to PostgreSQL's text search, in the house's own configuration.

`helpdesk` is `simple` without accents: no language, no stop words, no stems. A word also finds longer words
that begin with it, which is what endings need and what half-typed words mean. Everything but letters and digits
parts words, in texts (the function `search_words` of the database) as in what is looked for, so that an address,
an order number or a file name is found by any of its pieces.
"""

from __future__ import annotations

from helpdesk.lib.search.grammar import Word

# Shorter beginnings would stand for a tenth of the dictionary.
SHORTEST_BEGINNING = 3


def pieces(text: str) -> list[str]:
    """Return the runs of letters and digits in a text."""
    return "".join(c if c.isalnum() else " " for c in text).split()


def begins(word: Word) -> bool:
    """Tell whether longer words count too. In scripts without spaces one sign says as much as three letters."""
    last = pieces(word.text)[-1]
    return not word.phrase and (len(last) >= SHORTEST_BEGINNING or not last.isascii())


def query_text(word: Word) -> str:
    """Return a word as `to_tsquery('helpdesk', …)` reads it: quoted, so nothing in it is an operator."""
    # Pieces before the last are whole: "maya@cafe" is the word maya and a word that begins with cafe.
    return " <-> ".join(f"'{piece}'" for piece in pieces(word.text)) + (":*" if begins(word) else "")
