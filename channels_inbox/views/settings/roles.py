"""What each role may do, in words. The roles are fixed; which one somebody has is chosen at the person."""

from __future__ import annotations

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from channels_inbox.views.access import AgentRequest, admins_only

ALL, DESK, ADMIN = ("admin", "agent", "light_agent"), ("admin", "agent"), ("admin",)
# What somebody may do, who may, and what to know about it.
RIGHTS = (
    ("Read tickets", ALL, "As many as their “Sees” allows: every ticket, those of their teams, or only their own."),
    ("Write internal notes and mention colleagues", ALL, "Customers never see these."),
    ("Answer customers", DESK, "By mail, in the name of the desk."),
    ("Change a ticket", DESK, "Status, priority, type, team, owner, tags and subject."),
    ("Be given tickets", DESK, "By people, rules and the desk itself."),
    ("Open tickets for customers and add customers", DESK, ""),
    ("Make macros of their own and for their teams", DESK, ""),
    ("Change macros and rules for everybody", ADMIN, ""),
    ("Bring a closed ticket back", ADMIN, "Others’ messages to it open a follow-up."),
    ("See every ticket", ADMIN, "Whatever “Sees” says."),
    ("Look at the quarantine", ADMIN, "Mail nobody could read yet."),
    ("Change the settings and read the audit log", ADMIN, "Everything in this area."),
)


@require_safe
@admins_only
def roles(request: AgentRequest) -> HttpResponse:
    people = dict(User.objects.filter(is_active=True).values_list("role").annotate(Count("pk")))
    columns = [(role.value, role.label, people.get(role.value, 0)) for role in User.Role if role != User.Role.CUSTOMER]
    rows = [(right, [value in who for value, _, _ in columns], note) for right, who, note in RIGHTS]
    context = {"columns": columns, "rows": rows, "section": "settings", "here": "roles"}
    return render(request, "agent/settings/roles.html", context)
