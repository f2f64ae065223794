"""What goes along with somebody from the help centre to the request form: what they read, and what they looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from knowledgebase.audience import Audience
from knowledgebase.models import Translation

MOST = 5
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Along:
    """The articles somebody read and the words they searched for, as the form's address or its fields name them."""

    articles: Sequence[Translation]
    asked: str

    @classmethod
    def of(cls, request: HttpRequest) -> Along:
        sent = request.POST if request.method == "POST" else request.GET
        asked = "".join(c for c in sent.get("q", "")[:LONGEST] if c.isprintable()).strip()
        return cls(readable_ones(Audience.of(request.user), numbers(sent.getlist("read"))), asked)


def numbers(sent: Sequence[str]) -> list[int]:
    """Return the ids among what was sent, each once."""
    good = [int(one) for one in sent if one.isascii() and one.isdigit() and len(one) < 19]
    return list(dict.fromkeys(good))[:MOST]


def readable_ones(audience: Audience, pks: Sequence[int]) -> list[Translation]:
    """Return those of the articles this reader could have read, in the order of their ids."""
    if not pks:
        return []
    rows = Translation.objects.published().seen_by(audience).filter(pk__in=pks).select_related("current_revision")
    found = {row.pk: row for row in rows}
    return [found[pk] for pk in pks if pk in found]
