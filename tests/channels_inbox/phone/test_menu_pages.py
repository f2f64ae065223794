"""A menu is edited, tried and put into force in the browser; a simulated call ends in a ticket with its sound."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEntry, Calendar, Team, User
from channels_inbox.models import Call, CallRecording, Channel, PhoneMenu
from channels_inbox.phone.recordings import fetch_recordings
from tests.channels_inbox.phone.calls import MAYA, make_line
from tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Channel:
    return make_line()


@pytest.fixture
def desk(client: Client, admin: User) -> Client:
    client.force_login(admin)
    return client


@pytest.fixture
def base(line: Channel) -> str:
    return f"/agent/settings/phone/{line.pk}/"


def menu() -> PhoneMenu:
    return PhoneMenu.objects.get()


def add(desk: Client, base: str, name: str, kind: str, **values: Any) -> None:
    version = PhoneMenu.objects.values_list("version", flat=True).first() or 1
    answer = desk.post(f"{base}steps/new/", {"name": name, "kind": kind, "version": version})
    assert answer.status_code == 302, answer.content
    save(desk, base, name, **values)


def save(desk: Client, base: str, name: str, **values: Any) -> None:
    answer = desk.post(f"{base}steps/{name}/", {"version": menu().version, **values})
    assert answer.status_code == 302, answer.context["form"].errors


def build(desk: Client, base: str) -> None:
    desk.get(base)
    add(desk, base, "hello", "menu", text="For orders press 1.", seconds=5, tries=2)
    add(desk, base, "queue", "queue", team=0, text="You are in line.", wait=60)
    add(desk, base, "voicemail", "voicemail", text="Speak after the tone.", seconds=60)
    save(desk, base, "queue", team=0, text="You are in line.", wait=60, otherwise="voicemail")
    save(
        desk,
        base,
        "hello",
        text="For orders press 1.",
        seconds=5,
        tries=2,
        key_1="queue",
        key_2="voicemail",
        otherwise="queue",
    )


def in_force(desk: Client, base: str) -> None:
    build(desk, base)
    assert desk.post(f"{base}publication/", {"version": menu().version}).status_code == 302


def test_a_menu_is_built_step_by_step_and_put_into_force(desk: Client, base: str) -> None:
    assert "No menu yet" in desk.get(base).content.decode()
    in_force(desk, base)
    published = menu().published
    assert published is not None
    assert published.number == 1
    assert published.tree["nodes"]["hello"]["keys"] == {"1": "queue", "2": "voicemail"}
    page = desk.get(base).content.decode()
    assert "Version 1 is in force" in page
    assert AuditEntry.objects.filter(kind="phonemenu", action="put into force").count() == 1
    # Once more changes nothing.
    desk.post(f"{base}publication/", {"version": menu().version})
    assert menu().versions.count() == 1


def test_what_is_not_whole_is_not_put_into_force(desk: Client, base: str) -> None:
    desk.get(base)
    add(desk, base, "hello", "say", text="Welcome.")
    page = desk.get(base).content.decode()
    assert "It leads nowhere" in page
    answer = desk.post(f"{base}publication/", {"version": menu().version})
    assert answer.status_code == 409
    assert "Not in force" in answer.content.decode()
    assert menu().published is None


@pytest.mark.parametrize("version", ["", "x", "²", "9" * 5000])
def test_a_version_that_is_none_changes_nothing(desk: Client, base: str, version: str) -> None:
    build(desk, base)
    assert desk.post(f"{base}publication/", {"version": version}).status_code == 409
    assert menu().published is None


@pytest.mark.parametrize(
    ("name", "field"),
    [("Say it", "name"), ("", "name"), ("end", "name"), ("x" * 41, "name")],
)
def test_a_name_nobody_could_use_is_refused(desk: Client, base: str, name: str, field: str) -> None:
    answer = desk.post(f"{base}steps/new/", {"name": name, "kind": "say", "version": 1})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_wrong_values_stay_in_the_form_beside_their_error(desk: Client, base: str) -> None:
    build(desk, base)
    wrong = {"version": menu().version, "text": "Typed by hand.", "seconds": 99, "tries": 2}
    answer = desk.post(f"{base}steps/hello/", wrong)
    assert answer.status_code == 422
    assert "Typed by hand." in answer.content.decode()
    assert "seconds" in answer.context["form"].errors


def test_two_editors_hear_of_each_other(desk: Client, base: str) -> None:
    build(desk, base)
    stale = {"version": 1, "text": "Mine.", "seconds": 5, "tries": 2}
    answer = desk.post(f"{base}steps/hello/", stale)
    assert answer.status_code == 409
    assert "Mine." in answer.content.decode()
    assert menu().draft["nodes"]["hello"]["text"] == "For orders press 1."


def test_a_step_others_lead_to_stays(desk: Client, base: str) -> None:
    build(desk, base)
    assert desk.post(f"{base}steps/queue/removal/", {"version": menu().version}).status_code == 409
    assert "queue" in menu().draft["nodes"]
    save(desk, base, "hello", text="No.", seconds=5, tries=1, key_2="voicemail", otherwise="voicemail")
    assert desk.post(f"{base}steps/queue/removal/", {"version": menu().version}).status_code == 302
    assert "queue" not in menu().draft["nodes"]


def test_a_call_is_walked_without_a_carrier(desk: Client, base: str) -> None:
    build(desk, base)
    page = desk.get(f"{base}simulator/").content.decode()
    assert "For orders press 1." in page
    page = desk.post(f"{base}simulator/", {"which": "draft", "next": "1"}).content.decode()
    assert "You are in line." in page
    page = desk.post(f"{base}simulator/", {"which": "draft", "done": ["1"], "next": "waited"}).content.decode()
    assert "Speak after the tone." in page
    assert not Call.objects.exists()


def test_the_simulator_goes_by_the_hours_of_the_chosen_moment(desk: Client, base: str) -> None:
    calendar = Calendar.objects.filter(is_default=True).first() or Calendar.objects.create(name="Office")
    Calendar.objects.filter(pk=calendar.pk).update(
        hours={"mon": [["09:00", "17:00"]]}, time_zone="UTC", country="", holidays=[], special=[]
    )
    desk.get(base)
    add(desk, base, "hours", "hours", calendar=calendar.pk)
    add(desk, base, "day", "say", text="We are here.", then="end")
    add(desk, base, "night", "say", text="We are closed.", then="end")
    save(desk, base, "hours", calendar=calendar.pk, open="day", closed="night")
    for at, said in [("2026-03-02T10:00", "We are here."), ("2026-03-01T10:00", "We are closed.")]:
        assert said in desk.post(f"{base}simulator/", {"which": "draft", "at": at}).content.decode()
    assert desk.post(f"{base}simulator/", {"which": "draft", "at": "then"}).status_code == 422


def test_a_simulated_call_ends_in_a_ticket_with_its_voicemail(desk: Client, base: str) -> None:
    in_force(desk, base)
    answer = desk.post(f"{base}calls/", {"which": "published", "number": MAYA, "done": ["2", "spoke"]})
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/agent/tickets/{ticket.number}/"
    fetch_recordings()
    file = Attachment.objects.get()
    assert (file.name, file.content_type) == ("Voicemail.wav", "audio/wav")
    page = desk.get(answer.headers["Location"]).content.decode()
    assert "<audio" in page
    assert Call.objects.get().simulated
    shown: Any = desk.get(f"/files/{file.token}/Voicemail.wav?show")
    assert shown.headers["Content-Type"] == "audio/wav"
    assert b"".join(shown.streaming_content)[:4] == b"RIFF"


def test_a_simulated_call_somebody_answers_has_a_recording_for_colleagues_alone(desk: Client, base: str) -> None:
    in_force(desk, base)
    desk.post(f"{base}calls/", {"which": "published", "number": MAYA, "done": ["1", "answered"]})
    fetch_recordings()
    recorded = CallRecording.objects.get()
    assert recorded.message is not None
    assert (recorded.kind, recorded.message.kind, recorded.message.public) == ("recording", "note", False)
    assert Call.objects.get().state == "completed"


@pytest.mark.parametrize("done", [[], ["9", "9"], ["waited", "nonsense"], ["hung up"], ["x" * 500] * 100])
def test_whatever_a_simulated_caller_does_the_call_ends(desk: Client, base: str, done: list[str]) -> None:
    in_force(desk, base)
    assert desk.post(f"{base}simulator/", {"which": "draft", "done": done, "next": "1"}).status_code == 200
    assert desk.post(f"{base}calls/", {"which": "published", "done": done}).status_code == 302
    assert Call.objects.get().ended_at is not None


def test_nobody_but_administrators_finds_a_menu(client: Client, agent: User, outsider: User, base: str) -> None:
    Team.objects.create(name="Orders", slug="orders")
    paths = ["", "steps/new/", "steps/hello/", "simulator/"]
    posts = ["publication/", "calls/", "steps/hello/removal/", "beginning/hello/"]
    for person in (agent, outsider):
        client.force_login(person)
        assert client.get("/agent/settings/phone/").status_code == 404
        assert {client.get(base + path).status_code for path in paths} == {404}
        assert {client.post(base + path).status_code for path in posts} == {404}
