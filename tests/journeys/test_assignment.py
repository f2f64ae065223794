"""Work finds its people: who is online gets the mail, and what an absent owner is asked goes back to the team."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket, reply, row
from tests.journeys.looking import complaints
from tests.journeys.running import Desk

ANA, TOMASZ, PRIYA = "ana@halden.example", "tomasz@halden.example", "priya@halden.example"
SUBJECT = "The night shift has no grinder"
MAILBOX = """
from accounts.models import Team
from channels_inbox.models import Channel
team = Team.objects.get(name="Night shift")
Channel.objects.create(kind="email", address="night@halden.example", slug="night", name="Night", team=team)
"""
HOME = """
from accounts.models import Team, User
from accounts.operations.attending import choose_availability
Team.objects.filter(name="Night shift").update(assignment="manual")
for user in User.objects.filter(email__in=["ana@halden.example", "tomasz@halden.example"]):
    choose_availability(user, to="offline", by=user)
"""


@pytest.fixture
def everybody_goes_home(desk: Desk) -> Iterator[None]:
    yield
    desk.run(HOME)


def choose(page: Page, state: str) -> None:
    """Say how one is to be reached, with the keyboard."""
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page.locator("#you_menu")).to_be_visible()
    page.keyboard.type(state[0])
    while not page.evaluate("document.activeElement.innerText").startswith(f"{state}\n"):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#rail_you")).to_have_attribute("title", f"{_name(page)}: {state.lower()} (g a)")
    expect(page.locator("#rail_you")).to_be_focused()


def _name(page: Page) -> str:
    return str(page.locator("#rail_you").get_attribute("title")).partition(":")[0].removesuffix(" (g a)")


def test_a_mail_goes_to_who_is_online_and_comes_back_when_they_are_away(
    desk: Desk,
    open_page: OpenPage,
    customer: Callable[[str], Customer],
    everybody_goes_home: None,
    watch: Watch,
) -> None:
    priya = open_page(PRIYA)
    priya.goto("/agent/settings/teams/new/")
    priya.get_by_label("Name", exact=True).fill("Night shift")
    for name in ("Ana Ruiz", "Tomasz Wolny"):
        priya.get_by_label(name).check()
    priya.get_by_role("button", name="Save team").click()
    priya.goto("/agent/settings/assignment/")
    priya.get_by_role("link", name="Night shift").click()
    priya.get_by_label("Who gets a new ticket").select_option("round_robin")
    priya.get_by_label("Limit of Tomasz Wolny").fill("300")
    priya.get_by_role("button", name="Save", exact=True).click()
    expect(priya.get_by_text("Nobody is online with room")).to_be_visible()
    assert complaints(priya) == []
    desk.run(MAILBOX)

    ana, tomasz = open_page(ANA), open_page(TOMASZ)
    ana.goto("/agent/")
    choose(ana, "Online")
    tomasz.goto("/agent/views/team-night-shift/")

    ida = customer("Ida Strand")
    ida.send(ida.write(SUBJECT, "It was there at ten.", to="night@halden.example"))
    number = open_ticket(ana, SUBJECT)
    expect(ana.locator("#messages_scroll")).to_contain_text("Assigned to Ana Ruiz by round robin: the only one free")
    reply(ana, "We look for it.")

    choose(ana, "Away and reassign")
    letters = ida.wait_for_letters(2)
    ida.send(ida.answer(letters[-1], "It is still not here."))
    expect(ana.locator("#prop_assignment")).to_contain_text("Unassigned")
    expect(ana.locator("#messages_scroll")).to_contain_text("Back to the team: Ana Ruiz is away")
    expect(row(tomasz, SUBJECT)).to_have_count(1)

    choose(tomasz, "Online")
    tomasz.goto(f"/agent/tickets/{number}/")
    expect(tomasz.locator("#prop_assignment")).to_contain_text("Tomasz Wolny")
    expect(tomasz.locator("#messages_scroll")).to_contain_text("Assigned to Tomasz Wolny by round robin")
    tomasz.locator("#prop_assignment").click()
    expect(tomasz.locator("#menu_assignment .menu__item", has_text="Ana Ruiz")).to_contain_text("Away and reassign")


def test_the_menu_of_oneself_keeps_nobody_out(open_page: OpenPage) -> None:
    page = open_page("leila@halden.example")
    page.goto("/agent/me/leave/")
    page.locator("#rail_you").click()
    expect(page.locator("#you_menu .menu__item").first).to_be_visible()
    assert complaints(page) == []
