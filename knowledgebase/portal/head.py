"""What search engines and other sites are told of a page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from knowledgebase.portal.locales import Alternate

# What could end the block it stands in, or be read as markup.
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@dataclass(frozen=True, slots=True)
class Head:
    """A page's title and description, its one address, and where it is in other languages."""

    title: str
    description: str
    path: str
    alternates: Sequence[Alternate] = ()
    kind: str = "website"
    feed: str = ""
    # The address for everybody whose language there is not.
    fallback: str = ""
    # Read by few, so that no search engine lists it.
    hidden: bool = False
    data: Sequence[dict[str, Any]] = field(default_factory=list)

    @property
    def canonical(self) -> str:
        return settings.SITE_URL + self.path

    @property
    def structured(self) -> list[SafeString]:
        """Return the page's facts in the words of schema.org, as JSON-LD blocks: data, which no policy has to allow."""
        return [] if self.hidden else [_block({"@context": "https://schema.org", **thing}) for thing in self.data]


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the way to a page, as (name, path) from the top."""
    items = [
        {"@type": "ListItem", "position": n, "name": name, "item": settings.SITE_URL + path}
        for n, (name, path) in enumerate(trail, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _block(thing: dict[str, Any]) -> SafeString:
    return mark_safe(json.dumps(thing, ensure_ascii=False).translate(_ESCAPES))  # noqa: S308
