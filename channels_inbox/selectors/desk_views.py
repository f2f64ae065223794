"""The lists of the desk: what each holds, in terms the partial indexes of tickets answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Q, QuerySet, Subquery

from accounts.models import Team, User
from tickets.models import Ticket
from tickets.models.kinds import Category, SlaState
from tickets.querysets import TicketQuerySet

LATEST = "latest"
WAITING = "waiting"
DUE = "due"
WAKES = "wakes"


@dataclass(frozen=True, slots=True)
class DeskView:
    """One list. `counted` False for archives, where a number would tell nobody anything."""

    slug: str
    name: str
    icon: str
    group: str
    tickets: Callable[[User], TicketQuerySet] = field(compare=False)
    sort: str = LATEST
    counted: bool = True
    empty: str = "Nothing waiting here."
    # Columns that are the same in every row, put before the order so that it reads like the index:
    # PostgreSQL knows that of `= value`, but not of `IS NULL`.
    constant: tuple[str, ...] = ()

    # Of lists people made: which version, why it cannot be read, whether all see the same in it, its row, whose it is.
    edition: str = ""
    broken: str = ""
    shared: bool = True
    saved: int = 0
    owner: int = 0
    # And which of the tickets seen it takes, to be asked together with others.
    fits: Callable[[User], Q] | None = field(default=None, compare=False)

    @property
    def sorts(self) -> tuple[str, ...]:
        """Return the orders it can be read in: nobody waits in an archive."""
        if self.sort == WAKES:
            return (WAKES, LATEST)
        return (LATEST, WAITING, DUE) if self.counted else (LATEST,)


def _visible(user: User) -> TicketQuerySet:
    return Ticket.objects.visible_to(user)


def _awake(user: User) -> TicketQuerySet:
    return _visible(user).unfinished().awake()


def _waiting(category: Category) -> Callable[[User], TicketQuerySet]:
    return lambda user: _visible(user).in_category(category).awake()


def _in(category: Category) -> Callable[[User], TicketQuerySet]:
    return lambda user: _visible(user).in_category(category)


# Put aside or not: promises do not sleep.
def _promised(state: SlaState) -> Callable[[User], TicketQuerySet]:
    return lambda user: _visible(user).unfinished().filter(sla_state=state, sla_due_at__isnull=False)


VIEWS: dict[str, DeskView] = {
    view.slug: view
    for view in (
        DeskView(
            "mine",
            "My open",
            "user-round",
            "",
            lambda user: _awake(user).assigned_to(user),
            empty="Nothing waits for you. Unassigned tickets are a good next step.",
        ),
        DeskView(
            "unassigned",
            "Unassigned",
            "inbox",
            "",
            lambda user: _awake(user).unassigned(),
            constant=("assignee_id",),
        ),
        DeskView(
            "waiting-for-us",
            "Needs an answer",
            "clock-alert",
            "",
            lambda user: _awake(user).filter(waiting_since__isnull=False),
            sort=WAITING,
        ),
        DeskView(
            "due-soon",
            "Due soon",
            "alarm-clock",
            "",
            _promised(SlaState.SOON),
            sort=DUE,
            empty="No promise is close to its end.",
            constant=("sla_state",),
        ),
        DeskView(
            "breached",
            "Breached",
            "triangle-alert",
            "",
            _promised(SlaState.BREACHED),
            sort=DUE,
            empty="Every promise is kept so far.",
            constant=("sla_state",),
        ),
        DeskView(
            "drafts",
            "Drafts",
            "pencil-line",
            "",
            lambda user: _visible(user).filter(drafts__user=user),
            empty="What you type and do not send is kept here.",
        ),
        DeskView(
            "snoozed",
            "Put aside",
            "alarm-clock",
            "",
            lambda user: _visible(user).unfinished().filter(snoozed_until__isnull=False),
            sort=WAKES,
            empty="Nothing is put aside. Press z on a ticket to see it again later.",
        ),
        DeskView("open", "All open", "layers", "", lambda user: _awake(user)),
        DeskView(
            "waiting-on-customer", "Waiting on customer", "hourglass", "By state", _waiting(Category.WAITING_CUSTOMER)
        ),
        DeskView(
            "waiting-on-others", "Waiting on someone else", "truck", "By state", _waiting(Category.WAITING_THIRD_PARTY)
        ),
        DeskView("resolved", "Resolved", "circle-check", "By state", _in(Category.RESOLVED), counted=False),
        DeskView("closed", "Closed", "archive", "By state", _in(Category.CLOSED), counted=False),
        DeskView("spam", "Spam", "shield-alert", "By state", _in(Category.SPAM), counted=False),
    )
}
FIRST = "mine"
TEAM = "team-"


def teams_of(user: User) -> QuerySet[Team]:
    """Return the teams whose lists this person may open: a limited agent learns nothing of the others.

    Not for agents who see only their own tickets; they have no team lists.
    """
    if user.is_admin or user.ticket_scope == user.TicketScope.ALL:
        return Team.objects.in_use()
    return Team.objects.in_use().filter(memberships__user=user)


@lru_cache(maxsize=256)
def team_view(slug: str, name: str, icon: str) -> DeskView:
    """Return the list of one team, by the slug of its list."""
    # A scalar subquery rather than a join: the team's own index then answers in order.
    team = Team.objects.filter(slug=slug.removeprefix(TEAM)).values("pk")
    return DeskView(slug, name, icon, "Teams", lambda user: _awake(user).filter(team_id=Subquery(team)))
