"""The bulk bar: what is selected, what can be done to it, and how far it has come."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_ticket, make_user
from tickets.bulk_progress import PAGE
from tickets.models import BulkJob, Macro, Status, Ticket
from tickets.models.kinds import Priority
from tickets.operations.bulk import work_bulk
from tickets.operations.progress import close_ticket, set_status

MENUS = ("assignment", "team", "status", "priority", "tags", "snooze", "macro")


def send(client: Client, *tickets: Ticket, **fields: Any) -> Any:
    ids = ",".join(str(ticket.pk) for ticket in tickets)
    data = {"tickets": ids, "view": "open", "key": str(uuid.uuid4()), **fields}
    return client.post(reverse("agent_bulk"), data, headers=HTMX)


def test_ticked_tickets_become_a_job_whose_progress_is_shown(desk: Client, mailbox: object) -> None:
    tickets = [make_ticket(), make_ticket()]
    left_alone = make_ticket()
    response = send(desk, *tickets, action="set_priority", priority="4")
    assert "bulk:started" in response.headers["HX-Trigger-After-Swap"]
    assert "0 of 2" in response.content.decode()
    job = BulkJob.objects.get()
    work_bulk()
    page = desk.get(reverse("agent_bulk_job", args=[job.pk]), headers=HTMX).content.decode()
    assert "2 changed" in page
    assert "hx-trigger" not in page, "it asks no more once it is finished"
    left_alone.refresh_from_db()
    assert left_alone.priority == Priority.NORMAL
    for url in (reverse("agent_bulk"), reverse("agent_bulk_job", args=[job.pk])):
        assert "Set priority" in desk.get(url).content.decode()


def test_all_of_a_list_reaches_beyond_its_first_page(desk: Client, agent: User, mailbox: object) -> None:
    for n in range(55):
        make_ticket(subject=f"Recall {n}", assignee=agent)
    make_ticket(subject="Recall of somebody else")
    make_ticket(subject="Something else", assignee=agent)
    count = desk.get(reverse("agent_bulk_selection"), {"view": "mine", "q": "Recall"}, headers=HTMX)
    assert 'data-count="55"' in count.content.decode()
    send(desk, everything="on", view="mine", q="Recall", action="add_tags", tags="recall, batch 88")
    assert BulkJob.objects.get().items.count() == 55
    work_bulk()
    assert Ticket.objects.filter(tags__name="batch 88").count() == 55


@pytest.mark.parametrize(
    ("fields", "field", "value"),
    [
        ({"action": "assign", "assignee": "me"}, "assignee__name", "Ana Ruiz"),
        ({"action": "assign", "assignee": "nobody"}, "assignee", None),
        ({"action": "set_team", "team": ""}, "team", None),
        ({"action": "snooze", "seconds": "3600"}, "snoozed_until__isnull", False),
    ],
)
def test_each_menu_sends_what_its_action_understands(
    fields: dict[str, str], field: str, value: object, desk: Client, mailbox: object
) -> None:
    ticket = make_ticket(team=Team.objects.create(name="Machines", slug="machines"))
    assert send(desk, ticket, **fields).status_code == 200
    work_bulk()
    assert Ticket.objects.filter(pk=ticket.pk, **{field: value}).exists()


def test_a_macro_is_done_to_all(desk: Client, agent: User, mailbox: object) -> None:
    actions = [{"action": "set_priority", "params": {"priority": 4}}, {"action": "note", "params": {"text": "Recall."}}]
    macro = Macro.objects.create(name="Recall", owner=agent, actions=actions)
    tickets = [make_ticket(), make_ticket()]
    assert "Macro “Recall”" in send(desk, *tickets, action="macro", macro=macro.pk).content.decode()
    work_bulk()
    assert Ticket.objects.filter(priority=4, messages__kind="note").count() == 2
    foreign = Macro.objects.create(
        name="Hers", owner=make_user(User.Role.AGENT), visibility=Macro.Visibility.ME, actions=actions
    )
    assert send(desk, *tickets, action="macro", macro=foreign.pk).status_code == 422


def test_menus_draw_and_are_for_those_who_may_change_tickets(desk: Client, light_agent: User) -> None:
    for name in MENUS:
        url = reverse("agent_bulk_menu", args=[name])
        assert "<form" in desk.get(url, headers=HTMX).content.decode()
        assert signed_in(light_agent).get(url, headers=HTMX).status_code == 404
    assert desk.get(reverse("agent_bulk_menu", args=["nonsense"]), headers=HTMX).status_code == 404
    assert 'id="bulkbar"' in desk.get(reverse("agent_view", args=["open"])).content.decode()
    assert 'id="bulkbar"' not in signed_in(light_agent).get(reverse("agent_view", args=["open"])).content.decode()


def test_what_cannot_be_read_starts_nothing_and_says_why(desk: Client, light_agent: User, mailbox: object) -> None:
    ticket = make_ticket()
    for fields in ({"action": "fly"}, {"action": "set_priority", "priority": "9"}, {"action": "macro"}, {"key": "x"}):
        response = send(desk, ticket, **{"action": "set_priority", "priority": "4", **fields})
        assert response.status_code == 422
        assert "Nothing was changed." in response.content.decode()
    assert send(desk, action="set_priority", priority="4").status_code == 422
    assert send(signed_in(light_agent), ticket, action="set_priority", priority="4").status_code == 422
    assert not BulkJob.objects.exists()


def test_tickets_out_of_sight_do_not_join_a_job(mailbox: object) -> None:
    hidden = make_ticket(team=Team.objects.create(name="Others", slug="others"))
    seen = make_ticket()
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS))
    send(limited, hidden, seen, action="set_priority", priority="4")
    assert [item.ticket for item in BulkJob.objects.get().items.all()] == [seen]
    page = limited.get(reverse("agent_bulk_selection"), {"view": "open"}, headers=HTMX).content.decode()
    assert 'data-count="1"' in page
    assert send(limited, action="set_priority", priority="4", everything="on", view="team-others").status_code == 422


def test_a_job_is_its_starters_own(desk: Client, admin: User, outsider: User, mailbox: object) -> None:
    send(desk, make_ticket(), action="set_priority", priority="4")
    job = BulkJob.objects.get()
    for user in (admin, outsider):
        client = signed_in(user)
        assert client.get(reverse("agent_bulk_job", args=[job.pk])).status_code == 404
        assert client.post(reverse("agent_bulk_cancellation", args=[job.pk])).status_code == 404
    assert "Stopping" in desk.post(reverse("agent_bulk_cancellation", args=[job.pk]), headers=HTMX).content.decode()


def test_what_became_of_each_ticket_is_told(desk: Client, agent: User, mailbox: object) -> None:
    waiting = Status.objects.get(category="waiting_third_party")
    changed, already, closed = make_ticket(), make_ticket(), make_ticket(subject="Long over")
    set_status(already, to=waiting, by=agent)
    close_ticket(closed, by=agent)
    started = send(desk, changed, already, closed, action="set_status", status=waiting.pk).content.decode()
    assert f'id="bulk_tickets" value="{changed.pk},{already.pk},{closed.pk}"' in started, "they stay selected"
    work_bulk()
    page = desk.get(reverse("agent_bulk_job", args=[BulkJob.objects.get().pk]), headers=HTMX).content.decode()
    assert "1 changed, 1 was so already, 1 not changed" in page
    first, *rest = re.findall(r'bulkjob__item--(\w+)"><a href="[^"]*">#(\d+)</a>', page)
    assert first == ("refused", str(closed.number)), "what went wrong is read first"
    assert rest == [("changed", str(changed.number)), ("unchanged", str(already.number))]
    assert "Long over" in page
    assert "Not changed: " in page


def test_many_results_are_told_a_page_at_a_time(desk: Client, mailbox: object) -> None:
    send(desk, *[make_ticket() for _ in range(PAGE + 2)], action="set_priority", priority="4")
    work_bulk()
    job = BulkJob.objects.get()
    page = desk.get(reverse("agent_bulk_job", args=[job.pk]), headers=HTMX).content.decode()
    assert page.count("bulkjob__item--changed") == PAGE
    items = reverse("agent_bulk_items", args=[job.pk])
    assert f"{items}?start={PAGE}" in page
    rest = desk.get(items, {"start": PAGE}, headers=HTMX).content.decode()
    assert rest.count("bulkjob__item--changed") == 2
    assert "start=" not in rest
    assert desk.get(items, {"start": "x"}, headers=HTMX).status_code == 404


def test_the_subject_of_a_ticket_out_of_sight_is_not_told(mailbox: object) -> None:
    user = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    limited, ticket = signed_in(user), make_ticket(subject="Soon hidden")
    send(limited, ticket, action="set_priority", priority="4")
    ticket.team = Team.objects.create(name="Others", slug="others")
    ticket.save()
    work_bulk()
    page = limited.get(reverse("agent_bulk_job", args=[BulkJob.objects.get().pk]), headers=HTMX).content.decode()
    assert "You cannot see this ticket any more." in page
    assert "Soon hidden" not in page


def test_progress_costs_the_same_however_many_tickets_there_are(desk: Client, mailbox: object) -> None:
    costs = []
    for number in (2, 12):
        send(desk, *[make_ticket() for _ in range(number)], action="set_priority", priority="4")
        url = reverse("agent_bulk_job", args=[BulkJob.objects.latest("pk").pk])
        with CaptureQueriesContext(connection) as queries:
            desk.get(url, headers=HTMX)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 4
    work_bulk()
    with CaptureQueriesContext(connection) as queries:
        desk.get(url, headers=HTMX)
    assert len(queries) <= 5


def test_the_list_of_jobs_costs_the_same_however_many_there_are(desk: Client, mailbox: object) -> None:
    costs = []
    for number in (1, 6):
        for _ in range(number):
            send(desk, make_ticket(), action="set_priority", priority="4")
        with CaptureQueriesContext(connection) as queries:
            page = desk.get(reverse("agent_bulk")).content.decode()
        costs.append(len(queries))
    assert costs[0] == costs[1]
    assert page.count("0 of 1 looked at") == 7


def test_what_is_retired_is_not_offered(desk: Client, admin: User, mailbox: object) -> None:
    team = Team.objects.create(name="Roasters", slug="roasters")
    status = Status.objects.create(name="At the roaster", slug="roaster", category="waiting_third_party")
    for thing, menu in ((team, "team"), (status, "status")):
        url = reverse("agent_bulk_menu", args=[menu])
        assert str(thing) in desk.get(url).content.decode()
        type(thing).objects.filter(pk=thing.pk).update(retired_at=timezone.now())
        assert str(thing) not in desk.get(url).content.decode()
