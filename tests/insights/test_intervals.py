"""Intervals against the examples of those who proposed them."""

from __future__ import annotations

import pytest

from insights.intervals import newcombe, wilson


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_share_lies_where_wilson_says(hits: int, cases: int, low: float, high: float) -> None:
    """Newcombe 1998 (Two-sided confidence intervals for the single proportion), method 3."""
    assert wilson(hits, cases) == pytest.approx((low, high), abs=0.0001)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((10, 10, 0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_lies_where_newcombe_says(counts: tuple[int, int, int, int], low: float, high: float) -> None:
    """Newcombe 1998 (Interval estimation for the difference between independent proportions), method 10."""
    assert newcombe(*counts) == pytest.approx((low, high), abs=0.0001)


def test_nothing_seen_says_nothing() -> None:
    with pytest.raises(ValueError, match="Nothing"):
        wilson(0, 0)
