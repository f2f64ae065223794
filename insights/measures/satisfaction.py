from __future__ import annotations

from insights.measures.kinds import Name, Satisfaction

SATISFACTION = Satisfaction(
    key="satisfaction",
    label="Satisfaction",
    definition="Of the ratings asked for in the range and answered by now, those that are good (4 or 5 of 5). "
    "Beside it stands how many of those asked have answered.",
    fact=Name.ASKED,
)
