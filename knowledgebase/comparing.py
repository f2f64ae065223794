"""Two texts side by side: which lines stayed, changed, came and went, and inside a changed line which words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)
# A line is compared word by word up to here; beyond, it is shown as one that went and one that came.
MAX_WORDS = 2_000
MAX_LINES = 5_000
MAX_PAIRS = 900


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: `mark` is "" (same), "del" or "ins"."""

    text: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of both texts. `sign` is "", "±", "+" or "−"; a side that has no such line is empty."""

    sign: str
    before: Sequence[Piece] = ()
    after: Sequence[Piece] = ()

    @property
    def inline(self) -> Sequence[Piece]:
        """Both in one line: what went before what came."""
        if self.sign != "±":
            return self.after or self.before
        return list(_merged(self.before, self.after))

    @property
    def words(self) -> str:
        return {"": "unchanged", "±": "changed", "+": "added", "−": "removed"}[self.sign]


def compare(before: str, after: str) -> list[Row]:
    """Return the rows of a comparison, empty lines left out unless they changed."""
    old, new = before.splitlines()[:MAX_LINES], after.splitlines()[:MAX_LINES]
    rows: list[Row] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            rows += [Row("", [Piece(line)], [Piece(line)]) for line in old[i1:i2] if line.strip()]
        else:
            rows += _changed(
                [line for line in old[i1:i2] if line.strip()], [line for line in new[j1:j2] if line.strip()]
            )
    return rows


def changes(rows: Sequence[Row]) -> int:
    return sum(row.sign != "" for row in rows)


def _changed(old: list[str], new: list[str]) -> Iterator[Row]:
    """Pair the lines that are alike, in order; the rest came or went."""
    if len(old) * len(new) > MAX_PAIRS:
        yield from (Row("−", before=[Piece(line, "del")]) for line in old)
        yield from (Row("+", after=[Piece(line, "ins")]) for line in new)
        return
    start = 0
    for line in old:
        best = max(
            range(start, len(new)),
            key=lambda n: SequenceMatcher(None, line, new[n], autojunk=False).ratio(),
            default=None,
        )
        if best is None or SequenceMatcher(None, line, new[best], autojunk=False).ratio() < 0.5:
            yield Row("−", before=[Piece(line, "del")])
            continue
        yield from (Row("+", after=[Piece(text, "ins")]) for text in new[start:best])
        yield Row("±", *_words(line, new[best]))
        start = best + 1
    yield from (Row("+", after=[Piece(text, "ins")]) for text in new[start:])


def _words(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    if len(left) > MAX_WORDS or len(right) > MAX_WORDS:
        return [Piece(old, "del")], [Piece(new, "ins")]
    before: list[Piece] = []
    after: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        same = tag == "equal"
        if i2 > i1:
            before.append(Piece("".join(left[i1:i2]), "" if same else "del"))
        if j2 > j1:
            after.append(Piece("".join(right[j1:j2]), "" if same else "ins"))
    return before, after


def _merged(before: Sequence[Piece], after: Sequence[Piece]) -> Iterator[Piece]:
    """Put the removed pieces of one line before the added ones at the place they stood."""
    old, new = list(before), list(after)
    while old or new:
        if old and old[0].mark:
            yield old.pop(0)
        elif new and new[0].mark:
            yield new.pop(0)
        else:
            if old:
                old.pop(0)
            if new:
                yield new.pop(0)
