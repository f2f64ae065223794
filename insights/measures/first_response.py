from __future__ import annotations

from insights.measures.kinds import Duration, Name

FIRST_RESPONSE = Duration(
    key="first-response",
    label="First response",
    definition="From the customer's first message to the first answer of a person, counted when it came. "
    "Notes and automatic mail are no answers; tickets we opened ourselves do not count.",
    fact=Name.FIRST_RESPONSE,
)
