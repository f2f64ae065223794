"""What calls us: a nightly job, a backup. Due means that it should have called by now."""

from __future__ import annotations

from typing import Any

from knowledgebase.monitoring.result import Ask, Result, down


def clean(params: dict[str, Any]) -> dict[str, str]:
    return {}


def look(ask: Ask) -> Result:
    return down("Its call is overdue." if ask.heard_at else "It has never called.")
