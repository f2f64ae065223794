"""From one agent's commit to another agent's screen, in a real Chromium, while mails come in.

PostgreSQL tells the commit's time (track_commit_timestamp), the page the moment its document changed; both read this
machine's clock.
"""

from __future__ import annotations

import json
import smtplib
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from bench.house import AGENT, PASSWORD, House, house
from bench.letters import letter
from bench.table import show, spread
from helpdesk.local import chromium

MAILS_A_SECOND = 20
NOTES, NOTES_A_SECOND = 60, 2
WRITER = "priya@halden.example"
_TOKEN = """
from accounts.models import ApiToken, User
print(ApiToken.issue(user=User.objects.get(email="{email}"), name="Measuring")[1])
"""
# Remembers when each note's text came into the document.
_WATCH = """
window.shown = {};
new MutationObserver(() => {
  const now = Date.now();
  for (const mark of document.getElementById("messages_scroll").textContent.match(/mark-\\d+-/g) ?? [])
    window.shown[mark] ??= now;
}).observe(document.body, { childList: true, subtree: true });
"""


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="hd") as folder:
        with house(data=Path(folder)) as desk:
            desk.run("ALTER SYSTEM SET track_commit_timestamp = on")
        with house(data=Path(folder)) as desk, chromium_page(desk) as page:
            number = desk.count("SELECT max(number) FROM tickets_ticket WHERE category = 'open'")
            page.goto(f"http://localhost:{desk.port}/agent/tickets/{number}/")
            page.wait_for_timeout(2000)  # until its socket is open
            page.evaluate(_WATCH)
            calm = _delays(desk, page, number, "1")
            with mails(desk) as sent:
                page.wait_for_timeout(2000)
                busy = _delays(desk, page, number, "2")
                rate = sent()
    rows = [("no mail", *spread(calm), max(calm) * 1000), (f"{rate:.0f} mails/s", *spread(busy), max(busy) * 1000)]
    show(["commit to another agent's screen, ms", "p50", "p95", "most"], rows)
    print(f"  Goal: p95 <= 150 ms with {MAILS_A_SECOND} mails/s. {NOTES} notes each, {NOTES_A_SECOND} a second.")


def _delays(desk: House, page: Page, number: int, series: str) -> list[float]:
    """Write notes through the API and return how many seconds after its commit each was shown."""
    token = desk.manage("shell", "--no-imports", "-c", _TOKEN.format(email=WRITER)).strip()
    url = f"http://localhost:{desk.port}/api/v1/tickets/{number}/messages/"
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    marks = [f"mark-{series}{n:03}-" for n in range(NOTES)]
    for mark in marks:
        body = json.dumps({"kind": "note", "text": f"{mark} was written by a colleague."}).encode()
        urllib.request.urlopen(urllib.request.Request(url, body, headers)).close()
        page.wait_for_timeout(1000 / NOTES_A_SECOND)
    page.wait_for_function("mark => window.shown[mark]", arg=marks[-1])
    shown: dict[str, float] = page.evaluate("window.shown")
    committed = desk.rows(
        "SELECT left(text, 10), pg_xact_commit_timestamp(xmin) FROM tickets_message WHERE text LIKE 'mark-%'"
    )
    at: dict[str, datetime] = dict(committed)
    return [shown[mark] / 1000 - at[mark].timestamp() for mark in marks]


@contextmanager
def chromium_page(desk: House) -> Iterator[Page]:
    """Open a window in which an agent is signed in."""
    with sync_playwright() as playwright:
        program = chromium.ensure()
        assert program, chromium.MISSING
        browser = playwright.chromium.launch(executable_path=program, args=chromium.flags())
        page = browser.new_page()
        page.goto(f"http://localhost:{desk.port}/account/login/")
        page.get_by_label("Email").fill(AGENT)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "/account/login" not in url)
        yield page
        browser.close()


@contextmanager
def mails(desk: House) -> Iterator[Callable[[], float]]:
    """Send mails at a steady rate; yields a function that tells how many a second were taken so far."""
    ended, count, began = threading.Event(), [0], time.monotonic()

    def send() -> None:
        with smtplib.SMTP("localhost", desk.smtp) as server:
            while not ended.wait(max(0.0, began + count[0] / MAILS_A_SECOND - time.monotonic())):
                server.sendmail("sender@shop.example", ["support@halden.example"], letter(count[0], seed=7))
                count[0] += 1

    thread = threading.Thread(target=send)
    thread.start()
    try:
        yield lambda: count[0] / (time.monotonic() - began)
    finally:
        ended.set()
        thread.join()
