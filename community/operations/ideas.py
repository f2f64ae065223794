"""Say publicly how far an idea is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from community.errors import Incomplete, NotNow
from community.events import record
from community.models import IdeaStep, Topic
from community.operations.locking import lock_topic
from community.operations.telling import tell_of_state
from community.permissions import Power, require
from community.rendering import render_post
from community.standing import Standing


@transaction.atomic
def move_idea(
    topic: Topic, *, to: str, by: User, note: str = "", expected: str = "", at: datetime | None = None
) -> IdeaStep:
    """Bring an idea to a state, with a note everybody reads. Declining needs one: people gave it their time.

    Raises NotAllowed, NotNow, Incomplete.
    """
    require(Standing.of(by), Power.STEER_IDEAS)
    topic = lock_topic(topic)
    if not topic.is_idea:
        raise NotNow("Only ideas have states.")
    state = Topic.State(to)
    note = note.strip()
    if state == Topic.State.DECLINED and not note:
        raise Incomplete("note", "Say why: people gave this their votes and their thoughts.")
    before, topic.state = topic.state, state
    topic.save(update_fields=["state"])
    record("state", by=by, topic=topic, before=before, after=state)
    step = IdeaStep.objects.create(
        topic=topic,
        state=state,
        note=note,
        html=render_post(note) if note else "",
        expected=" ".join(expected.split())[:60],
        by=by,
        created_at=at or timezone.now(),
    )
    if at is None:
        tell_of_state(step)
    return step
