"""What every settings form does when somebody else was faster."""

from __future__ import annotations

from typing import TypeVar

from django import forms

from channels_inbox.views.access import AgentRequest

F = TypeVar("F", bound=forms.Form)


def answer_conflict(kind: type[F], request: AgentRequest, version: int, reason: str) -> F:
    """Return the form as it was sent, saying what happened; sent again it replaces the version it names now."""
    data = request.POST.copy()
    data["version"] = str(version)
    form = kind(data)
    form.is_valid()
    form.add_error(None, reason)
    return form
