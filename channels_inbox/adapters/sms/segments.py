"""How many text messages a text becomes on the way (3GPP TS 23.038 and 23.040)."""

from __future__ import annotations

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
# Written with an escape before them.
_EXTENDED = frozenset("\f^{}\\[~]|€")


def segments(text: str) -> int:
    """Return the number of parts: 160 signs fit one, 153 each of several; with any other sign 70 and 67."""
    if set(text) <= _BASIC | _EXTENDED:
        length, one, each = sum(2 if c in _EXTENDED else 1 for c in text), 160, 153
    else:
        length, one, each = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if length <= one else -(-length // each)
