"""Complaints from mailbox providers: somebody pressed "spam" on a mail of ours (RFC 5965)."""

from __future__ import annotations

import re

from channels_inbox.messages import FeedbackReport

from .addresses import parse_addresses
from .bounce.original import original_of
from .charset import clean
from .mime import Part, split

_TOKEN = re.compile(r"[\w-]{1,40}")


def feedback_report(root: Part) -> FeedbackReport | None:
    """Return what a feedback report says, or None when the mail is none."""
    for part in root.walk():
        if part.content_type in ("message/feedback-report", "message/x-feedback-report"):
            # The fields are written like a mail header, so the mail splitter reads them.
            fields = split(part.content().lstrip(b"\r\n"), []).headers
            kind = _TOKEN.search(fields.text("feedback-type"))
            recipients = [
                address.email
                for name in ("original-rcpt-to", "removal-recipient", "redacted-address")
                for raw in fields.all(name)
                for address in parse_addresses(raw)
                if address.email
            ]
            original = original_of(root, "")
            return FeedbackReport(
                feedback_type=kind[0].lower() if kind else "abuse",
                recipient=recipients[0] if recipients else next(iter(original.recipients), ""),
                original_message_id=original.message_id,
                source_ip=clean(fields.text("source-ip"))[:64],
                user_agent=fields.text("user-agent")[:255],
            )
    return None
