from __future__ import annotations

from insights.measures.kinds import Measure, Name

REOPENED = Measure(
    key="reopened",
    label="Opened again",
    definition="How often a solved ticket was opened again in the range. One ticket can count several times.",
    fact=Name.REOPENED,
    better=-1,
)
