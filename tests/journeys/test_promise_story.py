"""The whole story of a promise: made by an administrator, kept by the machine, broken, and told from end to end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply, row, said_by_customer
from tests.journeys.looking import complaints
from tests.journeys.passing import pass_time
from tests.journeys.running import Desk
from tests.journeys.test_assignment import choose

ANA, PRIYA, LEILA = (f"{name}@halden.example" for name in ("ana", "priya", "leila"))
SUBJECT = "Rescue: the brew group fell off"
HOME = """
from accounts.models import User
from accounts.operations.attending import choose_availability
ana = User.objects.get(email="ana@halden.example")
choose_availability(ana, to="offline", by=ana)
"""
# How each clock of a ticket moved.
COURSES = """
SELECT c.metric, string_agg(e.kind, ' ' ORDER BY e.id) FROM tickets_slaevent e
JOIN tickets_slaclock c ON c.id = e.clock_id JOIN tickets_ticket t ON t.id = c.ticket_id
WHERE t.number = %s GROUP BY c.id ORDER BY c.id
"""
# However fast this machine is.
COUNTED = re.compile(r"^\d+ (s|min)$")


@pytest.fixture
def ana_goes_home(desk: Desk) -> Iterator[None]:
    yield
    desk.run(HOME)


def make_calendar(page: Page) -> None:
    """Open day and night, but for one day on which nobody is there."""
    page.goto("/agent/settings/calendars/new/")
    page.get_by_label("Name", exact=True).fill("Rescue hours")
    page.get_by_label("Time zone").select_option("UTC")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        page.get_by_label(day).fill("00:00–24:00")
    closed = datetime.now(UTC).date() - timedelta(days=2)
    page.get_by_label("Days with other hours").fill(f"{closed} closed Moving house")
    page.get_by_role("button", name="Save calendar").click()
    expect(page.get_by_role("heading", name="Rescue hours")).to_be_visible()


def make_teams(page: Page) -> None:
    """One that rescues, by turns; one to come after it."""
    for name, people in (("Rescue", ("Ana Ruiz", "Tomasz Wolny")), ("Last resort", ("Leila Haddad",))):
        page.goto("/agent/settings/teams/new/")
        page.get_by_label("Name", exact=True).fill(name)
        for person in people:
            page.get_by_label(person).check()
        page.get_by_role("button", name="Save team").click()
        expect(page.locator(".list__row", has_text=name)).to_be_visible()
    page.goto("/agent/settings/assignment/")
    page.get_by_role("link", name="Rescue").click()
    page.get_by_label("Who gets a new ticket").select_option("round_robin")
    page.get_by_label("Open tickets a person gets at most").fill("300")
    page.get_by_role("button", name="Save", exact=True).click()


def make_policy(page: Page) -> None:
    """Four hours for each reply and eight to resolve, for both teams, before what all others are promised."""
    page.goto("/agent/settings/policies/new/")
    page.get_by_label("Name", exact=True).fill("Rescue within a day")
    page.get_by_label("Calendar").select_option(label="Rescue hours")
    for priority in ("Normal", "Urgent"):
        for metric, time in (("first reply", "4 h"), ("next reply", "4 h"), ("resolve", "8 h")):
            page.get_by_label(f"{priority}: {metric}").fill(time)
    page.locator("#c_add").click()
    page.get_by_label("Field", exact=True).select_option(label="Team")
    page.get_by_label("Values of Team").click()
    for team in ("Rescue", "Last resort"):
        page.get_by_role("checkbox", name=team, exact=True).check()
    page.keyboard.press("Escape")
    for stop in ("Waiting on customer", "Waiting on someone else"):
        expect(page.get_by_label(stop)).to_be_checked()
    page.get_by_label("75 %").check()
    page.get_by_role("button", name="Save policy").click()
    policies = page.locator("[data-row] b")
    expect(policies.filter(has_text="Rescue within a day")).to_have_count(1)
    for place in reversed(range(policies.all_inner_texts().index("Rescue within a day"))):
        page.get_by_role("button", name="Move Rescue within a day up").click()
        expect(policies.nth(place)).to_have_text("Rescue within a day")


def new_rule(page: Page, name: str, occasion: str) -> None:
    page.goto("/agent/settings/rules/new/trigger/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label(occasion, exact=True).check()


def action(page: Page, number: int, what: str) -> Locator:
    """Choose what an action of the open rule does, and return its row."""
    if number > 1:
        page.locator("#a_add").click()
    here = page.get_by_role("group", name=f"Action {number}")
    here.get_by_label("Action", exact=True).select_option(label=what)
    return here


def make_rules(page: Page) -> None:
    """One finds the team by a word of the subject; one escalates what is late."""
    new_rule(page, "Rescue: where it belongs", "A ticket is opened")
    page.locator("#c_add").click()
    page.get_by_label("Field", exact=True).select_option(label="Subject")
    page.get_by_role("textbox", name="Subject: ").fill("Rescue:")
    action(page, 1, "Set team").get_by_label("Team", exact=True).select_option(label="Rescue")
    page.get_by_role("button", name="Save rule").click()
    expect(page.locator("[data-row]", has_text="Rescue: where it belongs")).to_be_visible()

    new_rule(page, "Rescue: too late", "A promise is broken")
    page.locator("#c_add").click()
    page.get_by_label("Field", exact=True).select_option(label="Team")
    page.get_by_label("Values of Team").click()
    page.get_by_role("checkbox", name="Rescue", exact=True).check()
    page.keyboard.press("Escape")
    action(page, 1, "Set priority").get_by_label("Priority", exact=True).select_option(label="Urgent")
    told = action(page, 2, "Notify")
    told.get_by_label("Whom").first.click()
    told.get_by_role("checkbox", name="The administrators").check()
    told.get_by_label("Text").fill("{{ ticket.number }} was promised and is late")
    action(page, 3, "Set team").get_by_label("Team", exact=True).select_option(label="Last resort")
    page.get_by_role("button", name="Save rule").click()
    expect(page.locator("[data-row]", has_text="Rescue: too late")).to_be_visible()


def set_status(page: Page, name: str) -> None:
    page.locator("#prop_status").click()
    page.locator("#menu_status .menu__item", has_text=name).first.click()
    expect(page.locator("#prop_status")).to_contain_text(name)


def expect_badge(page: Page, state: str, words: str, *, promise: str = "Resolve") -> None:
    """The ticket says it of each promise."""
    expect_says(page.locator("#ticket_clocks .sla", has_text=promise), state, words)


def expect_listed(page: Page, state: str, words: str) -> None:
    """The list says it of what is due first. Hours that went by move the row down, and off a long list's first page."""
    expect_says(row(page, SUBJECT).locator(".sla"), state, words)


