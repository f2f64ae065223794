"""What every change of questions begins and ends with, and how a question is worded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from helpdesk.lib.advisory import Lock
from helpdesk.lib.personal import without_personal
from helpdesk.lib.rows import scalars
from insights.models import Asking, Radar
from insights.operations.holding import forget
from insights.questions.wording import sentences_of, shortened


@contextmanager
def changing_questions() -> Iterator[Radar]:
    """Give the radar's row to whoever changes questions, one at a time, and store it; all or nothing."""
    try:
        with transaction.atomic():
            scalars("SELECT 1 FROM (SELECT pg_advisory_xact_lock(%s)) AS held", [Lock.QUESTIONS])
            state = Radar.objects.get()
            yield state
            state.save(update_fields=["version", "ground", "seen", "learned"])
    except BaseException:
        forget()
        raise


def wordings_of(asking: Asking) -> list[str]:
    """Return the sentences a ticket asks in, without personal data."""
    return sentences_of(without_personal(asking.text, names=[asking.ticket.requester.name]))


def wording_of(asking: Asking) -> str:
    """Return what a ticket asks as the name of a question."""
    return shortened(wordings_of(asking)[0])
