"""What Halden's customers said when they were asked how it went."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpdesk.demo.history import Agent, History, Row
from helpdesk.demo.rows import copy_rows, take_ids
from tickets.models import Rating, RatingAnswer
from tickets.models.kinds import ChannelKind
from tickets.models.rating import CHOICES, Scale, default_reasons

ASKED_AFTER = timedelta(hours=2)
REST = timedelta(days=14)
ANSWERED = 0.41
MAILED = {ChannelKind.EMAIL, ChannelKind.WEB_FORM}
TEXT = """How did we do?

Your request {number} is marked as solved. One click tells us how it went.

Is it not solved? Answer this mail, and we go on."""
_THANKS = [
    *("Quick and clear, thank you.", "Solved in one call.", "You know your machines.", "Kind and fast, as always."),
    *("The video helped a lot.", "The part came the next day.", "I wish every company answered like this."),
]
_MEH = ["It works now, but I had to ask twice.", "Fine in the end.", "The first answer did not fit my machine."]
_BAD = ["Four days without a machine.", "Nobody told me that the part was out of stock.", "I had to explain it again."]


@dataclass
class Verdicts:
    """Asks when a ticket is solved, as the desk does, and remembers who answered what."""

    rng: random.Random
    now: datetime
    asked: dict[int, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def follow(self, history: History, solver: Agent | None) -> None:
        """Ask about a ticket that was solved a moment ago, and let the customer answer or not."""
        at = history.row["resolved_at"] + ASKED_AFTER + timedelta(seconds=self.rng.randrange(60))
        before = self.asked[history.requester.id]
        if history.channel not in MAILED or at > self.now or any(abs(at - other) < REST for other in before):
            return
        before.append(at)
        message = history.ask(TEXT.format(number=history.number), at)
        history.rating = {"asked_at": at, "resolved_by_id": solver.id if solver else None, "message": message}
        rated = at + timedelta(minutes=2 + self.rng.expovariate(1 / 400))
        if self.rng.random() < ANSWERED and rated < min(self.now, at + timedelta(days=4)):
            score = self.rng.choices([5, 3, 1], weights=[88, 7, 5])[0]
            reason = self.rng.choice(default_reasons()) if score < 5 and self.rng.random() < 0.7 else ""
            comment = self.rng.choice({5: _THANKS, 3: _MEH, 1: _BAD}[score]) if self.rng.random() < 0.35 else ""
            history.rate(CHOICES[Scale.FACES][score], score, reason, comment, rated)
            history.rating |= {"score": score, "reason": reason, "comment": comment, "rated_at": rated}


def write_verdicts(histories: Sequence[History]) -> None:
    rated = [h for h in histories if h.rating]
    ids = take_ids(Rating, len(rated))
    rows: list[Row] = []
    for pk, history in zip(ids, rated, strict=True):
        given = {name: value for name, value in history.rating.items() if name != "message"}
        message = history.rating["message"]
        rows.append(
            {
                "id": pk,
                "ticket_id": history.id,
                "customer_id": history.requester.id,
                "scale": Scale.FACES.value,
                "message_id": message["id"],
                **given,
            }
        )
    copy_rows(Rating, rows)
    copy_rows(
        RatingAnswer,
        [
            {"rating_id": row["id"], "score": row["score"], "reason": row["reason"], "comment": row["comment"]}
            | {"created_at": row["rated_at"]}
            for row in rows
            if "score" in row
        ],
    )
    took_part = [
        {"rating_id": pk, "user_id": user}
        for pk, history in zip(ids, rated, strict=True)
        for user in sorted({m["author_user_id"] for m in history.messages if m["kind"] == "reply"})
    ]
    copy_rows(Rating.took_part.through, took_part)
