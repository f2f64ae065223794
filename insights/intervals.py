"""How sure a share is that was seen in a sample, and the difference of two."""

from __future__ import annotations

from math import sqrt

# Nineteen of twenty.
Z = 1.959964


def wilson(hits: int, cases: int) -> tuple[float, float]:
    """Return where a share lies with 95 % confidence (E. B. Wilson, 1927). Raises ValueError without cases."""
    if cases <= 0:
        raise ValueError("Nothing was seen.")
    share = hits / cases
    middle = share + Z * Z / (2 * cases)
    spread = Z * sqrt(share * (1 - share) / cases + Z * Z / (4 * cases * cases))
    size = 1 + Z * Z / cases
    return max(0.0, (middle - spread) / size), min(1.0, (middle + spread) / size)


def newcombe(hits: int, cases: int, other_hits: int, other_cases: int) -> tuple[float, float]:
    """Return where the difference of two shares lies with 95 % confidence (R. G. Newcombe, 1998, method 10)."""
    one, other = hits / cases, other_hits / other_cases
    low, high = wilson(hits, cases)
    other_low, other_high = wilson(other_hits, other_cases)
    return (
        one - other - sqrt((one - low) ** 2 + (other_high - other) ** 2),
        one - other + sqrt((high - one) ** 2 + (other - other_low) ** 2),
    )
