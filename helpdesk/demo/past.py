"""The rest of the desk: who asked what, and how far each ticket has come."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from helpdesk.demo.company import Member
from helpdesk.demo.history import History
from helpdesk.demo.story import Story, stories
from helpdesk.demo.telling import LIVE, Teller, stopping_places
from tickets.models.kinds import FINISHED, Category

# Unfinished work per team, and of it: Ana's, and nobody's. What tickets told by hand add comes on top.
UNFINISHED = {"espresso-machines": 51, "grinders": 21, "orders-returns": 43}
UNASSIGNED = 21
ANAS = 6
# How much each of the others has on the table.
LOADS = {"tomasz": 5, "jonas": 4, "leila": 4, "priya": 2}
MAYAS = 9


def tell_past(teller: Teller, times: dict[int, datetime]) -> Iterator[History]:
    """Tell one ticket for each number and date, the newer ones more often unfinished."""
    rng = teller.rng
    numbers = sorted(times)
    unfinished = _pick_unfinished(rng, numbers)
    crowd, shelf = _Crowd(teller), _Shelf(rng)
    for number in numbers:
        team, ending, owner = unfinished.get(number) or _finished(teller)
        story = shelf.pick(team=team, ending=ending)
        by = teller.company.agents[owner] if owner else None
        last_at = teller.now - timedelta(minutes=90 + rng.expovariate(1 / 1900))
        yield teller.tell(
            story,
            crowd.pick(story, finished=number not in unfinished),
            number=number,
            opened_at=times[number],
            ending=ending,
            by=by,
            last_at=last_at if number in unfinished else times[number],
        )


# team, category, mailbox of whoever works on it
Standing = tuple[str, str, str | None]


def _pick_unfinished(rng: random.Random, numbers: list[int]) -> dict[int, Standing]:
    teams = [team for team, count in UNFINISHED.items() for _ in range(count)]
    newest = numbers[-1]
    # Old work is rare: each ticket further back is less likely to be still there.
    chosen = sorted(numbers, key=lambda n: (newest - n) * rng.uniform(0.06, 1.0))[: len(teams)]
    rng.shuffle(teams)
    standings: dict[int, Standing] = {}
    fresh = set(sorted(chosen)[-UNASSIGNED * 3 // 2 :])
    nobodys = set(rng.sample(sorted(fresh), UNASSIGNED))
    anas = set(rng.sample([n for n in chosen if n not in nobodys], ANAS))
    for number, team in zip(chosen, teams, strict=True):
        if number in nobodys:
            standings[number] = (team, Category.NEW, None)
            continue
        ending = rng.choices(
            [Category.OPEN, Category.WAITING_CUSTOMER, Category.WAITING_THIRD_PARTY], weights=[45, 33, 22]
        )[0]
        standings[number] = (team, ending, "ana" if number in anas else _owner(rng, team))
    return standings


def _owner(rng: random.Random, team: str) -> str:
    crew = {
        "espresso-machines": ["tomasz", "jonas", "priya"],
        "grinders": ["tomasz", "leila"],
        "orders-returns": ["jonas", "leila"],
    }[team]
    return rng.choices(crew, weights=[LOADS[name] for name in crew])[0]


def _finished(teller: Teller) -> Standing:
    team = teller.rng.choices(list(UNFINISHED), weights=[46, 18, 36])[0]
    return team, Category.CLOSED, teller.rng.choice(teller.company.crews[team])


class _Shelf:
    """Gives out stories, the least told ones first."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.told: Counter[int] = Counter()

    def pick(self, *, team: str, ending: str) -> Story:
        fitting = [
            (position, story)
            for position, story in enumerate(stories())
            if story.team == team and (ending in FINISHED or stopping_places(story.branch(1), ending))
        ]
        weights = [self._weight(position, story, ending) for position, story in fitting]
        position, story = self.rng.choices(fitting, weights=weights)[0]
        self.told[position] += 1
        return story

    def _weight(self, position: int, story: Story, ending: str) -> float:
        # A chat is over in minutes: what stays open for days came as a letter, mostly.
        lasting = ending in FINISHED or story.channels[0] not in LIVE
        return (1.0 if lasting else 0.35) / (1 + self.told[position]) ** 2


class _Crowd:
    """Draws who asks: a few regulars, many who wrote once or twice."""

    def __init__(self, teller: Teller) -> None:
        self.rng = teller.rng
        self.members: list[Member] = list(teller.company.members.values())
        self.maya = self.members[0]
        self.left_for_maya = MAYAS
        self.weights = [6.0 / (1 + i % 11) + 0.6 for i in range(len(self.members))]
        self.weights[0] = 0.0

    def pick(self, story: Story, *, finished: bool) -> Member:
        if finished and self.left_for_maya and self.rng.random() < 0.07:
            self.left_for_maya -= 1
            return self.maya
        while True:
            found = self.rng.choices(self.members, weights=self.weights)[0]
            if found.organization or not story.business:
                return found