def expect_says(badge: Locator, state: str, words: str) -> None:
    expect(badge).to_have_attribute("data-state", state, timeout=30_000)
    expect(badge).to_contain_text(words, ignore_case=True)


def expect_told(page: Page, number: int, words: str) -> None:
    """Who looks at their notifications is told live. A toast would go, and says only what is newest."""
    news = page.locator("#notifications [data-news]", has_text=f"#{number}")
    expect(news).to_contain_text(words, timeout=30_000)


def test_a_promise_is_set_up_kept_broken_escalated_and_explained(
    desk: Desk,
    open_page: OpenPage,
    customer: Callable[[str], Customer],
    ana_goes_home: None,
) -> None:
    priya = open_page(PRIYA)
    make_calendar(priya)
    make_teams(priya)
    make_policy(priya)
    make_rules(priya)
    priya.goto("/agent/notifications/")

    # Ana is there, Tomasz is not: the mail is hers.
    ana, ana_elsewhere, leila = open_page(ANA), open_page(ANA), open_page(LEILA)
    ana.goto("/agent/views/all/")
    choose(ana, "Online")
    ana_elsewhere.goto("/agent/notifications/")
    leila.goto("/agent/views/all/")
    maja = customer("Maja Lund")
    maja.send(maja.write(SUBJECT, "It lies in the cup."))
    number = open_ticket(ana, SUBJECT)
    ana.evaluate("window.neverReloaded = true")
    expect(ana.locator("#prop_assignment")).to_contain_text("Ana Ruiz")
    expect(ana.locator("#messages_scroll")).to_contain_text("Assigned to Ana Ruiz by round robin: the only one free")
    expect_badge(ana, "ok", "First reply 3h", promise="First reply")
    expect_listed(ana, "ok", "First reply 3h")

    # Answered, it waits for her; three days of that, and the day off within them, cost nothing.
    reply(ana, "Is the cup whole?")
    expect_badge(ana, "paused", "Paused")
    expect_listed(ana, "paused", "Paused")
    pass_time(desk, number, 72)
    maja.send(maja.answer(maja.wait_for_letters(2)[1], "The cup is whole."))
    expect(said_by_customer(ana, "The cup is whole.")).to_have_count(1)
    expect(ana.locator("#prop_status")).to_contain_text("Open")
    expect_badge(ana, "ok", "Next reply 3h", promise="Next reply")
    expect_listed(ana, "ok", "Next reply 3h")
    expect(ana.locator("#ticket_clocks .sla", has_text="First reply")).to_have_attribute("data-state", "met")

    # It is Ana's turn again, and six of eight hours go by.
    reply(ana, "Good. I look for a new ring.")
    set_status(ana, "Open")
    expect_badge(ana, "ok", "Resolve 7h")
    pass_time(desk, number, 6.1)
    expect_badge(ana, "soon", "Resolve 1h")
    expect_told(ana_elsewhere, number, "75 % of the time for the solution has passed")

    # Five hours for a part stand still, too.
    set_status(ana, "Waiting on parts")
    expect_badge(ana, "paused", "Paused")
    pass_time(desk, number, 5)
    set_status(ana, "Open")
    expect_badge(ana, "soon", "Resolve 1h")

    # The last two hours go by, and one more.
    pass_time(desk, number, 3)
    expect_badge(ana, "breached", "late")
    expect_told(ana_elsewhere, number, "The solution was due")
    expect_told(priya, number, f"{number} was promised and is late")
    expect(ana.locator("#prop_priority")).to_contain_text("Urgent")
    expect(ana.locator("#prop_team")).to_contain_text("Last resort")
    leila.goto("/agent/views/breached/")
    expect_listed(leila, "breached", "late")

    # The conversation tells it all, without having been loaded anew.
    story = ana.locator("#messages_scroll")
    for words in ("75 %", "Waiting on customer", "Waiting on parts", "Rescue: too late", "Urgent"):
        expect(story).to_contain_text(words)
    assert ana.evaluate("window.neverReloaded") is True

    # So does the page of its clocks, stretch by stretch.
    ana.locator("#ticket_clocks").click()
    solution = ana.get_by_role("region", name="Resolve", exact=True)
    expect(solution).to_contain_text("It was due")
    expect(solution).to_contain_text("and is still owed")
    stretches = solution.locator("tbody td:nth-child(3)")
    waiting = "Stood still: Waiting on customer"
    expect(stretches).to_have_text(
        [
            *(COUNTED, waiting, "Closed", waiting, COUNTED, waiting),
            *("6 h 6 min", "Stood still: Waiting on parts", "1 h 53 min"),
        ]
    )
    expect(solution.locator("tbody td:nth-child(4)").last).to_have_text("0 s")
    assert complaints(ana) == []
    assert desk.rows(COURSES, number) == [
        ("first_response", "activate retarget fulfil"),
        ("resolution", "activate retarget pause resume pause resume warn pause resume breach"),
        ("next_response", "activate fulfil"),
    ]
