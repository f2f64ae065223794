"""A badge for other people's pages: one line on a coloured field, as a picture that needs nothing else."""

from __future__ import annotations

from html import escape

from knowledgebase.status.states import Impact

# Dark enough for white letters (4.5 : 1).
_COLOURS = {
    Impact.NONE: "#1a7f45",
    Impact.MAINTENANCE: "#2f6bb3",
    Impact.MINOR: "#96600a",
    Impact.MAJOR: "#c0392b",
    Impact.CRITICAL: "#a3182b",
}
# About the mean width of a letter of that size; the text is stretched to fit exactly.
_LETTER = 6.4


def badge(label: str, said: str, impact: Impact) -> str:
    """Return an SVG of 20 pixels' height."""
    left, right = _width(label), _width(said)
    name = escape(f"{label}: {said}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label="{name}">'
        f"<title>{name}</title>"
        f'<clipPath id="r"><rect width="{left + right}" height="20" rx="4"/></clipPath>'
        f'<g clip-path="url(#r)"><rect width="{left}" height="20" fill="#474747"/>'
        f'<rect x="{left}" width="{right}" height="20" fill="{_COLOURS[impact]}"/></g>'
        '<g fill="#fff" font-family="system-ui,sans-serif" font-size="11" text-anchor="middle">'
        f'<text x="{left / 2}" y="14" textLength="{left - 16}">{escape(label)}</text>'
        f'<text x="{left + right / 2}" y="14" textLength="{right - 16}">{escape(said)}</text></g></svg>'
    )


def _width(text: str) -> int:
    return round(len(text) * _LETTER) + 16
