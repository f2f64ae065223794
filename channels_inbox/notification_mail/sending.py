"""Hand the letters over, with the same care as those of tickets."""

from __future__ import annotations

import logging
from functools import partial

from django.utils import timezone

from accounts.models import NotificationLetter
from channels_inbox.delivering import slot
from channels_inbox.models import Channel
from channels_inbox.notification_mail.gathering import gather
from channels_inbox.notification_mail.retrying import NOTHING_LEFT
from channels_inbox.notification_mail.writing import write_letter
from channels_inbox.registry import sender
from channels_inbox.sending import Lost, Refused, TryLater
from helpdesk.lib import delivery

log = logging.getLogger(__name__)


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
    try:
        message = write_letter(letter)
        if message is None:
            delivery.mark_failed(letter, NOTHING_LEFT)
            return True
        # No channel's own server: it is mail of the site, like codes and passwords.
        site = Channel(kind="email", name="Notifications", address=message.sender.email)
        answer = sender("email").send(site, message, on_transmit=partial(delivery.mark_transmitting, letter))
    except Exception as error:
        # A fault of ours. Before anything was handed over it is safely tried again.
        log.exception("Letter %s failed.", letter.pk)
        if letter.transmitting_at is None:
            delivery.mark_later(letter, f"It could not be sent: {type(error).__name__}.")
        else:
            delivery.mark_uncertain(letter)
        return True
    if isinstance(answer, Lost):
        delivery.mark_uncertain(letter)
    elif isinstance(answer, TryLater):
        delivery.mark_later(letter, answer.trouble)
    elif isinstance(answer, Refused):
        delivery.mark_failed(letter, answer.trouble)
    else:
        delivery.mark_sent(letter)
    return True
