"""A visitor who has left gets by mail what they have not seen: each answer once, on a wire of the same ticket."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.operations.identifying import identify
from channels_inbox.chat.errors import TooMuch, WhoFirst
from channels_inbox.chat.finding import locked_chat
from channels_inbox.models import Chat, ChatEntry, ChatLetter, Conversation, Outbound
from channels_inbox.outbound import Unreachable, mailbox_of, queue
from channels_inbox.widgets.shape import offers
from helpdesk.lib.one_by_one import one_by_one
from tickets.models import Message, Participant, Ticket
from tickets.models.kinds import ACTIVE, Category, ChannelKind
from tickets.operations.progress import move_to
from tickets.selectors import default_status

# One chat's whole text goes out no more often than this.
TRANSCRIPT_REST = timedelta(minutes=10)
_WRITERS = {ChatEntry.Author.AGENT: "", ChatEntry.Author.BOT: "Answer bot", ChatEntry.Author.VISITOR: "You"}


def mail_unseen(*, now: datetime | None = None) -> int:
    """Queue a letter for every chat whose visitor has left with answers unseen; return how many."""
    now = now or timezone.now()
    due = Chat.objects.filter(mail_due_at__lte=now).order_by("mail_due_at").values_list("pk", flat=True)
    return one_by_one(lambda pk: _mail(pk, now), list(due[:500]))


@transaction.atomic
def _mail(pk: int, now: datetime) -> bool:
    chat = Chat.objects.select_related("conversation__ticket").get(pk=pk)
    ticket, chat = locked_chat(chat)
    if chat.mail_due_at is None or chat.mail_due_at > now:
        return False
    # Where letters are switched off, what was said waits in the chat.
    unseen = unseen_by(chat) if offers(chat.visitor.widget, "mail") else []
    gone_at = chat.visitor.seen_at + timedelta(seconds=chat.visitor.widget.gone_after)
    # Still there: look again when they would be gone if they left now.
    chat.mail_due_at = gone_at if unseen and gone_at > now else None
    chat.save(update_fields=["mail_due_at"])
    if chat.mail_due_at is not None or not unseen:
        return False
    try:
        wire = wire_to(chat, ticket)
    except Unreachable:
        # They left no address: it waits for them here, and goes out should they leave one.
        return False
    _queue(chat, wire, ticket, ChatLetter.Kind.UNSEEN, unseen)
    chat.mailed = unseen[-1].seq
    chat.save(update_fields=["mailed"])
    if ticket.category in ACTIVE and ticket.last_message_by_us:
        # While they talked nobody waited; now it is their turn.
        move_to(ticket, default_status(Category.WAITING_CUSTOMER), by=None)
    return True


def unseen_by(chat: Chat) -> list[ChatEntry]:
    """Return the answers a visitor has neither read nor been sent. What went by mail anyway is none of them."""
    rows = ChatEntry.objects.filter(conversation=chat.pk, seq__gt=max(chat.visitor_read, chat.mailed))
    answers = rows.filter(author__in=[ChatEntry.Author.AGENT, ChatEntry.Author.BOT])
    return list(answers.filter(message__channel=ChannelKind.CHAT).select_related("message").order_by("seq"))


@transaction.atomic
def mail_transcript(chat: Chat) -> None:
    """Send the whole chat to the visitor's own address. Raises WhoFirst, TooMuch, Unreachable."""
    ticket, chat = locked_chat(chat)
    lately = Outbound.objects.filter(
        chat_letter__conversation=chat.pk,
        chat_letter__kind=ChatLetter.Kind.TRANSCRIPT,
        created_at__gt=timezone.now() - TRANSCRIPT_REST,
    )
    if not chat.visitor.email:
        raise WhoFirst
    if lately.exists():
        raise TooMuch("It was sent a moment ago. Look into your mailbox.")
    said = ChatEntry.objects.filter(conversation=chat.pk, message__isnull=False).select_related("message")
    _queue(chat, wire_to(chat, ticket), ticket, ChatLetter.Kind.TRANSCRIPT, list(said.order_by("seq")))


def wire_to(chat: Chat, ticket: Ticket) -> Conversation:
    """Return the mail wire to the address a visitor left, opening one at the first letter. Raises Unreachable.

    Whoever holds that address takes part in this ticket from now on, so that their answer returns to it; they
    and the visitor stay two people to us until something proves that they are one.
    """
    address = chat.visitor.email
    if not address:
        raise Unreachable("The visitor left no address.")
    wire = ticket.conversations.filter(channel__kind=ChannelKind.EMAIL, side=None, address=address).last()
    if wire is None:
        wire = Conversation.objects.create(channel=mailbox_of(ticket), ticket=ticket, address=address)
        holder = identify(kind="email", value=address)
        if holder.pk != ticket.requester_id:
            Participant.objects.get_or_create(ticket=ticket, email=address, defaults={"customer": holder})
    return wire


def _queue(chat: Chat, wire: Conversation, ticket: Ticket, kind: str, entries: list[ChatEntry]) -> None:
    message = entries[-1].message
    assert message is not None
    subject = f"Your chat: {ticket.subject} [#{ticket.number}]"
    outbound = queue(message, wire, to=[wire.address], subject=subject)
    ChatLetter.objects.create(
        outbound=outbound, conversation=chat.conversation, kind=kind, first=entries[0].seq, last=entries[-1].seq
    )


def letter_of(outbound: Outbound) -> tuple[str, list[Message]] | None:
    """Return the words and the messages of a letter that carries part of a chat; None for all others."""
    letter = ChatLetter.objects.filter(outbound=outbound).first()
    if letter is None:
        return None
    rows = ChatEntry.objects.filter(
        conversation=letter.conversation_id, seq__range=(letter.first, letter.last), message__isnull=False
    ).select_related("message__author_user")
    whole = letter.kind == ChatLetter.Kind.TRANSCRIPT
    if not whole:
        rows = rows.filter(author__in=[ChatEntry.Author.AGENT, ChatEntry.Author.BOT], message__channel=ChannelKind.CHAT)
    entries = list(rows.order_by("seq"))
    said = [(_writer(entry), entry.message) for entry in entries if entry.message is not None]
    text = "\n\n".join(f"{who}:\n{m.reply_text}" if whole else m.reply_text for who, m in said)
    return text, [message for _, message in said if not whole or message.kind == Message.Kind.REPLY]


def _writer(entry: ChatEntry) -> str:
    author = entry.message.author_user if entry.message else None
    return author.get_short_name() if author else _WRITERS.get(ChatEntry.Author(entry.author), "")
