"""A tree of conditions as a form: rows, and one level of groups (templates/agent/conditions/_builder.html).

Its fields: `c-match`; then for each row, in order, `c-row` names it ("r1", or
"r1@g2" in a group, or "g2" for the group itself) and `c-r1-field`, `c-r1-op`, `c-r1-value`, `c-g2-match` hold it.
`c-r1-was` is the field it was drawn for: a value entered for another field means nothing to this one.
`c-do` asks for another shape instead of a result: "add", "add@g2", "group", "remove r1".
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from channels_inbox.forms import condition_values as values
from tickets.conditions import Use, fields, find, validate
from tickets.conditions.field import Field
from tickets.conditions.tree import MOST

_KEY = re.compile(r"[rg][0-9a-f]{1,12}(@g[0-9a-f]{1,12})?")


@dataclass
class Row:
    """One condition: `entered` is what its controls hold, whether or not it makes sense."""

    key: str
    use: Use
    name: str = ""
    op: str = ""
    entered: list[str] = field(default_factory=list)
    error: str = ""
    # Whether the focus goes here: it was just added.
    fresh: bool = False
    # What `name` was found to be: drawing a row asks often, and a custom field is looked up in the database.
    found: tuple[str, Field | None] = field(default=("", None), repr=False)

    @property
    def field(self) -> Field | None:
        if self.found[0] != self.name:
            self.found = (self.name, find(self.name))
        found = self.found[1]
        return found if found and self.use in found.uses else None

    @property
    def operators(self) -> dict[str, str]:
        return self.field.operators(self.use) if self.field else {}

    @property
    def asks_value(self) -> bool:
        """Whether its operator compares with something."""
        known = self.field
        return bool(known and (known.input == "calendar" or known.check(self.op, None, self.use)))

    @property
    def kind(self) -> str:
        """Return how its value is entered: picked from a list, or typed."""
        known = self.field
        if known is None or not self.asks_value:
            return ""
        if known.input == "choice" and not known.lookup:
            return "pick"
        return "calendar" if known.input == "calendar" else "text"

    @property
    def hint(self) -> str:
        known = self.field
        if known is None:
            return ""
        if known.lookup == "customers":
            return "Addresses, separated by commas"
        return _HINTS.get(known.input, "")

    @property
    def text(self) -> str:
        return self.entered[0] if self.entered else ""

    @property
    def options(self) -> list[tuple[str, str, bool]]:
        """Return (value, label, chosen) of all that can be picked."""
        known = (self.field.options(self.use) if self.field else None) or ()
        return [(str(value), label, str(value) in self.entered) for value, label in known]

    @property
    def picked(self) -> str:
        return ", ".join(label for _, label, chosen in self.options if chosen)

    def leaf(self) -> dict[str, Any]:
        """Return the condition; notes what is wrong in `error`."""
        found: dict[str, Any] = {"field": self.name, "op": self.op}
        known = self.field
        if known is None:
            self.error = "Choose what to ask." if not self.name else f"There is no field “{self.name}” any more."
            return found
        if self.asks_value:
            try:
                found["value"] = values.read(known, self.entered, self.use)
            except ValueError as error:
                self.error = str(error)
                return found
        self.error = known.check(self.op, found.get("value"), self.use)
        return found

    def settle(self, was: str = "") -> None:
        """Begin anew with the field's first operator when the field was another one, or has no such operator."""
        if was != self.name or self.op not in self.operators:
            self.op = next(iter(self.operators), "")
            self.entered = []


@dataclass
class Group:
    key: str
    match: str = "any"
    rows: list[Row] = field(default_factory=list)


