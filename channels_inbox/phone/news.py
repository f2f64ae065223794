"""What any telephone system says of a call, in one normal form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class CallNews:
    """One step of one call. `external_id` names the step: the same one twice is one.

    Numbers are as the system wrote them. `agent` is a mail address, a number or an extension of ours.
    """

    call: str
    kind: str
    external_id: str
    at: datetime
    outgoing: bool = False
    theirs: str = ""
    ours: str = ""
    name: str = ""
    queue: str = ""
    agent: str = ""
    simulated: bool = False
    particulars: dict[str, Any] = field(default_factory=dict)
