"""What administrators let go out by mail, and who may say so; the doors of the API beside it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import AuditEntry, User
from community.models import CommunityLetter, ReachSettings, ReachWishes
from helpdesk.lib.delivery import State
from tests.community.writing import make_answer, make_topic

pytestmark = pytest.mark.django_db

PAGE = "/agent/settings/community/mail/"
API = "/api/v1/community/"


def test_an_administrator_says_what_goes_out_and_it_is_written_down(client: Client, admin: User) -> None:
    client.force_login(admin)
    assert client.get(PAGE).status_code == 200
    sent = {"mails": "on", "sender": "Support@halden.example", "delay_minutes": 2, "version": 1}
    assert client.post(PAGE, sent).status_code == 302
    row = ReachSettings.objects.get()
    assert (row.mails, row.sender, row.answers, row.delay_minutes) == (True, "support@halden.example", False, 2)
    assert AuditEntry.objects.get(kind="reachsettings").after["delay_minutes"] == 2
    again = client.post(PAGE, {**sent, "delay_minutes": 9})
    assert again.status_code == 422
    assert "changed this while you were editing" in again.content.decode()


def test_nonsense_is_refused_beside_its_field(client: Client, admin: User) -> None:
    client.force_login(admin)
    answer = client.post(PAGE, {"sender": "nobody", "delay_minutes": -1, "version": 1})
    assert answer.status_code == 422
    assert {"sender", "delay_minutes"} <= set(answer.context["form"].errors)
    assert not ReachSettings.objects.exists()


@pytest.mark.parametrize("who", ["agent", "light_agent", "outsider", None])
def test_only_administrators_see_and_change_it(
    client: Client, request: pytest.FixtureRequest, who: str | None, admin: User
) -> None:
    make_answer(make_topic())
    CommunityLetter.objects.update(state=State.FAILED, trouble="Refused")
    letter = CommunityLetter.objects.get()
    if who:
        client.force_login(request.getfixturevalue(who))
    for answer in (client.get(PAGE), client.post(PAGE, {}), client.post(f"{PAGE}{letter.pk}/retrial/")):
        assert answer.status_code == (404 if who else 302)
    assert client.get(f"{API}mail/").status_code == (403 if who else 401)
    put = client.put(f"{API}mail/", {"mails": False, "version": 1}, content_type="application/json")
    assert put.status_code == (403 if who else 401)
    assert not ReachSettings.objects.exists()


def test_a_letter_that_failed_is_sent_again_by_a_person(client: Client, admin: User) -> None:
    make_answer(make_topic())
    CommunityLetter.objects.update(state=State.FAILED, trouble="Refused", due_at=None)
    client.force_login(admin)
    assert "Refused" in client.get(PAGE).content.decode()
    letter = CommunityLetter.objects.get()
    client.post(f"{PAGE}{letter.pk}/retrial/")
    letter.refresh_from_db()
    assert (letter.state, letter.trouble) == (State.QUEUED, "")


def test_by_api_each_says_what_they_hear_of(client: Client, customer: User, admin: User) -> None:
    topic = make_topic(by=customer, tags="pump")
    make_answer(topic)
    client.force_login(customer)
    kind = "application/json"
    for path in (f"topics/{topic.pk}", f"forums/{topic.forum.slug}", "tags/pump"):
        answer = client.put(f"{API}{path}/following/", {"level": "mute"}, content_type=kind)
        assert (answer.status_code, answer.json()) == (200, {"level": "mute"})
        assert client.put(f"{API}{path}/following/", {"level": "all"}, content_type=kind).status_code == 400
    assert client.get(f"{API}topics/{topic.pk}/following/").json() == {"level": "mute"}
    [notice] = client.get(f"{API}notices/?unread=1").json()["results"]
    assert topic.title in notice["text"]
    assert client.post(f"{API}notices/readings/", {"until": notice["id"]}, content_type=kind).status_code == 204
    assert client.get(f"{API}notices/?unread=1").json()["results"] == []
    wishes = client.patch(f"{API}mail-wishes/", {"digest": "weekly"}, content_type=kind).json()
    assert wishes == {"mail": "all", "digest": "weekly"} == client.get(f"{API}mail-wishes/").json()
    client.force_login(admin)
    changed = client.put(f"{API}mail/", {"mails": False, "version": 1}, content_type=kind).json()
    assert changed["mails"] is False
    assert changed["answers"] is True


@pytest.mark.parametrize("path", ["notices/", "mail-wishes/", "mail/", "topics/1/following/"])
def test_strangers_are_asked_who_they_are(client: Client, path: str) -> None:
    assert client.get(f"{API}{path}").status_code == 401


@pytest.mark.parametrize("path", ["notices/", "wishes/"])
def test_strangers_sign_in_first(client: Client, path: str) -> None:
    assert "/account/login/" in client.get(f"/community/{path}")["Location"]
    assert not ReachWishes.objects.exists()


def test_each_chooses_on_a_page(client: Client, customer: User) -> None:
    client.force_login(customer)
    assert client.post("/community/wishes/", {"mail": "mine", "digest": "daily"}).status_code == 302
    wishes = ReachWishes.objects.get(user=customer)
    assert (wishes.mail, wishes.digest, wishes.digest_at is not None) == ("mine", "daily", True)
    assert client.post("/community/wishes/", {"mail": "loud"}).status_code == 422
    client.post("/community/wishes/tags/pump/", {"level": "watch", "back": "wishes"})
    assert "pump" in client.get("/community/wishes/").content.decode()
