"""Countries and their parts whose public holidays are known, by name."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

# Where the list of the time zone database says it otherwise than people do, or not at all.
_NAMES = {"GB": "United Kingdom", "XK": "Kosovo", "KR": "South Korea", "KP": "North Korea", "WS": "Samoa"}
# Shorter ones are codes of other lists, not names.
_SHORTEST = 4

Choices = list[tuple[str, str]]


@lru_cache(maxsize=1)
def countries() -> Choices:
    """Return (code, name) of every country, by name."""
    # Here, because the library is loaded for whoever looks at calendars, and for nobody else.
    from holidays import list_supported_countries

    text = files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    names = {row[0]: row[1].replace(" & ", " and ") for row in rows} | _NAMES
    known = list_supported_countries(include_aliases=False)
    return sorted(((code, names.get(code, code)) for code in known), key=lambda choice: choice[1].casefold())


def country_name(code: str) -> str:
    return dict(countries()).get(code, code)


@lru_cache(maxsize=256)
def regions(country: str) -> Choices:
    """Return (code, name) of a country's parts that have holidays of their own, by name; [] for no such country."""
    from holidays import country_holidays

    if country not in dict(countries()):
        return []
    found = country_holidays(country)
    names: dict[str, str] = {}
    for alias, code in found.subdivisions_aliases.items():
        if len(alias) >= _SHORTEST:
            names.setdefault(code, alias)
    return sorted(((code, names.get(code, code)) for code in found.subdivisions), key=lambda c: c[1].casefold())
