"""Send the letters that are due, one worker at a time: thousands of them must not keep a customer's answer waiting."""

from __future__ import annotations

from functools import partial
from time import monotonic

from django.utils import timezone

from channels_inbox.adapters.email.smtp_out import Line
from channels_inbox.site_letters import hand_over
from channels_inbox.status_mail.loading import load_rows
from channels_inbox.status_mail.writing import write_letter
from helpdesk.lib import delivery
from helpdesk.lib.advisory import Lock, slot
from helpdesk.lib.wake import wake
from knowledgebase.models import Subscriber, SubscriberDelivery
from knowledgebase.operations.telling_subscribers import MAIL_TASK
from knowledgebase.selectors.subscribers import due_going

# Claimed and read together, and sent one after the other.
BATCH = 50
# A slow server gets no more letters in one go than it takes within this: what a letter says was read before them.
BATCH_SECONDS = 30.0
ROUND_SECONDS = 30.0


def mail_status_updates() -> int:
    """Send the letters that wait, many over one connection; return how many were tried.

    After some time others have their turn with the worker, and the rest goes after them.
    """
    tried, end, left = 0, monotonic() + ROUND_SECONDS, False
    with slot(Lock.STATUS_LETTERS, 1) as free, Line() as line:
        while free and not left and (rows := due_going(Subscriber.Kind.EMAIL, now=timezone.now(), limit=BATCH)):
            sent = send(rows, line)
            tried += sent
            if not sent:
                # Other workers have them all.
                break
            left = monotonic() > end
    if left:
        wake(MAIL_TASK)
    return tried


def send(pks: list[int], line: Line) -> int:
    """Send those of these letters that nobody else has, and that wait for no person; return how many.

    Outside any transaction. Each is marked by itself, before its server could accept it and after.
    """
    rows = load_rows(delivery.claim_all(SubscriberDelivery, pks))
    end = monotonic() + BATCH_SECONDS
    sent = 0
    for row in rows:
        if sent and monotonic() > end:
            delivery.step_back(row, until=timezone.now())
            continue
        letter = partial(write_letter, row)
        hand_over(row, letter, name="Status", nothing="There was nothing left to tell.", through=line)
        sent += 1
    return sent
