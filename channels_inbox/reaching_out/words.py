"""The words of a reach-out for one person: the variables of rules and macros, and what the event says.

Plain substitution, once; what is put in is never read again, and carries no link unless it is one by its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts.models import Customer
from channels_inbox.models.customer_event import SOLVED
from knowledgebase.languages import locale_for
from tickets.models import Ticket
from tickets.rules.variables import VARIABLES, plain

_EVENT = re.compile(r"event\.([a-z_][a-z0-9_]{0,39})")
_CUSTOMER = {name: label for name, (label, _) in VARIABLES.items() if name.startswith("customer.")}
_BRACES = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")
_ADDRESS = re.compile(r"https://[^\s<>\"]{1,500}")


class Missing(ValueError):
    """Its event does not say what the text needs; the text names it."""


@dataclass(frozen=True, slots=True)
class About:
    """What the words may speak of."""

    name: str
    organization: str = ""
    ticket: Ticket | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


def text_for(texts: Mapping[str, Mapping[str, str]], language: str) -> Mapping[str, str]:
    """Return subject and body in somebody's language, else in the first one."""
    locale = locale_for(language)
    found = texts.get(locale)
    if found and found.get("body"):
        return found
    # The help centre's first language may be another one by now.
    return texts.get(locale_for("")) or next(iter(texts.values()))


def fill(text: str, about: About) -> str:
    """Return a text with its variables put in. Raises Missing for what its event does not say."""
    return _BRACES.sub(lambda found: _value(found[1], about), text)


def unknown_in(text: str, happening: str) -> str:
    """Say which name in braces stands for nothing here; empty when all are known."""
    for name in _BRACES.findall(text):
        if name in _CUSTOMER or _EVENT.fullmatch(name) or (happening == SOLVED and name in VARIABLES):
            continue
        return f"Nothing is called {{{{ {name} }}}} here. There are: {', '.join(names_for(happening))}."
    return ""


def names_for(happening: str) -> list[str]:
    """Return what a text may name."""
    return list(VARIABLES) if happening == SOLVED else [*_CUSTOMER, "event.…"]


def example(text: str) -> About:
    """Return somebody to show a text with, for whom nothing is missing."""
    names = _EVENT.findall(" ".join(_BRACES.findall(text)))
    said = {name: "https://example.com/" if _is_link(name) else f"({name})" for name in names}
    return About("Maya Lindqvist", "Café Norr", properties=said)


def about(customer: Customer, ticket: Ticket | None, properties: Mapping[str, Any]) -> About:
    organization = str(customer.organization or "")
    return About(customer.name, organization, ticket, properties)


def _value(name: str, about: About) -> str:
    if event := _EVENT.fullmatch(name):
        return _said(event[1], about.properties)
    if name in _CUSTOMER:
        whole = plain(about.name, 60)
        if name == "customer.organization":
            return plain(about.organization)
        return (whole or "there") if name == "customer.name" else (whole.split(" ")[0] or "there")
    if about.ticket is not None:
        return VARIABLES[name][1](about.ticket, None)
    # Only a preview has no ticket to speak of.
    return f"({VARIABLES[name][0]})" if name in VARIABLES else f"{{{{ {name} }}}}"


def _said(name: str, properties: Mapping[str, Any]) -> str:
    value = properties.get(name)
    text = ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
    if not text.strip():
        raise Missing(f"Its event does not say “{name}”.")
    if _is_link(name) and _ADDRESS.fullmatch(text.strip()):
        return text.strip()
    return plain(text)


def _is_link(name: str) -> bool:
    return name in {"url", "link"} or name.endswith(("_url", "_link"))
