"""A ticket put aside comes back by itself, whatever happens to the machine meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, row
from tests.journeys.running import TITLES, Desk, eventually

COURSE = """
SELECT e.action FROM tickets_event e JOIN tickets_ticket t ON t.id = e.ticket_id
WHERE t.number = %s AND e.action IN ('snoozed', 'woken') ORDER BY e.seq
"""


def test_put_aside_by_key_and_woken_by_the_customer(open_page: OpenPage, customer: Callable[[str], Customer]) -> None:
    nils = customer("Nils Berg")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    nils.send(nils.write("Call me next week", "I am away until then."))
    open_ticket(page, "Call me next week")
    letter = nils.wait_for_letters(1)[0]
    page.keyboard.press("z")
    expect(page.locator("#menu_snooze .menu__item").first).to_be_focused()
    page.locator("#menu_snooze").get_by_text("In a week").click()
    expect(page.locator("#ticket_head")).to_contain_text("9:00")
    expect(page.locator(".event", has_text="put it aside until")).to_be_visible()
    page.goto("/agent/views/open/")
    expect(row(page, "Call me next week")).to_have_count(0)
    page.goto("/agent/views/snoozed/")
    expect(row(page, "Call me next week")).to_have_count(1)
    page.goto("/agent/views/open/")
    nils.send(nils.answer(letter, "I am back already."))
    expect(row(page, "Call me next week")).to_have_count(1)


@pytest.mark.slow
def test_j07_snoozed_for_48_hours_with_everything_restarted_twice_it_wakes_once(
    desk: Desk, calm_desk: Desk, open_page: OpenPage, customer: Callable[[str], Customer]
) -> None:
    ella = customer("Ella Vik")
    page = open_page("ana@halden.example")
    page.goto("/agent/views/all/")
    ella.send(ella.write("In two days, please", "Not earlier."))
    number = open_ticket(page, "In two days, please")
    desk.run(
        "from datetime import timedelta; from django.utils import timezone; from accounts.models import User;"
        "from tickets.models import Ticket; from tickets.operations.snoozing import snooze_ticket;"
        f"snooze_ticket(Ticket.objects.get(number={number}), until=timezone.now() + timedelta(hours=48),"
        "by=User.objects.get(email='ana@halden.example'))"
    )
    page.goto("about:blank")
    for gone_by in ("47 hours 59 minutes 45 seconds", "10 seconds"):
        # The days pass: both copies of the moment come nearer by as much. Meanwhile everything ends and begins again.
        desk.rows(
            "WITH s AS (UPDATE tickets_snooze SET until = until - %s::interval WHERE woken_at IS NULL RETURNING ticket_id)"
            " UPDATE tickets_ticket SET snoozed_until = snoozed_until - %s::interval"
            " WHERE id IN (SELECT ticket_id FROM s) RETURNING id",
            gone_by,
            gone_by,
        )
        for name in TITLES:
            desk.kill(name)
        desk.wait_until_ready()
        desk.wait_until_calm()
    eventually(lambda: len(desk.rows(COURSE, number)) > 1, what="a ticket that wakes", seconds=60)
    # Two more beats look and find nothing.
    desk.run("from tickets.operations.snoozing import wake_due; wake_due(); wake_due()")
    assert [action for (action,) in desk.rows(COURSE, number)] == ["snoozed", "woken"]
    page.goto("/agent/views/unassigned/")
    expect(row(page, "In two days, please")).to_have_count(1)
