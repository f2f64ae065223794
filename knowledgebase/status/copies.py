"""Copies of the public status page as files: what is served when nothing else can be. No database, no cache.

Pages are `<locale>/…/index.html`, those of the first locale also `…/index.html` (a proxy knows no locales), all else
has its own name; each file is replaced whole.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".svg": "image/svg+xml",
    ".css": "text/css; charset=utf-8",
}
ROOT = "/status/"
_UNFINISHED = ".new-"
_NAME = re.compile(r"(?:[a-zA-Z0-9-]+/)*[a-zA-Z0-9-]+\.[a-z]+")


@dataclass(frozen=True, slots=True)
class Copy:
    content: bytes
    content_type: str
    # Seconds since the epoch when it was last written.
    written: float


def folder() -> Path | None:
    """Return where copies are kept; None keeps none."""
    return Path(settings.STATUS_COPIES) if settings.STATUS_COPIES else None


def name_of(path: str, locale: str) -> str:
    """Return the file of an address, or nothing for one that has none."""
    rest = path.removeprefix(ROOT)
    name = f"{locale}/{rest}index.html" if not rest or rest.endswith("/") else rest
    return name if path.startswith(ROOT) and _NAME.fullmatch(name) else ""


def find(path: str, locale: str) -> Copy | None:
    """Return the copy of an address."""
    root, name = folder(), name_of(path, locale)
    if root is None or not name:
        return None
    file = root / name
    try:
        with file.open("rb") as opened:
            return Copy(opened.read(), TYPES[file.suffix], os.fstat(opened.fileno()).st_mtime)
    except (OSError, KeyError):
        return None


def replace_all(pages: Mapping[str, bytes], *, kept: Collection[str] = ()) -> None:
    """Make the folder hold exactly these files, and of those to be kept what it has.

    Readers find a page whole, as it was or as it is. One at a time calls this.
    """
    root = folder()
    if root is None:
        return
    for left in root.rglob(f"{_UNFINISHED}*"):  # by a process that was ended while it wrote
        left.unlink(missing_ok=True)
    for name, content in pages.items():
        _write(root / name, content)
    for file in [one for one in root.rglob("*") if one.is_file()]:
        if file.relative_to(root).as_posix() not in {*pages, *kept} and file.suffix in TYPES:
            file.unlink(missing_ok=True)


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=_UNFINISHED)
    try:
        with os.fdopen(descriptor, "wb") as new:
            new.write(content)
        # The proxy, which is another user, reads them too; there is nothing in them but what is public.
        Path(name).chmod(0o644)
        Path(name).replace(file)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
