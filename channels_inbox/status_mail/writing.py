"""Write what a subscriber is told: an update, or the question whether it is they who asked."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from channels_inbox.messages import Address, OutboundMessage
from knowledgebase.languages import locale_for
from knowledgebase.models import Component, Incident, IncidentComponent, Subscriber, SubscriberDelivery, Visibility
from knowledgebase.portal.status.words import STATES, STATUSES
from knowledgebase.selectors.subscribers import readers_of
from knowledgebase.status.states import State
from knowledgebase.subscriptions import confirm_link, manage_link, unsubscribe_link


def write_letter(row: SubscriberDelivery) -> OutboundMessage | None:
    """Return the letter in its reader's language; None when they may not read its incident any more."""
    with override(locale_for(row.subscriber.language)):
        return _question(row) if row.update is None else _news(row)


def _news(row: SubscriberDelivery) -> OutboundMessage | None:
    assert row.update is not None
    subscriber, incident = row.subscriber, row.update.incident
    touched = _parts_for(subscriber, incident)
    if touched is None or subscriber.confirmed_at is None:
        return None
    status = STATUSES[Incident.Status(row.update.status)]
    context = {
        "update": row.update,
        "status": status,
        "incident": incident,
        "parts": [(one.component.name, STATES[State(one.status)].word) for one in touched],
        "link": settings.SITE_URL + incident.get_absolute_url(),
    }
    subject = f"[{settings.SITE_NAME}] {status}: {incident.title}"
    text = _text("status_update", subscriber, **context)
    return _letter(row, subject, text, unsubscribe=unsubscribe_link(subscriber), one_click=True)


def _parts_for(subscriber: Subscriber, incident: Incident) -> Iterable[IncidentComponent] | None:
    """Return what to say of its parts; None when the incident is not for this reader's eyes."""
    if incident.visibility == Visibility.PUBLIC:
        return incident.public_parts  # type: ignore[attr-defined, no-any-return]  # read by status_mail.loading
    reader = readers_of(incident).filter(email=subscriber.email).first()
    if reader is None:
        return None
    seen = Component.objects.visible_to(reader).values("pk")
    return incident.touched.filter(component__in=seen).select_related("component")


def _question(row: SubscriberDelivery) -> OutboundMessage:
    """Write to somebody whose address was typed into the form, perhaps by another."""
    subscriber, site = row.subscriber, {"site": settings.SITE_NAME}
    if subscriber.confirmed_at is not None:
        subject = _("You hear of incidents at %(site)s already") % site
        return _letter(row, subject, _text("status_known", subscriber))
    subject = _("Do you want to hear of incidents at %(site)s?") % site
    return _letter(row, subject, _text("status_confirmation", subscriber, confirm=confirm_link(subscriber)))


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
