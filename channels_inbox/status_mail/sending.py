"""Send the letters that are due, one worker at a time: thousands of them must not keep a customer's answer waiting."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from channels_inbox.site_letters import hand_over
from channels_inbox.status_mail.writing import write_letter
from helpdesk.lib import delivery
from helpdesk.lib.advisory import Lock, slot
from knowledgebase.models import Subscriber, SubscriberDelivery
from knowledgebase.selectors.subscribers import due_going


def mail_status_updates() -> int:
    """Send every letter that waits; return how many were tried."""
    tried = 0
    with slot(Lock.STATUS_LETTERS, 1) as free:
        while free and (rows := due_going(Subscriber.Kind.EMAIL, now=timezone.now(), limit=50)):
            sent = sum(send(pk) for pk in rows)
            tried += sent
            if not sent:
                # Other workers have them all.
                break
    return tried


def send(pk: int) -> bool:
    """Send a due letter; False when somebody else has it, or it waits for a person. Outside any transaction."""
    if not delivery.claim(SubscriberDelivery, pk):
        return False
    row = SubscriberDelivery.objects.select_related("subscriber", "update__incident").filter(pk=pk).first()
    if row is not None:
        hand_over(row, partial(write_letter, row), name="Status", nothing="There was nothing left to tell.")
    return True
