"""Uploads nobody sends are removed, and nothing else is."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from tests.factories import make_ticket
from tickets.models import Attachment
from tickets.operations.drafting import save_draft
from tickets.operations.messages import NewFile, store_file
from tickets.operations.replying import add_note
from tickets.operations.tidying import remove_abandoned_uploads


def old_upload(by: User) -> Attachment:
    upload = store_file(NewFile("a.txt", "text/plain", b"x"), uploaded_by=by)
    Attachment.objects.filter(pk=upload.pk).update(created_at=timezone.now() - timedelta(days=2))
    return upload


def is_there(upload: Attachment) -> tuple[bool, bool]:
    """Say whether its row and its file are there."""
    row = Attachment.objects.filter(pk=upload.pk).exists()
    return row, upload.file.storage.exists(str(upload.file.name))


def test_an_upload_left_for_a_day_goes_with_its_file(agent: User) -> None:
    left = old_upload(agent)
    fresh = store_file(NewFile("b.txt", "text/plain", b"x"), uploaded_by=agent)
    assert remove_abandoned_uploads() == 1
    assert is_there(left) == (False, False)
    assert is_there(fresh) == (True, True)


def test_what_waits_in_a_draft_or_was_sent_stays(agent: User) -> None:
    ticket, sent, drafted = make_ticket(), old_upload(agent), old_upload(agent)
    add_note(ticket, by=agent, text="here", uploads=[sent])
    save_draft(ticket, by=agent, mode="note", text="and", uploads=[drafted])
    assert remove_abandoned_uploads() == 0
    assert is_there(sent) == is_there(drafted) == (True, True)


@pytest.mark.django_db(transaction=True)
def test_a_file_on_its_way_out_stays(agent: User) -> None:
    ticket, upload = make_ticket(), old_upload(agent)
    removed: list[int] = []

    def sweep() -> None:
        removed.append(remove_abandoned_uploads())
        connection.close()

    sweeper = Thread(target=sweep)
    with transaction.atomic():
        add_note(ticket, by=agent, text="here", uploads=[upload])
        # The sweep reads what is committed: to it, this file is sent by nobody yet.
        sweeper.start()
        sweeper.join(5)
    sweeper.join(5)
    assert removed == [0]
    assert is_there(upload) == (True, True)
