"""Read and write one file: plain `name: value` lines between two lines `---`, then Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

NAMES = ("key", "locale", "title", "slug", "category", "kind", "visibility", "summary", "keywords", "related")
_LINE = re.compile(r"([a-z]+):[ \t]*(.*)")


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong where: a file, its line counted from 1 (0: the whole file), and a sentence."""

    file: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """One file as it was read; `lines` names the line each value stands in."""

    file: str
    values: Mapping[str, str]
    lines: Mapping[str, int]
    body: str

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def problem(self, name: str, text: str) -> Problem:
        return Problem(self.file, self.lines.get(name, 0), text)


def read_sheet(file: str, text: str) -> tuple[Sheet, list[Problem]]:
    """Return a file's values and Markdown, and what is wrong with how it is written."""
    rows = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    empty = Sheet(file, {}, {}, "")
    if rows[0].strip() != "---":
        return empty, [Problem(file, 1, "A file begins with a line “---” and its front matter.")]
    end = next((n for n, row in enumerate(rows[1:], start=1) if row.strip() == "---"), None)
    if end is None:
        return empty, [Problem(file, len(rows), "The front matter is not closed by a line “---”.")]
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    problems = []
    for number, row in enumerate(rows[1:end], start=2):
        if not row.strip() or row.lstrip().startswith("#"):
            continue
        found = _LINE.fullmatch(row.strip())
        if found is None:
            problems.append(Problem(file, number, "A line of the front matter reads “name: value”."))
        elif found[1] not in NAMES:
            problems.append(Problem(file, number, f"“{found[1]}” is not a name here; use {', '.join(NAMES)}."))
        elif found[1] in values:
            problems.append(Problem(file, number, f"“{found[1]}” stands there twice."))
        else:
            values[found[1]], lines[found[1]] = _unquoted(found[2]), number
    return Sheet(file, values, lines, "\n".join(rows[end + 1 :]).strip("\n") + "\n"), problems


def write_sheet(values: Mapping[str, str], body: str) -> str:
    """Return a file; values are put on one line each, empty ones left out."""
    said = [f"{name}: {' '.join(values[name].split())}" for name in NAMES if values.get(name)]
    return "\n".join(["---", *said, "---", "", body.strip("\n"), ""])


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value
