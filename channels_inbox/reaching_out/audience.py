"""Whom a reach-out is for: by what the event says, their organization and their language. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

Condition = Sequence[str]
_LINE = re.compile(r"([A-Za-z_][A-Za-z0-9_]{0,39})\s*(!=|=|<|>)\s*(\S.{0,199})")
_SAID = {True: "yes", False: "no"}


def read_condition(line: str) -> list[str]:
    """Return [name, comparison, value] of a line as people write it. Raises ValueError, saying how to write it."""
    found = _LINE.fullmatch(line.strip())
    if found is None:
        raise ValueError(f"“{line.strip()[:60]}” says nothing to compare; write it like room = suite or nights > 2.")
    name, comparison, value = found.groups()
    if comparison in "<>" and _number(value) is None:
        raise ValueError(f"“{value[:60]}” is no number: {name} can only be more or less than one.")
    return [name, comparison, value.strip()]


def fits(
    *,
    conditions: Sequence[Condition],
    organizations: Collection[int],
    languages: Sequence[str],
    properties: Mapping[str, Any],
    organization: int | None,
    language: str,
) -> bool:
    """Tell whether an event of somebody is one this reach-out waits for."""
    if organizations and organization not in organizations:
        return False
    spoken = {language.lower(), language.lower().split("-")[0]}
    if languages and not any(one.lower() in spoken for one in languages):
        return False
    return all(_holds(properties.get(name), comparison, value) for name, comparison, value in conditions)


def _holds(said: Any, comparison: str, wanted: str) -> bool:
    if comparison in "<>":
        number, limit = _number(said), _number(wanted)
        return number is not None and limit is not None and _MORE_OR_LESS[comparison](number, limit)
    # Of a list, one is enough.
    same = any(_word(one) == _word(wanted) for one in (said if isinstance(said, list) else [said]))
    return same is (comparison == "=")


_MORE_OR_LESS: dict[str, Callable[[float, float], bool]] = {"<": lambda a, b: a < b, ">": lambda a, b: a > b}


def _word(value: Any) -> str:
    return (
        str(_SAID.get(value, value) if isinstance(value, bool) else "" if value is None else value).strip().casefold()
    )


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    # Nothing is more or less than “nan”.
    return number if number == number else None
