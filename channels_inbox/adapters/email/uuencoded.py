"""Files that old programs put into the text itself (uuencode)."""

from __future__ import annotations

import re

from channels_inbox.messages import InboundFile

from .filenames import safe_name
from .transfer import uudecode

_BLOCK = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,200})\n((?:[ -`]{1,100}\n)+?)(?:`|[ ]?)\n?end[ \t]*(?:\n|$)", re.MULTILINE
)


def take_files(text: str) -> tuple[str, list[InboundFile]]:
    """Return the text without its uuencoded blocks, and those blocks as files."""
    files: list[InboundFile] = []

    def take(block: re.Match[str]) -> str:
        content = uudecode(block[0].encode("ascii", "replace"))
        files.append(InboundFile(safe_name(block[1]) or "file.bin", "application/octet-stream", content))
        return ""

    return _BLOCK.sub(take, text), files
