"""The copies of the page: who gets one, when, and what is in it."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from accounts.models import User
from knowledgebase.models import Component, HelpCentre, Incident
from knowledgebase.operations.component_states import set_component_status
from knowledgebase.operations.incident_records import Settings, settle_incident
from knowledgebase.operations.incidents import open_incident
from knowledgebase.portal.status import copying, views
from knowledgebase.portal.status.copying import copy_page
from knowledgebase.portal.status.feeds import NewsFeed
from knowledgebase.portal.status.serving import FRESH
from knowledgebase.status.states import Source, State

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.STATUS_COPIES = tmp_path / "status"
    return tmp_path / "status"


@pytest.fixture
def incident(shop: Component, agent: User) -> Incident:
    return open_incident("Checkout is slow", components={shop: State.DEGRADED}, body="We look.", by=agent)


@pytest.fixture
def patient() -> Client:
    """A visitor who is shown our error page rather than told of the error."""
    return Client(raise_request_exception=False)


def break_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OperationalError("The server is gone.")

    monkeypatch.setattr(views, "page_for", fail)


def outdate(folder: Path) -> None:
    before = time.time() - FRESH - 1
    for file in folder.rglob("*.*"):
        os.utime(file, (before, before))


def test_strangers_are_answered_without_a_question_to_the_database(
    client: Client, incident: Incident, django_assert_num_queries: Any
) -> None:
    copy_page()
    paths = ["/status/", "/status/?lang=de", "/status/history/", incident.get_absolute_url(), "/status/badge.svg"]
    with django_assert_num_queries(0):
        for path in [*paths, "/status/api/v2/summary.json", "/status/feed.atom", "/status/calendar.ics"]:
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "Content-Security-Policy" in answer.headers
    german = client.get("/status/", headers={"Accept-Language": "de"})
    assert "Ein Teil von Halden ist langsamer als sonst" in german.content.decode()
    assert german["Vary"].startswith("Cookie, Accept-Language")
    assert client.get("/status/", headers={"If-None-Match": client.get("/status/")["ETag"]}).status_code == 304


def test_a_copy_needs_nothing_else_to_look_like_itself(client: Client, incident: Incident) -> None:
    HelpCentre.objects.update(colour="#123456", logo=b"\x89PNG\r\n\x1a\n1", logo_type="image/png")
    copy_page()
    page = client.get("/status/").content.decode()
    assert page.count('rel="stylesheet"') == 1
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    sheet = client.get(address)
    assert sheet["Content-Type"].startswith("text/css")
    text = sheet.content.decode()
    for part in ("@layer tokens", ".uptime", "--brand: #123456"):
        assert part in text
    assert 'url("data:image/png;base64,' in text


def test_who_is_signed_in_reads_the_page_itself(
    client: Client, customer: User, agent: User, incident: Incident
) -> None:
    copy_page()
    settle_incident(incident, Settings(title=incident.title, visibility="signed_in"), by=agent, seen=1)
    assert "Checkout is slow" in Client().get("/status/").content.decode()
    copy_page()
    # What is no longer for everybody is in no copy.
    assert "Checkout is slow" not in Client().get("/status/").content.decode()
    assert Client().get(incident.get_absolute_url()).status_code == 404
    client.force_login(customer)
    assert "Checkout is slow" in client.get("/status/").content.decode()


def test_a_copy_that_is_not_kept_up_to_date_is_not_trusted(
    client: Client, shop: Component, agent: User, folder: Path
) -> None:
    copy_page()
    set_component_status(shop, State.MAJOR_OUTAGE, source=Source.MANUAL, by=agent)
    assert "Everything works" in client.get("/status/").content.decode()
    outdate(folder)
    assert "One part of Halden is out" in client.get("/status/").content.decode()


def test_a_page_that_fails_is_answered_from_its_copy_and_says_so_when_that_is_old(
    patient: Client, customer: User, shop: Component, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_page()
    break_pages(monkeypatch)
    patient.force_login(customer)
    answer = patient.get("/status/")
    assert (answer.status_code, "Everything works" in answer.content.decode()) == (200, True)
    hidden = 'class="notice notice--warning status-stale" hidden'
    assert hidden in answer.content.decode()
    outdate(folder)
    old = patient.get("/status/").content.decode()
    assert hidden not in old
    assert "could not be brought up to date" in old


def test_what_has_no_copy_is_asked_of_the_pages(client: Client, shop: Component, folder: Path) -> None:
    copy_page()
    for path in ("/status/incidents/999999/", "/status/nothing/", "/status/../settings/", "/status/%2e%2e/x.html"):
        assert client.get(path).status_code == 404, path
    assert client.get("/status").status_code in {301, 404}
    assert client.post("/status/").status_code == 405


def test_what_is_gone_leaves_the_folder(incident: Incident, folder: Path) -> None:
    copy_page()
    page = folder / "en" / "incidents" / str(incident.pk) / "index.html"
    assert page.exists()
    Incident.objects.all().delete()
    copy_page()
    assert not page.exists()
    assert list(folder.rglob(".new-*")) == []


def test_a_change_wakes_the_copier_once_after_commit(
    shop: Component, agent: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        set_component_status(shop, State.MAJOR_OUTAGE, source=Source.MANUAL, by=agent)
        set_component_status(shop, State.DEGRADED, source=Source.MANUAL, by=agent)
    assert len(callbacks) == 1


def test_one_page_that_fails_keeps_its_copy_and_stops_no_other(
    shop: Component, agent: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_page()
    open_incident("Checkout is slow", components={shop: State.DEGRADED}, body="We look.", by=agent)

    def fail(_: NewsFeed) -> None:
        raise ValueError("This cannot be drawn.")

    monkeypatch.setattr(NewsFeed, "items", fail)
    before = (folder / "feed.atom").read_bytes()
    copy_page()
    assert (folder / "feed.atom").read_bytes() == before
    assert "Checkout is slow" in (folder / "en" / "index.html").read_text()


def test_the_style_sheet_outlives_pages_that_all_fail(
    shop: Component, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_page()
    sheet = (folder / "style.css").read_bytes()
    monkeypatch.setattr(copying, "_draw", lambda path, locale: 1 / 0)
    copy_page()
    assert (folder / "style.css").read_bytes() == sheet
    assert (folder / "index.html").exists()


def test_what_an_ended_process_left_half_written_is_cleared_away(shop: Component, folder: Path) -> None:
    copy_page()
    (folder / "en" / ".new-abc").write_text("half")
    copy_page()
    assert list(folder.rglob(".new-*")) == []


@pytest.mark.parametrize("first", ["en", "de"])
def test_a_proxy_finds_the_pages_of_the_first_language_without_its_name(
    settings: Any, folder: Path, incident: Incident, first: str
) -> None:
    settings.KNOWLEDGE_LOCALES = [first, "fr"]
    copy_page()
    for page in ("index.html", "history/index.html", f"incidents/{incident.pk}/index.html"):
        assert (folder / page).read_bytes() == (folder / first / page).read_bytes()
    Incident.objects.all().delete()
    copy_page()
    assert not (folder / f"incidents/{incident.pk}/index.html").exists()
