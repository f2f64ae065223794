"""How people and topics are called on the community's pages."""

from __future__ import annotations

from django import template

from accounts.models import User
from community.models import Topic

register = template.Library()

# state → what its badge looks like
LOOKS = {
    Topic.State.OPEN: "",
    Topic.State.REVIEW: "badge--warning",
    Topic.State.PLANNED: "badge--brand",
    Topic.State.PROGRESS: "badge--info",
    Topic.State.SHIPPED: "badge--success",
    Topic.State.DECLINED: "",
}


@register.filter
def called(user: User | None) -> str:
    """Return the name others see. Never the address: who gave no name is a member."""
    if user is None:
        return "Somebody who left"
    return user.name or f"Member {user.pk}"


@register.filter
def look(topic: Topic) -> str:
    """Return the class of an idea's badge."""
    return LOOKS.get(Topic.State(topic.state), "") if topic.state else ""
