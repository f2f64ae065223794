"""Chromium, and pages that notice what no visitor should meet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from helpdesk.local import chromium

DESKTOP = (1440, 900)
PHONE = (390, 844)
PASSWORD = "halden-demo"
# Whatever a page asks for, nothing but this machine is there.
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1"


@contextmanager
def chromium_browser() -> Iterator[Browser]:
    """Run the Chromium that `make test` finds."""
    with sync_playwright() as playwright:
        program = chromium.ensure()
        assert program, chromium.MISSING
        browser = playwright.chromium.launch(executable_path=program, args=[*chromium.flags(), NOWHERE])
        yield browser
        browser.close()


@dataclass
class Watch:
    """Everything wrong that the pages of a test met: script errors, refused content, foreign requests."""

    origin: str
    found: list[str] = field(default_factory=list)
    # Words of complaints that a test provokes on purpose: Chromium reports every answer of 400 and above.
    expected: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> None:
        """Watch every page this browser window will ever show."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(f"script error: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        if any(words in message.text for words in self.expected):
            return
        self.found.append(
            f"console: {message.text} {message.location.get('url', '')} on {message.page and message.page.url}"
        )

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"localhost", "127.0.0.1"}:
            self.found.append(f"foreign request: {request.url}")


def sign_in(page: Page, address: str, email: str) -> None:
    """Sign in with the demo password as a person does."""
    page.goto(
        f"{address}/account/login/?next=/agent/" if email.endswith("@halden.example") else f"{address}/account/login/"
    )
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/account/login" not in url)
