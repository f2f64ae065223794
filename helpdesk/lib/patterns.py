"""Patterns somebody else wrote: which are taken, and whether a line fits one."""

from __future__ import annotations

import math
import re

# The longest line a pattern is laid over, and the most ways in which it may be laid: some tenths of a second.
LINE = 200
_MOST_WAYS = LINE**3


def wrong_pattern(text: str) -> str:
    """Say why a pattern is not taken. What repeats a repetition can take for ever on a long line."""
    try:
        re.compile(text)
    except (re.error, RecursionError, OverflowError):
        return "This pattern cannot be read."
    # Escaped signs and sets of signs stand for one sign each; a group that is not kept is a group.
    flat = re.sub(r"\[\^?\]?[^\]]*\]", "x", re.sub(r"\\[^1-9]", "x", text)).replace("(?:", "(")
    if re.search(r"\\[1-9]|\(\?", flat) or _ways(flat) > _MOST_WAYS:
        return "Nothing that repeats a repetition or refers back, please: on a long line it could take for ever."
    return ""


def fits(pattern: str, line: str) -> bool:
    """Tell whether a whole line fits, with the classes of signs browsers have.

    All does that is longer than a line, or whose pattern is not taken.
    """
    unjudged = not pattern or len(line) > LINE or wrong_pattern(pattern)
    return bool(unjudged) or re.fullmatch(pattern, line, re.ASCII) is not None


def _ways(flat: str) -> float:
    """Return about in how many ways a pattern can be laid over a line: that is how long one that does not fit takes."""
    while group := re.search(r"\(([^()]*)\)", flat):
        if re.search(r"[*+?{|]", group[1]) and flat[group.end() : group.end() + 1] in {"*", "+", "{"}:
            return math.inf
        flat = flat[: group.start()] + group[1] + flat[group.end() :]
    ways: float = LINE ** len(re.findall(r"[*+]|\{\d*,\}", flat)) * 2 ** len(re.findall(r"[?|]", flat))
    for least, most in re.findall(r"\{(\d*),(\d+)\}", flat):
        ways *= max(1, min(int(most), LINE) - int(least or 0) + 1)
    return ways
