"""Pages by number, as addresses name them."""

from __future__ import annotations

import re

# Nobody turns so many pages.
MOST_PAGES = 2000


def page_number(said: str) -> int:
    """Return the page an address asks for; the first for anything that is no number."""
    return min(max(1, int(said)), MOST_PAGES) if re.fullmatch(r"[0-9]{1,6}", said) else 1
