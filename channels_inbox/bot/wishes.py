"""Words that bring a person: a wish for one, a bad mood, and subjects a bot should leave to people.

The lists are small and stand here to be read. A word counts where it stands as a whole word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

# How people ask for a person, in the languages our visitors write.
PERSON = (
    # English
    *("talk to a person", "talk to a human", "talk to someone", "talk to somebody", "speak to a person"),
    *("speak to someone", "speak to a human", "speak with a person", "real person", "human please", "live agent"),
    *("an agent", "a human", "talk to support", "customer service", "representative", "operator"),
    # German
    *("mit einem menschen", "mit jemandem sprechen", "mitarbeiter", "echter mensch", "einen menschen"),
    # French, Spanish, Italian, Dutch
    *("parler a quelqu un", "un conseiller", "une personne", "un humain", "hablar con una persona", "un agente"),
    *("hablar con alguien", "parlare con una persona", "un operatore", "met een mens", "een medewerker"),
    # Swedish, Danish, Norwegian
    *("prata med en person", "prata med nagon", "en manniska", "tale med et menneske", "snakke med en person"),
)
# Anger, in words that say little else. One is enough.
ANGRY = (
    *("ridiculous", "unacceptable", "useless", "terrible", "horrible", "worst", "furious", "angry", "scam", "fraud"),
    *("lawyer", "sue", "stupid bot", "stupid", "disgrace", "fed up", "wtf", "bullshit"),
    *("unverschamt", "unverschamtheit", "frechheit", "katastrophe", "betrug", "anwalt", "wutend", "lacherlich"),
    *("inacceptable", "arnaque", "avocat", "estafa", "inaceptable", "oacceptabelt", "skandal"),
)


def plain(text: str) -> str:
    """Return a text as it is compared: small letters without marks, words with single spaces between them."""
    flat = unicodedata.normalize("NFKD", text[:2000]).casefold()
    kept = "".join(c if c.isalnum() else " " for c in flat if not unicodedata.combining(c))
    return " ".join(kept.split())


def wants_person(text: str) -> bool:
    return _holds(plain(text), PERSON)


def is_angry(text: str) -> bool:
    """Tell whether somebody is upset: an angry word, or a shouted sentence."""
    letters = [c for c in text if c.isalpha()]
    shouted = len(letters) >= 15 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    return (shouted and "!" in text) or _holds(plain(text), ANGRY)


def intent_of(text: str, intents: Iterable[dict[str, Any]]) -> str:
    """Return the name of the first subject somebody named that people should handle; empty for none."""
    said = plain(text)
    return next((str(one["name"]) for one in intents if _holds(said, [plain(word) for word in one["words"]])), "")


def _holds(said: str, words: Iterable[str]) -> bool:
    return any(re.search(rf"\b{re.escape(word)}\b", said) for word in words if word)
