"""What the clock does with people's rows. Each task may run late or twice and changes nothing then."""

from __future__ import annotations

from celery import shared_task

from accounts.operations import forgetting


@shared_task(name="accounts.forget_idempotency_keys")
def forget_idempotency_keys() -> None:
    forgetting.forget_idempotency_keys()


@shared_task(name="accounts.forget_notifications")
def forget_notifications() -> None:
    forgetting.forget_notifications()
