"""Delivery reports: which of our mails did not arrive, at whom, and why."""

from __future__ import annotations

from channels_inbox.adapters.email.mime import Part
from channels_inbox.messages import Address, BouncedRecipient, BounceReport

from .original import original_of
from .status_notification import recipients_in_notification
from .wording import is_worded_like_one, recipients_in_words

__all__ = ["bounce_report"]


def bounce_report(root: Part, text: str, sender: Address, subject: str) -> BounceReport | None:
    """Return what a delivery report says (RFC 3464, or any mail system's own words); None when the mail is none."""
    recipients = recipients_in_notification(root)
    if not recipients:
        if not is_worded_like_one(root.headers, sender, subject, text):
            return None
        recipients = recipients_in_words(root.headers, text, subject, original_of(root, text).recipients)
    elif any(not recipient.email or not recipient.diagnostic for recipient in recipients):
        recipients = _completed(recipients, root, text, subject)
    original = original_of(root, text)
    return BounceReport(recipients, original.message_id, original.subject)


def _completed(
    recipients: tuple[BouncedRecipient, ...], root: Part, text: str, subject: str
) -> tuple[BouncedRecipient, ...]:
    """Fill in from the words what the machine-readable part left out."""
    told = recipients_in_words(root.headers, text, subject, original_of(root, text).recipients)
    by_email = {recipient.email.lower(): recipient for recipient in told}
    completed = []
    for recipient in recipients:
        words = by_email.get(recipient.email.lower()) or (told[0] if told and len(recipients) == 1 else None)
        if words is None:
            completed.append(recipient)
            continue
        completed.append(
            BouncedRecipient(
                recipient.email or words.email,
                recipient.action,
                recipient.status or words.status,
                recipient.diagnostic or words.diagnostic,
            )
        )
    return tuple(completed)
