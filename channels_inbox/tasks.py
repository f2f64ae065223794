"""Wake-ups: each task takes an id and calls one function; the sweeps find what nobody was woken for."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from channels_inbox import processing
from channels_inbox.delivering import deliver as deliver_row
from channels_inbox.models import Outbound
from channels_inbox.wake import wake
from helpdesk.lib import delivery


@shared_task(name="channels_inbox.process_inbound")
def process_inbound(pk: int) -> None:
    processing.process_inbound(pk)


@shared_task(name="channels_inbox.deliver")
def deliver(pk: int) -> None:
    deliver_row(pk)


@shared_task(name="channels_inbox.sweep")
def sweep() -> None:
    """Wake workers for rows that waited longer than a healthy broker takes. Safe to run twice or late."""
    # A few seconds' grace: the task sent at commit is usually on its way already.
    before = timezone.now() - timedelta(seconds=5)
    for pk in processing.due(before=before):
        wake("channels_inbox.process_inbound", pk)
    for pk in delivery.due(Outbound, now=before):
        wake("channels_inbox.deliver", pk)
