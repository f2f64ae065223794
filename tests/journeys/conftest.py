"""One running help desk, one Chromium and one mail server of the outer world for all journeys."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from helpdesk.local.folders import ROOT
from tests.channels_inbox.transport.sink import Sink, smtp_sink
from tests.journeys.browsing import DESKTOP, Watch, chromium_browser, sign_in
from tests.journeys.customer import Customer, new_address
from tests.journeys.running import Desk

expect.set_options(timeout=10_000)

OpenPage = Callable[..., Page]
FAILED = pytest.StashKey[bool]()
FIGURES = pytest.StashKey[list[str]]()
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
    """Let fixtures know how the test ended, and show what the desk said when it failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    desk = getattr(item, "funcargs", {}).get("desk")
    if report.failed and desk is not None:
        report.sections.append(("The desk's last lines", "\n".join(desk.said().splitlines()[-60:])))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for figure in config.stash.get(FIGURES, []):
        terminalreporter.write_line(figure)


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Say at the end of the run what was counted; a pass alone would not tell whether anything was hurt."""
    return request.config.stash.setdefault(FIGURES, []).append


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


@pytest.fixture
def people_alone(desk: Desk) -> Iterator[None]:
    """Let no bot greet the visitors of the shop: they wait for a person."""
    desk.rows("UPDATE channels_inbox_bot SET active = false RETURNING id")
    yield
    desk.rows("UPDATE channels_inbox_bot SET active = true RETURNING id")


@pytest.fixture
def hold_out(desk: Desk) -> Iterator[Callable[[int], None]]:
    """Choose how many percent of the visitors are suggested nothing; who is among five of them is chance."""

    def hold_out(percent: int) -> None:
        desk.rows("UPDATE knowledgebase_helpcentre SET holdout_percent = %s RETURNING holdout_percent", percent)

    yield hold_out
    hold_out(5)


@pytest.fixture
def calm_desk(desk: Desk) -> Iterator[Desk]:
    """The desk for tests that kill: at ease before, whole again afterwards."""
    desk.wait_until_calm()
    yield desk
    desk.wait_until_ready()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def signed_in(desk: Desk, browser: Browser) -> Callable[[str], StorageState]:
    """Sign a person of the demo company in, once, and return the cookies."""

    @cache
    def signed_in(email: str) -> StorageState:
        with browser.new_context() as context:
            sign_in(context.new_page(), desk.url, email)
            return context.storage_state()

    return signed_in


@pytest.fixture
def watch(desk: Desk) -> Iterator[Watch]:
    """Fails the test when one of its pages met an error, refused content or asked a foreign host."""
    watch = Watch(desk.url)
    yield watch
    assert watch.found == []


@pytest.fixture
def open_page(
    desk: Desk,
    browser: Browser,
    signed_in: Callable[[str], StorageState],
    watch: Watch,
    request: pytest.FixtureRequest,
) -> Iterator[OpenPage]:
    """Open a browser window of its own for a person of the demo company, or for a stranger."""
    contexts: list[BrowserContext] = []

    def open_page(email: str = "", *, size: tuple[int, int] = DESKTOP, **more: object) -> Page:
        context = browser.new_context(
            base_url=desk.url,
            viewport={"width": size[0], "height": size[1]},
            storage_state=signed_in(email) if email else None,
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
