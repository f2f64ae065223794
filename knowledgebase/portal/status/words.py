"""What the status page calls things, in the reader's language, and how it draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from knowledgebase.models import Incident
from knowledgebase.status.states import Impact, State

Status = Incident.Status


class Look(NamedTuple):
    """A word, an icon, and the class that colours them. `notice` and `badge` are the kinds of a box and a badge."""

    word: object
    icon: str
    tone: str
    notice: str
    badge: str


STATES = {
    State.OPERATIONAL: Look(gettext_lazy("Working"), "circle-check", "up", "success", "success"),
    State.MAINTENANCE: Look(gettext_lazy("Maintenance"), "wrench", "muted", "info", "info"),
    State.DEGRADED: Look(gettext_lazy("Slow or limited"), "triangle-alert", "warn", "warning", "warning"),
    State.PARTIAL_OUTAGE: Look(gettext_lazy("Partly out"), "triangle-alert", "down", "danger", "danger"),
    State.MAJOR_OUTAGE: Look(gettext_lazy("Out"), "circle-x", "down", "danger", "danger"),
}
IMPACTS = {
    Impact.NONE: STATES[State.OPERATIONAL],
    Impact.MAINTENANCE: STATES[State.MAINTENANCE],
    Impact.MINOR: STATES[State.DEGRADED],
    Impact.MAJOR: STATES[State.PARTIAL_OUTAGE],
    Impact.CRITICAL: STATES[State.MAJOR_OUTAGE],
}
STATUSES = {
    Status.INVESTIGATING: gettext_lazy("Looking into it"),
    Status.IDENTIFIED: gettext_lazy("Cause found"),
    Status.MONITORING: gettext_lazy("Watching the fix"),
    Status.RESOLVED: gettext_lazy("Resolved"),
    Status.POSTMORTEM: gettext_lazy("What we learned"),
    Status.SCHEDULED: gettext_lazy("Planned"),
    Status.IN_PROGRESS: gettext_lazy("In progress"),
    Status.VERIFYING: gettext_lazy("Checking"),
    Status.COMPLETED: gettext_lazy("Done"),
    Status.CANCELLED: gettext_lazy("Called off"),
}


def headline(impact: Impact, states: Sequence[str]) -> str:
    """Say the whole page in one line: the first thing a reader wants to know. `states` are those of all parts."""
    many = len([one for one in states if one == _WORST.get(impact)]) or 1
    company = {"company": settings.SITE_NAME}
    if impact == Impact.NONE:
        return _("Everything works")
    if impact == Impact.MAINTENANCE:
        return _("We are working on %(company)s right now") % company
    if impact == Impact.MINOR:
        said = ngettext(
            "One part of %(company)s is slower than usual", "Parts of %(company)s are slower than usual", many
        )
        return said % company
    if impact == Impact.MAJOR:
        return ngettext("One part of %(company)s is partly out", "Parts of %(company)s are partly out", many) % company
    return ngettext("One part of %(company)s is out", "Parts of %(company)s are out", many) % company


_WORST = {
    Impact.MINOR: State.DEGRADED,
    Impact.MAJOR: State.PARTIAL_OUTAGE,
    Impact.CRITICAL: State.MAJOR_OUTAGE,
}
