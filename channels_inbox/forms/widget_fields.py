"""The questions before a chat, as rows of a form: one list of values for each column, in the rows' order."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.text import slugify

from channels_inbox.widgets.shape import FIELD_TYPES
from helpdesk.lib.patterns import wrong_pattern

COLUMNS = ("label", "type", "required", "pattern", "options", "key")
MOST = 12
_LIMITS = {"label": 120, "pattern": 200, "options": 1000, "key": 40}


def rows_of(data: QueryDict) -> list[dict[str, str]]:
    """Return the rows as they were typed; those without a label are none."""
    columns = {name: data.getlist(f"field_{name}") for name in COLUMNS}
    count = max(map(len, columns.values()))
    rows = [
        {name: values[n].strip() if n < len(values) else "" for name, values in columns.items()} for n in range(count)
    ]
    return [row for row in rows if row["label"]]


def written(fields: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return fields as rows of the form."""
    return [
        {
            "label": field["label"],
            "type": field["type"],
            "required": "yes" if field["required"] else "",
            "pattern": field.get("pattern", ""),
            "options": ", ".join(field.get("options", [])),
            "key": field.get("key", "") if field.get("fills") else "",
        }
        for field in fields
    ]


def read(rows: list[dict[str, str]], known: dict[str, str]) -> list[dict[str, Any]]:
    """Return rows as fields are kept; `known` are the tickets' own fields, by key. Raises ValidationError."""
    if len(rows) > MOST:
        raise ValidationError(f"Ask {MOST} questions at most. Nobody likes to fill in more.")
    fields: list[dict[str, Any]] = []
    for row in rows:
        field = _field(row, known)
        if field["key"] in {other["key"] for other in fields}:
            raise ValidationError(f"“{row['label']}” is asked twice.")
        fields.append(field)
    return fields


def _field(row: dict[str, str], known: dict[str, str]) -> dict[str, Any]:
    label = row["label"]
    if row["type"] not in FIELD_TYPES:
        raise ValidationError(f"“{label}”: choose what kind of answer it takes.")
    for name, most in _LIMITS.items():
        if len(row[name]) > most:
            raise ValidationError(f"“{label}”: that is too long, {most} characters at most.")
    if row["key"] and row["key"] not in known:
        raise ValidationError(f"“{label}”: there is no such field of tickets.")
    options = [option.strip() for option in row["options"].split(",") if option.strip()]
    if row["type"] == "choice" and not options:
        raise ValidationError(f"“{label}”: name what can be chosen, with commas between.")
    if wrong := wrong_pattern(row["pattern"]):
        raise ValidationError(f"“{label}”: {wrong} Leave the pattern empty to take any answer.")
    own = row["type"] in {"name", "email"}
    return {
        "key": row["type"] if own else row["key"] or slugify(label)[:40] or "question",
        "type": row["type"],
        "label": label,
        "required": row["required"] == "yes",
        "pattern": row["pattern"],
        "options": options if row["type"] == "choice" else [],
        "fills": bool(row["key"]) and not own,
    }
