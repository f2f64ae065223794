"""Write what a subscriber is told: an update, or the question whether it is they who asked."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string

from channels_inbox.messages import Address, OutboundMessage
from knowledgebase.models import Subscriber, SubscriberDelivery, Visibility
from knowledgebase.subscriptions import confirm_link, manage_link, unsubscribe_link


def write_letter(row: SubscriberDelivery) -> OutboundMessage | None:
    """Return the letter; None when its incident is no longer for everybody's eyes."""
    subscriber = row.subscriber
    if row.update is None:
        return _letter(row, *_question(subscriber))
    incident = row.update.incident
    if incident.visibility != Visibility.PUBLIC or subscriber.confirmed_at is None:
        return None
    touched = incident.touched.filter(component__visibility=Visibility.PUBLIC).select_related("component")
    link = settings.SITE_URL + incident.get_absolute_url()
    context = {"update": row.update, "incident": incident, "touched": touched, "link": link}
    subject = f"[{settings.SITE_NAME}] {row.update.get_status_display()}: {incident.title}"
    text = _text("status_update", subscriber, **context)
    return _letter(row, subject, text, unsubscribe=unsubscribe_link(subscriber), one_click=True)


def _question(subscriber: Subscriber) -> tuple[str, str]:
    """Return subject and text for somebody whose address was typed into the form, perhaps by another."""
    if subscriber.confirmed_at is not None:
        subject = f"You hear of incidents at {settings.SITE_NAME} already"
        return subject, _text("status_known", subscriber)
    subject = f"Do you want to hear of incidents at {settings.SITE_NAME}?"
    return subject, _text("status_confirmation", subscriber, confirm=confirm_link(subscriber))


def _text(name: str, subscriber: Subscriber, **context: object) -> str:
    context = {**context, "subscriber": subscriber, "manage": manage_link(subscriber), "site_name": settings.SITE_NAME}
    return render_to_string(f"channels_inbox/email/{name}.txt", context).strip() + "\n"


def _letter(
    row: SubscriberDelivery, subject: str, text: str, *, unsubscribe: str = "", one_click: bool = False
) -> OutboundMessage:
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return OutboundMessage(
        sender=Address(name, email),
        to=(Address("", row.subscriber.email),),
        subject=subject[:150],
        text=text,
        # However often it is tried, it stays one letter.
        message_id=f"status.{row.pk}@{settings.MAIL_DOMAIN}",
        automatic=True,
        unsubscribe=unsubscribe,
        one_click=one_click,
    )
