"""What every change of questions begins with, and how a question is worded."""

from __future__ import annotations

from helpdesk.lib.advisory import Lock
from helpdesk.lib.personal import without_personal
from helpdesk.lib.rows import scalars
from insights.models import Asking, Radar
from insights.questions.wording import shortened


def locked_radar() -> Radar:
    """Return the radar's row to whoever changes questions: one at a time, until their transaction ends."""
    scalars("SELECT 1 FROM (SELECT pg_advisory_xact_lock(%s)) AS held", [Lock.QUESTIONS])
    return Radar.objects.get()


def wording_of(asking: Asking) -> str:
    """Return what a ticket asks as the name of a question: short, and without personal data."""
    return shortened(without_personal(asking.text, names=[asking.ticket.requester.name]))
