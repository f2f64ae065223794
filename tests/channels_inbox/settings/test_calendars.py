"""Administrators say when somebody is there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, Calendar, User
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def form(**changes: Any) -> dict[str, Any]:
    """Return a calendar's form as a browser sends it."""
    return {
        "name": "Gothenburg desk",
        "time_zone": "Europe/Stockholm",
        "country": "SE",
        "mon": "07:00-12:00, 13:00–18:00",
        "fri": "7:00–16:00",
        "holidays": "12-24 Christmas Eve\n2026-12-28 Moving",
        "special": "2026-12-13 07:00-12:00 Lucia\n2026-12-14 closed",
        **changes,
    }


def test_a_calendar_is_made_read_back_and_put_in_the_log(desk: Client, admin: User) -> None:
    response = desk.post(reverse("agent_new_calendar"), form())
    calendar = Calendar.objects.get(name="Gothenburg desk")
    assert response.headers["Location"] == reverse("agent_calendar", args=[calendar.pk])
    assert calendar.hours == {"mon": [["07:00", "12:00"], ["13:00", "18:00"]], "fri": [["07:00", "16:00"]]}
    assert [h["date"] for h in calendar.holidays] == ["--12-24", "2026-12-28"]
    assert calendar.special[0] == {"date": "2026-12-13", "name": "Lucia", "slots": [["07:00", "12:00"]]}
    assert calendar.special[1]["slots"] == []
    page = desk.get(response.headers["Location"], {"month": "2026-12"}).content.decode()
    assert "07:00–12:00, 13:00–18:00" in page
    assert "December 2026" in page
    # Lucia opens a Sunday, the country closes the first day of Christmas, the house the day before.
    for said in ("Lucia", "Moving", "Christmas Day", "Christmas Eve"):
        assert said in page
    entry = AuditEntry.objects.get()
    assert (entry.by, entry.action, entry.after["country"]) == (admin, "added", "SE")
    assert "Gothenburg desk" in desk.get(reverse("agent_audit")).content.decode()


def test_what_is_read_back_can_be_saved_unchanged(desk: Client) -> None:
    desk.post(reverse("agent_new_calendar"), form())
    calendar = Calendar.objects.get(name="Gothenburg desk")
    page = desk.get(reverse("agent_calendar", args=[calendar.pk]))
    desk.post(reverse("agent_calendar", args=[calendar.pk]), page.context["form"].initial)
    assert Calendar.objects.get(pk=calendar.pk).version == 1
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mon": "", "fri": "", "special": ""}, "never open"),
        ({"mon": "9 to 5"}, "write it like 09:00–12:00"),
        ({"mon": "09:00-12:00, 11:00-13:00"}, "overlap"),
        ({"mon": "09:00-25:00"}, "is no time of day"),
        ({"holidays": "Christmas"}, "does not begin with a date"),
        ({"special": "2026-12-13 Lucia"}, "is not understood"),
        ({"country": "XX"}, "XX"),
        ({"time_zone": "Mars/Olympus"}, "cannot be chosen here"),
        ({"name": ""}, "required"),
    ],
)
def test_hours_that_make_no_sense_are_refused_beside_their_cause(
    changes: dict[str, str], words: str, desk: Client
) -> None:
    response = desk.post(reverse("agent_new_calendar"), form(**changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Calendar.objects.filter(name="Gothenburg desk").exists()


def test_the_month_follows_what_is_typed_and_saves_nothing(desk: Client) -> None:
    url = reverse("agent_calendar_preview")
    page = desk.post(url, form(name="", month="2026-12", regions_of="SE")).content.decode()
    for said in ("December 2026", "Lucia", "Christmas Day", "Moving", "One business hour counted from now is over"):
        assert said in page
    assert "hx-swap-oob" not in page
    wrong = desk.post(url, form(mon="9 to 5", regions_of="SE")).content.decode()
    assert "write it like 09:00–12:00" in wrong
    assert "never open" in desk.post(url, form(mon="", fri="", special="", regions_of="SE")).content.decode()
    assert Calendar.objects.count() == 1


def test_regions_are_offered_by_name_and_follow_the_country(desk: Client) -> None:
    page = desk.get(reverse("agent_new_calendar")).content.decode()
    for said in ('<option value="DE">Germany</option>', '<option value="GB">United Kingdom</option>'):
        assert said in page
    assert 'name="region"' not in page
    moved = desk.post(
        reverse("agent_calendar_preview"), form(country="DE", region="SCT", regions_of="GB", month="2026-01")
    ).content.decode()
    assert '<div id="calendar_region" hx-swap-oob="true">' in moved
    assert '<option value="BY">Bayern</option>' in moved
    assert "Epiphany" not in moved
    bavaria = form(country="DE", region="BY", regions_of="DE", month="2026-01")
    assert "Epiphany" in desk.post(reverse("agent_calendar_preview"), bavaria).content.decode()
    desk.post(reverse("agent_new_calendar"), bavaria)
    assert Calendar.objects.get(name="Gothenburg desk").region == "BY"
    assert "public holidays of Germany, Bayern" in desk.get(reverse("agent_calendars")).content.decode()
    refused = desk.post(reverse("agent_new_calendar"), form(name="Other", country="GB", region="BY"))
    assert "This country has no region “BY”" in refused.content.decode()


def test_only_administrators_look_at_calendars(agent: User, outsider: User) -> None:
    for user in (agent, outsider):
        assert signed_in(user).post(reverse("agent_calendar_preview"), form()).status_code == 404


def test_of_two_who_edit_one_calendar_the_second_is_told(desk: Client) -> None:
    other = signed_in(make_user(User.Role.ADMIN, name="Olof Berg"))
    url = reverse("agent_calendar", args=[Calendar.objects.get().pk])
    assert desk.post(url, form(version=1, name="Mine")).status_code == 302
    told = other.post(url, form(version=1, name="Theirs"))
    assert told.status_code == 409
    page = told.content.decode()
    assert "Ingrid Falk changed this while you were editing" in page
    assert 'value="Theirs"' in page
    assert Calendar.objects.get().name == "Mine"
    # Now they know; saving again is their choice.
    assert other.post(url, form(version=told.context["form"].data["version"], name="Theirs")).status_code == 302
    assert Calendar.objects.get().name == "Theirs"


def test_there_is_always_one_default(desk: Client) -> None:
    desk.post(reverse("agent_new_calendar"), form())
    made = Calendar.objects.get(name="Gothenburg desk")
    desk.post(reverse("agent_calendar_default", args=[made.pk]))
    assert Calendar.objects.get(is_default=True) == made
