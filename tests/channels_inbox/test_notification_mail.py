"""Notifications by mail: at once or gathered, only what is unread, and nothing that loops."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import time_machine

from accounts.models import Notification, NotificationLetter, Team, User
from accounts.models.notification_wishes import Way
from accounts.operations.notifying import notify, read_notifications, wish_for
from channels_inbox.adapters.email.parse import parse
from channels_inbox.notification_mail.gathering import gather
from channels_inbox.notification_mail.sending import mail_notifications, send
from helpdesk.lib.delivery import State
from tests.factories import make_note, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 20, 9, 7, tzinfo=UTC)
Kind = Notification.Kind


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Callable[[], list[EmailMessage]]:
    settings.MAIL_OUTBOX = str(tmp_path)

    def letters() -> list[EmailMessage]:
        found = sorted(tmp_path.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]

    return letters


@pytest.fixture
def by_mail(agent: User) -> User:
    wish_for(agent, ways=dict.fromkeys(Kind.values, Way.MAIL.value), digest_minutes=60)
    return agent


def body(letter: EmailMessage) -> str:
    return str(letter.get_content())


def test_news_go_by_mail_at_once_and_only_once(by_mail: User, admin: User, outbox: Any) -> None:
    ticket = make_ticket(subject="No pressure", assignee=by_mail)
    assert mail_notifications() == 1
    assert mail_notifications() == 0
    (letter,) = outbox()
    assert letter["To"] == "ana@halden.example"
    assert letter["Subject"] == f"#{ticket.number}: It was given to you"
    assert f"#{ticket.number} No pressure" in body(letter)
    assert f"/agent/tickets/{ticket.number}/" in body(letter)
    assert NotificationLetter.objects.get().state == State.SENT


def test_it_carries_what_keeps_loops_away_and_leads_to_the_wishes(by_mail: User, outbox: Any) -> None:
    notify(by_mail, Kind.RULE, key="x", text="Look")
    mail_notifications()
    (letter,) = outbox()
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["X-Auto-Response-Suppress"] == "All"
    assert letter["List-Unsubscribe"].endswith("/agent/me/notifications/>")
    assert "/agent/me/notifications/" in body(letter)
    # An agent whose mailbox forwards to ours opens no ticket with it.
    assert parse(letter.as_bytes()).wants_no_answer
    assert parse(letter.as_bytes()).loop_mark


def test_the_middle_of_a_burst_goes_together(by_mail: User, outbox: Any, clock: Any) -> None:
    notify(by_mail, Kind.RULE, key="first", text="First")
    mail_notifications()
    for n in range(20):
        notify(by_mail, Kind.RULE, key=str(n), text=f"Number {n}.")
        mail_notifications()
    assert len(outbox()) == 1
    clock.shift(timedelta(seconds=61))
    mail_notifications()
    last = next(letter for letter in outbox() if letter["Subject"] == "20 things you have not read")
    assert "Number 0." in body(last)
    assert "Number 19." in body(last)
    assert len(outbox()) == 2


def test_a_digest_comes_with_the_hour_and_holds_what_is_still_unread(
    agent: User, admin: User, outbox: Any, clock: Any
) -> None:
    wish_for(agent, ways=dict.fromkeys(Kind.values, Way.DIGEST.value), digest_minutes=60)
    seen, unseen = make_ticket(assignee=agent), make_ticket(subject="Unseen", assignee=agent)
    mail_notifications()
    clock.move_to(START.replace(minute=40))
    make_note(unseen, by=admin, text="Batch 88.")
    read_notifications(agent, ticket_number=seen.number)
    clock.move_to(START.replace(minute=59))
    mail_notifications()
    assert outbox() == []
    clock.move_to(START.replace(hour=10, minute=0))
    mail_notifications()
    clock.move_to(START.replace(hour=11, minute=0))
    mail_notifications()
    (letter,) = outbox()
    assert letter["Subject"] == "2 things you have not read"
    assert "Batch 88." in body(letter)
    assert str(seen.number) not in body(letter)


def test_what_was_read_before_the_letter_left_is_not_in_it(by_mail: User, outbox: Any) -> None:
    notify(by_mail, Kind.RULE, key="x", text="x")
    assert gather() == 1
    read_notifications(by_mail)
    mail_notifications()
    assert outbox() == []


def test_nobody_is_mailed_their_own_act(by_mail: User, outbox: Any) -> None:
    make_note(make_ticket(), by=by_mail, text="@ana must look at this")
    mail_notifications()
    assert outbox() == []


def test_a_ticket_that_went_out_of_sight_is_not_mailed(outbox: Any, admin: User) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope="teams", name="Lena")
    wish_for(limited, ways=dict.fromkeys(Kind.values, Way.MAIL.value), digest_minutes=60)
    ticket = make_ticket(subject="The secret grinder", assignee=limited)
    others = Team.objects.create(name="Others", slug="others")
    Ticket.objects.update(team=others, assignee=None)
    mail_notifications()
    assert outbox() == []
    Ticket.objects.update(team=None)
    make_note(Ticket.objects.get(), by=admin, text="@Lena look")
    gather()
    Ticket.objects.update(team=others)
    mail_notifications()
    assert outbox() == []
    assert ticket.number


@pytest.mark.parametrize("change", [{"is_active": False}, {"role": User.Role.CUSTOMER}])
def test_who_left_gets_no_mail(by_mail: User, outbox: Any, change: dict[str, Any]) -> None:
    notify(by_mail, Kind.RULE, key="x", text="x")
    gather()
    User.objects.filter(pk=by_mail.pk).update(**change)
    mail_notifications()
    assert outbox() == []


def test_s09_a_name_or_news_that_hold_an_address_add_no_recipient(by_mail: User, admin: User, outbox: Any) -> None:
    User.objects.update(name='Ana, "evil" <other@elsewhere.example>')
    notify(by_mail, Kind.RULE, key="x", text="x\r\nBcc: other@elsewhere.example")
    mail_notifications()
    (letter,) = outbox()
    assert letter["To"] == "ana@halden.example"
    assert letter["Cc"] is None
    assert letter["Bcc"] is None


def test_a_letter_is_tried_again_later_when_no_server_takes_it(by_mail: User, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.MAIL_OUTBOX = str(tmp_path / "file" / "outbox")
    notify(by_mail, Kind.RULE, key="x", text="x")
    mail_notifications()
    letter = NotificationLetter.objects.get()
    assert (letter.state, letter.due_at) == (State.QUEUED, START + timedelta(minutes=1))
    assert not send(letter.pk)
