"""Charts as SVG, drawn here: one picture with one sentence for who cannot see it, and no script."""

from __future__ import annotations

import math
from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Values = Sequence[float | None]
WIDTH, HEIGHT, LEFT = 560, 170, 42
# How many names fit below.
NAMES = 7


def line(sentence: str, names: Sequence[str], series: Sequence[Values], unit: str = "", top: float = 0) -> SafeString:
    """Draw one to three lines; the first has an area, the second is dashed. A gap is where nothing is known."""
    highest = ceiling([v for values in series for v in values if v is not None], top)
    lines = format_html_join("", "{}", ((_line(values, highest, n),) for n, values in enumerate(series, start=1)))
    step = WIDTH / max(1, len(names) - 1)
    labels = [(LEFT + step * n, name, _anchor(n, len(names))) for n, name in _some(names)]
    return _picture(sentence, highest, unit, lines, labels)


def columns(sentence: str, names: Sequence[str], series: Sequence[Sequence[float]], unit: str = "") -> SafeString:
    """Draw stacked columns, the first series at the bottom."""
    sums = [sum(parts) for parts in zip(*series, strict=True)]
    highest = ceiling(sums)
    slot = WIDTH / max(1, len(names))
    width = min(slot * 0.62, 30)
    boxes = []
    for place, parts in enumerate(zip(*series, strict=True)):
        foot = float(HEIGHT)
        for n, value in enumerate(parts, start=1):
            height = value / highest * HEIGHT
            foot -= height
            if height > 0:
                boxes.append(
                    (n, f"{slot * place + (slot - width) / 2:.1f}", f"{foot:.1f}", width, max(height - 1, 0.5))
                )
    drawn = format_html_join(
        "",
        '<rect class="f{}" x="{}" y="{}" width="{}" height="{}" rx="1.5"/>',
        ((n, x, y, f"{w:.1f}", f"{h:.1f}") for n, x, y, w, h in boxes),
    )
    labels = [(LEFT + slot * n + slot / 2, name, "middle") for n, name in _some(names)]
    return _picture(sentence, highest, unit, drawn, labels)


def ceiling(values: Sequence[float], top: float = 0) -> float:
    """Return a round number that all values lie below, easily divided by four."""
    highest = top or max(values, default=0) or 1
    if top:
        return top
    size = 10 ** math.floor(math.log10(highest))
    return float(next(size * n for n in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10) if size * n >= highest))


def _line(values: Values, highest: float, number: int) -> SafeString:
    step = WIDTH / max(1, len(values) - 1)
    runs: list[list[str]] = [[]]
    for n, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{step * n:.1f} {HEIGHT - min(value, highest) / highest * HEIGHT:.1f}")
    parts = []
    for run in filter(None, runs):
        # A point alone is a dot: a line of no length with a round end.
        path = "M" + "L".join(run if len(run) > 1 else run * 2)
        if number == 1 and len(run) > 1:
            first, last = run[0].split(" ")[0], run[-1].split(" ")[0]
            parts.append(format_html('<path class="area" d="{}L{} {}L{} {}Z"/>', path, last, HEIGHT, first, HEIGHT))
        parts.append(format_html('<path class="line l{}" d="{}"/>', number, path))
    return format_html_join("", "{}", ((part,) for part in parts))


def _picture(
    sentence: str, highest: float, unit: str, drawn: SafeString, names: Sequence[tuple[float, str, str]]
) -> SafeString:
    digits = 0 if highest >= 8 or highest % 4 == 0 else 1
    grid = format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="axis" x="{}" y="{}" text-anchor="end">{}{}'
        "</text>",
        (
            (LEFT, WIDTH + LEFT, y, y, LEFT - 8, y + 4, f"{highest * (1 - n / 4):,.{digits}f}", unit)
            for n, y in ((n, 6 + HEIGHT * n / 4) for n in range(5))
        ),
    )
    below = format_html_join(
        "",
        '<text class="axis" x="{}" y="{}" text-anchor="{}">{}</text>',
        ((f"{x:.0f}", HEIGHT + 26, anchor, name) for x, name, anchor in names),
    )
    return format_html(
        '<svg viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}<g transform="translate({} 6)">{}</g></svg>',
        WIDTH + LEFT + 6, HEIGHT + 30, sentence, grid, below, LEFT, mark_safe(drawn),  # noqa: S308  # made above
    )  # fmt: skip


def _some(names: Sequence[str]) -> list[tuple[int, str]]:
    """Return the names that are written below: the first, the last, and a few evenly between."""
    count = len(names)
    if count <= NAMES:
        return list(enumerate(names))
    places = sorted({round(n * (count - 1) / (NAMES - 2)) for n in range(NAMES - 1)})
    return [(n, names[n]) for n in places]


def _anchor(place: int, count: int) -> str:
    return "start" if place == 0 else "end" if place == count - 1 else "middle"
