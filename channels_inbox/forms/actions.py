"""A list of actions as a form: rows in order (templates/agent/actions/_builder.html).

`a-row` names each row, in order; `a-r1-action` and `a-r1-<parameter>` hold it. `a-do` asks for another shape instead
of a result: "add", "remove r1", "up r1", "down r1".
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from channels_inbox.forms import action_params
from channels_inbox.forms.action_params import Control
from tickets.rules.actions import ACTIONS, MOST, RULES_ONLY, action, check_actions

_KEY = re.compile(r"r[0-9a-f]{1,12}")
TEXTS = {"reply", "note"}


@dataclass
class ActionRow:
    key: str
    name: str
    controls: list[Control] = field(default_factory=list)
    error: str = ""
    # Whether the focus goes here: it was just added or moved.
    fresh: bool = False

    @property
    def is_known(self) -> bool:
        return self.name in ACTIONS

    @property
    def writes(self) -> bool:
        return self.name in TEXTS

    def item(self) -> dict[str, Any]:
        """Return the action; notes what is wrong in `error`."""
        params: dict[str, Any] = {}
        for control in self.controls:
            try:
                params[control.name] = action_params.read(control)
            except ValueError as error:
                self.error = f"{control.label}: {error}"
        return {"action": self.name, "params": params}


@dataclass
class ActionBuilder:
    """Actions being edited; those of a macro are fewer, and may mean whoever uses it."""

    macro: bool = False
    rows: list[ActionRow] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    rearranged: bool = False

    @classmethod
    def of(cls, items: Sequence[dict[str, Any]], *, macro: bool = False) -> ActionBuilder:
        """Return stored actions for editing."""
        builder = cls(macro)
        for item in items:
            row = builder._row(_new(), item["action"])
            for control in row.controls:
                action_params.enter(control, item.get("params", {}).get(control.name))
            builder.rows.append(row)
        return builder

    @classmethod
    def read(cls, data: QueryDict, *, macro: bool = False) -> ActionBuilder:
        """Return what a form sent, after what it asked to be done with its shape."""
        builder = cls(macro)
        for key in data.getlist("a-row")[: MOST + 1]:
            if not _KEY.fullmatch(key):
                continue
            row = builder._row(key, data.get(f"a-{key}-action", ""))
            # Values entered for another action mean nothing to this one.
            if data.get(f"a-{key}-was", row.name) == row.name:
                for control in row.controls:
                    control.entered = data.getlist(f"a-{key}-{control.name}")
            builder.rows.append(row)
        builder.do(data.get("a-do", ""))
        return builder

    def do(self, command: str) -> None:
        """Change the shape as a button asked."""
        verb, _, key = command.partition(" ")
        at = next((n for n, row in enumerate(self.rows) if row.key == key), None)
        if verb == "add":
            row = self._row(_new(), next(iter(self.choices))[0])
            row.fresh = True
            self.rows.append(row)
        elif at is None:
            return
        elif verb == "remove":
            del self.rows[at]
            self.rearranged = True
        elif verb in {"up", "down"} and 0 <= (to := at + (-1 if verb == "up" else 1)) < len(self.rows):
            self.rows[at], self.rows[to] = self.rows[to], self.rows[at]
            self.rows[to].fresh = True

    def is_valid(self) -> bool:
        """Check every row; what is wrong stands at the row, or in `errors`."""
        items = self.items()
        for row, item in zip(self.rows, items, strict=True):
            row.error = row.error or next(iter(check_actions([item], macro=self.macro)), "")
        self.errors = [] if items else ["Choose at least one action."]
        if len(items) > MOST:
            self.errors = [f"At most {MOST} actions fit."]
        return not self.errors and not any(row.error for row in self.rows)

    def items(self) -> list[dict[str, Any]]:
        return [row.item() for row in self.rows]

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(key, action(key).label) for key in ACTIONS if not (self.macro and key in RULES_ONLY)]

    @property
    def scope(self) -> str:
        return "macro" if self.macro else "rule"

    def _row(self, key: str, name: str) -> ActionRow:
        known = action_params.controls(name, macro=self.macro) if name in ACTIONS else []
        return ActionRow(key, name, known)


def _new() -> str:
    return "r" + secrets.token_hex(4)
