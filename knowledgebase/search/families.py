"""The kinds of things that can be found. Each says who may find which, and what a result of it shows.

An app above adds its own from its `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from knowledgebase.audience import Reader


@dataclass(frozen=True, slots=True)
class Family:
    """`visible` returns the rows a reader may find, as a queryset; `drawn` what is shown of some of them.

    `visible` is asked twice, inside the search and when the rows are read. Of a family of `few`, some hundreds, all are
    looked at: else they would hardly be among what is nearest of all.
    """

    key: str
    label: str
    visible: Callable[[Reader], QuerySet[Any]]
    shown: Callable[[Any], Mapping[int, Shown]]
    documents: Callable[[], Iterable[Any]]
    # Whether the help centre finds it too: then its rows have an address of their own.
    for_readers: bool = False
    icon: str = "file-text"
    few: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A row that was found. `same` is equal for texts of which one is enough: translations of an article.

    `keywords` are what it is found by and never shown.
    """

    row: Any
    title: str
    same: tuple[str, int]
    keywords: str = ""


_families: dict[str, Family] = {}


def register(family: Family) -> None:
    if family.key in _families:
        raise ValueError(f"There is a family {family.key} already.")
    _families[family.key] = family


def family(key: str) -> Family:
    return _families[key]


def families() -> list[Family]:
    return list(_families.values())
