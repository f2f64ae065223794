"""Make the desk large: as many tickets as asked for, in constant memory, for measuring."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from helpdesk.demo.company import make_stages
from helpdesk.demo.crowd import Crowd, skewed
from helpdesk.demo.history import Agent, History, Stage
from helpdesk.demo.story import Story, stories
from helpdesk.demo.writing import tag_ids, write_histories
from tickets.models.kinds import Category, Priority, TicketType

BATCH = 5000
SPAN = timedelta(days=730)
# Share of unfinished tickets by how far back they lie in the row of all: 6 % together.
UNFINISHED = [(0.05, 0.50), (0.20, 0.12), (1.00, 0.0212)]
CHANNELS = ["email", "web_form", "chat", "phone", "whatsapp", "sms", "instagram", "messenger"]
CHANNEL_WEIGHTS = [58, 14, 12, 6, 5, 2, 2, 1]


def seed_tickets(count: int, *, seed: int = 1, now: datetime | None = None, report: Callable[[int], None]) -> None:
    """Add `count` tickets over the last two years, about three messages each; `report` hears the running total.

    Each batch commits by itself, so a stop half-way leaves whole tickets.
    """
    maker = Maker(random.Random(seed), now=now or timezone.now())  # noqa: S311
    for start in range(0, count, BATCH):
        size = min(BATCH, count - start)
        with transaction.atomic():
            maker.crowd.meet(size // 6 + 1)
            histories = [maker.make((start + i) / count) for i in range(size)]
            for history, number in zip(histories, _numbers(size), strict=True):
                history.number = number
            write_histories(histories, tags=maker.tags)
        report(start + size)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class Maker:
    """Makes one ticket after the other, each a little later than the last."""

    def __init__(self, rng: random.Random, *, now: datetime) -> None:
        self.rng = rng
        self.now = now
        self.crowd = Crowd(rng, now=now)
        self.stages: dict[str, Stage] = make_stages()
        self.stories = stories()
        self.tags = tag_ids({tag for story in self.stories for tag in story.tags})
        self.team_weights = skewed(len(self.crowd.teams))
        self.agent_weights = {team: skewed(len(crew)) for team, crew in self.crowd.crews.items()}

    def make(self, position: float) -> History:
        """Make the ticket at a position between 0 (oldest) and 1 (newest) in the row of all."""
        rng = self.rng
        # A little before the next one's moment and never after now.
        at = self.now - SPAN * (1 - position) - timedelta(seconds=rng.uniform(1, 30))
        story = rng.choice(self.stories)
        team = rng.choices(self.crowd.teams, weights=self.team_weights)[0]
        by = rng.choices(self.crowd.crews[team.id], weights=self.agent_weights[team.id])[0]
        particulars = self._particulars()
        history = History(
            stages=self.stages,
            requester=rng.choice(self.crowd.askers),
            subject=rng.choice(story.subjects)[0].format_map(particulars)[:250],
            channel=rng.choices(CHANNELS, weights=CHANNEL_WEIGHTS)[0],
            opened_at=at,
            priority=rng.choices(list(Priority), weights=[12, 66, 17, 5])[0],
            type=rng.choices(list(TicketType), weights=[55, 35, 4, 6])[0],
            team=team,
        )
        unfinished = rng.random() < next(share for back, share in UNFINISHED if 1 - position <= back)
        self._converse(history, story, by, particulars, unfinished=unfinished)
        return history

    def _converse(
        self, history: History, story: Story, by: Agent, particulars: dict[str, str], *, unfinished: bool
    ) -> None:
        rng = self.rng
        length = rng.choices([1, 2, 3, 4, 6], weights=[12, 28, 26, 20, 14])[0]
        moments = self._moments(history.opened_at, length)
        at = next(moments)
        history.receive(self._says(story, "customer", particulars), "", at)
        if unfinished and length == 1 and rng.random() < 0.7:
            return
        at = next(moments)
        history.assign(by, at, by)
        if story.tags and rng.random() < 0.5:
            history.tag(story.tags[:2], at, by)
        for turn in range(1, length):
            at = next(moments)
            if turn % 2 == 0:
                history.receive(self._says(story, "customer", particulars), "", at)
            elif rng.random() < 0.12:
                history.note(self._says(story, "agent", particulars), at, by)
            else:
                history.reply(self._says(story, "agent", particulars), at, by)
        if unfinished:
            if history.stage.category == Category.NEW:
                history.move(Category.OPEN, at, by)
            return
        history.move(Category.RESOLVED, next(moments), by)
        closes = history.row["resolved_at"] + timedelta(days=5)
        if closes < self.now:
            history.move(Category.CLOSED, closes, None)

    def _moments(self, at: datetime, length: int) -> Iterator[datetime]:
        """Yield rising moments, the first the given one, none after now."""
        room = (self.now - at) / (length + 3)
        yield at
        while True:
            at += min(room, timedelta(minutes=self.rng.uniform(3, 1500)))
            yield at

    def _says(self, story: Story, who: str, particulars: dict[str, str]) -> str:
        turns = [t for t in story.turns if t.who == who] or story.turns
        return self.rng.choice(self.rng.choice(turns).says).format_map(particulars)

    def _particulars(self) -> dict[str, str]:
        rng = self.rng
        return {
            "machine": rng.choice(["One", "Duo", "Pro 2"]),
            "grinder": "Grind",
            "serial": f"DU2-{rng.randrange(10000, 99999)}",
            "order": f"H-{rng.randrange(10000, 99999)}",
            "town": rng.choice(["Gothenburg", "Bristol", "Lyon", "Porto", "Utrecht", "Aarhus"]),
            "organization": "our company",
            "first": rng.choice(["Maja", "Lukas", "Aoife", "Rui", "Claire", "Nikos"]),
            "day": rng.choice(["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]),
            "price": f"€{rng.randrange(5, 200)}.00",
            "shots": str(rng.randrange(20, 200)),
            "minutes": str(rng.randrange(2, 30)),
        }


def _numbers(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('ticket_number') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]
