"""Every page, light and dark, wide and narrow: nothing serious for axe, nothing over the edge, no errors."""

from __future__ import annotations

import smtplib
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket
from tests.journeys.looking import complaints
from tests.journeys.running import Desk, eventually

pytestmark = pytest.mark.looks

ANA, PRIYA, MAYA = "ana@halden.example", "priya@halden.example", "maya@cafenorr.example"
STRANGER = ""

PAGES = [
    (STRANGER, "/"),
    (STRANGER, "/contact/"),
    (STRANGER, "/requests/find/"),
    (STRANGER, "/requests/link-sent/"),
    (STRANGER, "/status/subscriptions/"),
    (STRANGER, "/account/login/"),
    (STRANGER, "/account/signup/"),
    (STRANGER, "/account/password/reset/"),
    (STRANGER, "/nothing/here/"),
    (STRANGER, "/contact/?about=kind-1"),
    (STRANGER, "/help/de/"),
    (STRANGER, "/help/en/categories/espresso-machines/"),
    (STRANGER, "/help/en/bleed-air-from-the-pump/"),
    (STRANGER, "/help/en/find-out-what-is-wrong/"),
    (STRANGER, "/help/fr/search/?q=pompe"),
    (STRANGER, "/help/en/search/?q=qqqq"),
    (STRANGER, "/help/en/questions-before-you-buy/votes/"),
    (STRANGER, "/status/"),
    (STRANGER, "/community/"),
    (STRANGER, "/community/t/40/"),
    (MAYA, "/help/en/questions-before-you-buy/"),
    (MAYA, "/community/new/"),
    (MAYA, "/community/profile/"),
    (MAYA, "/community/t/10/"),
    (MAYA, "/"),
    (MAYA, "/contact/"),
    (MAYA, "/requests/"),
    (MAYA, "/requests/48213/"),
    (MAYA, "/account/email/"),
    (MAYA, "/account/password/change/"),
    (ANA, "/agent/"),
    (ANA, "/agent/views/all/?q=nothing+is+called+this"),
    (ANA, "/agent/views/all/?q=outlet+seal+colour:red+from:maya"),
    (ANA, "/agent/saved-views/"),
    (ANA, "/agent/saved-views/new/"),
    (ANA, "/agent/tickets/48213/"),
    (ANA, "/agent/tickets/new/"),
    (ANA, "/agent/views/snoozed/"),
    (ANA, "/agent/tickets/48213/split/"),
    (ANA, "/agent/tickets/48213/side/"),
    (ANA, "/agent/tickets/48213/article/"),
    (ANA, "/agent/me/"),
    (ANA, "/agent/me/leave/"),
    (ANA, "/agent/me/notifications/"),
    (ANA, "/agent/notifications/"),
    (PRIYA, "/agent/notifications/?show=unread"),
    (ANA, "/agent/reports/"),
    (ANA, "/agent/reports/?range=7d&team=grinders&by=agent"),
    (ANA, "/agent/reports/community/"),
    (ANA, "/agent/reports/first-response/tickets/"),
    (ANA, "/agent/reports/new/tickets/?range=custom&from=2001-01-01&to=2001-01-02"),
    (ANA, "/agent/insights/questions/"),
    (ANA, "/agent/insights/questions/?q=nothing+is+called+this&range=7d"),
    (ANA, "/agent/insights/deflection/"),
    (ANA, "/agent/insights/articles/?whose=all"),
    (ANA, "/agent/status/1/"),
    (ANA, "/agent/status/new/"),
    (PRIYA, "/agent/settings/status/"),
    (PRIYA, "/agent/settings/community/"),
    (PRIYA, "/community/moderation/"),
    (PRIYA, "/community/t/10/merge/"),
    (ANA, "/community/tickets/48213/topic/"),
    (PRIYA, "/agent/settings/ratings/"),
    (PRIYA, "/agent/settings/reach-outs/"),
    (PRIYA, "/agent/settings/reach-outs/1/"),
    (PRIYA, "/agent/settings/help-centre/"),
    (PRIYA, "/agent/settings/search/"),
    (PRIYA, "/agent/quarantine/"),
    (PRIYA, "/agent/settings/"),
    (PRIYA, "/agent/settings/assignment/"),
    (PRIYA, "/agent/settings/assignment/1/"),
    (PRIYA, "/agent/settings/calendars/"),
    (PRIYA, "/agent/settings/calendars/1/"),
    (PRIYA, "/agent/settings/calendars/new/"),
    (PRIYA, "/agent/settings/policies/"),
    (PRIYA, "/agent/settings/policies/1/"),
    (PRIYA, "/agent/settings/policies/new/"),
    (PRIYA, "/agent/settings/audit/"),
    (PRIYA, "/agent/settings/letters/"),
    (PRIYA, "/agent/settings/?q=nothing+is+called+this"),
    (PRIYA, "/agent/settings/agents/"),
    (PRIYA, "/agent/settings/agents/new/"),
    (PRIYA, "/agent/settings/agents/1/"),
    (PRIYA, "/agent/settings/roles/"),
    (PRIYA, "/agent/settings/teams/"),
    (PRIYA, "/agent/settings/teams/1/"),
    (PRIYA, "/agent/settings/statuses/"),
    (PRIYA, "/agent/settings/statuses/1/"),
    (PRIYA, "/agent/settings/tags/"),
    (PRIYA, "/agent/settings/tags/1/"),
    (PRIYA, "/agent/settings/rules/"),
    (PRIYA, "/agent/settings/rules/new/trigger/"),
    (PRIYA, "/agent/settings/rules/new/timed/"),
    (PRIYA, "/agent/settings/channels/"),
    (PRIYA, "/agent/settings/channels/1/"),
    (PRIYA, "/agent/settings/channels/new/email/"),
    (PRIYA, "/agent/settings/channels/new/whatsapp/"),
    (PRIYA, "/agent/settings/channels/new/sms/"),
    (PRIYA, "/agent/settings/bots/"),
    (PRIYA, "/agent/settings/faqs/"),
    (PRIYA, "/agent/settings/faqs/1/"),
    (PRIYA, "/agent/settings/faqs/new/"),
    (PRIYA, "/agent/settings/phone/"),
    (ANA, "/agent/chats/"),
    (ANA, "/agent/calls/"),
    (ANA, "/agent/calls/?show=all"),
    (ANA, "/agent/calls/?number=nobody"),
    (ANA, "/agent/calls/seat/"),
    (ANA, "/agent/calls/blocked/"),
    (ANA, "/agent/knowledge/"),
    (ANA, "/agent/knowledge/lists/outdated/?locale=de"),
    (ANA, "/agent/knowledge/lists/all/?q=nothing+is+called+this"),
    (PRIYA, "/agent/knowledge/1/en/"),
    (PRIYA, "/agent/knowledge/1/en/changes/"),
    (PRIYA, "/agent/knowledge/1/en/history/"),
    (PRIYA, "/agent/knowledge/1/en/settings/"),
    (PRIYA, "/agent/knowledge/1/en/reading/?as=stranger"),
    (PRIYA, "/agent/knowledge/categories/"),
    (PRIYA, "/agent/knowledge/categories/1/"),
    (PRIYA, "/agent/settings/reviewers/"),
    (PRIYA, "/agent/settings/monitors/"),
    (PRIYA, "/agent/settings/monitors/1/"),
    (PRIYA, "/agent/settings/monitors/new/http/"),
    (PRIYA, "/agent/settings/subscribers/"),
    (PRIYA, "/agent/settings/widgets/"),
    (PRIYA, "/agent/settings/widgets/new/"),
    (PRIYA, "/agent/settings/webhooks/"),
    (PRIYA, "/agent/settings/webhooks/new/"),
    (ANA, "/agent/macros/"),
    (ANA, "/agent/macros/new/"),
    (PRIYA, "/agent/settings/fields/"),
    (PRIYA, "/agent/settings/fields/1/"),
    (PRIYA, "/agent/settings/request-types/"),
    (PRIYA, "/agent/settings/request-types/1/"),
]


