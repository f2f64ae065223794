"""Delivery reports of many mail systems, each beside what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from channels_inbox.adapters.email.parse import parse

MAILS = Path(__file__).parents[2] / "payloads" / "bounces"


@pytest.mark.parametrize("name", sorted(path.stem for path in MAILS.glob("*.eml")))
def test_a_delivery_report_says_who_did_not_get_what_and_why(name: str) -> None:
    expected = json.loads((MAILS / f"{name}.json").read_text(encoding="utf-8"))
    report = parse((MAILS / f"{name}.eml").read_bytes()).bounce
    if expected["recipients"] is None:
        assert report is None
        return
    assert report is not None
    assert [[r.email, r.status, r.diagnostic] for r in report.recipients] == expected["recipients"]
    assert report.permanent is expected["permanent"]
    assert report.action == expected["action"]
    assert report.original_message_id == expected["original_message_id"]
