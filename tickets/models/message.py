from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Customer
from helpdesk.lib.html import markdown_to_html, text_to_html
from tickets.models.kinds import ChannelKind
from tickets.models.ticket import Ticket


class Message(models.Model):
    """Something somebody said in a ticket, on whatever channel."""

    class Kind(models.TextChoices):
        INBOUND = "inbound", "From the customer"
        REPLY = "reply", "Reply"
        NOTE = "note", "Internal note"
        SYSTEM = "system", "Automatic message"
        # To and from somebody outside, beside the ticket's own thread (SideMessage). Never the customer's to read.
        SIDE_OUT = "side_out", "Asked outside"
        SIDE_IN = "side_in", "Answered from outside"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=8, choices=Kind)
    channel = models.CharField(max_length=12, choices=ChannelKind)
    # Exactly one of the two for people; neither for automatic messages.
    author_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    author_customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    # The whole text, and what is left of it without quoted history and signature.
    text = models.TextField(blank=True)
    reply_text = models.TextField(blank=True)
    # False when nothing but a From line says who wrote this (docs/security.md).
    sender_verified = models.BooleanField(default=False)
    # Whether the requester may read it. Notes never; nor mail from strangers who hold a reply address,
    # which may be a code somebody tries to have read to them.
    public = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    # No column: known, by whoever has just written it, to have neither files nor HTML.
    plain = False

    class Meta:
        indexes = [models.Index(fields=["ticket", "id"], name="message_of_ticket")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="note", public=True),
                name="message_note_is_internal",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["side_out", "side_in"], public=True),
                name="message_aside_is_internal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.ticket_id}"

    @property
    def has_more(self) -> bool:
        """Whether quoted history or a signature was folded away."""
        return self.text.strip() != self.reply_text.strip()

    def as_html(self) -> SafeString:
        """Return what it says, without what was quoted, as HTML: a colleague's Markdown, all else as plain text."""
        convert = markdown_to_html if self.author_user_id else text_to_html
        return mark_safe(convert(self.reply_text))  # noqa: S308  # both escape


class HtmlBody(models.Model):
    """The HTML of a message, kept as sent and cleaned once. Apart from the message, so lists never load it."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="html_body")
    source = models.TextField()
    cleaned = models.TextField()
    # Which policy cleaned it; rows of an older one can be cleaned again from `source`.
    sanitiser = models.CharField(max_length=60, db_index=True)
    has_remote = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"HTML of message {self.message_id}"
