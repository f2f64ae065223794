"""Notification mail that did not get through: administrators see it and send it again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, NotificationLetter, User
from channels_inbox.notification_mail.retrying import NOTHING_LEFT
from helpdesk.lib.delivery import State
from tests.channels_inbox.desk.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def letter(agent: User) -> NotificationLetter:
    return NotificationLetter.objects.create(
        user=agent,
        external_id="<1@halden.example>",
        state=State.FAILED,
        attempts=1,
        due_at=None,
        trouble="No such box.",
    )


def shown(desk: Client) -> str:
    return desk.get(reverse("agent_letters")).content.decode()


def test_a_letter_that_failed_is_named_with_its_reason_and_goes_again(
    desk: Client, agent: User, admin: User, letter: NotificationLetter
) -> None:
    assert "No such box." in shown(desk)
    assert agent.email in shown(desk)
    desk.post(reverse("agent_letter_attempts", args=[letter.pk]))
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.trouble) == (State.QUEUED, 0, "")
    assert letter.due_at is not None
    assert "No such box." not in shown(desk)
    entry = AuditEntry.objects.get(action="tried again")
    assert (entry.by, entry.before["trouble"]) == (admin, "No such box.")


def test_one_that_arrived_or_had_nothing_to_tell_is_no_trouble(desk: Client, letter: NotificationLetter) -> None:
    for values in ({"state": State.SENT}, {"state": State.FAILED, "trouble": NOTHING_LEFT}, {"state": State.SENDING}):
        NotificationLetter.objects.update(**values)
        assert "Every letter got through" in shown(desk)
        desk.post(reverse("agent_letter_attempts", args=[letter.pk]))
        letter.refresh_from_db()
        assert letter.state == values["state"]


@pytest.mark.parametrize("state", [State.UNCERTAIN, State.QUEUED])
def test_one_that_may_have_arrived_or_waits_for_its_next_try_is_there_too(
    state: str, desk: Client, letter: NotificationLetter
) -> None:
    NotificationLetter.objects.update(state=state, due_at=letter.created_at)
    assert "No such box." in shown(desk)
