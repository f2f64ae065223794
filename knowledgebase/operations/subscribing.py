"""Let people and programs hear of incidents: ask, confirm, change, end."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit
from helpdesk.lib import http
from helpdesk.lib.crypto import seal
from helpdesk.lib.delivery import State
from helpdesk.lib.posting import new_secret
from helpdesk.lib.wake import wake_after_commit
from knowledgebase.models import Component, Subscriber, SubscriberDelivery
from knowledgebase.operations.telling_subscribers import MAIL_TASK, POST_TASK
from knowledgebase.subscriptions import CONFIRM_DAYS

# However often somebody types an address into our form: its owner gets no more letters from us than this.
LETTERS = 3
LETTERS_IN = timedelta(days=1)


@transaction.atomic
def ask_to_subscribe(
    email: str, *, url: str = "", components: Iterable[Component] | None = None, language: str = ""
) -> Subscriber:
    """Take a wish to hear of incidents, and write to the address: only its owner can confirm.

    `components` None is the whole page, `language` that of the page it was asked on. Asked again, what was confirmed
    stays as it is and the letter leads to it.
    Raises ValidationError by field.
    """
    email, url = email.strip().lower(), url.strip()
    _check(email, url)
    kind = Subscriber.Kind.WEBHOOK if url else Subscriber.Kind.EMAIL
    Subscriber.objects.bulk_create([Subscriber(kind=kind, email=email, url=url)], ignore_conflicts=True)
    subscriber = Subscriber.objects.select_for_update(no_key=True).get(email=email, url=url)
    if subscriber.confirmed_at is None:
        _choose(subscriber, components)
        subscriber.language = language
        subscriber.save(update_fields=["language"])
    recent = SubscriberDelivery.objects.filter(
        subscriber__email=email, update=None, created_at__gt=timezone.now() - LETTERS_IN
    )
    if recent.count() < LETTERS:
        SubscriberDelivery.objects.create(subscriber=subscriber, way=Subscriber.Kind.EMAIL)
        wake_after_commit(MAIL_TASK)
    return subscriber


@transaction.atomic
def confirm_subscription(pk: int) -> Subscriber | None:
    """Tell this subscriber from now on; None when there is no such wish any more. Confirmed twice is once."""
    subscriber = Subscriber.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if subscriber is not None and subscriber.confirmed_at is None:
        subscriber.confirmed_at = timezone.now()
        if subscriber.kind == Subscriber.Kind.WEBHOOK:
            subscriber.sealed = seal({"secret": new_secret()})
        subscriber.save(update_fields=["confirmed_at", "sealed"])
    return subscriber


@transaction.atomic
def change_subscription(subscriber: Subscriber, *, components: Iterable[Component] | None) -> None:
    """Hear of these parts only, or of the whole page with None."""
    _choose(Subscriber.objects.select_for_update(no_key=True).get(pk=subscriber.pk), components)


@transaction.atomic
def end_subscription(subscriber: Subscriber) -> None:
    """Tell nothing more, and forget the address. What is on its way may still arrive."""
    Subscriber.objects.filter(pk=subscriber.pk).delete()


@transaction.atomic
def add_subscriber(email: str, *, by: User, url: str = "", components: Iterable[Component] | None = None) -> Subscriber:
    """Ask somebody on behalf of an administrator: they, too, confirm for themselves. Raises ValidationError."""
    subscriber = ask_to_subscribe(email, url=url, components=components)
    audit(subscriber, "asked", by=by, before={}, after={"email": subscriber.email, "url": subscriber.url})
    return subscriber


@transaction.atomic
def remove_subscriber(subscriber: Subscriber, *, by: User) -> None:
    audit(subscriber, "removed", by=by, before={"email": subscriber.email, "url": subscriber.url}, after={})
    end_subscription(subscriber)


def send_again(row: SubscriberDelivery, *, by: User) -> bool:
    """Queue once more what failed or may not have arrived, because a person says so."""
    with transaction.atomic():
        again = SubscriberDelivery.objects.filter(pk=row.pk, state__in=[State.FAILED, State.UNCERTAIN])
        if not again.update(state=State.QUEUED, due_at=timezone.now(), attempts=0, transmitting_at=None, trouble=""):
            return False
        audit(row, "tried again", by=by, before={"state": row.state}, after={"state": State.QUEUED.value})
        wake_after_commit(MAIL_TASK if row.way == Subscriber.Kind.EMAIL else POST_TASK)
    return True


def forget_unconfirmed() -> None:
    """Forget the addresses of those who never confirmed."""
    late = timezone.now() - timedelta(days=CONFIRM_DAYS)
    Subscriber.objects.filter(confirmed_at=None, created_at__lt=late).delete()


def _choose(subscriber: Subscriber, components: Iterable[Component] | None) -> None:
    subscriber.whole_page = components is None
    subscriber.save(update_fields=["whole_page"])
    subscriber.components.set(components or [])


def _check(email: str, url: str) -> None:
    wrong: dict[str, list[str]] = {}
    try:
        Subscriber(email=email, url=url).clean_fields(exclude=["sealed"])
    except ValidationError as error:
        wrong = error.message_dict
    if url and "url" not in wrong:
        try:
            http.check(url, allowed=settings.WEBHOOK_NETWORKS)
        except http.Forbidden as error:
            wrong["url"] = [str(error)]
        except http.Unreached:
            # Its name may be known tomorrow; each post asks anew.
            pass
    if wrong:
        raise ValidationError(wrong)
