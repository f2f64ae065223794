"""Tell mail that a machine wrote from mail that a person wrote (RFC 3834)."""

from __future__ import annotations

import re

from .mime import Headers

_SUBJECT = re.compile(r"^(?:auto(?:matic)?[ -:]*(?:reply|response)?|automatische antwort|out of (?:the )?office)\b", re.I)


def automatic_reason(headers: Headers, subject: str) -> str:
    """Return why a mail counts as an automatic answer, or an empty text."""
    submitted = headers.text("auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return f"Auto-Submitted: {submitted}"[:200]
    return ""


def is_bulk(headers: Headers) -> bool:
    """Tell whether a mail went to many: a mailing list or a newsletter."""
    return any(name in headers for name in ("list-id", "list-unsubscribe", "list-post"))
