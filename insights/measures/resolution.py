from __future__ import annotations

from insights.measures.kinds import Duration, Name

RESOLUTION = Duration(
    key="resolution",
    label="Resolution",
    definition="From opening a ticket to solving it for the last time, counted when it was solved. "
    "The time it waited for the customer is part of it.",
    fact=Name.SOLVED,
)
