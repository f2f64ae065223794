"""Every number of the report, each defined in one file: its name, what it says, and the facts it counts."""

from __future__ import annotations

from insights.measures.first_response import FIRST_RESPONSE
from insights.measures.kinds import Measure
from insights.measures.new import NEW
from insights.measures.one_touch import ONE_TOUCH
from insights.measures.reopened import REOPENED
from insights.measures.resolution import RESOLUTION
from insights.measures.satisfaction import SATISFACTION
from insights.measures.sla_met import SLA_MET
from insights.measures.solved import SOLVED

# In the order they are shown.
MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (NEW, SOLVED, REOPENED, FIRST_RESPONSE, RESOLUTION, SLA_MET, ONE_TOUCH, SATISFACTION)
}
