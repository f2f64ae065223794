"""Read JSON lines: one object a line, UTF-8 (jsonlines.org)."""

from __future__ import annotations

import json
from typing import Any, BinaryIO, NoReturn

from community.exchange.records import Problem, Raw, Read

# Of one line. The longest post, its history and its votes are a fraction of it.
LONGEST = 4_000_000


def read_jsonl(file: BinaryIO) -> Read:
    """Yield every object of a file; a line that holds none is a problem, and the next is read."""
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        place = f"line {number}"
        if len(line) > LONGEST:
            yield Problem(place, "It is longer than any post can be.")
            return
        if not line.strip():
            continue
        values = _object(line, mark=number == 1)
        yield Raw(place, values) if isinstance(values, dict) else Problem(place, "It is no JSON object in UTF-8.")


def _object(line: bytes, *, mark: bool) -> Any:
    try:
        return json.loads(line.decode("utf-8-sig" if mark else "utf-8"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
