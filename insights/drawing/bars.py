"""A share as a bar the size of a word."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 64, 6


def bar(share: float) -> SafeString:
    """Draw a share; the number beside it says the same, so nobody is told it twice."""
    return format_html(
        '<svg class="bar" viewBox="0 0 {} {}" aria-hidden="true"><rect class="rest" width="{}" height="{}" rx="3"/>'
        '<rect class="part" width="{}" height="{}" rx="3"/></svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, f"{WIDTH * share:.1f}", HEIGHT,
    )  # fmt: skip
