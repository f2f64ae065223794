"""Build one ticket's past in memory, with its own dates, as the operations would have left it.

Operations stamp the present; a desk that looks lived-in needs months. Each verb here mirrors one of
`tickets.operations` (same events, same particulars, same side effects); tests/invariants.py checks
the outcome over every seeded ticket.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tickets.models.kinds import UNFINISHED, Category, Priority, TicketType
from tickets.waiting import preview

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Agent:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Asker:
    """A customer, as far as a ticket's rows need them."""

    id: int
    organization_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    id: int
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    name: str


By = Agent | Asker | None


@dataclass(slots=True)
class History:
    """One ticket while it is being told. Times must not go back."""

    stages: dict[str, Stage]
    requester: Asker
    subject: str
    channel: str
    opened_at: datetime
    priority: int = Priority.NORMAL
    type: str = TicketType.QUESTION
    team: Group | None = None
    assignee: Agent | None = None
    number: int = 0
    id: int = 0
    seq: int = 0
    messages: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    # What the customer was asked about it and said, if they were.
    rating: Row = field(default_factory=dict)
    stage: Stage = field(init=False)
    row: Row = field(init=False)

    def __post_init__(self) -> None:
        self.stage = self.stages[Category.NEW]
        at = self.opened_at
        self.row = {
            "subject": self.subject,
            "type": self.type,
            "channel": self.channel,
            "requester_id": self.requester.id,
            "organization_id": self.requester.organization_id,
            "created_at": at,
            "updated_at": at,
            "last_message_at": at,
            "last_message_preview": "",
            "last_message_by_us": False,
            "waiting_since": None,
            "first_replied_at": None,
            "resolved_at": None,
            "closed_at": None,
        }

    # Who speaks

    def receive(self, text: str, reply_text: str, at: datetime, *, channel: str = "", verified: bool = True) -> Row:
        """Add the customer's message and wake a sleeping ticket."""
        by = self.requester
        message = self._say("inbound", text, at, by, reply_text=reply_text, channel=channel, verified=verified)
        self.row["waiting_since"] = self.row["waiting_since"] or at
        asleep = {Category.WAITING_CUSTOMER, Category.WAITING_THIRD_PARTY, Category.RESOLVED}
        if self.stage.category in asleep:
            self.move(Category.OPEN, at, by)
        return message

    def reply(self, text: str, at: datetime, by: Agent, *, then: str = "", channel: str = "") -> Row:
        """Answer the customer; takes an ownerless ticket and, as the desk does, lets it wait."""
        message = self._say("reply", text, at, by, channel=channel)
        self.row["waiting_since"] = None
        self.row["first_replied_at"] = self.row["first_replied_at"] or at
        if self.assignee is None:
            self.assign(by, at, by)
        if not then and self.stage.category in {Category.NEW, Category.OPEN}:
            then = Category.WAITING_CUSTOMER
        if then:
            self.move(then, at, by)
        return message

    def note(self, text: str, at: datetime, by: Agent) -> Row:
        """Add what only agents read."""
        return self._say("note", text, at, by, public=False)

    def ask(self, text: str, at: datetime) -> Row:
        """Ask the customer by mail how it went."""
        message = self._say("system", text, at, None, channel="email")
        self._record("rating_asked", at, None)
        return message

    def rate(self, label: str, score: int, reason: str, comment: str, at: datetime) -> None:
        """Let the customer answer that."""
        self._record("rated", at, self.requester, before="", after=label, score=score, reason=reason, comment=comment)

    @property
    def last_reply(self) -> Row | None:
        """The last message of ours, which a customer's mail program would quote."""
        return next((m for m in reversed(self.messages) if m["kind"] == "reply"), None)

    # What changes

    def assign(self, to: Agent | None, at: datetime, by: By) -> None:
        if to == self.assignee:
            return
        before, self.assignee = self.assignee, to
        self._record(
            "assigned" if to else "unassigned",
            at,
            by,
            before=before.name if before else "",
            after=to.name if to else "",
            before_id=before.id if before else None,
            after_id=to.id if to else None,
        )

    def prioritise(self, to: int, at: datetime, by: By) -> None:
        if to == self.priority:
            return
        before, self.priority = Priority(self.priority), to
        self._record("priority_changed", at, by, before=before.label, after=Priority(to).label)

    def tag(self, names: Iterable[str], at: datetime, by: By) -> None:
        added = set(names) - self.tags
        if added:
            self.tags |= added
            self._record("tagged", at, by, added=sorted(added), removed=[])

    def move(self, stage: str, at: datetime, by: By) -> None:
        """Change the status. `stage` is a category, for its default status, or the slug of another."""
        to = self.stages[stage]
        if to == self.stage:
            return
        before, self.stage = self.stage, to
        category = to.category
        row = self.row
        if category in UNFINISHED:
            row["resolved_at"] = row["closed_at"] = None
        else:
            row["resolved_at"] = (row["resolved_at"] if category != Category.RESOLVED else None) or at
            row["closed_at"] = None if category == Category.RESOLVED else at
            row["waiting_since"] = None
        self._record(_word(before.category, category), at, by, before=before.name, after=to.name)

    # What is written

    def ticket_row(self) -> Row:
        return {
            **self.row,
            "id": self.id,
            "number": self.number,
            "seq": self.seq,
            "status_id": self.stage.id,
            "category": self.stage.category,
            "priority": int(self.priority),
            "team_id": self.team.id if self.team else None,
            "assignee_id": self.assignee.id if self.assignee else None,
        }

    def _say(
        self,
        kind: str,
        text: str,
        at: datetime,
        by: By,
        *,
        reply_text: str = "",
        channel: str = "",
        public: bool = True,
        verified: bool = True,
    ) -> Row:
        said = reply_text or text
        message = {
            "kind": kind,
            "channel": channel or self.channel,
            "author_user_id": by.id if isinstance(by, Agent) else None,
            "author_customer_id": by.id if isinstance(by, Asker) else None,
            "text": text,
            "reply_text": said,
            "sender_verified": verified,
            "public": public,
            "created_at": at,
        }
        self.messages.append(message)
        action = "message_added" if self.seq else "opened"
        self._record(action, at, by, message=message, kind=kind, channel=message["channel"])
        if public and kind != "system":
            self.row["last_message_by_us"] = kind == "reply"
            self.row["last_message_at"] = at
            self.row["last_message_preview"] = preview(said, ours=kind == "reply")
        return message

    def _record(self, action: str, at: datetime, by: By, *, message: Row | None = None, **particulars: Any) -> None:
        self.seq += 1
        self.row["updated_at"] = at
        self.events.append(
            {
                "seq": self.seq,
                "action": action,
                "by_user_id": by.id if isinstance(by, Agent) else None,
                "by_customer_id": by.id if isinstance(by, Asker) else None,
                "message": message,
                "particulars": particulars,
                "created_at": at,
            }
        )


def _word(was: str, now: str) -> str:
    if now in {Category.RESOLVED, Category.CLOSED}:
        return now
    return "reopened" if was not in UNFINISHED and now in UNFINISHED else "status_changed"
