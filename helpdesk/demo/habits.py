"""What Halden does again and again: its macros and snippets, its rules, and the lists it looks at.

Rules here wait for tags no told ticket carries, so a fresh desk shows what it was told and nothing by itself.
"""

from __future__ import annotations

from typing import Any

from accounts.models import Team, User
from helpdesk.demo.company import Company
from tickets.models import Macro, Mode, Rule, SavedView
from tickets.models.kinds import Priority, SlaState
from tickets.operations.macros import save_macro
from tickets.operations.ruling import save_rule
from tickets.operations.tagging import tag_named
from tickets.operations.viewing import save_view

DAY = 24 * 3600
MACHINES, GRINDERS, ORDERS = "espresso-machines", "grinders", "orders-returns"


def _do(action: str, **params: Any) -> dict[str, Any]:
    return {"action": action, "params": params}


def _when(*conditions: tuple[str, str, Any]) -> dict[str, Any]:
    return {"match": "all", "conditions": [{"field": f, "op": op, "value": v} for f, op, v in conditions]}


# name, team (None: everybody), actions
MACROS: list[tuple[str, str | None, list[dict[str, Any]]]] = [
    (
        "Ask for the serial number",
        None,
        [
            _do(
                "reply",
                text="Hi {{ customer.first_name }},\n\nwhich machine is it, and what is its serial number? It is on "
                "the plate underneath, two letters and five digits.\n\n{{ agent.first_name }}",
            ),
            _do("add_tags", tags=["serial-asked"]),
        ],
    ),
    (
        "Bleed the pump first",
        MACHINES,
        [
            _do(
                "reply",
                text="Hi {{ customer.first_name }},\n\nthat sounds like air behind the pump. Please fill the tank, "
                "open the steam valve fully, and hold Brew and Steam together for five seconds. Let it run until the "
                "wand gives water without spitting, about 40 seconds, then try a shot.\n\nIf the gauge still stays "
                "low, just answer this letter.\n\n{{ agent.first_name }}",
            ),
            _do("add_tags", tags=["pressure"]),
        ],
    ),
    (
        "Hand over to a service visit",
        MACHINES,
        [
            _do("note", text="Needs a technician. Serial, address and opening hours of {{ customer.name }} checked."),
            _do("set_priority", priority=Priority.HIGH.value),
            _do("add_tags", tags=["service-visit"]),
        ],
    ),
    (
        "Return accepted",
        ORDERS,
        [
            _do(
                "reply",
                text="Hi {{ customer.first_name }},\n\nof course you can send it back. Please write "
                "{{ ticket.number }} on the parcel; the money is with you within five working days of its arrival.\n\n"
                "{{ agent.first_name }}",
            ),
            _do("add_tags", tags=["returns"]),
        ],
    ),
    ("Snippet: opening hours", None, [_do("reply", text="We are here Monday to Friday 7 to 18 and Saturday 9 to 13.")]),
    (
        "Snippet: how to descale",
        MACHINES,
        [
            _do(
                "reply",
                text="One sachet to a litre of cold water, half of it through the group, half through the wand.",
            )
        ],
    ),
    (
        "Snippet: grind setting for a start",
        GRINDERS,
        [_do("reply", text="Begin at 12 on the dial and go one step finer until 18 g give 36 g in 28 seconds.")],
    ),
]


def make_habits(company: Company) -> None:
    """Make them all, as the administrator would."""
    priya = User.objects.get(pk=company.agents["priya"].id)
    teams = {team.slug: team for team in Team.objects.all()}
    for name, team, actions in MACROS:
        visibility = Macro.Visibility.TEAM if team else Macro.Visibility.ALL
        macro = Macro(name=name, visibility=visibility, team=teams[team] if team else None, actions=actions)
        save_macro(macro, by=priya)
    for rule in _rules(company, teams):
        save_rule(rule, by=priya)
    for view in _views(company, teams):
        save_view(view, by=priya)


def _rules(company: Company, teams: dict[str, Team]) -> list[Rule]:
    safety, late = tag_named("safety"), tag_named("back-order")
    return [
        Rule(
            kind=Rule.Kind.TRIGGER,
            name="Safety goes first",
            events=["tagged"],
            conditions=_when(("tags", "added", [safety.pk])),
            actions=[
                _do("set_priority", priority=Priority.URGENT.value),
                _do("set_team", team=teams[MACHINES].pk),
                _do("note", text="Ask first whether the machine is switched off at the wall."),
                _do("notify", to=["team"], text="A safety case: {{ ticket.number }}"),
            ],
        ),
        Rule(
            kind=Rule.Kind.TIMED,
            name="Ask again about parts on back order",
            since=Rule.Since.STATUS,
            after_seconds=5 * DAY,
            mode=Mode.CALENDAR,
            waits_for_opening=True,
            # The status first: it is at hand, tags are read.
            conditions=_when(("status", "is", [company.stages["waiting-on-parts"].id]), ("tags", "any_of", [late.pk])),
            actions=[_do("notify", to=["assignee"], text="Five days without the part: ask the warehouse for a date.")],
        ),
        Rule(
            kind=Rule.Kind.TRIGGER,
            name="Collect praise for the Friday meeting",
            active=False,
            events=["rated"],
            conditions=_when(("rating", "is", ["good"])),
            actions=[_do("add_tags", tags=["praise"])],
        ),
    ]


def _views(company: Company, teams: dict[str, Team]) -> list[SavedView]:
    return [
        SavedView(
            name="Promises at risk",
            icon="clock-alert",
            sort=SavedView.Sort.DUE,
            conditions=_when(("sla", "is", [SlaState.SOON.value, SlaState.BREACHED.value])),
        ),
        SavedView(name="Not happy with us", icon="star", finished=True, conditions=_when(("rating", "is", ["low"]))),
        SavedView(
            name="Machines down",
            icon="wrench",
            team=teams[MACHINES],
            sort=SavedView.Sort.WAITING,
            conditions=_when(("team", "is", [teams[MACHINES].pk]), ("priority", "is", [Priority.URGENT.value])),
        ),
        SavedView(
            name="Waiting on the courier",
            icon="package",
            team=teams[ORDERS],
            conditions=_when(("status", "is", [company.stages["waiting-on-carrier"].id])),
        ),
    ]