@dataclass
class ConditionBuilder:
    """A tree being edited. `use` says what can be asked: a trigger's, a timed rule's or a view's fields."""

    use: Use
    match: str = "all"
    items: list[Row | Group] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    # Where the focus goes when nothing was just added: the button that adds.
    rearranged: bool = False

    @classmethod
    def of(cls, tree: Any, *, use: Use) -> ConditionBuilder:
        """Return a stored tree for editing."""
        builder = cls(use, tree.get("match", "all"))
        for item in tree.get("conditions", []):
            if "conditions" in item:
                rows = [_row_of(leaf, use) for leaf in item["conditions"]]
                builder.items.append(Group(_new("g"), item["match"], rows))
            else:
                builder.items.append(_row_of(item, use))
        return builder

    @classmethod
    def read(cls, data: QueryDict, *, use: Use) -> ConditionBuilder:
        """Return what a form sent, after what it asked to be done with its shape."""
        builder = cls(use, _match(data.get("c-match"), "all"))
        groups: dict[str, Group] = {}
        for name in data.getlist("c-row")[: 2 * MOST]:
            if not _KEY.fullmatch(name):
                continue
            key, _, inside = name.partition("@")
            if key.startswith("g"):
                group = groups[key] = Group(key, _match(data.get(f"c-{key}-match"), "any"))
                builder.items.append(group)
                continue
            at = f"c-{key}"
            row = Row(key, use, data.get(f"{at}-field", ""), data.get(f"{at}-op", ""), data.getlist(f"{at}-value"))
            row.settle(data.get(f"{at}-was", row.name))
            rows: list[Any] = groups[inside].rows if inside in groups else builder.items
            rows.append(row)
        builder.do(data.get("c-do", ""))
        return builder

    def do(self, command: str) -> None:
        """Change the shape as a button asked."""
        verb, _, key = command.partition(" ")
        if verb == "add":
            self.items.append(self._new_row())
        elif verb == "group":
            self.items.append(Group(_new("g"), "any", [self._new_row()]))
        elif verb == "remove":
            self.items = [item for item in self.items if item.key != key]
            for group in self.groups:
                group.rows = [row for row in group.rows if row.key != key]
            self.items = [item for item in self.items if not isinstance(item, Group) or item.rows]
        elif verb.startswith("add@"):
            for group in self.groups:
                if group.key == verb.removeprefix("add@"):
                    group.rows.append(self._new_row())
        self.rearranged = verb == "remove"

    @property
    def groups(self) -> Iterator[Group]:
        return (item for item in self.items if isinstance(item, Group))

    @property
    def rows(self) -> Iterator[Row]:
        for item in self.items:
            yield from item.rows if isinstance(item, Group) else [item]

    def tree(self) -> dict[str, Any]:
        """Return the tree as it stands; no condition at all is {}."""
        if not self.items:
            return {}
        return {
            "match": self.match,
            "conditions": [
                {"match": item.match, "conditions": [row.leaf() for row in item.rows]}
                if isinstance(item, Group)
                else item.leaf()
                for item in self.items
            ],
        }

    def is_valid(self) -> bool:
        """Check every row; what is wrong stands at the row, or in `errors`."""
        tree = self.tree()
        if any(row.error for row in self.rows):
            return False
        self.errors = validate(tree, self.use)
        return not self.errors

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(key, known.label) for key, known in fields().items() if self.use in known.uses]

    def _new_row(self) -> Row:
        row = Row(_new("r"), self.use, self.choices[0][0], fresh=True)
        row.settle()
        return row


_HINTS = {
    "duration": "Like 30 min, 8 h or 2 days",
    "number": "A whole number",
    "words": "Words or phrases, separated by commas",
    "tags": "Tags, separated by commas",
}


def _row_of(leaf: dict[str, Any], use: Use) -> Row:
    known = find(leaf["field"])
    entered = values.written(known, leaf.get("value")) if known else []
    return Row(_new("r"), use, leaf["field"], leaf["op"], entered)


def _match(sent: str | None, otherwise: str) -> str:
    return sent if sent in {"all", "any"} else otherwise


def _new(kind: str) -> str:
    return kind + secrets.token_hex(4)
