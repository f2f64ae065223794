"""Files that wait to be taken in: one at a time, by the worker that holds the slot; if it dies, another begins anew."""

from __future__ import annotations

import logging
from typing import Any, BinaryIO, cast

from django.core.cache import cache
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit
from community.errors import NotAllowed
from community.exchange.records import Problem
from community.models import CommunityImport, CommunitySettings
from community.operations.importing import Imported, import_community
from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.wake import wake_after_commit

log = logging.getLogger(__name__)

TASK = "community.take_in_waiting"
BROKEN = "Something went wrong on our side, and nothing was written. The log of the worker says what."
# How long it is remembered how far a reading is.
KEPT = 3600
# A file that took so many workers with it, by its size for one, is not tried again.
MOST_BEGINNINGS = 3
TOO_MUCH = "It was begun several times and never finished. Use manage.py import_community, or a smaller file."
State = CommunityImport.State


@transaction.atomic
def ask_for_import(file: File[bytes], *, form: str, by: User) -> CommunityImport:
    """Keep a file and wake a worker to take it in. Raises NotAllowed."""
    if not by.is_admin:
        raise NotAllowed("Only administrators may do this.")
    row = CommunityImport.objects.create(
        format=CommunityImport.Format(form),
        name=(file.name or "export")[:255],
        file=file,
        by=by,
        created_at=timezone.now(),
    )
    audit(row, "imported", by=by, before={}, after={"format": row.format, "name": row.name})
    wake_after_commit(TASK)
    return row


def note_export(*, by: User) -> None:
    """Write down that somebody took everything with them."""
    row = CommunitySettings.objects.first() or CommunitySettings.objects.create()
    audit(row, "exported", by=by, before={}, after={})


def take_in_waiting() -> int:
    """Take in every file that waits, the oldest first; return how many. Nothing, while another worker does."""
    done = 0
    with slot(Lock.COMMUNITY_IMPORTS, 1) as free:
        # What somebody began to read and did not finish is begun anew: nothing of it was written.
        while free and (row := CommunityImport.objects.filter(finished_at=None).order_by("pk").first()):
            _take_in(row)
            done += 1
    return done


def progress(row: CommunityImport) -> dict[str, Any]:
    """Return how far a reading is: {"step", "done", "of"}, or nothing."""
    try:
        found: dict[str, Any] | None = cache.get(_key(row))
    except Exception as error:  # the cache's client raises many kinds
        log.warning("How far import %s is cannot be said (%s).", row.pk, type(error).__name__)
        return {}
    return found or {}


def _say(row: CommunityImport, said: dict[str, Any]) -> None:
    """Remember how far a reading is; that it cannot be said ends no import."""
    try:
        cache.set(_key(row), said, KEPT)
    except Exception as error:  # as above
        log.warning("How far import %s is cannot be kept (%s).", row.pk, type(error).__name__)


def _take_in(row: CommunityImport) -> None:
    # While it is read, `written` holds how often that was begun.
    row.state, row.written = State.RUNNING, {"begun": row.written.get("begun", 0) + 1}
    row.save(update_fields=["state", "written"])
    try:
        done = _read(row) if row.written["begun"] <= MOST_BEGINNINGS else Imported(problems=[Problem("", TOO_MUCH)])
    except Exception:  # Else it would be tried for ever, before all that waits behind it.
        log.exception("The import %s could not be written.", row.pk)
        row.state, row.written, row.problems = State.REFUSED, {}, [["", BROKEN]]
    else:
        row.state = State.REFUSED if done.problems else State.DONE
        row.written = dict(done.written)
        row.problems = [[problem.place, problem.text] for problem in done.problems]
    row.finished_at = timezone.now()
    # It holds addresses and what some forums tell not everybody.
    row.file.delete(save=False)
    row.save(update_fields=["state", "written", "problems", "finished_at", "file"])
    _say(row, {})


def _read(row: CommunityImport) -> Imported:
    by = row.by
    if by is None or not by.is_admin:
        raise NotAllowed

    def tell(step: str, done: int, of: int) -> None:
        _say(row, {"step": step, "done": done, "of": of})

    with row.file.open("rb") as file:
        return import_community(cast(BinaryIO, file), form=row.format, by=by, told=tell)


def _key(row: CommunityImport) -> str:
    return f"community-import:{row.pk}"