def test_looking_finds_what_is_wrong(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/contact/")
    # A block, so that it has its width before it is loaded.
    page.evaluate(
        """() => {
          const image = Object.assign(document.createElement("img"), { src: "/static/img/icon.svg" });
          Object.assign(image.style, { display: "block", maxWidth: "none", width: "3000px" });
          document.querySelector("main").append(image);
        }"""
    )
    found = complaints(page)
    assert sum("image-alt" in line for line in found) == 2
    assert sum("reaches over the right edge" in line for line in found) == 2


def test_the_api_s_own_pages_need_nothing_from_elsewhere(open_page: OpenPage) -> None:
    page = open_page(ANA)
    page.goto("/api/v1/docs/")
    page.locator("#operations-tag-tickets").click()
    expect(page.get_by_text("/api/v1/tickets/", exact=True).first).to_be_visible()


@pytest.mark.parametrize(("person", "path"), PAGES)
def test_a_page_keeps_nobody_out(open_page: OpenPage, watch: Watch, person: str, path: str) -> None:
    if path == "/nothing/here/":
        watch.expected.add("status of 404")
    page = open_page(person)
    page.goto(path)
    assert complaints(page) == []


@pytest.mark.parametrize("path", ["", "edit/", "steps/menu/", "steps/new/", "simulator/"])
def test_the_pages_of_a_bot_keep_nobody_out(desk: Desk, open_page: OpenPage, path: str) -> None:
    shop = desk.value("SELECT id FROM channels_inbox_channel WHERE slug = 'shop-chat'")
    page = open_page(PRIYA)
    page.goto(f"/agent/settings/bots/{shop}/{path}")
    assert complaints(page) == []


def test_the_pages_of_a_request_keep_nobody_out(
    open_page: OpenPage, customer: Callable[[str], Customer], watch: Watch
) -> None:
    watch.expected.add("status of 422")
    page = open_page()
    page.goto("/contact/")
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_text("Say in a few words what it is about.")).to_be_visible()
    assert complaints(page) == []


