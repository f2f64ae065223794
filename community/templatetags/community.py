"""How people and topics are called on the community's pages."""

from __future__ import annotations

from django import template

from accounts.models import User
from community.models import Profile, Topic
from community.naming import called
from community.selectors.openness import may_open
from community.standing import Standing

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


register.filter("called", called)


@register.filter
def opens(profile: Profile | str, user: object) -> bool:
    """Whether a name leads to that person's page; who has none, or keeps it to themselves, is only named."""
    known = user if isinstance(user, User) else None
    return isinstance(profile, Profile) and may_open(profile, Standing(known, colleague=bool(known and known.is_agent)))


@register.filter
def look(topic: Topic) -> str:
    """Return the class of an idea's badge."""
    return LOOKS.get(Topic.State(topic.state), "") if topic.state else ""
