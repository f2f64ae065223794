"""How much a post looks like spam, and why: points a moderator can read. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

# From here on it waits for a moderator; from the second on it is taken for spam until one says otherwise.
DOUBTFUL, SPAM = 60, 75
_LINK = re.compile(r"https?://([^\s/)>\]\"']+)", re.IGNORECASE)
# An address is looked for where a word begins, and only as far as one reaches: a long word costs its length.
_ADDRESS = r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.\w"
_REACHED = re.compile(rf"\b(?:whatsapp|telegram|wechat)\b|\+\d[\d\s()-]{{7,}}\d|{_ADDRESS}", re.IGNORECASE)
_SHOUTED = 20


@dataclass(frozen=True, slots=True)
class Judged:
    """Points, with a sentence for each."""

    score: int
    why: list[str]

    @property
    def held(self) -> bool:
        return self.score >= DOUBTFUL


def judge(
    text: str, *, words: Sequence[str], domains: Sequence[str], minutes_old: float, posts: int, said_before: bool
) -> Judged:
    """Judge a text of somebody new by what it says and how they came: the account's age, its posts, repetition."""
    found: list[tuple[int, str]] = []
    lower = text.lower()
    hosts = [host.lower().removeprefix("www.") for host in _LINK.findall(text)]
    blocked = sorted({d for d in domains for host in hosts if host == d or host.endswith(f".{d}")})
    said = sorted(word for word in words if re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", lower))
    found += [(75, f"links to {domain}") for domain in blocked[:1]]
    found += [(40, f"says “{word}”") for word in said[:2]]
    if hosts:
        found.append((min(15 * len(hosts), 45), f"{len(hosts)} link{'s' if len(hosts) > 1 else ''}"))
    if said_before:
        found.append((40, "the same text was posted before"))
    if _REACHED.search(text):
        found.append((15, "asks to be reached elsewhere"))
    letters = [c for c in text if c.isalpha()]
    if len(letters) > _SHOUTED and sum(c.isupper() for c in letters) > 0.7 * len(letters):
        found.append((15, "written in capitals"))
    if minutes_old < 10:
        found.append((15, "the account is minutes old"))
    if posts == 0 and hosts:
        found.append((15, "their first post"))
    return Judged(min(100, sum(points for points, _ in found)), [why for _, why in found])


def lines(text: str) -> list[str]:
    """Return the entries of a list an administrator wrote, one a line."""
    return [line.strip().lower() for line in text.splitlines() if line.strip()]
