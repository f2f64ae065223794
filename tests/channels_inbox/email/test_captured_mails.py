"""Each mail in tests/payloads/email stands beside what it must be read as."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from channels_inbox.adapters.email.parse import parse
from channels_inbox.messages import InboundMessage

MAILS = Path(__file__).parents[2] / "payloads" / "email"


def as_written(message: InboundMessage, field: str) -> Any:
    """Return a field in the form the JSON files use."""
    value = getattr(message, field)
    if field == "attachments":
        return [[file.name, file.content_type, len(file.content), file.inline] for file in value]
    if field == "sender":
        return [value.name, value.email]
    if field in ("to", "cc", "reply_to"):
        return [[address.name, address.email] for address in value]
    if field == "sent_at":
        return value.isoformat() if value else None
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", sorted(path.stem for path in MAILS.glob("*.eml")))
def test_a_captured_mail_is_read_as_written_beside_it(name: str) -> None:
    expected = json.loads((MAILS / f"{name}.json").read_text(encoding="utf-8"))
    message = parse((MAILS / f"{name}.eml").read_bytes())
    assert {field: as_written(message, field) for field in expected} == expected
