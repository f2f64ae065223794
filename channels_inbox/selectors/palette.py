"""What the palette finds: lists, settings, tickets, people. A handful of each, only what the person may see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.models import Customer, User
from channels_inbox.selectors.desk_views import TEAM, VIEWS, teams_of
from channels_inbox.selectors.people import customer_name
from channels_inbox.selectors.saved_views import SAVED
from channels_inbox.settings_pages import found as settings_found
from helpdesk.lib.search import Word, parse
from knowledgebase.search import Result, search
from tickets.models import SavedView, Ticket
from tickets.search import find
from tickets.search.operators import OPERATORS
from tickets.search.people import find_people

TICKETS, PEOPLE, PLACES, ANSWERS = 7, 5, 6, 6
# Nobody remembers what they read before that, and it keeps the sort small.
RECENT = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Place:
    """A list or a page of the settings."""

    name: str
    icon: str
    url: str
    hint: str = ""


@dataclass(slots=True)
class Results:
    places: list[Place] = field(default_factory=list)
    tickets: list[dict[str, Any]] = field(default_factory=list)
    people: list[dict[str, Any]] = field(default_factory=list)
    articles: list[Result] = field(default_factory=list)
    macros: list[Result] = field(default_factory=list)
    recent: bool = False
    words: list[Word] = field(default_factory=list)


def look_up(user: User, typed: str) -> Results:
    """Return what fits, for nothing what was read last.

    After `#` tickets alone, after `@` people, after `>` places, after `?` articles and macros.
    """
    typed = typed.strip()
    only, sought = (typed[0], typed[1:].strip()) if typed[:1] in {"#", "@", ">", "?"} else ("", typed)
    asked = parse(sought, OPERATORS)
    # As it was read: without characters no text can hold.
    sought, results = asked.typed, Results(words=[word for word in asked.words if not word.negated])
    if only in {"", ">"} and (sought or only):
        results.places = _places(user, sought)
    if only in {"", "#"}:
        results.tickets = _tickets(user, sought) if sought else _recent(user)
        results.recent = not sought
    if only in {"", "@"} and len(sought) > 1:
        results.people = _people(user, sought)
    if only in {"", "?"} and len(sought) > 1 and not asked.conditions:
        found = search(user, sought, families=["article", "macro"], limit=ANSWERS, typing=True).results
        results.articles = [result for result in found if result.family == "article"]
        results.macros = [result for result in found if result.family == "macro"]
    return results


def _places(user: User, sought: str) -> list[Place]:
    """Return lists whose name has words that begin so, then settings."""
    lists = [Place(view.name, view.icon, reverse("agent_view", args=[slug])) for slug, view in VIEWS.items()]
    if user.is_admin or user.ticket_scope != user.TicketScope.ASSIGNED:
        lists += [
            Place(team.name, team.icon, reverse("agent_view", args=[f"{TEAM}{team.slug}"]), "Team")
            for team in teams_of(user)
        ]
    lists += [
        Place(view.name, view.icon, reverse("agent_view", args=[f"{SAVED}{view.pk}"]), "View")
        for view in SavedView.objects.shown_to(user)
    ]
    parts = sought.lower().split()
    found = [p for p in lists if all(any(w.startswith(part) for w in p.name.lower().split()) for part in parts)]
    if user.is_admin and sought:
        found += [Place(entry.title, entry.icon, reverse(entry.url), "Settings") for entry in settings_found(sought)]
    return found[:PLACES]


def _tickets(user: User, sought: str) -> list[dict[str, Any]]:
    visible = Ticket.objects.visible_to(user)
    if sought.isascii() and sought.isdigit() and len(sought) < 19:
        exact = list(_rows(visible.filter(number=int(sought))))
        if exact:
            return exact
    return list(_rows(find(visible, sought, by=user).tickets.order_by("-last_message_at", "-id")[:TICKETS]))


def _recent(user: User) -> list[dict[str, Any]]:
    since = timezone.now() - RECENT
    mine = Ticket.objects.visible_to(user).filter(visits__user=user, visits__seen_at__gte=since)
    return list(_rows(mine.order_by("-visits__seen_at")[:TICKETS]))


def _rows(tickets: QuerySet[Ticket]) -> Any:
    return tickets.values(
        "number", "subject", "channel", "category", who=customer_name("requester"), status_name=F("status__name")
    )


def _people(user: User, sought: str) -> list[dict[str, Any]]:
    return [
        {
            "id": person.pk,
            "name": person.display_name,
            "organization": person.organization,
            "email": person.email,
            "url": f"{reverse('agent_view', args=['all'])}?{urlencode({'q': _from(person)})}",
        }
        for person in find_people(sought, by=user)[:PEOPLE]
    ]


def _from(person: Customer) -> str:
    return f'from:"{person.email or person.display_name}"'
