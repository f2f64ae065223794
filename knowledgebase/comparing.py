"""Two texts side by side: which lines stayed, changed, came and went, and inside a changed line which words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\w+|\s+|[^\w\s]", re.UNICODE)
# A line is compared word by word up to here; beyond, it is shown as one that went and one that came.
MAX_WORDS = 2_000
MAX_LINES = 5_000
MAX_PAIRS = 900
# Between two sure matches, so many pairs of lines or words are looked at in all ways; more came and went as a whole.
MAX_AROUND = 10_000
# Lines up to here are alike when their letters are, longer ones when their words are.
SHORT = 100


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
    """Return the rows of a comparison, empty lines left out."""
    old, new = _lines(before), _lines(after)
    rows: list[Row] = []
    i = j = 0
    for m, n in [*_matches(old, new), (len(old), len(new))]:
        rows += _changed(old[i:m], new[j:n])
        if m < len(old):
            rows.append(Row("", [Piece(old[m])], [Piece(new[n])]))
        i, j = m + 1, n + 1
    return rows


def changes(rows: Sequence[Row]) -> int:
    return sum(row.sign != "" for row in rows)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines()[:MAX_LINES] if line.strip()]


def _matches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of what stayed, in order.

    What stands once in either is sure and divides the rest into small parts: looking at all ways of a whole text takes
    time with the third power of its length when much of it is alike, as in tables and lists.
    """
    i = j = 0
    for m, n in [*_sure(old, new), (len(old), len(new))]:
        for a, b in _around(old[i:m], new[j:n]):
            yield i + a, j + b
        if m < len(old):
            yield m, n
        i, j = m + 1, n + 1


def _sure(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return the longest run, in order on both sides, of what stands once in either."""
    left, right = Counter(old), Counter(new)
    places = {one: n for n, one in enumerate(new) if right[one] == 1}
    pairs = [(m, places[one]) for m, one in enumerate(old) if left[one] == 1 and one in places]
    ends: list[int] = []  # ends[k]: the smallest place in new at which a run of k + 1 ends,
    last: list[int] = []  # and the pair it ends with.
    before: list[int | None] = []
    for number, (_, n) in enumerate(pairs):
        k = bisect_left(ends, n)
        before.append(last[k - 1] if k else None)
        ends[k : k + 1], last[k : k + 1] = [n], [number]
    run = []
    at = last[-1] if last else None
    while at is not None:
        run.append(pairs[at])
        at = before[at]
    return run[::-1]


def _around(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield what stayed between two sure matches: the same beginning, the same end, and all else if it is little."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    yield from ((n, n) for n in range(head))
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(left) * len(right) <= MAX_AROUND:
        for a, b, size in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
            yield from ((head + a + n, head + b + n) for n in range(size))
    yield from ((len(old) - tail + n, len(new) - tail + n) for n in range(tail))


def _alike(old: str, new: str) -> float:
    if len(old) <= SHORT and len(new) <= SHORT:
        return SequenceMatcher(None, old, new, autojunk=False).ratio()
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).quick_ratio()


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
            key=lambda n: _alike(line, new[n]),
            default=None,
        )
        if best is None or _alike(line, new[best]) < 0.5:
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
    same = ""
    i = j = 0
    for m, n in [*_matches(left, right), (len(left), len(right))]:
        if same and (m > i or n > j or m == len(left)):
            before.append(Piece(same))
            after.append(Piece(same))
            same = ""
        if m > i:
            before.append(Piece("".join(left[i:m]), "del"))
        if n > j:
            after.append(Piece("".join(right[j:n]), "ins"))
        same += left[m] if m < len(left) else ""
        i, j = m + 1, n + 1
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
