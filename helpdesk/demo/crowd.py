"""People in bulk: enough different customers, organizations, teams and agents to measure with."""

from __future__ import annotations

import random
from collections import deque
from datetime import datetime

from django.contrib.auth.hashers import make_password

from accounts.models import Customer, Identity, Membership, Organization, OrganizationDomain, Team, User
from helpdesk.demo.history import Agent, Asker, Group
from helpdesk.demo.people import PEOPLE
from helpdesk.demo.rows import copy_rows, take_ids

TEAMS = 8
AGENTS = 30
# Each batch meets this many new people; the last few thousand may write again.
REMEMBERED = 4000

_FIRST = sorted({person.name.split(" ")[0] for person in PEOPLE})
_LAST = sorted({person.name.split(" ", 1)[1] for person in PEOPLE})


def skewed(count: int) -> list[float]:
    """Return weights that fall like 1/n, as load does: a few carry most."""
    return [1 / (n + 1) for n in range(count)]


class Crowd:
    """The people tickets are dealt to. Uses what is there and adds what is missing."""

    def __init__(self, rng: random.Random, *, now: datetime) -> None:
        self.rng = rng
        self.now = now
        self.askers: deque[Asker] = deque(maxlen=REMEMBERED)
        self.teams = [Group(t.pk, t.name) for t in _teams()]
        self.crews = {team.id: _crew(team, rng) for team in self.teams}

    def meet(self, count: int) -> None:
        """Write new customers, most of them in an organization, a twentieth as many of these."""
        companies = take_ids(Organization, count // 20 + 1)
        copy_rows(
            Organization,
            [{"id": pk, "name": f"{self.rng.choice(_LAST)} {pk}", "created_at": self.now} for pk in companies],
        )
        copy_rows(OrganizationDomain, [{"organization_id": pk, "domain": f"company-{pk}.example"} for pk in companies])
        rows, identities = [], []
        for pk in take_ids(Customer, count):
            company = self.rng.choice(companies) if self.rng.random() < 0.7 else None
            first, last = self.rng.choice(_FIRST), self.rng.choice(_LAST)
            rows.append({"id": pk, "name": f"{first} {last}", "organization_id": company, "created_at": self.now})
            domain = f"company-{company}.example" if company else "postbox.example"
            address = f"{first}.{pk}@{domain}".lower()
            identities.append(
                {"customer_id": pk, "kind": "email", "value": address, "is_primary": True, "created_at": self.now}
            )
            self.askers.append(Asker(pk, company))
        copy_rows(Customer, rows)
        copy_rows(Identity, identities)


def _teams() -> list[Team]:
    present = list(Team.objects.all())
    missing = range(len(present) + 1, TEAMS + 1)
    return present + [Team.objects.create(name=f"Team {n}", slug=f"team-{n}", position=n) for n in missing]


def _crew(team: Group, rng: random.Random) -> list[Agent]:
    """Return a team's answering agents, at least AGENTS / TEAMS of them, with nobody able to sign in as the new."""
    present = [
        Agent(u.pk, u.name)
        for u in User.objects.filter(memberships__team=team.id, role__in=[User.Role.AGENT, User.Role.ADMIN])
    ]
    while len(present) < AGENTS // TEAMS + 1:
        name = f"{rng.choice(_FIRST)} {rng.choice(_LAST)}"
        user = User.objects.create(
            email=f"agent-{team.id}-{len(present) + 1}@bulk.example",
            name=name,
            role=User.Role.AGENT,
            password=make_password(None),
        )
        Membership.objects.create(team_id=team.id, user=user)
        present.append(Agent(user.pk, name))
    return present
