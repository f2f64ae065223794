"""Macros: several actions an agent does at once; see first what they would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.operations.auditing import audit, require_version
from knowledgebase.search import forget
from tickets.errors import NotAllowed, TicketError
from tickets.models import Macro, Ticket
from tickets.permissions import require_change
from tickets.querysets import team_ids
from tickets.rules.actions import Acting, ParamsGone, action, check_actions, read_params
from tickets.rules.saying import in_words
from tickets.rules.variables import fill_in
from tickets.search.macros import KEY, index_macro
from tickets.selectors import locked, reread

_TOLD = ("name", "visibility", "owner_id", "team_id", "actions")


@dataclass
class Preview:
    """What a macro would do: the texts as they would read, and each change in words."""

    reply: str = ""
    note: str = ""
    changes: list[str] = field(default_factory=list)


def preview_macro(ticket: Ticket, macro: Macro, *, by: User) -> Preview:
    """Tell what a macro would do to a ticket now, without doing it. Raises TicketError for what is gone."""
    shown = Preview()
    acting = Acting(by, "", timezone.now())
    for item in macro.actions:
        module, params = action(item["action"]), _params(macro, item)
        if item["action"] in {"reply", "note"}:
            text = fill_in(params["text"], ticket, by=by)
            before = getattr(shown, item["action"])
            setattr(shown, item["action"], f"{before}\n\n{text}".strip() if before else text)
        elif words := module.would(ticket, params, acting):
            shown.changes.append(words)
    return shown


@transaction.atomic
def apply_macro(ticket: Ticket, macro: Macro, *, by: User, key: str = "", text: bool = True) -> Preview:
    """Do all a macro says, or nothing; return what was done.

    With `text` False only its changes are made: the composer sends the words after its user has read them.
    A `key` used before writes no second message. Raises Refusal from any of its actions.
    """
    require_change(by)
    ticket = locked(ticket)
    done = preview_macro(ticket, macro, by=by)
    acting = Acting(by, key, timezone.now())
    if not text:
        done.reply = done.note = ""
    for item in macro.actions:
        module, params = action(item["action"]), _params(macro, item)
        writes = item["action"] in {"reply", "note"}
        if (text or not writes) and module.would(ticket, params, acting):
            module.apply(ticket, params, acting)
            reread(ticket)
    return done


@transaction.atomic
def save_macro(macro: Macro, *, by: User, seen: int = 0) -> Macro:
    """Store a new or changed macro. Agents keep their own and their teams'; administrators all.

    Raises ValidationError by field, NotAllowed, ChangedMeanwhile.
    """
    before: dict[str, Any] = {}
    if macro.pk:
        stored = Macro.objects.select_for_update(of=("self",)).get(pk=macro.pk)
        require_macro(stored, by=by)
        require_version(stored, seen)
        before = _told(stored)
        macro.owner = stored.owner or by
        macro.version = stored.version + 1
    else:
        macro.owner = by
    if macro.visibility != Macro.Visibility.TEAM:
        macro.team = None
    require_macro(macro, by=by)
    errors: dict[str, list[str]] = {}
    if macro.visibility == Macro.Visibility.TEAM and macro.team is None:
        errors["team"] = ["Choose whose macro it is."]
    if wrong := check_actions(macro.actions, macro=True):
        errors["actions"] = wrong
    try:
        macro.clean_fields(exclude=["actions", "team", "owner"])
    except ValidationError as error:
        errors = {**error.message_dict, **errors}
    if errors:
        raise ValidationError(errors)
    if before and _told(macro) == before:
        macro.version -= 1
        return macro
    macro.save()
    index_macro(macro)
    audit(
        macro, "changed" if before else "added", by=by, before=before and in_words(before), after=in_words(_told(macro))
    )
    return macro


@transaction.atomic
def retire_macro(macro: Macro, *, by: User) -> None:
    """Take a macro away from everybody who could use it."""
    require_macro(macro, by=by)
    if Macro.objects.filter(pk=macro.pk, retired_at=None).update(retired_at=timezone.now()):
        forget(KEY, [macro.pk])
        audit(macro, "retired", by=by, before=in_words(_told(macro)), after={})


def require_macro(macro: Macro, *, by: User) -> None:
    """Refuse who may not change this macro. Raises NotAllowed."""
    if by.is_admin:
        return
    own = macro.visibility == Macro.Visibility.ME and macro.owner_id == by.pk
    teams = macro.visibility == Macro.Visibility.TEAM and (macro.team_id is None or macro.team_id in team_ids(by))
    if not by.can_answer or not (own or teams):
        raise NotAllowed("This macro is for others to change.")


def _params(macro: Macro, item: dict[str, Any]) -> dict[str, Any]:
    try:
        return read_params(item["action"], item.get("params", {}))
    except ParamsGone as gone:
        raise TicketError(f"The macro “{macro.name}” cannot be used any more. {gone}") from None


def _told(macro: Macro) -> dict[str, Any]:
    return {name: getattr(macro, name) for name in _TOLD}
