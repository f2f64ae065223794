"""Set up webhooks: the addresses of other programs, and the secrets that sign what they are told."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from helpdesk.lib import http
from helpdesk.lib.crypto import seal
from helpdesk.lib.delivery import State
from helpdesk.lib.posting import new_secret
from helpdesk.lib.wake import wake_after_commit
from tickets.models import Webhook, WebhookDelivery
from tickets.operations.telling import TASK


@transaction.atomic
def save_webhook(webhook: Webhook, *, by: User, seen: int = 0) -> str:
    """Store a new or changed webhook; return the secret of a new one, which is shown once, else nothing.

    Raises ValidationError by field, ChangedMeanwhile.
    """
    _check(webhook)
    before: dict[str, object] = {}
    secret = ""
    if webhook.pk:
        stored = Webhook.objects.select_for_update(no_key=True).get(pk=webhook.pk)
        require_version(stored, seen)
        before = _told(stored)
        webhook.version, webhook.sealed = stored.version, stored.sealed
        if _told(webhook) == before:
            return ""
        webhook.version += 1
    else:
        secret = new_secret()
        webhook.sealed = seal({"secret": secret})
    webhook.save()
    audit(webhook, "changed" if before else "added", by=by, before=before, after=_told(webhook))
    return secret


@transaction.atomic
def renew_secret(webhook: Webhook, *, by: User) -> str:
    """Give a webhook another secret and return it; the old one signs nothing from now on."""
    secret = new_secret()
    Webhook.objects.filter(pk=webhook.pk).update(sealed=seal({"secret": secret}))
    audit(webhook, "new secret", by=by, before={}, after={})
    return secret


@transaction.atomic
def delete_webhook(webhook: Webhook, *, by: User) -> None:
    """Remove a webhook with its deliveries. Rules that call it are switched off by the next look at all rules."""
    # Waits for whoever queues a delivery at this moment.
    Webhook.objects.select_for_update(no_key=False).filter(pk=webhook.pk).first()
    audit(webhook, "removed", by=by, before=_told(webhook), after={})
    webhook.delete()


def send_again(row: WebhookDelivery) -> bool:
    """Queue a delivery that failed once more, because a person says so."""
    again = WebhookDelivery.objects.filter(pk=row.pk, state=State.FAILED)
    if not again.update(state=State.QUEUED, due_at=timezone.now(), attempts=0, trouble=""):
        return False
    wake_after_commit(TASK)
    return True


def _check(webhook: Webhook) -> None:
    errors: dict[str, list[str]] = {}
    try:
        webhook.clean_fields(exclude=["sealed"])
    except ValidationError as error:
        errors = error.message_dict
    if "url" not in errors:
        try:
            http.check(webhook.url, allowed=settings.WEBHOOK_NETWORKS)
        except http.Forbidden as error:
            errors["url"] = [str(error)]
        except http.Unreached:
            # Its name may be known tomorrow; each delivery asks anew.
            pass
    if errors:
        raise ValidationError(errors)


def _told(webhook: Webhook) -> dict[str, object]:
    return {"name": webhook.name, "url": webhook.url, "active": webhook.active}
