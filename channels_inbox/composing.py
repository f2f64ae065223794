"""Write the letter of a delivery row: words, names, marks and files, in the form every channel sends."""

from __future__ import annotations

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override

from accounts.models import Customer, Identity, User
from accounts.operations.identifying import normalise
from channels_inbox.chat.mailing import letter_of
from channels_inbox.letter_suggestions import Answer, answers_in
from channels_inbox.messages import Address, OutboundFile, OutboundMessage
from channels_inbox.models import Channel, Outbound, ReachOutDelivery
from channels_inbox.parts import part_of
from channels_inbox.portal.access import takes_part
from channels_inbox.portal.links import request_link
from channels_inbox.portal.rating_links import Choice, choices_of
from channels_inbox.reaching_out.links import unsubscribe_link
from channels_inbox.reply_address import reply_address
from helpdesk.lib.html import markdown_to_html, text_to_html
from helpdesk.lib.rows import scalars
from knowledgebase.languages import locale_for
from tickets.models import Message
from tickets.models.kinds import ChannelKind

_HOLDER = "SELECT customer_id FROM accounts_identity WHERE kind = 'email' AND value = %s"


def compose(outbound: Outbound) -> OutboundMessage:
    """Write what leaves: a letter, or the part of a message that a row stands for on any other wire.

    Addresses that accepted or refused it before are left out, so a retry reaches only the rest."""
    if outbound.channel.kind != ChannelKind.EMAIL:
        return part_of(outbound)
    with override(_language(outbound.message)):
        return _letter(outbound)


def _language(message: Message) -> str:
    """Return the language of what stands around the words: the customer's; of others we know none."""
    aside = message.kind == Message.Kind.SIDE_OUT
    return locale_for("" if aside else message.ticket.requester.language)


def _letter(outbound: Outbound) -> OutboundMessage:
    message, channel = outbound.message, outbound.channel
    author = message.author_user
    signature = author.signature.strip() if author else ""
    link = "" if message.kind == Message.Kind.SIDE_OUT else _link(outbound)
    choices = choices_of(message) if outbound.automatic else []
    answers = answers_in(outbound) if outbound.automatic else []
    unsubscribe = _unsubscribe(message) if outbound.automatic else ""
    # One letter for all that a visitor missed.
    chat = letter_of(outbound) if message.channel == ChannelKind.CHAT else None
    words, told = chat or (message.text, [message])
    return OutboundMessage(
        sender=Address(_from_name(author, channel), channel.address),
        to=_pending(outbound, outbound.to),
        cc=_pending(outbound, outbound.cc),
        reply_to=(Address("", reply_address(channel.address, outbound.conversation.key)),),
        subject=outbound.subject,
        text=_text(words, signature, link, choices, answers, unsubscribe),
        html=_html(message, words, author, signature, link, channel, choices, answers, unsubscribe),
        message_id=outbound.external_id,
        in_reply_to=outbound.in_reply_to,
        references=tuple(outbound.references),
        files=tuple(file for said in told for file in _files(said)),
        automatic=outbound.automatic,
        unsubscribe=unsubscribe,
        one_click=bool(unsubscribe),
    )


def _unsubscribe(message: Message) -> str:
    """Return where its reader ends letters like this; they can end only what nobody asked for."""
    row: ReachOutDelivery | None = getattr(message, "reach_out", None)
    return unsubscribe_link(row) if row else ""


def _pending(outbound: Outbound, addresses: list[str]) -> tuple[Address, ...]:
    done = {*outbound.accepted, *outbound.refused}
    return tuple(Address("", a) for a in addresses if a not in done)


def _link(outbound: Outbound) -> str:
    """Return the reader's own link, for letters nobody else gets: who holds it may answer for them."""
    readers = [*outbound.to, *outbound.cc]
    if len(readers) != 1:
        return ""
    ticket = outbound.message.ticket
    held = scalars(_HOLDER, [normalise(Identity.Kind.EMAIL, readers[0])])
    if not held:
        return ""
    # Nearly always the requester, who is read already.
    reader = ticket.requester if held[0] == ticket.requester_id else Customer.objects.get(pk=held[0])
    return request_link(ticket, reader) if takes_part(reader, ticket) else ""


def _from_name(author: User | None, channel: Channel) -> str:
    name = channel.settings.get("from_name") or settings.SITE_NAME
    return f"{author.get_short_name()} ({name})" if author else str(name)


def _text(words: str, signature: str, link: str, choices: list[Choice], answers: list[Answer], unsubscribe: str) -> str:
    parts = [words.rstrip(), *(f"{choice.label}: {choice.url}" for choice in choices)]
    if answers:
        parts.append(f"{gettext('This may already answer it')}:")
        parts += [f"{one.title}\n{one.url}\n{gettext('This solved it')}: {one.solved}" for one in answers]
    if link:
        parts.append(f"{gettext('See your request')}: {link}")
    if signature:
        parts.append(f"-- \n{signature}")
    if unsubscribe:
        parts.append(f"-- \n{gettext('No more letters like this')}: {unsubscribe}")
    return "\n\n".join(parts) + "\n"


def _html(
    message: Message,
    words: str,
    author: User | None,
    signature: str,
    link: str,
    channel: Channel,
    choices: list[Choice],
    answers: list[Answer],
    unsubscribe: str,
) -> str:
    return render_to_string(
        "channels_inbox/email/message.html",
        {
            # Who is asked aside learns nothing of the ticket but what is written to them.
            "ticket": None if message.kind == Message.Kind.SIDE_OUT else message.ticket,
            "author": author,
            "body": mark_safe(markdown_to_html(words)) if author else _safe(words),  # noqa: S308
            "signature": _safe(signature),
            "link": link,
            "choices": choices,
            "answers": answers,
            "channel": channel,
            "unsubscribe": unsubscribe,
            "site": settings.SITE_NAME,
        },
    )


def _safe(text: str) -> SafeString:
    """Return a text as HTML; what could be markup in it was escaped by the conversion."""
    return mark_safe(text_to_html(text) if text else "")  # noqa: S308


def _files(message: Message) -> list[OutboundFile]:
    files: list[OutboundFile] = []
    if message.kind == Message.Kind.SYSTEM:
        return files
    for attachment in message.attachments.all():
        with attachment.file.open("rb") as opened:
            files.append(OutboundFile(attachment.name, attachment.content_type, opened.read()))
    return files
