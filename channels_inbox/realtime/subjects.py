"""Nudge the pages that watch a subject, whatever room it belongs to. Who of them may hear is asked where they are."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.dispatch import receiver

from channels_inbox.realtime.groups import of_subject
from channels_inbox.realtime.publish import publisher
from channels_inbox.realtime.wire import Publication, frame
from helpdesk.lib.live import subject_changed


@receiver(subject_changed)
def nudge_watchers(*, kind: str, pk: int, **_: Any) -> None:
    news = Publication(frozenset([of_subject(kind, pk)]), frame({"kind": f"{kind}_changed", "id": pk}))
    transaction.on_commit(lambda: publisher().publish([news]), robust=True)
