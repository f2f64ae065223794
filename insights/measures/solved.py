from __future__ import annotations

from insights.measures.kinds import Measure, Name

SOLVED = Measure(
    key="solved",
    label="Solved",
    definition="Tickets that are solved now and were solved for the last time in the range. Each counts once.",
    fact=Name.SOLVED,
    better=1,
)
