"""A page of the settings asks the same number of questions however much there is to show."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import AuditEntry, Calendar, Membership, Team, User
from channels_inbox.models import Channel, PhoneMenu
from knowledgebase.models import Component, ComponentGroup, IncidentTemplate, Monitor, Subscriber
from tests.announcements import make_announcement
from tests.botting import make_bot, make_faq
from tests.channels_inbox.desk.conftest import signed_in
from tests.chatting import make_widget
from tests.factories import make_ticket, make_user
from tickets.models import Macro, Rule, RuleRun, SlaPolicy, SlaTarget, Status, Tag, Webhook

pytestmark = pytest.mark.django_db


def fill(number: int, by: User) -> None:
    ticket = make_ticket()
    office = Calendar.objects.get(is_default=True)
    for n in range(number):
        team = Team.objects.create(name=f"Team {n}", slug=f"team-{n}")
        Membership.objects.create(team=team, user=make_user(User.Role.AGENT))
        Status.objects.create(name=f"Status {n}", customer_name="x", slug=f"status-{n}", category="open")
        ticket.tags.add(Tag.objects.create(name=f"Tag {n}"))
        rule = Rule.objects.create(name=f"Rule {n}", kind="trigger", events=["opened"], active=False)
        RuleRun.objects.create(rule=rule, ticket=ticket, outcome="done", at=ticket.created_at)
        Macro.objects.create(name=f"Macro {n}", visibility="team", team=team, owner=by)
        Webhook.objects.create(name=f"Hook {n}", url="https://example.com/")
        conditions = {"match": "all", "conditions": [{"field": "team", "op": "is", "value": [team.pk]}]}
        policy = SlaPolicy.objects.create(name=f"Policy {n}", calendar=office, conditions=conditions)
        SlaTarget.objects.create(policy=policy, priority=2, metric="resolution", seconds=3600)
        line = Channel.objects.create(kind="phone", slug=f"line-{n}", name=f"Line {n}", team=team)
        PhoneMenu.objects.create(channel=line)
        make_bot(make_widget(slug=f"chat-{n}"))
        make_faq(f"Question {n}", f"Asked {n}", answer="Nobody knows.")
        part = Component.objects.create(name=f"Part {n}", group=ComponentGroup.objects.create(name=f"Group {n}"))
        IncidentTemplate.objects.create(name=f"Template {n}", title="Out").components.add(part)
        Monitor.objects.create(
            name=f"Monitor {n}", kind="tcp", params={"host": "example.com", "port": 25}, component=part
        )
        reader = Subscriber.objects.create(email=f"r{n}@example.com", confirmed_at=ticket.created_at, whole_page=False)
        reader.components.add(part)
        make_announcement(by, f"Message {n}")
        AuditEntry.objects.create(by=by, action="added", kind="tag", object_id=n, name=f"Tag {n}")


# What every page of the desk asks for its rail.
EVERY_PAGE = 1
# Two statements are the session and the person; macros ask their teams, tags what is being merged,
# policies their targets and the custom fields they may name.
PAGES = {
    "agent_agents": 4,
    "agent_roles": 3,
    "agent_teams": 3,
    "agent_statuses": 3,
    "agent_tag_settings": 4,
    "agent_rules": 3,
    "agent_policies": 5,
    "agent_calendars": 3,
    "agent_macros": 3,
    "agent_webhooks": 3,
    "agent_channels": 6,
    "agent_phone_lines": 3,
    "agent_bots": 3,
    "agent_faqs": 4,
    "agent_audit": 3,
    "agent_status_page": 6,
    "agent_monitors": 4,
    "agent_subscribers": 7,
    "agent_announcements": 5,
    "agent_settings": 2,
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("number", [1, 12])
def test_lists_cost_the_same_for_one_and_for_many(
    name: str, number: int, admin: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(number, admin)
    client: Any = signed_in(admin)
    client.get(reverse(name))
    with django_assert_max_num_queries(PAGES[name] + EVERY_PAGE):
        assert client.get(reverse(name)).status_code == 200
