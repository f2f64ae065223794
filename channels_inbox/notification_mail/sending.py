"""Hand the letters over, with the same care as those of tickets."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from accounts.models import NotificationLetter
from channels_inbox.delivering import slot
from channels_inbox.notification_mail.gathering import gather
from channels_inbox.notification_mail.retrying import NOTHING_LEFT
from channels_inbox.notification_mail.writing import write_letter
from channels_inbox.site_letters import hand_over
from helpdesk.lib import delivery


def mail_notifications() -> int:
    """Gather what is due and send every letter that waits; return how many were tried."""
    gather()
    with slot() as free:
        return _send_all() if free else 0


def _send_all() -> int:
    tried = 0
    while rows := delivery.due(NotificationLetter, now=timezone.now(), limit=50):
        sent = sum(send(pk) for pk in rows)
        tried += sent
        if not sent:
            # Other workers have them all.
            break
    return tried


def send(pk: int) -> bool:
    """Send a due letter; False when somebody else has it, or it waits for a person. Outside any transaction."""
    if not delivery.claim(NotificationLetter, pk):
        return False
    letter = NotificationLetter.objects.select_related("user").get(pk=pk)
    hand_over(letter, partial(write_letter, letter), name="Notifications", nothing=NOTHING_LEFT)
    return True
