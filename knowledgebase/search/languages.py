"""Languages as PostgreSQL's text search knows them, and texts as it is given them."""

from __future__ import annotations

from helpdesk.lib.search.marks import plain

_CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


def configuration(locale: str) -> str:
    """Return the text search configuration of a language; `simple` knows no stems and no stop words."""
    return _CONFIGURATIONS.get(locale.lower().replace("_", "-").split("-")[0], "simple")


def parted(text: str) -> list[str]:
    """Return the words of a text in lower case without accents: runs of letters and digits.

    PostgreSQL's own parser would make signs, numbers and addresses of `DU2-10000` and `a/b`.
    """
    return "".join(c if c.isalnum() else " " for c in plain(text)).split()
