"""A message comes up for the visitors it is meant for, once, and never for those it is kept from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import OpenPage
from tests.journeys.running import Desk, eventually
from tests.journeys.shop_visitor import launcher

MADE = (
    "from accounts.models import User; from knowledgebase.models import Announcement;"
    "from knowledgebase.operations.announcing import *;"
    "by = User.objects.get(email='priya@halden.example');"
    "made = [save_announcement(Announcement(title=t, in_help=False, **more), [], by=by) for t, more in ["
    "('Told to nobody', {'pages': ['/pro-2*'], 'holdout': 100, 'priority': 9}),"
    "('Two boilers, one counter', {'body': 'Come and see it.', 'pages': ['/pro-2*'], 'action': 'chat',"
    " 'action_label': 'Ask us about it', 'goal': '/', 'frequency': 'until_acted'}),"
    "('Only elsewhere', {'pages': ['/elsewhere*']})]];"
    "[publish_announcement(one, by=by) for one in made]"
)
GONE = (
    "from knowledgebase.models import Announcement; from knowledgebase.announcements.current import keep_current;"
    "Announcement.objects.filter(title__in=['Told to nobody', 'Two boilers, one counter', 'Only elsewhere']).delete();"
    "keep_current()"
)
COUNTED = (
    "SELECT string_agg(concat(held, shown_at IS NOT NULL, clicked_at IS NOT NULL, goal_at IS NOT NULL), ' ') "
    "FROM knowledgebase_announcementreader r JOIN knowledgebase_announcement a ON a.id = r.announcement_id WHERE a.title = %s"
)


@pytest.fixture
def told(desk: Desk, people_alone: None) -> Iterator[None]:
    desk.run(MADE)
    yield
    desk.run(GONE)


def test_the_right_visitor_sees_the_right_message_once(desk: Desk, told: None, open_page: OpenPage) -> None:
    page = open_page()
    page.goto(f"{desk.shop}/")
    launcher(page).wait_for()
    expect(page.locator("[data-message]")).to_have_count(0)

    page.goto(f"{desk.shop}/pro-2/")
    message = page.locator("[data-message]")
    expect(message.get_by_role("heading")).to_have_text("Two boilers, one counter")

    # A chat covers it, and it comes again when the chat is closed.
    launcher(page).click()
    expect(page.locator("iframe[title=Chat]")).to_be_visible()
    expect(message).to_have_count(0)
    launcher(page).click()
    expect(message.get_by_role("heading")).to_have_text("Two boilers, one counter")

    message.get_by_role("button", name="Ask us about it").click()
    expect(page.locator("iframe[title=Chat]")).to_be_visible()
    expect(message).to_have_count(0)
    launcher(page).click()

    page.reload()
    launcher(page).wait_for()
    expect(message).to_have_count(0)
    page.goto(f"{desk.shop}/")
    eventually(
        lambda: desk.value(COUNTED, "Two boilers, one counter") == "fttt", what="shown, pressed and come to the goal"
    )
    eventually(lambda: desk.value(COUNTED, "Told to nobody") == "tfff", what="kept from them")
    assert desk.value(COUNTED, "Only elsewhere") is None


def test_it_is_tried_out_on_the_shop_as_it_is_typed(desk: Desk, open_page: OpenPage) -> None:
    page = open_page("priya@halden.example")
    page.goto(f"{desk.url}/agent/settings/messages/new/")
    page.get_by_label("Title").fill("Two boilers")
    page.get_by_label("On a page of yours").select_option(desk.shop)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Try it there").click()
    heading = opened.value.locator("[data-message]").get_by_role("heading")
    expect(heading).to_have_text("Two boilers")
    page.get_by_label("Title").fill("Three boilers")
    expect(heading).to_have_text("Three boilers")
