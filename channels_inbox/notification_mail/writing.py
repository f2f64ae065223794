"""Write the letter of a row from what its reader may still see and has not read."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import NotificationLetter
from accounts.zones import zone_of
from channels_inbox.messages import Address, OutboundMessage
from channels_inbox.selectors.notifications import Group, grouped
from tickets.selectors import notifications_of

# More than this many lines nobody reads in a mail.
SHOWN = 100


def write_letter(letter: NotificationLetter) -> OutboundMessage | None:
    """Return the letter; None when nothing is left to say. Asked again at each try: rights and news change."""
    user = letter.user
    if not (user.is_active and user.is_agent):
        return None
    groups = grouped(list(notifications_of(user).filter(letter=letter, read_at=None).order_by("-pk")[:SHOWN]), user)
    if not groups:
        return None
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    wishes = f"{settings.SITE_URL}{reverse('agent_notification_wishes')}"
    with zone_of(user):
        text = render_to_string(
            "channels_inbox/email/notifications.txt",
            {"groups": groups, "site": settings.SITE_URL, "wishes": wishes, "user": user},
        )
    return OutboundMessage(
        sender=Address(name, email),
        to=(Address("", user.email),),
        subject=_subject(groups),
        text=text,
        message_id=letter.external_id,
        automatic=True,
        unsubscribe=wishes,
    )


def _subject(groups: list[Group]) -> str:
    count = sum(len(group.rows) for group in groups)
    if count > 1:
        return f"{count} things you have not read"
    group = groups[0]
    # Without brackets: an answer to this must not be taken for one in the ticket.
    return f"#{group.number}: {group.rows[0].text}"[:150] if group.number else group.rows[0].text[:150]