def test_what_opens_on_a_ticket_keeps_nobody_out(open_page: OpenPage, customer: Callable[[str], Customer]) -> None:
    ida = customer("Ida Strand")
    ida.send(ida.write("Everything on this ticket opens", "See below.", html="<p>See <b>below</b>.</p>"))
    ida.wait_for_letters(1)
    page = open_page(ANA)
    # A short list: axe scrolls to all it looks at, and so would load the whole of a long one.
    page.goto("/agent/views/all/?q=Everything+on+this+ticket")
    open_ticket(page, "Everything on this ticket opens")
    for name in ("status", "priority", "assignment", "tags"):
        page.locator(f"#prop_{name}").click()
        expect(page.locator(f"#menu_{name}").locator(".menu__item, input:not([type=hidden])").first).to_be_visible()
        assert complaints(page) == [], name
        page.keyboard.press("Escape")
        page.set_viewport_size({"width": 1440, "height": 900})
    for part in ("Articles", "How often it is asked"):
        page.locator(".section summary", has_text=part).click()
    page.get_by_label("Search in articles").fill("the pump is loud and rattles")
    expect(page.locator("#answers_found").get_by_role("link", name="The pump is loud or rattles")).to_be_visible()
    assert complaints(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.keyboard.press("Control+k")
    page.keyboard.type("everything on")
    expect(page.get_by_role("option", name="Everything on this ticket opens")).to_be_visible()
    assert complaints(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.keyboard.press("?")
    assert complaints(page) == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1440, "height": 900})
    for opener in ("#open_reply", "#mode_note"):
        page.locator(opener).click()
        assert complaints(page) == [], opener


def test_a_mail_nobody_can_read_waits_where_an_admin_sees_it(desk: Desk, open_page: OpenPage) -> None:
    with smtplib.SMTP("127.0.0.1", desk.smtp_port) as line:
        line.sendmail("somebody@elsewhere.example", "support@halden.example", b"Subject: From nobody\r\n\r\nHello.\r\n")
    page = open_page(PRIYA)

    def shows(page: Page) -> bool:
        page.goto("/agent/quarantine/")
        return "It does not say who sent it." in page.content()

    eventually(lambda: shows(page), what="the mail in quarantine")
    assert complaints(page) == []
