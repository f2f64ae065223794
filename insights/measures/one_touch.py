from __future__ import annotations

from insights.measures.kinds import Name, Share

ONE_TOUCH = Share(
    key="one-touch",
    label="One touch",
    definition="Of the tickets solved in the range, those solved with exactly one answer and never opened again.",
    fact=Name.SOLVED,
)
