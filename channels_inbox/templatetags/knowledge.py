"""Articles in words: languages, and what happened."""

from __future__ import annotations

from django import template

from helpdesk.lib.languages import language_name
from knowledgebase.models import ArticleEvent

register = template.Library()
register.filter("language", language_name)

_SAID = {
    "created": "Began the article",
    "draft_started": "Began revision {number}",
    "draft_discarded": "Threw the draft of revision {number} away",
    "submitted": "Sent revision {number} for review",
    "taken_back": "Took revision {number} back to write on",
    "approved": "Approved revision {number} as {significance}",
    "rejected": "Sent revision {number} back: {reason}",
    "published": "Published revision {number}",
    "withdrawn": "Withdrew revision {number} from readers",
    "expired": "Revision {number} expired",
    "publication_planned": "Planned the publication",
    "publication_unplanned": "Took the planned publication back",
    "expiry_planned": "Planned the expiry",
    "expiry_unplanned": "Took the planned expiry back",
    "marked_ready": "Let translators follow revision {number}",
    "marked_unready": "Asked translators to wait with revision {number}",
    "restored": "Took revision {restores} up again as {number}",
    "source_named": "Revision {number} says revision {source} of the source",
    "settled": "Changed the settings",
    "renamed": "Changed the address from {before} to {after}",
    "archived": "Archived the article",
    "brought_back": "Brought the article back",
    "verified": "Checked the article",
    "file_added": "Added the file {name}",
    "file_removed": "Removed the file {name}",
}


class _Told(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"


@register.filter
def happened(event: ArticleEvent) -> str:
    """Say what somebody did, in one line."""
    said = _SAID.get(event.action, event.action.replace("_", " ").capitalize()).format_map(_Told(event.particulars))
    return f"{language_name(event.translation.locale)}: {said[0].lower()}{said[1:]}" if event.translation else said
