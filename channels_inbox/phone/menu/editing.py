"""Change a menu by `DRAFTS`; what its steps may name, and what they start with."""

from __future__ import annotations

from accounts.models import Calendar, Team
from channels_inbox.drafting import Drafts
from channels_inbox.models import PhoneMenu
from channels_inbox.outlines import Known, Node
from channels_inbox.phone.menu.tree import KINDS, MENU


def known() -> Known:
    """Return what steps may name, as the desk is now."""
    return Known(
        calendars=set(Calendar.objects.values_list("pk", flat=True)),
        teams={0, *Team.objects.in_use().values_list("pk", flat=True)},
    )


DRAFTS = Drafts(PhoneMenu, MENU, known)


def fresh_node(kind: str) -> Node:
    """Return a step of a kind with the values it starts with."""
    fields = {field.name: field.default for field in KINDS[kind].fields}
    if kind == "hours":
        default = Calendar.objects.filter(is_default=True).first()
        fields["calendar"] = default.pk if default else 0
    if kind == "queue":
        fields["team"] = 0
    if "transcribe" in fields:
        fields["transcribe"] = False
    return {"kind": kind, **({"keys": {}} if kind == "menu" else {}), **fields}
