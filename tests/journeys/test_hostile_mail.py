"""Mail that means harm, opened in a real browser: nothing runs, nothing leaves, nothing covers the page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest
from playwright.sync_api import Dialog, Page, expect

from helpdesk.local.folders import ROOT
from tests.journeys.browsing import Watch
from tests.journeys.conftest import OpenPage
from tests.journeys.customer import Customer
from tests.journeys.desk_page import open_ticket
from tests.journeys.running import eventually
from tests.journeys.tracker import Tracker, tracker

HARM = """
<html><head>
<meta http-equiv="refresh" content="0; url={t}/refresh">
<base href="{t}/base/" target="_top">
<link rel="stylesheet" href="{t}/style.css"><link rel="prefetch" href="{t}/prefetch">
<style>@import "{t}/import.css"; body {{ background: url({t}/background.png) }}</style>
<script src="{t}/script.js"></script><script>top.harmed = 1; fetch("{t}/fetch")</script>
</head><body background="{t}/body.png" onload="top.harmed = 2">
<p>Read me</p>
<img src="x" onerror="top.harmed = 3"><img src="{t}/pixel.gif" width="1" height="1"><img srcset="{t}/srcset.png 1x">
<picture><source srcset="{t}/source.png"><img alt=""></picture>
<svg onload="top.harmed = 4"><image href="{t}/image.svg"/><use href="{t}/use.svg#a"/></svg>
<math><mtext><style><img src=x onerror="top.harmed = 5"></style></mtext></math>
<form action="{t}/form" method="post" id="f"><input name="password" autofocus onfocus="top.harmed = 6">
<button formaction="{t}/button">Sign in again</button></form>
<iframe src="{t}/frame"></iframe><iframe srcdoc="<script>top.harmed = 7</script>"></iframe>
<object data="{t}/object"></object><embed src="{t}/embed"><video poster="{t}/poster" src="{t}/video" autoplay></video>
<audio src="{t}/audio" autoplay></audio><details open ontoggle="top.harmed = 8"><summary>x</summary></details>
<div style="position:fixed;inset:0;z-index:99999;background:url({t}/overlay.png) red">You are signed out</div>
<a href="javascript:top.harmed=9" id="js">Click</a><a href="data:text/html,<script>top.harmed=10</script>">Data</a>
<a href="{t}/click" ping="{t}/ping">A plain link</a>
{more}
</body></html>
"""
NAMES = "<script>top.harmed = 11</script><img src=x onerror='top.harmed = 12'>"


@pytest.fixture
def spy() -> Iterator[Tracker]:
    with tracker() as spy:
        yield spy


def harmful(writer: Customer, spy: Tracker) -> EmailMessage:
    """Write the mail: all of the above, all collected vectors, and harm in every name it has."""
    vectors = json.loads((ROOT / "tests/payloads/xss.json").read_text())
    more = "\n".join(vectors if isinstance(vectors, list) else vectors.values())
    mail = writer.write(f"Harm {NAMES}", "Read me", html=HARM.format(t=spy.url, more=more))
    mail.replace_header("From", f'"{NAMES}" <{writer.email}>')
    mail.add_attachment(b"<script>opener.harmed = 13</script>", maintype="text", subtype="html", filename="<b>x.html")
    return mail


def test_harmful_mail_does_no_harm(
    open_page: OpenPage, customer: Callable[[str], Customer], spy: Tracker, watch: Watch
) -> None:
    mallory = customer("Mallory")
    page = open_page("ana@halden.example")
    said: list[str] = []

    def hear(dialog: Dialog) -> None:
        said.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", hear)
    page.goto("/agent/views/all/")
    mallory.send(harmful(mallory, spy))
    open_ticket(page, f"Harm {NAMES}")
    address = page.url
    page.locator(".msg__more summary").click()
    frame = page.frame_locator("iframe.msg__frame")
    expect(frame.get_by_text("Read me").first).to_be_visible()
    inside = page.frames[1]
    inside.wait_for_load_state("networkidle")

    # Everything a reader may click by mistake.
    for link in frame.locator("a").all():
        href = link.get_attribute("href") or ""
        assert href.startswith(("http:", "https:", "mailto:", "tel:", "#")) or not href, href
    assert frame.locator("script, form, iframe, object, embed, svg, link, meta[http-equiv], input, button").count() == 0
    assert [at for at in handlers(page) if at.startswith("on")] == []
    assert page.evaluate("window.harmed") is None
    assert said == []
    assert spy.visits == []
    assert page.url == address
    assert len(page.context.pages) == 1
    # What it draws stays in its frame: the composer is as reachable as ever.
    page.locator("#open_reply").click()
    expect(page.locator("#composer_text")).to_be_focused()

    # Images only when asked for, and nothing but images.
    watch.expected |= {"ERR_"}
    page.get_by_role("link", name="Show images").click()
    eventually(lambda: spy.visits, what="an image asked for")
    inside.wait_for_load_state("networkidle")
    # Over TLS only: nobody between reads along.
    assert all(visit.startswith(b"\x16\x03") for visit in spy.visits), spy.visits
    assert page.evaluate("window.harmed") is None
    assert said == []


def handlers(page: Page) -> list[str]:
    """Return the name of every attribute in the message's frame, read from outside: it runs no scripts itself."""
    return [
        name
        for element in page.frame_locator("iframe.msg__frame").locator("body *").all()
        for name in element.evaluate("(element) => element.getAttributeNames()")
    ]
