from __future__ import annotations

from insights.measures.kinds import Name, Share

SLA_MET = Share(
    key="sla-met",
    label="Promises kept",
    definition="Of all promises (first reply, next reply, solution) that were kept or broken in the range, those kept. "
    "A broken one counts at the moment it was due. Cancelled ones do not count.",
    fact=Name.PROMISE,
)
