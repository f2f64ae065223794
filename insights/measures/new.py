from __future__ import annotations

from insights.measures.kinds import Measure, Name

NEW = Measure(
    key="new",
    label="New",
    definition="Tickets that were opened in the range, by customers and by us, without spam and merged ones. "
    "An agent's are those they own now.",
    fact=Name.OPENED,
)
