"""Administrators say how customers are asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tickets.models import RatingSettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def url() -> str:
    return reverse("agent_rating_settings")


def form(**changes: Any) -> dict[str, Any]:
    return {
        "version": 1,
        "enabled": "on",
        "delay_seconds": "2 h",
        "scale": "faces",
        "question": "How did we do?",
        "reasons": "It took too long\r\n\r\nSomething else\r\n",
        **changes,
    }


def test_what_is_saved_is_shown_again_and_written_down(desk: Client, url: str) -> None:
    assert desk.post(url, form(delay_seconds="1 day", scale="five", question="Are you happy?")).status_code == 302
    kept = RatingSettings.objects.get()
    assert (kept.delay_seconds, kept.scale, kept.question) == (86_400, "five", "Are you happy?")
    assert kept.reasons == ["It took too long", "Something else"]
    assert not kept.agent_opened
    page = desk.get(url).content.decode()
    assert 'value="1 day"' in page
    assert "Are you happy?" in page
    assert AuditEntry.objects.get().after["scale"] == "five"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"delay_seconds": "soon"}, "“soon” is no length of time"),
        ({"delay_seconds": "31 days"}, "At most 30 days"),
        ({"question": ""}, "Please fill this in"),
        ({"reasons": "\n".join(f"Reason {n}" for n in range(13))}, "At most 12 reasons"),
        ({"reasons": "x" * 81}, "longer than 80 letters"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(
    desk: Client, url: str, changes: dict[str, str], words: str
) -> None:
    answer = desk.post(url, form(**changes))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert RatingSettings.objects.get().version == 1


def test_of_two_who_edit_it_the_second_is_told(desk: Client, url: str) -> None:
    desk.post(url, form(question="First"))
    told = desk.post(url, form(question="Second"))
    assert told.status_code == 409
    assert "Ingrid Falk changed this while you were editing" in told.content.decode()
    assert desk.post(url, form(version=2, question="Second")).status_code == 302


def test_the_api_reads_them_for_agents_and_changes_them_for_administrators(admin: User, agent: User) -> None:
    assert Api(agent).get("rating-settings/").json()["delay_seconds"] == 7200
    assert Api(agent).patch("rating-settings/", {"version": 1, "enabled": False}).status_code == 403
    api = Api(admin)
    assert api.patch("rating-settings/", {"version": 1, "enabled": False}).json()["enabled"] is False
    assert api.patch("rating-settings/", {"version": 1, "enabled": True}).status_code == 409
    assert api.patch("rating-settings/", {"version": 2, "delay_seconds": 99_999_999}).status_code == 400
    assert api.patch("rating-settings/", {"version": 2, "reasons": ["x" * 81]}).status_code == 400
