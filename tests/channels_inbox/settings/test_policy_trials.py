"""Before it is saved, a policy's form says when tickets would be due, and how last month would have looked."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Calendar, User
from tests.channels_inbox.desk.conftest import signed_in
from tests.channels_inbox.settings.test_policies import asking_for_mail
from tests.factories import make_answer, make_inbound, make_mailbox, make_ticket, make_user
from tests.tickets.sla.conftest import HOUR, Travel, calendar_a, promise, travel
from tickets.models import Metric, SlaClock, SlaPolicy
from tickets.models.kinds import Category
from tickets.operations.progress import set_status
from tickets.operations.timekeeping import sweep_clocks
from tickets.selectors import default_status

__all__ = ["calendar_a", "travel"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    admin.time_zone = "Europe/Berlin"
    admin.save()
    return signed_in(admin)


def form(calendar: Calendar, **changes: Any) -> dict[str, Any]:
    times = {"first_response_2": "2 h", "next_response_2": "1 h", "resolution_2": "8 h", "mode_2": "business"}
    return {"name": "Everyone", "calendar": calendar.pk, "pauses_in": ["waiting_customer"], **times, **changes}


def cells(page: str) -> list[str]:
    found = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", page.partition("<tbody>")[2], re.DOTALL)
    return [re.sub(r"<[^>]+>", "", cell).strip() for cell in found]


def test_due_times_follow_what_is_typed(travel: Travel, calendar_a: Calendar, desk: Client) -> None:
    travel("2026-12-07 11:00")
    url = reverse("agent_policy_preview")
    page = desk.post(url, form(calendar_a, resolution_4="3 days", mode_4="calendar")).content.decode()
    assert cells(page) == [
        *("Urgent", "Not promised", "Not promised", "Thu 10 Dec, 11:00"),
        *("Normal", "Mon 7 Dec, 14:00", "Mon 7 Dec, 12:00", "Tue 8 Dec, 12:00"),
    ]
    later = desk.post(url, form(calendar_a, arrives="2026-12-12T10:00")).content.decode()
    assert cells(later)[1] == "Mon 14 Dec, 11:00"
    assert "“A” is closed then and opens Mon 14 Dec, 9:00" in later
    # What makes no sense yet is left out; the rest is counted.
    half = desk.post(url, form(calendar_a, name="", first_response_2="soo")).content.decode()
    assert cells(half)[:3] == ["Normal", "Not understood", "Mon 7 Dec, 12:00"]
    assert "Normal: first reply: “soo” is no length of time" in half
    # Nobody waits for centuries to be counted.
    endless = desk.post(url, form(calendar_a, first_response_2="999999 h 999999 h 999999 h")).content.decode()
    assert cells(endless)[:3] == ["Normal", "Not understood", "Mon 7 Dec, 12:00"]
    assert "Normal: first reply: more than a year is no promise" in endless
    assert "Enter a time above" in desk.post(url, {"calendar": calendar_a.pk}).content.decode()
    assert "within a year" in desk.post(url, form(calendar_a, arrives="9999-01-01T10:00")).content.decode()
    assert not SlaPolicy.objects.exists()


def test_the_page_shows_them_before_anything_is_typed(calendar_a: Calendar, desk: Client) -> None:
    policy = promise(calendar_a, resolution=8 * HOUR)
    page = desk.get(reverse("agent_policy", args=[policy.pk])).content.decode()
    assert "A ticket that arrives" in page
    assert page.count("<time ") == 4


def test_a_policy_tried_as_it_is_gives_what_its_clocks_gave(
    travel: Travel, calendar_a: Calendar, desk: Client, agent: User
) -> None:
    policy = promise(calendar_a, first_response=2 * HOUR, next_response=HOUR, resolution=8 * HOUR)
    make_mailbox()
    travel("2026-12-07 09:00")
    answered, late, waiting, reopened = (make_ticket() for _ in range(4))
    spam = make_ticket()
    ours = make_ticket(by=agent)
    travel("2026-12-07 10:00")
    for ticket in (answered, waiting, reopened):
        make_answer(ticket, by=agent)
    set_status(waiting, to=default_status(Category.WAITING_CUSTOMER), by=agent)
    set_status(spam, to=default_status(Category.SPAM), by=agent)
    set_status(reopened, to=default_status(Category.RESOLVED), by=agent)
    travel("2026-12-07 14:00")
    sweep_clocks()
    make_answer(late, by=agent)
    make_inbound(answered)
    travel("2026-12-08 16:00")
    sweep_clocks()
    make_inbound(reopened)
    make_answer(reopened, by=agent)
    set_status(waiting, to=default_status(Category.OPEN), by=agent)
    set_status(ours, to=default_status(Category.RESOLVED), by=agent)
    set_status(answered, to=default_status(Category.RESOLVED), by=agent)
    sweep_clocks()
    before = list(SlaClock.objects.values())
    page = desk.post(reverse("agent_policy_trial", args=[policy.pk]), form(calendar_a)).content.decode()
    rows = {row[0]: [int(n) for n in row[1:]] for row in (cells(page)[n : n + 5] for n in range(0, 15, 5))}
    for metric in Metric:
        clocks = SlaClock.objects.filter(metric=metric)
        broken = clocks.exclude(breached_at=None).count()
        # Who was never waited for has a clock that was met at once; here nobody owed them anything.
        met = clocks.filter(state="met").exclude(ticket=ours if metric == Metric.FIRST_RESPONSE else None).count()
        owed = clocks.filter(ended_at=None, breached_at=None).count()
        assert rows[metric.label] == [met, broken, owed, broken], metric
    assert sum(missed for _, missed, _, _ in rows.values()) > 2
    assert f"#{late.number}" in page
    assert list(SlaClock.objects.values()) == before


def test_an_earlier_policy_takes_its_tickets_first(
    travel: Travel, calendar_a: Calendar, desk: Client, agent: User
) -> None:
    travel("2026-12-07 09:00")
    make_ticket()
    make_ticket(channel="web_form")
    url = reverse("agent_new_policy_trial")
    alone = desk.post(url, form(calendar_a, **asking_for_mail())).content.decode()
    assert "1 of the 2 tickets opened in the last 30 days" in alone
    promise(calendar_a, resolution=HOUR)
    taken = desk.post(url, form(calendar_a)).content.decode()
    assert "None of the 2 tickets" in taken
    assert "2 fit, but an earlier policy takes them" in taken


def test_a_trial_costs_the_same_statements_for_many_tickets(
    travel: Travel, calendar_a: Calendar, desk: Client, agent: User
) -> None:
    travel("2026-12-07 09:00")
    make_ticket()

    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert desk.post(reverse("agent_new_policy_trial"), form(calendar_a)).status_code == 200
        return len(asked)

    first = statements()
    for _ in range(5):
        make_answer(make_ticket(), by=agent)
    assert statements() == first


def test_an_unfinished_policy_says_what_is_missing(calendar_a: Calendar, desk: Client) -> None:
    refused = desk.post(reverse("agent_new_policy_trial"), form(calendar_a, name="", resolution_2="2 days"))
    assert refused.status_code == 422
    page = refused.content.decode()
    for words in ("Name: Please fill this in", "Normal: resolve: “2 days”: business time is counted in hours"):
        assert words in page


def test_only_administrators_try_policies(calendar_a: Calendar, agent: User, outsider: User) -> None:
    urls = [reverse("agent_policy_preview"), reverse("agent_new_policy_trial")]
    for client in (signed_in(agent), signed_in(outsider), signed_in(make_user(User.Role.AGENT, ticket_scope="teams"))):
        assert {client.post(url, form(calendar_a)).status_code for url in urls} == {404}
