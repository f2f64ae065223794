"""Find what somebody asks in what they wrote: no greeting, no signature, no story around it."""

from __future__ import annotations

import re

from insights.questions.words import terms

LONGEST = 400
# A sentence with fewer words that tell something needs the one before it: “Any idea?”
_THIN = 3
# Words of a first line that is a closing and no sentence.
_FEW = 4
_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|fwd?|wg|tr|rv|vs|i|ynt)\s*(?:\[\d+\])?\s*:\s*|\[[^\]]{0,40}\]\s*)+", re.IGNORECASE
)
_NUMBER = re.compile(r"\[?#\d+\]?")
_BARE = frozenset(
    (
        "question", "a question", "quick question", "help", "help please", "please help", "support", "request",
        "problem", "issue", "hello", "hi", "urgent", "inquiry", "enquiry", "information", "contact", "your order",
        "order", "(no subject)", "no subject", "chat", "frage", "anfrage", "hilfe", "demande", "aide", "pregunta",
        "ayuda", "domanda", "vraag",
    )
)  # fmt: skip
_HELLO = (
    r"(?:hi|hello|hey|hiya|dear|greetings|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|moin"
    r"|servus|liebe[rs]?|sehr geehrte[rs]?|bonjour|bonsoir|salut|chère?s?|hola|buenos d[ií]as|buenas|estimad[oa]s?"
    r"|ciao|buongiorno|gentile|salve|beste|goedendag|geachte|hej|hei)"
)
_GREETING_LINE = re.compile(rf"^\s*{_HELLO}\b[^.?!\n]{{0,50}}[,.!:–-]?\s*$", re.IGNORECASE)
_GREETING = re.compile(rf"^\s*{_HELLO}\b(?:\s+[^\s,.!?]{{1,20}}){{0,3}}\s*[,.!:–-]+\s+", re.IGNORECASE)
_CLOSING = re.compile(
    r"^\s*(?:--\s*$|(?:(?:kind|best|warm|many)\s+)?(?:regards|wishes|thanks)\b|thank(?:s| you)\b|thx\b|cheers\b"
    r"|sincerely\b|yours\b|all the best\b|best\s*,|mit (?:freundlichen|besten) gr|(?:viele|liebe|beste|freundliche) gr"
    r"|vg\b|lg\b|mfg\b|danke\b|vielen dank|cordialement|bien à vous|merci\b|saludos|un saludo|gracias\b"
    r"|cordiali saluti|grazie\b|met vriendelijke|groet|sent from my|gesendet von|envoyé de)",
    re.IGNORECASE,
)
# A full stop inside an address or a number ends nothing.
_SENTENCE = re.compile(r".+?(?:(?<![.!?…])[.!?…]+(?!\S)|\n|$)")
_ASKING = re.compile(
    r"^\W*(?:(?:and|but|so|also|then)\s+)?(?:how|what|when|where|which|who|why|can|could|may|do|does|did|is|are|will"
    r"|would|should|has|have|please|i (?:would like|want|need|cannot|can't|can not|am trying|have lost|forgot|did not)"
    r"|we (?:would like|want|need|cannot|can't)|wie|was|wann|wo|welche[rs]?|wer|warum|kann|können|könnten|bitte"
    r"|ich (?:möchte|brauche|will|kann)|wir (?:möchten|brauchen|können)|comment|quand|où|quel(?:le)?s?|pourquoi|puis-je"
    r"|pouvez|je (?:voudrais|souhaite)|est-ce|cómo|cuándo|dónde|qué|puedo|quiero|come|quando|dove|vorrei|posso|hoe"
    r"|wanneer|waar|kan|graag)\b",
    re.IGNORECASE,
)


def question_of(subject: str, text: str) -> str:
    """Return what is asked, at most `LONGEST` characters in one line; empty when nothing is.

    That is the subject, where it says something, and the asking sentences; else the first two.
    """
    subject = _subject(subject)
    body = body_of(text)
    asked = " ".join(_asking(body))
    same = subject and asked.casefold().startswith(subject.casefold().rstrip(".… "))
    found = asked if same or not subject else f"{subject}{'' if subject[-1] in '.?!' else '.'} {asked}"
    found = " ".join(found.split())[:LONGEST].strip()
    return found if terms(found) else ""


def _subject(subject: str) -> str:
    plain = " ".join(_NUMBER.sub(" ", _PREFIX.sub("", subject)).split())
    return "" if plain.casefold().strip(" .!?:") in _BARE else plain


def body_of(text: str) -> str:
    """Return a text from after its greeting to before its closing."""
    lines = text.strip().splitlines()
    while lines and (not lines[0].strip() or _GREETING_LINE.match(lines[0])):
        lines.pop(0)
    end = next(
        (n for n, line in enumerate(lines) if _CLOSING.match(line) and (n or len(line.split()) < _FEW)), len(lines)
    )
    return _GREETING.sub("", "\n".join(lines[:end]))


def _asking(body: str) -> list[str]:
    """Return the sentences that ask, two at most; one that says little by itself with the one before it."""
    # Lines of one paragraph are one text.
    joined = re.sub(r"(?<!\n)\n(?!\n)", " ", body)
    sentences = [s for s in (m.group().strip() for m in _SENTENCE.finditer(joined)) if s]
    asking = [n for n, s in enumerate(sentences) if s.endswith("?")]
    asking = asking or [n for n, s in enumerate(sentences) if _ASKING.match(s) and terms(s)]
    if not asking:
        return sentences[:2]
    wanted: list[int] = []
    for n in asking[:2]:
        wanted += [n - 1, n] if n and len(terms(sentences[n])) < _THIN else [n]
    return [sentences[n] for n in dict.fromkeys(wanted)]
