"""A trend the size of a word."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 88, 24


def spark(counts: Sequence[int], sentence: str) -> SafeString:
    """Draw counts as a line over an area; who cannot see it is told the sentence."""
    top = max(counts, default=0) or 1
    step = WIDTH / max(1, len(counts) - 1)
    points = [f"{step * n:.1f} {HEIGHT - 1 - count / top * (HEIGHT - 2):.1f}" for n, count in enumerate(counts)]
    line = "M" + "L".join(points if len(points) > 1 else points * 2)
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}" preserveAspectRatio="none">'
        '<path class="fill" d="{}L{} {}L0 {}Z"/><path d="{}"/></svg>',
        WIDTH, HEIGHT, sentence, line, WIDTH, HEIGHT, HEIGHT, line,
    )  # fmt: skip
