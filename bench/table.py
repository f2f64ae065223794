"""Print figures so that people can compare them."""

from __future__ import annotations

import statistics
from collections.abc import Sequence


def show(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows under a header, columns aligned."""
    lines = [tuple(header), *(tuple(map(_text, row)) for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(header))]
    for line in lines:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def spread(seconds: Sequence[float]) -> tuple[float, float]:
    """Return median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    return statistics.median(ordered) * 1000, ordered[min(len(ordered) - 1, round(len(ordered) * 0.95))] * 1000


def _text(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
