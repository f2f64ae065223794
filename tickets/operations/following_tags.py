"""Let what names a tag go on meaning it: by id in conditions, by name in actions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from tickets.models import Macro, Rule, SavedView, SlaPolicy, Tag

_ACTIONS = {"add_tags", "remove_tags"}


def follow_merger(old: Tag, new: Tag) -> None:
    """Make policies, rules, views and macros that name one tag name the other. The caller is in a transaction."""
    for kind in (SlaPolicy, Rule, SavedView):
        for thing in kind._default_manager.select_for_update(of=("self",)).exclude(conditions={}):
            if _replace(thing.conditions, old.pk, new.pk):
                _store(thing, conditions=thing.conditions)
    follow_name(old.name, new.name)


def follow_name(old: str, new: str) -> None:
    """Make actions of rules and macros that name a tag use its new name."""
    for kind in (Rule, Macro):
        for thing in kind._default_manager.select_for_update(of=("self",)):
            if _rename(thing.actions, old, new):
                _store(thing, actions=thing.actions)


def asks_for(tree: Mapping[str, Any], tag: Tag) -> bool:
    """Tell whether a tree of conditions names a tag."""
    return any(
        asks_for(item, tag)
        if "conditions" in item
        else item.get("field") == "tags" and tag.pk in (item.get("value") or [])
        for item in tree.get("conditions", [])
    )


def _store(thing: Any, **values: Any) -> None:
    # A newer version: whoever edits it now is told, and processes read it anew.
    type(thing)._default_manager.filter(pk=thing.pk).update(version=F("version") + 1, **values)


def _replace(tree: dict[str, Any], old: int, new: int) -> bool:
    changed = False
    for item in tree.get("conditions", []):
        if "conditions" in item:
            changed = _replace(item, old, new) or changed
        elif item.get("field") == "tags" and old in (item.get("value") or []):
            item["value"] = _instead(item["value"], old, new)
            changed = True
    return changed


def _rename(actions: list[dict[str, Any]], old: str, new: str) -> bool:
    changed = False
    for item in actions:
        names = item.get("params", {}).get("tags")
        if item.get("action") not in _ACTIONS or not names:
            continue
        given = [part.strip() for part in names.split(",")] if isinstance(names, str) else names
        wanted = list(dict.fromkeys(new if name.casefold() == old.casefold() else name for name in given))
        if wanted != given:
            item["params"]["tags"] = wanted
            changed = True
    return changed


def _instead(keys: list[int], old: int, new: int) -> list[int]:
    return list(dict.fromkeys(new if key == old else key for key in keys))
