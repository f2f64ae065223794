"""The one normal form of a message, whatever wire it came in or goes out by.

Adapters turn raw input into `InboundMessage` without a database; `intake` turns that into rows. On the way out
a delivery row becomes an `OutboundMessage`, which an adapter writes in its own wire format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Address:
    """A person on a wire: a display name (may be empty) and an address in lower-case domain form.

    For channels other than mail `email` holds the channel's own handle.
    """

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class InboundFile:
    """One file that came with a message; `name` is safe to show and to offer for download.

    `inline` is true when the HTML body shows the file itself, by its Content-ID.
    """

    name: str
    content_type: str
    content: bytes
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class BouncedRecipient:
    """One recipient a delivery report speaks of.

    `action` is failed, delayed, delivered, relayed or expanded; `status` an enhanced code such as 5.1.1 (RFC 3463).
    """

    email: str
    action: str = "failed"
    status: str = ""
    diagnostic: str = ""

    @property
    def permanent(self) -> bool:
        """Tell whether another try is pointless."""
        return self.action == "failed" and not self.status.startswith("4")


@dataclass(frozen=True, slots=True)
class BounceReport:
    """What a delivery status notification says (RFC 3464, or a mail system's own wording)."""

    recipients: tuple[BouncedRecipient, ...]
    original_message_id: str = ""
    original_subject: str = ""

    @property
    def permanent(self) -> bool:
        """Tell whether at least one recipient failed for good."""
        return any(recipient.permanent for recipient in self.recipients)

    @property
    def action(self) -> str:
        """Return the gravest action named: failed, delayed, then the rest."""
        actions = {recipient.action for recipient in self.recipients}
        for action in ("failed", "delayed", "expanded", "relayed", "delivered"):
            if action in actions:
                return action
        return "failed"

    @property
    def status(self) -> str:
        """Return the first enhanced status code named, or an empty text."""
        return next((r.status for r in self.recipients if r.status), "")

    @property
    def diagnostic(self) -> str:
        """Return the first reason given in words, or an empty text."""
        return next((r.diagnostic for r in self.recipients if r.diagnostic), "")


@dataclass(frozen=True, slots=True)
class FeedbackReport:
    """A complaint from a mailbox provider about a mail of ours (RFC 5965)."""

    feedback_type: str
    recipient: str = ""
    original_message_id: str = ""
    source_ip: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """What our own mail server found out about the sender (RFC 8601).

    Results are lower-case words such as pass, fail, none. `domain` is the domain that was proven.
    """

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""
    domain: str = ""

    @property
    def passed(self) -> bool:
        """Tell whether the domain in From was proven to be the sender's."""
        return bool(self.domain)


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file the wire only names: `source` is what the adapter's `fetch` needs to bring it in."""

    name: str
    content_type: str
    source: str


@dataclass(frozen=True, slots=True)
class DeliveryReceipt:
    """What the other side says became of a message of ours: delivered, read or failed, and why.

    `provider_id` is its own name for the message; empty, `everything_before` says all up to then was seen.
    """

    status: str
    provider_id: str = ""
    reason: str = ""
    at: datetime | None = None
    everything_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message as a person sent it, understood but not yet stored.

    `external_id` is the wire's own name for it; ingest may replace it by a stronger key (mailbox, UIDVALIDITY, UID).
    """

    external_id: str
    channel_kind: str
    sender: Address
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    # Where the transport says it was delivered (Delivered-To and its kin): finds a reply address hidden by Bcc.
    delivered_to: tuple[str, ...] = ()
    return_path: str | None = None  # empty text: the null sender; None: the transport did not say
    subject: str = ""
    message_id: str = ""  # ids are kept without angle brackets
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()  # oldest first, as sent
    sent_at: datetime | None = None  # aware; None when missing or not believable
    text: str = ""  # the whole readable body
    reply_text: str = ""  # the same without quoted history and signature
    html: str | None = None  # exactly as sent; sanitise before showing
    attachments: tuple[InboundFile, ...] = ()
    is_forward: bool = False
    auto_reply: bool = False
    auto_reply_reason: str = ""
    is_bulk: bool = False  # newsletter or mailing list: never acknowledged, but a person may read it
    list_id: str = ""
    loop_mark: str = ""  # value of our own X-Helpdesk-Loop header
    bounce: BounceReport | None = None
    feedback_report: FeedbackReport | None = None
    authentication: Authentication | None = None
    request_type: str = ""  # the slug of what was chosen on a form
    fields: tuple[tuple[str, Any], ...] = ()  # values of custom fields by key, as the form kept them
    read: tuple[int, ...] = ()  # translations of articles they read before they asked
    asked: str = ""  # what they had searched for
    incident: int = 0  # the open incident they say it is about
    language: str = ""  # a hint such as "de", when the sender's program gave one
    defects: tuple[str, ...] = ()  # what was broken and how it was read anyway
    # Wires with threads of their own (messengers, SMS, the API). The key finds the conversation; mail has none.
    conversation_key: str = ""
    identity_kind: str = "email"
    also_email: str = ""  # an address another program vouches for
    remote_files: tuple[RemoteFile, ...] = ()
    wants_name: bool = False  # the wire says who wrote by a number alone, but knows their name
    receipt: DeliveryReceipt | None = None

    @property
    def wants_no_answer(self) -> bool:
        """Tell whether an automatic answer must not be sent (RFC 3834)."""
        return bool(
            self.auto_reply
            or self.is_bulk
            or self.loop_mark
            or self.bounce
            or self.feedback_report
            or not self.sender.email
        )


@dataclass(frozen=True, slots=True)
class OutboundFile:
    """One file to send; `content_id` marks an image that the HTML body shows."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    # Where a wire that fetches files itself finds it, for a short time.
    url: str = ""


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A message ready to be written in a wire's format.

    `automatic` marks what no person wrote, so that the adapter adds the headers that keep loops away.
    """

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    html: str | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    files: tuple[OutboundFile, ...] = ()
    automatic: bool = False
    # Where its reader says that they want no more of these; set on news nobody's message caused.
    unsubscribe: str = ""
    # Whether a mail program may end it there with one POST of its own (RFC 8058).
    one_click: bool = False
    # The wire's own thread, and what else its kind needs to know (a template, a tag).
    conversation_key: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    ticket_number: int = 0
    last_in_at: datetime | None = None
