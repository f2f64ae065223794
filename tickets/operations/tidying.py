"""Remove files nobody will send: uploads left in a composer, and files a crash left without a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from tickets.models import Attachment

AGE = timedelta(hours=24)


def remove_abandoned_uploads(*, now: datetime | None = None, limit: int = 1000) -> int:
    """Remove uploads a day old that belong to no message and no draft; return how many."""
    before = (now or timezone.now()) - AGE
    rows = Attachment.objects.filter(message=None, drafts=None, created_at__lt=before)
    removed = 0
    for pk in rows.order_by("created_at").values_list("pk", flat=True)[:limit]:
        # The row first: a file without a row is found below, a row without a file would be a broken link.
        if name := _remove_row(pk):
            default_storage.delete(name)
            removed += 1
    return removed


@transaction.atomic
def _remove_row(pk: int) -> str | None:
    """Remove the row of an upload still abandoned and return its file's name.

    Its lock keeps it out of messages; whoever has it now is sending it, so it is passed over.
    """
    unsent = Attachment.objects.filter(pk=pk, message=None)
    row = unsent.select_for_update(no_key=False, skip_locked=True).first()
    # Asked under the lock: a draft that took it a moment ago keeps it.
    if row is None or row.drafts.exists():
        return None
    row.delete()
    return str(row.file.name)


def remove_orphaned_files(*, now: datetime | None = None) -> int:
    """Remove stored files a day old that no row names; return how many. Reads one folder at a time."""
    before = (now or timezone.now()) - AGE
    removed = 0
    if not default_storage.exists("attachments"):
        return 0
    for folder in default_storage.listdir("attachments")[0]:
        # A file is named by its row's token, which is indexed.
        names = set(default_storage.listdir(f"attachments/{folder}")[1])
        known = set(Attachment.objects.filter(token__in=names).values_list("token", flat=True))
        unnamed = sorted(f"attachments/{folder}/{name}" for name in names - known)
        shared = set(Attachment.objects.filter(shared=True, file__in=unnamed).values_list("file", flat=True))
        for path in unnamed:
            if path in shared:
                continue
            if default_storage.get_modified_time(path).astimezone(UTC) < before:
                default_storage.delete(path)
                removed += 1
    return removed
