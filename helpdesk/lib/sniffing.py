"""What kind of file some bytes are, by how they begin; what their sender says of them is not asked."""

from __future__ import annotations

# Pictures every browser draws without running anything. SVG is a program, so it is not one of them.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
# Where a box file says what it is.
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif"}
_READ_AS_TEXT = 65_536


def sniff(content: bytes) -> str:
    """Return the type of a file: a picture, a PDF, a ZIP (documents of offices are such), or text; else empty."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return _BRANDS.get(content[8:12], "")
    return "text/plain" if _is_text(content) else ""


def _is_text(content: bytes) -> bool:
    start = content[:_READ_AS_TEXT]
    if not start or b"\x00" in start:
        return False
    try:
        start.decode()
    except UnicodeDecodeError as error:
        # Cut within a letter, it is text all the same.
        return len(content) > _READ_AS_TEXT and error.start > len(start) - 4
    return True
