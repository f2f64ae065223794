"""Trees of conditions: check them, try them on a ticket, ask the database, say them in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypedDict

from django.db.models import Q

from accounts.models import User
from tickets.conditions.facts import Facts
from tickets.conditions.field import Field, Use
from tickets.conditions.registry import find

Tree = Mapping[str, Any]
# In one tree, groups included: more is a mistake or an attack.
MOST = 50


class Match(TypedDict):
    """One condition that held: the field's key and label, and the value people read."""

    field: str
    label: str
    value: str


def validate(tree: Any, use: Use = Use.TRIGGER) -> list[str]:
    """Return what is wrong with a tree, in words; an empty list when nothing is.

    A field nobody knows any more and a value that is gone are errors too, so that a rule can be stopped.
    """
    if tree == {}:
        return []
    errors = _shape(tree, groups=True)
    if errors:
        return errors
    leaves = list(_leaves(tree))
    if len(leaves) > MOST:
        return [f"At most {MOST} conditions fit into one rule or view."]
    for leaf in leaves:
        if error := _check(leaf, use):
            errors.append(error)
    return errors


def holds(tree: Tree, facts: Facts, *, timeless: bool = False) -> list[Match] | None:
    """Return what held, or None when the tree does not; an empty tree always does.

    With `timeless`, conditions that change by themselves count as true: could it hold later, if nothing happens?
    Raises LookupError for a field that is gone.
    """

    def try_one(leaf: Tree) -> list[Match] | None:
        key = leaf["field"]
        if key not in facts.fields:
            facts.fields[key] = find(key)
        field: Field | None = facts.fields[key]
        if field is None:
            raise LookupError(f"There is no field “{key}” any more.")
        if timeless and field.moves_with_time:
            return []
        found = field.holds(leaf["op"], leaf.get("value"), facts)
        return None if found is None else [Match(field=field.key, label=field.label, value=found)]

    return _walk(tree, try_one)


def as_q(tree: Tree, user: User) -> Q:
    """Return a checked tree of a view as a filter on tickets. `user` is who looks; begin at `visible_to` them."""
    conditions = tree.get("conditions", [])
    joined = Q()
    for item in conditions:
        one = as_q(item, user) if "conditions" in item else _ask(item, user)
        joined = joined | one if tree.get("match") == "any" else joined & one
    return joined


def describe(tree: Tree) -> str:
    """Return a tree in words: “Priority is Urgent and (Subject mentions “leak” or Tags include any of pump)”."""
    joint = " or " if tree.get("match") == "any" else " and "
    conditions = tree.get("conditions", [])
    return joint.join(f"({describe(item)})" if "conditions" in item else _say(item) for item in conditions)


def names(tree: Tree) -> Iterator[str]:
    """Yield the keys of the fields a tree asks for."""
    for item in tree.get("conditions", []):
        if "conditions" in item:
            yield from names(item)
        else:
            yield item["field"]


def _walk(tree: Tree, try_one: Callable[[Tree], list[Match] | None]) -> list[Match] | None:
    conditions = tree.get("conditions", [])
    any_of = tree.get("match") == "any"
    held: list[Match] = []
    for item in conditions:
        found = _walk(item, try_one) if "conditions" in item else try_one(item)
        if found is None:
            if not any_of:
                return None
        elif any_of:
            return found
        else:
            held += found
    return None if any_of and conditions else held


def _shape(tree: Any, *, groups: bool) -> list[str]:
    if not isinstance(tree, dict) or tree.get("match") not in {"all", "any"} or set(tree) - {"match", "conditions"}:
        return ["Conditions look like {“match”: “all” or “any”, “conditions”: […]}."]
    items = tree.get("conditions")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return ["“conditions” is a list of conditions."]
    errors: list[str] = []
    for item in items:
        if "conditions" not in item and "match" not in item:
            if not isinstance(item.get("field"), str) or not isinstance(item.get("op"), str):
                errors.append("A condition names a “field” and an “op”.")
            elif extra := set(item) - {"field", "op", "value"}:
                errors.append(f"A condition has no “{min(extra)}”.")
        elif not groups:
            errors.append("A group holds conditions, no further groups.")
        elif item.get("conditions") == []:
            errors.append("A group holds at least one condition.")
        else:
            errors += _shape(item, groups=False)
    return errors


def _leaves(tree: Tree) -> list[Tree]:
    return [leaf for item in tree["conditions"] for leaf in (_leaves(item) if "conditions" in item else [item])]


def _check(leaf: Tree, use: Use) -> str:
    field = find(leaf["field"])
    if field is None:
        return f"There is no field “{leaf['field']}”."
    if use not in field.uses:
        return f"{field.label}: this cannot be asked here."
    if leaf["op"] not in field.operators(use):
        return f"{field.label}: “{leaf['op']}” cannot be asked here."
    error = field.check(leaf["op"], leaf.get("value"), use)
    return f"{field.label}: {error}" if error else ""


def _ask(leaf: Tree, user: User) -> Q:
    field = find(leaf["field"])
    if field is None or Use.VIEW not in field.uses:
        raise LookupError(f"There is no field “{leaf['field']}” for views.")
    return field.q(leaf["op"], leaf.get("value"), user)


def _say(leaf: Tree) -> str:
    field = find(leaf["field"])
    if field is None:
        return f"“{leaf['field']}” (a field that is gone)"
    words = field.operators(Use.TRIGGER).get(leaf["op"], leaf["op"])
    return " ".join(part for part in (field.label, words, field.say(leaf["op"], leaf.get("value"))) if part)
