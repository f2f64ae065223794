"""Take the README's pictures: `make screenshots` runs a fresh desk with the demo company and walks through it."""

from __future__ import annotations

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from helpdesk.local.folders import ROOT
from tests.channels_inbox.transport.sink import smtp_sink
from tests.journeys.browsing import DESKTOP, PHONE, chromium_browser, sign_in
from tests.journeys.running import Desk

FOLDER = ROOT / "docs" / "screenshots"
TICKET = "/agent/tickets/48213/?view=mine"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with smtp_sink() as sink, tempfile.TemporaryDirectory() as folder, chromium_browser() as browser:
        desk = Desk(Path(folder), letters_to=sink.port)
        desk.start()
        try:
            Walk(browser, desk).take_all()
        finally:
            desk.stop()


class Walk:
    """Each picture shows the demo company as it is on the first day; only the times differ."""

    def __init__(self, browser: Browser, desk: Desk) -> None:
        self._browser = browser
        self._desk = desk

    def take_all(self) -> None:
        self._inbox()
        self._phone()
        self._ticket()
        self._help_centre()

    def _inbox(self) -> None:
        page = self._open("ana@halden.example")
        page.goto("/agent/")
        page.locator("#ticket_list .trow").first.click()
        expect(page.locator("#messages .msg").last).to_be_visible()
        keep(page, "inbox")

    def _ticket(self) -> None:
        dark = self._open("ana@halden.example", theme="dark")
        dark.goto(TICKET)
        colleague = self._open("tomasz@halden.example")
        colleague.goto(TICKET)
        colleague.locator("#open_reply").click()
        colleague.locator("#composer_text").press_sequentially("Hi Maya")
        dark.locator("#mode_note").click()  # the demo has a draft here, so the composer is open
        dark.locator("#composer_text").fill("@Priya, the third seal of this batch. Shall we call the others back?")
        expect(dark.locator("#collision")).to_be_visible()
        keep(dark, "ticket-dark")

    def _phone(self) -> None:
        page = self._open("ana@halden.example", size=PHONE)
        page.goto(TICKET)
        page.locator("#composer_close").click()
        keep(page, "phone")

    def _help_centre(self) -> None:
        stranger = self._open("")
        stranger.goto("/")
        keep(stranger, "help-centre")
        maya = self._open("maya@cafenorr.example")
        maya.goto("/requests/48213/")
        keep(maya, "request")

    def _open(self, email: str, *, size: tuple[int, int] = DESKTOP, theme: str = "light") -> Page:
        page = self._browser.new_page(
            base_url=self._desk.url,
            viewport={"width": size[0], "height": size[1]},
            device_scale_factor=2 if size == PHONE else 1,
            color_scheme=theme,  # type: ignore[arg-type]
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="Europe/Stockholm",
        )
        if email:
            sign_in(page, self._desk.url, email)
        return page


def keep(page: Page, name: str) -> None:
    """Write what is to be seen as WebP, which Chromium itself can do."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur()")
    order = {"format": "webp", "quality": 88}
    answer = page.context.new_cdp_session(page).send("Page.captureScreenshot", order)
    path = FOLDER / f"{name}.webp"
    path.write_bytes(base64.b64decode(answer["data"]))
    sys.stdout.write(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} KiB\n")


if __name__ == "__main__":
    main()
