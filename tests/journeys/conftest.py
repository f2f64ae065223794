"""One running help desk, one Chromium and one mail server of the outer world for all journeys."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from helpdesk.local.folders import ROOT
from tests.channels_inbox.transport.sink import Sink, smtp_sink
from tests.journeys.browsing import DESKTOP, Watch, chromium_browser, sign_in
from tests.journeys.customer import Customer, new_address
from tests.journeys.running import Desk

expect.set_options(timeout=10_000)

OpenPage = Callable[..., Page]
FAILED = pytest.StashKey[bool]()
# What the pages of a failed journey looked like at its end.
PICTURES = ROOT / "var" / "test" / "journeys"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a journey: `make test` runs them as their own stage."""
    for item in items:
        if "tests/journeys/" in item.path.as_posix():
            item.add_marker(pytest.mark.journey)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let fixtures know how the test ended."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def sink() -> Iterator[Sink]:
    """Every mail server outside: the desk sends all its letters here."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # else a failed journey shows every SMTP command
    with smtp_sink() as sink:
        yield sink


@pytest.fixture(scope="session")
def desk(sink: Sink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = Desk(tmp_path_factory.mktemp("desk"), letters_to=sink.port)
    desk.start()
    yield desk
    desk.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def sessions() -> dict[str, object]:
    """Who has signed in, so that each person does so once."""
    return {}


@pytest.fixture
def watch(desk: Desk) -> Iterator[Watch]:
    """Fails the test when one of its pages met an error, refused content or asked a foreign host."""
    watch = Watch(desk.url)
    yield watch
    assert watch.found == []


@pytest.fixture
def open_page(
    desk: Desk, browser: Browser, sessions: dict[str, object], watch: Watch, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Open a browser window of its own for a person of the demo company, or for a stranger."""
    contexts: list[BrowserContext] = []

    def open_page(email: str = "", *, size: tuple[int, int] = DESKTOP, **more: object) -> Page:
        if email and email not in sessions:
            with browser.new_context() as signing_in:
                sign_in(signing_in.new_page(), desk.url, email)
                sessions[email] = signing_in.storage_state()
        context = browser.new_context(
            base_url=desk.url,
            viewport={"width": size[0], "height": size[1]},
            storage_state=sessions.get(email),  # type: ignore[arg-type]
            locale="en-GB",
            timezone_id="Europe/Stockholm",
            **more,  # type: ignore[arg-type]
        )
        contexts.append(context)
        watch.over(context)
        return context.new_page()

    yield open_page
    if request.node.stash.get(FAILED, False):
        for number, page in enumerate(page for context in contexts for page in context.pages):
            page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png")
    for context in contexts:
        context.close()


@pytest.fixture
def customer(desk: Desk, sink: Sink) -> Callable[[str], Customer]:
    """Make somebody outside with a mail program."""

    def customer(name: str) -> Customer:
        return Customer(name, new_address(name), desk, sink)

    return customer
