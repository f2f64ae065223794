"""Change a menu: its draft step by step, and put it into force. Calls that go on keep the version they began with."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.errors import NotPossible
from accounts.models import Calendar, Team, User
from accounts.operations.auditing import audit, require_version
from channels_inbox.models import MenuVersion, PhoneMenu
from channels_inbox.phone.menu.tree import END, KINDS, NODES, Node, Problem, Tree, problems, targets

EMPTY: Tree = {"start": "", "nodes": {}}


def problems_of(tree: Any) -> list[Problem]:
    """Return what keeps a tree from being put into force, as teams and calendars are now."""
    calendars = set(Calendar.objects.values_list("pk", flat=True))
    teams = {0, *Team.objects.in_use().values_list("pk", flat=True)}
    return problems(tree, calendars=calendars, teams=teams)


@transaction.atomic
def save_step(menu: PhoneMenu, name: str, node: Node, *, by: User, seen: int) -> PhoneMenu:
    """Store a step of the draft, new or changed; the first one is where callers begin. Raises ChangedMeanwhile."""
    menu = _locked(menu, seen)
    if name not in menu.draft["nodes"] and len(menu.draft["nodes"]) >= NODES:
        raise NotPossible(f"A menu has at most {NODES} steps.")
    draft = deepcopy(menu.draft)
    draft["nodes"][name] = node
    draft["start"] = draft["start"] or name
    return _store(menu, draft, by=by, action="changed", before=_told(menu.draft, name), after=_told(draft, name))


@transaction.atomic
def remove_step(menu: PhoneMenu, name: str, *, by: User, seen: int) -> PhoneMenu:
    """Take a step out of the draft. Raises NotPossible while another leads to it."""
    menu = _locked(menu, seen)
    draft = deepcopy(menu.draft)
    leading = [other for other, node in draft["nodes"].items() if other != name and name in leads_to(node)]
    if leading:
        raise NotPossible(f"“{leading[0]}” leads here. Let it lead elsewhere first.")
    if draft["nodes"].pop(name, None) is None:
        return menu
    if draft["start"] == name:
        draft["start"] = next(iter(draft["nodes"]), "")
    return _store(menu, draft, by=by, action="changed", before=_told(menu.draft, name), after={"start": draft["start"]})


@transaction.atomic
def replace_draft(menu: PhoneMenu, draft: Tree, *, by: User, seen: int) -> PhoneMenu:
    """Store a whole draft. Raises ValidationError naming every problem, ChangedMeanwhile."""
    menu = _locked(menu, seen)
    if found := problems_of(draft):
        raise ValidationError({"draft": [str(problem) for problem in found]})
    before, after = {"steps": sorted(menu.draft["nodes"])}, {"steps": sorted(draft["nodes"])}
    return _store(menu, draft, by=by, action="changed", before=before, after=after)


@transaction.atomic
def begin_with(menu: PhoneMenu, name: str, *, by: User, seen: int) -> PhoneMenu:
    """Let callers begin at another step."""
    menu = _locked(menu, seen)
    if name not in menu.draft["nodes"]:
        raise NotPossible("This step is not there any more.")
    before, after = {"start": menu.draft["start"]}, {"start": name}
    return _store(menu, {**menu.draft, "start": name}, by=by, action="changed", before=before, after=after)


@transaction.atomic
def publish(menu: PhoneMenu, *, by: User, seen: int) -> MenuVersion:
    """Put the draft into force for calls that begin from now on. Raises NotPossible while it has problems."""
    menu = _locked(menu, seen)
    if found := problems_of(menu.draft):
        raise NotPossible(f"Not in force: {found[0]}")
    if menu.published and menu.published.tree == menu.draft:
        return menu.published
    last = menu.versions.first()
    version = MenuVersion.objects.create(menu=menu, number=last.number + 1 if last else 1, tree=menu.draft, by=by)
    before = {"in force": str(menu.published or "")}
    menu.published = version
    menu.save(update_fields=["published"])
    audit(menu, "put into force", by=by, before=before, after={"in force": str(version)})
    return version


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


def leads_to(node: Node) -> set[str]:
    """Return the names of the steps a step may lead to."""
    return {to for _, to in targets(node) if to != END}


def _locked(menu: PhoneMenu, seen: int) -> PhoneMenu:
    """Return the menu under its lock, made when there is none yet."""
    PhoneMenu.objects.get_or_create(channel=menu.channel, defaults={"draft": deepcopy(EMPTY)})
    stored = PhoneMenu.objects.select_for_update(no_key=True, of=("self",)).select_related("published", "channel")
    found = stored.get(channel=menu.channel)
    require_version(found, seen)
    return found


def _store(
    menu: PhoneMenu, draft: Tree, *, by: User, action: str, before: dict[str, Any], after: dict[str, Any]
) -> PhoneMenu:
    if draft == menu.draft:
        return menu
    menu.draft = draft
    menu.version += 1
    menu.save(update_fields=["draft", "version"])
    audit(menu, action, by=by, before=before, after={**after, "version": menu.version})
    return menu


def _told(draft: Tree, name: str) -> dict[str, Any]:
    node = draft["nodes"].get(name)
    return {f"{name} {key}": value for key, value in node.items()} if node else {}
