"""Messages and news in the help centre: on pages that everybody shares, and told back by the page itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organization, User
from knowledgebase.models import AnnouncementReader
from tests.announcements import make_announcement
from tests.channels_inbox.desk.conftest import signed_in

pytestmark = pytest.mark.django_db
READER = "ab" * 12


def test_each_page_brings_what_may_come_up_for_its_reader(client: Client, admin: User, customer: User, outsider: User) -> None:  # fmt: skip
    cafe = Organization.objects.create(name="Café Norr")
    customer.customer.organization = cafe
    customer.customer.save()
    make_announcement(admin, "For all")
    make_announcement(admin, "For the roastery", organizations=[cafe])
    make_announcement(admin, "Elsewhere", in_help=False)
    pages = {name: one.get("/contact/").text for name, one in
             {"anybody": client, "maya": signed_in(customer), "mallory": signed_in(outsider)}.items()}  # fmt: skip
    assert all("For all" in page and "Elsewhere" not in page for page in pages.values())
    assert [name for name, page in pages.items() if "For the roastery" in page] == ["maya"]


def test_news_stand_on_a_page_of_their_own_in_their_language(client: Client, admin: User) -> None:
    assert "Nothing new" in client.get("/help/en/announcements/").text
    make_announcement(admin, "New opening hours", kind="feed", body="We open at **seven**.")
    make_announcement(admin, "Nur auf Deutsch", kind="feed", languages=["de"])
    make_announcement(admin, "Only for the cart", pages=["/cart"])
    page = client.get("/help/en/announcements/")
    assert "<strong>seven</strong>" in page.text
    assert "Nur auf Deutsch" not in page.text.partition("<main")[2].partition("</main")[0]
    assert "Only for the cart" not in page.text.partition("<main")[2].partition("</main")[0]
    assert "public" in page.headers["Cache-Control"]
    assert "Nur auf Deutsch" in client.get("/help/de/announcements/").text


def test_what_is_over_or_far_away_takes_nobodys_place(client: Client, admin: User) -> None:
    now = timezone.now()
    for n in range(10):
        make_announcement(admin, f"Over {n}", priority=9, ends_at=now - timedelta(hours=1))
        make_announcement(admin, f"Far away {n}", priority=9, starts_at=now + timedelta(days=1))
    make_announcement(admin, "Out today", priority=1)
    assert "Out today" in client.get("/contact/").text


def test_pages_tell_what_became_of_them(client: Client, admin: User) -> None:
    made = make_announcement(admin)
    where = reverse("help_announcements_told")
    said: dict[str, Any] = {"id": made.pk, "what": "shown", "reader": READER}
    ours = {"Origin": "http://testserver", "User-Agent": "Firefox"}
    assert client.post(where, said, headers=ours).status_code == 204
    assert client.post(where, said, headers={**ours, "Origin": "https://evil.example"}).status_code == 403
    assert client.post(where, {**said, "reader": "x"}, headers=ours).status_code == 422
    assert AnnouncementReader.objects.count() == 1
    minding = {**said, "reader": "cd" * 12}
    assert client.post(where, minding, headers={**ours, "Sec-GPC": "1"}).status_code == 204
    assert AnnouncementReader.objects.count() == 1
