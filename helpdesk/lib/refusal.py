"""What an operation answers when it may not do what it was asked."""

from __future__ import annotations


class Refusal(Exception):
    """Base of all refusals; the text is shown to whoever asked, `status` is what the API answers (RFC 9110)."""

    status = 400
