"""Tell whether a text is English, which is the one language there are vectors for."""

from __future__ import annotations

import re

# Words that hold a sentence together, and that the other languages do not have (Dutch has "is", "of", "was", "we").
_ENGLISH = """
    the are were been do does did have has had can could would should will not and or but with from this that these
    those my your our their his her its it you they she i to for at by as if when what where which who why how there
    here please am cannot about after before into out up
"""
_OTHERS = """
    der die das und ist nicht ich wir sie es ein eine einen mit auf für von zu wie kann mein meine haben wird bei
    het een niet ik wij voor hoe waar mijn naar zijn worden
    le les des du et est pas je nous vous une mon ma mes avec pour dans comment que qui ne sur au
    il lo gli di che come mio sono della el los las y con mi para por como um os não meu
    och är jag det inte på hur för og ikke jeg hvordan w z na nie jest się jak czy
"""
_ENGLISH_WORDS, _OTHER_WORDS = frozenset(_ENGLISH.split()), frozenset(_OTHERS.split())
_WORDS = re.compile(r"[^\W\d_]+")
# The beginning says it.
_READ = 400


def is_english(text: str, locale: str | None = None) -> bool:
    """Tell whether a text is English: by its language when that is known, else by its small words.

    A few words without any of them (`invoice pdf`) are taken for English, unless their letters are not.
    """
    if locale:
        return locale.lower().replace("_", "-").split("-")[0] == "en"
    words: list[str] = _WORDS.findall(text[:_READ].lower())
    here = sum(word in _ENGLISH_WORDS for word in words)
    elsewhere = sum(word in _OTHER_WORDS for word in words)
    if here or elsewhere:
        return here >= elsewhere
    return sum(word.isascii() for word in words) * 5 >= len(words) * 4
