"""The bell on the community's pages."""

from __future__ import annotations

from typing import Any

from django import template

from accounts.models import User
from community.selectors.notices import unread_count

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_notices(context: dict[str, Any]) -> str | None:
    """Return the number on a customer's bell, empty for none; None for strangers and colleagues, who have none here."""
    user = getattr(context.get("request"), "user", None)
    return unread_count(user) if isinstance(user, User) and not user.is_agent else None
