"""When more than usual is so much more that somebody should look: pure, for questions and for all that arrives."""

from __future__ import annotations

from math import sqrt

# How much has to come in the hour at least, and how much more than usual it has to be.
LEAST_ASKED, LEAST_ARRIVED = 5, 12
TIMES = 3
# What comes by chance varies by about the root of what is usual; three times that is hardly chance.
DEVIATIONS = 3


def usual(hourly: float, same_hour: float) -> float:
    """Return how much is usual in an hour: the mean of all hours, or of the same hour in the weeks before if more."""
    return max(hourly, same_hour)


def stands_out(now: int, usual: float, *, least: int) -> bool:
    """Tell whether an hour stands out from what is usual."""
    return now >= least and now >= TIMES * usual and now >= usual + DEVIATIONS * sqrt(usual)
