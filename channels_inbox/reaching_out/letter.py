"""The letter of a reach-out that belongs to no ticket: from a mailbox of ours, with a mark its answer carries."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, override

from channels_inbox.messages import Address, OutboundMessage
from channels_inbox.models import Channel, ReachOut, ReachOutDelivery
from channels_inbox.outbound import Unreachable
from channels_inbox.reaching_out.links import unsubscribe_link
from channels_inbox.reaching_out.marks import answer_address, message_id
from helpdesk.lib.html import text_to_html
from knowledgebase.languages import locale_for


def mailbox_of_reach_out(reach_out: ReachOut) -> Channel:
    """Return the mailbox its letters leave from: the chosen one, else the oldest. Raises Unreachable."""
    chosen = reach_out.channel
    if chosen is not None and chosen.retired_at is None and chosen.paused_at is None:
        return chosen
    found = Channel.objects.filter(kind="email", paused_at=None, retired_at=None).order_by("pk").first()
    if found is None:
        raise Unreachable("No email channel is set up, so nothing can be sent.")
    return found


def write_letter(row: ReachOutDelivery, channel: Channel) -> OutboundMessage:
    """Return the letter of a row whose words are written."""
    link = unsubscribe_link(row)
    with override(locale_for(row.customer.language)):
        return OutboundMessage(
            sender=Address(str(channel.settings.get("from_name") or settings.SITE_NAME), channel.address),
            to=(Address("", row.address),),
            reply_to=(Address("", answer_address(channel.address, row.key)),),
            subject=row.subject,
            text=f"{row.text.rstrip()}\n\n-- \n{gettext('No more letters like this')}: {link}\n",
            html=letter_html(row.text, channel, link),
            message_id=message_id(row.key),
            automatic=True,
            unsubscribe=link,
            one_click=True,
        )


def letter_html(text: str, channel: Channel, link: str) -> str:
    """Return a letter as mail programs draw it."""
    context = {"body": mark_safe(text_to_html(text)), "unsubscribe": link, "channel": channel}  # noqa: S308
    return render_to_string("channels_inbox/email/message.html", {**context, "site": settings.SITE_NAME})
