"""format=flowed text, put back into paragraphs (RFC 3676)."""

from __future__ import annotations

import re

_QUOTE = re.compile(r">*")


def unflow(text: str, delete_space: bool = False) -> str:
    """Join soft-broken lines of the same quote depth; with `delete_space` the breaking space goes too."""
    out: list[str] = []
    depth_before = -1
    flowing = False
    for line in text.split("\n"):
        marks = _QUOTE.match(line)
        depth = marks.end() if marks else 0
        content = line[depth:]
        stuffed = content.startswith(" ")
        content = content.removeprefix(" ")
        signature = content == "-- "
        if flowing and depth == depth_before and not signature:
            out[-1] += content
        else:
            out.append(">" * depth + (" " if depth and stuffed else "") + content)
        flowing = content.endswith(" ") and not signature
        if flowing and delete_space:
            out[-1] = out[-1][:-1]
        depth_before = depth
    return "\n".join(out)
