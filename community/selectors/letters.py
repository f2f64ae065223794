"""Letters that went wrong, for an administrator."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from community.models import CommunityLetter
from helpdesk.lib.delivery import State

NOTHING_LEFT = "There was nothing left to tell."


def troubled() -> QuerySet[CommunityLetter]:
    """Return the letters that went wrong or wait after a try that did, the latest first."""
    waiting = Q(state=State.QUEUED, attempts__gt=0)
    found = CommunityLetter.objects.filter(Q(state__in=[State.FAILED, State.UNCERTAIN, State.BOUNCED]) | waiting)
    return found.exclude(trouble=NOTHING_LEFT).select_related("user").order_by("-pk")
