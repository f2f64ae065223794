"""Walk through a guide: one step at a time, the way so far in the address, so that Back, links and no script work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# A guide may lead in circles; an address may not grow without end.
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Choice:
    label: str
    way: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A step left behind: what it asked, what was chosen, and the way that leads back to it."""

    title: str
    label: str
    way: str


@dataclass(frozen=True, slots=True)
class Walk:
    """Where a reader stands in a guide."""

    step: dict[str, Any]
    choices: Sequence[Choice]
    answered: Sequence[Answered]

    @classmethod
    def of(cls, steps: Sequence[dict[str, Any]], way: str) -> Walk | None:
        """Follow a way (“step.step”) as far as the guide has it; None for a guide without steps."""
        if not steps:
            return None
        known = {step["id"]: step for step in steps}
        here = steps[0]
        gone: list[str] = []
        answered: list[Answered] = []
        for name in way.split(".")[:LONGEST]:
            chosen = next((c for c in here["choices"] if c["to"] == name and name in known), None)
            if chosen is None:
                break
            answered.append(Answered(here["title"], chosen["label"], ".".join(gone)))
            gone.append(name)
            here = known[name]
        ways = [Choice(c["label"], ".".join([*gone, c["to"]])) for c in here["choices"] if c["to"] in known]
        return cls(here, ways, answered)

    @property
    def back(self) -> Answered | None:
        return self.answered[-1] if self.answered else None
