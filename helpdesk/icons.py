"""Icons of the set Lucide: those that pages use are in one file, which a browser keeps.

A list of fifty rows draws three hundred: written out each time they were a quarter of what is sent.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from lucide import _render_icon as render_icon

FILE = "img/icons.svg"
_ID = re.compile(r'<symbol id="([^"]+)"')


def sheet() -> Path:
    return Path(settings.BASE_DIR) / "static" / FILE


@lru_cache(maxsize=1)
def kept() -> frozenset[str]:
    """Return the names of the icons in the file."""
    return frozenset(_ID.findall(sheet().read_text()))


def shapes(name: str) -> str:
    """Return an icon's lines without its frame. Raises lucide.IconDoesNotExist."""
    return re.sub(r"\s*\n\s*|</svg>", "", render_icon(name, None).split(">", 1)[1]).replace(" />", "/>")


def sheet_of(names: frozenset[str]) -> str:
    """Return the file with these icons."""
    symbols = (f'<symbol id="{name}" viewBox="0 0 24 24">{shapes(name)}</symbol>\n' for name in sorted(names))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbols)}</svg>\n'
