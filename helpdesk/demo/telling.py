"""Tell a story about one customer: choose words, pace the turns, and stop where the ticket stands."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpdesk.demo.company import Company, Member
from helpdesk.demo.history import Agent, History
from helpdesk.demo.hours import GOTHENBURG, next_open
from helpdesk.demo.story import Story, Turn
from helpdesk.demo.verdicts import Verdicts
from helpdesk.demo.voice import Voice, from_agent
from tickets.models.kinds import UNFINISHED, Category, ChannelKind, Priority

# Channels where an answer is expected within minutes.
LIVE = {ChannelKind.CHAT, ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.MESSENGER, ChannelKind.INSTAGRAM}
# How many come back with one thing more, and what they say.
COMES_BACK = 0.07
AGAIN = [
    ("Sorry, one more thing: could we have this in writing, for our files?", "Of course: this mail confirms it."),
    ("It happened once more this morning, then it was fine. Is that normal?", "Once is normal. Twice would not be."),
    ("Thank you! Whom do we ask if it comes back?", "Just answer here, and it comes straight to me."),
]
CLOSES_AFTER = timedelta(days=5, minutes=20)


@dataclass
class Teller:
    company: Company
    rng: random.Random
    now: datetime
    verdicts: Verdicts

    def tell(
        self,
        story: Story,
        about: Member,
        *,
        number: int,
        opened_at: datetime,
        ending: str,
        by: Agent | None,
        last_at: datetime,
    ) -> History:
        """Return the ticket's history; messages name their files in "files" and may carry "html".

        `ending` is a category; a ticket that cannot have come so far by now ends earlier.
        """
        rng = self.rng
        channel = rng.choice(list(story.channels))
        voice = Voice(about, channel=channel, rng=rng, machines=story.machines)
        subject, branch = rng.choice(list(story.subjects))
        branch = rng.randrange(2) if branch is None else branch
        history = History(
            stages=self.company.stages,
            requester=about.asker,
            subject=voice.fill(subject),
            channel=channel,
            opened_at=opened_at,
            priority=story.priority if channel == ChannelKind.WEB_FORM else Priority.NORMAL,
            type=story.type,
            team=self.company.teams[story.team],
            number=number,
        )
        turns = self._cut(story.branch(branch), ending)
        at = opened_at
        pace = self._pace(turns, channel=channel, opened_at=opened_at, last_at=last_at)
        for position, turn in enumerate(turns):
            if position:
                at = self._after(at, turn, pace)
                if at > self.now:
                    break
            if turn.who == "customer":
                letter = voice.letter(turn.text(branch), answers=history.last_reply)
                message = history.receive(letter.text, letter.said, at)
                if letter.html:
                    message["html"] = letter.html
            elif turn.who == "note":
                assert by
                message = history.note(voice.fill(turn.text(branch)), at, by)
            else:
                assert by
                parked = turn.parks if position == len(turns) - 1 and ending == Category.WAITING_THIRD_PARTY else ""
                message = history.reply(
                    from_agent(voice, turn.text(branch), by, first=position < 3), at, by, then=parked
                )
            if file := turn.files[branch]:
                message["files"] = [voice.fill(file)]
            if position == 0 and by:
                at = self._triage(history, story, by, at)
        else:
            self._end(history, ending, by, at)
        return history

    def _cut(self, turns: list[Turn], ending: str) -> list[Turn]:
        """Return the turns up to where a ticket of this ending stands."""
        if ending in {Category.RESOLVED, Category.CLOSED}:
            return turns
        stops = stopping_places(turns, ending)
        answered = len(turns) > 1 and turns[1].who == "agent"
        # Nobody leaves many first questions lying: most of what is open was answered and is being worked on.
        if ending == Category.OPEN and answered and self.rng.random() < 0.75:
            return turns[: (stops or [0])[-1] + 2]
        return turns[: self.rng.choice(stops) + 1] if stops else turns[:1]

    def _pace(self, turns: list[Turn], *, channel: str, opened_at: datetime, last_at: datetime) -> float:
        """Return the typical gap in minutes: natural for the channel, stretched where the ticket is an old one."""
        if channel in LIVE:
            return 3.0
        natural = 150.0
        if len(turns) < 2:
            return natural
        return max(natural, (last_at - opened_at) / timedelta(minutes=1) / (len(turns) - 1) * 0.8)

    def _after(self, at: datetime, turn: Turn, pace: float) -> datetime:
        at += timedelta(minutes=pace * self.rng.uniform(0.3, 1.7), seconds=self.rng.randrange(60))
        return next_open(at) if turn.who != "customer" else waking(at, self.rng)

    def _triage(self, history: History, story: Story, by: Agent, at: datetime) -> datetime:
        live = history.channel in LIVE
        at = next_open(at + timedelta(minutes=self.rng.uniform(0.4, 1.2) if live else self.rng.uniform(3, 70)))
        if at > self.now:
            return at
        history.assign(by, at, by)
        history.prioritise(story.priority, at + timedelta(seconds=4), by)
        history.tag(story.tags, at + timedelta(seconds=9), by)
        return at + timedelta(seconds=15)

    def _end(self, history: History, ending: str, by: Agent | None, at: datetime) -> None:
        answered = ending == Category.OPEN and history.stage.category == Category.WAITING_CUSTOMER
        if by and (answered or (ending in UNFINISHED and history.stage.category == Category.NEW)):
            history.move(Category.OPEN, max(at, history.row["updated_at"]), by)
        if ending not in {Category.RESOLVED, Category.CLOSED}:
            return
        at = next_open(max(at, history.row["updated_at"]) + timedelta(minutes=self.rng.uniform(1, 45)))
        if at > self.now:
            return
        history.move(Category.RESOLVED, at, by)
        if by and self.verdicts.rng.random() < COMES_BACK and at + timedelta(days=4) < self.now:
            at = self._come_back(history, at, by)
        self.verdicts.follow(history, by)
        if at + CLOSES_AFTER < self.now:
            history.move(Category.CLOSED, at + CLOSES_AFTER, None)

    def _come_back(self, history: History, at: datetime, by: Agent) -> datetime:
        """Let the customer ask one thing more, which opens the ticket again, and answer that."""
        chance = self.verdicts.rng
        words, answer = chance.choice(AGAIN)
        at = waking(at + timedelta(minutes=chance.uniform(20, 1100)), chance)
        history.receive(words, "", at)
        at = next_open(at + timedelta(minutes=chance.uniform(15, 200)))
        history.reply(answer, at, by, then=Category.RESOLVED)
        return at


def stopping_places(turns: Sequence[Turn], ending: str) -> list[int]:
    """Return after which turns a ticket of this ending may stand. The last words of a story end it for good."""
    inner = list(enumerate(turns[:-1]))
    if ending == Category.OPEN:
        return [i for i, t in inner if t.who == "customer"]
    if ending == Category.WAITING_CUSTOMER:
        return [i for i, t in inner if t.who == "agent" and not t.parks]
    if ending == Category.WAITING_THIRD_PARTY:
        return [i for i, t in enumerate(turns) if t.parks]
    return [0]


def waking(at: datetime, rng: random.Random) -> datetime:
    """Move a customer's night-time message to the next morning; people do sleep."""
    local = at.astimezone(GOTHENBURG)
    if 6 <= local.hour < 23:
        return at
    morning = local.replace(hour=6, minute=0) + timedelta(days=local.hour >= 23)
    return (morning + timedelta(minutes=rng.uniform(5, 200))).astimezone(at.tzinfo)
