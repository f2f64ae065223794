"""What every page may have to say: what is wrong right now, messages, news. None asks the database."""

from __future__ import annotations

from typing import Any

from django import template

from knowledgebase import ongoing as kept
from knowledgebase.announcements.current import messages_for, news_for, proved_by
from knowledgebase.announcements.fitting import HELP, Told, speaks

register = template.Library()


@register.simple_tag(takes_context=True)
def ongoing(context: dict[str, Any]) -> list[kept.Ongoing]:
    """Return the incidents the reader of this page may hear of; an error page without a request has none."""
    request: Any = context.get("request")
    return kept.ongoing(request.user) if hasattr(request, "user") else []


@register.simple_tag(takes_context=True)
def help_messages(context: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the messages that may come up for the reader of this page of the help centre."""
    request: Any = context.get("request")
    return messages_for(HELP, proved_by(request.user)) if hasattr(request, "user") else []


@register.simple_tag(takes_context=True)
def help_news(context: dict[str, Any], most: int) -> list[Told]:
    """Return the latest news for the reader of this page."""
    found = news_for(HELP, proved_by(context["request"].user))
    return [one for one in found if speaks(one.shown.get("languages"), context["locale"])][:most]
