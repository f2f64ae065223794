"""What every settings form does: save, say what is wrong beside its cause, and tell who was faster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from accounts.errors import ChangedMeanwhile
from channels_inbox.views.access import AgentRequest
from helpdesk.lib.refusal import Refusal

F = TypeVar("F", bound=forms.Form)
DRAWN, SAVED, CONFLICT, WRONG = 200, 302, 409, 422


def attempt(request: AgentRequest, make: Callable[[Any], F], thing: Any, save: Callable[[F], Any]) -> tuple[F, int]:
    """Save what was sent. Returns the form and SAVED, or the status its page answers with."""
    form = make(request.POST)
    if not form.is_valid():
        return form, WRONG
    try:
        save(form)
    except ValidationError as error:
        add_errors(form, error)
        return form, WRONG
    except ChangedMeanwhile as error:
        return answer_conflict(make, request, type(thing).objects.get(pk=thing.pk).version, error), CONFLICT
    except Refusal as error:
        form.add_error(None, str(error))
        return form, WRONG
    return form, SAVED


def add_errors(form: forms.Form, error: ValidationError) -> None:
    """Put the refusals of an operation beside the fields they are about."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)  # type: ignore[arg-type]
        return
    for name, problems in error.message_dict.items():
        form.add_error(name if name in form.fields else None, problems)  # type: ignore[arg-type]


def answer_conflict(make: Callable[[Any], F], request: AgentRequest, version: int, error: ChangedMeanwhile) -> F:
    """Return the form as it was sent, saying what happened; sent again it replaces the version it names now."""
    data = request.POST.copy()
    data["version"] = str(version)
    form = make(data)
    form.is_valid()
    form.add_error(None, str(error))
    form.theirs = error.changes  # type: ignore[attr-defined]
    return form
