"""Promises nearly due or broken: who is told, once each, when somebody is there, and in few mails."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Calendar, Membership, Notification, NotificationLetter, Team, User
from channels_inbox.notification_mail.sending import mail_notifications
from tests.factories import make_ticket, make_user
from tests.tickets.sla.conftest import HOUR, MINUTE, Travel, berlin, promise
from tickets.models import SlaPolicy
from tickets.operations.timekeeping import sweep_clocks

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Calendar:
    days = ("mon", "tue", "wed", "thu", "fri")
    return Calendar.objects.create(
        name="Office", time_zone="Europe/Berlin", hours={day: [["09:00", "17:00"]] for day in days}
    )


@pytest.fixture
def ana(agent: User) -> User:
    agent.time_zone = "Europe/Berlin"
    agent.save()
    return agent


@pytest.fixture
def team(ana: User) -> Team:
    team = Team.objects.create(name="Machines", slug="machines")
    Membership.objects.create(team=team, user=ana)
    return team


def told(user: User) -> list[str]:
    kinds = ("sla_warning", "sla_breach")
    return list(Notification.objects.filter(user=user, kind__in=kinds).order_by("pk").values_list("text", flat=True))


def beat(travel: Travel, *, since: str, minutes: int) -> None:
    """Let two beats come every 15 seconds, as they do when a second one was started by mistake."""
    start = berlin(since)
    for second in range(0, minutes * 60 + 1, 15):
        travel(f"{start + timedelta(seconds=second):%Y-%m-%d %H:%M:%S}")
        sweep_clocks()
        sweep_clocks()


def test_j01_two_beats_for_ten_minutes_tell_each_thing_once(travel: Travel, office: Calendar, ana: User) -> None:
    policy = promise(office, resolution=8 * MINUTE)
    SlaPolicy.objects.filter(pk=policy.pk).update(warnings=[50, 75, 90], version=2)
    travel("2026-12-07 09:00")
    make_ticket(assignee=ana)
    beat(travel, since="2026-12-07 09:00", minutes=10)
    assert told(ana) == [
        "50 % of the time for the solution has passed; it is due Mon 7 Dec 09:08",
        "75 % of the time for the solution has passed; it is due Mon 7 Dec 09:08",
        "90 % of the time for the solution has passed; it is due Mon 7 Dec 09:08",
        "The solution was due Mon 7 Dec 09:08",
    ]


def test_j02_after_six_hours_down_each_breach_has_its_true_time_and_one_mail_tells_them_all(
    travel: Travel, office: Calendar, ana: User, settings: Any, tmp_path: Path
) -> None:
    settings.MAIL_OUTBOX = str(tmp_path)
    promise(office, first_response=HOUR, resolution=4 * HOUR)
    for minute in (0, 10, 20):
        travel(f"2026-12-07 09:{minute:02}")
        make_ticket(assignee=ana)
    travel("2026-12-07 16:00")
    for _ in range(3):
        sweep_clocks()
        mail_notifications()
    due = [f"{hour}:{minute:02}" for hour in (10, 13) for minute in (0, 10, 20)]
    assert sorted(told(ana)) == sorted(
        f"The {'first reply' if time.startswith('10') else 'solution'} was due Mon 7 Dec {time}" for time in due
    )
    (letter,) = tmp_path.glob("*.eml")
    assert all(time in letter.read_text() for time in due)
    assert NotificationLetter.objects.count() == 1


def test_j02_of_several_warnings_missed_the_one_that_matters_is_told(
    travel: Travel, office: Calendar, ana: User
) -> None:
    policy = promise(office, resolution=2 * HOUR)
    SlaPolicy.objects.filter(pk=policy.pk).update(warnings=[50, 75, 90], version=2)
    travel("2026-12-07 09:00")
    make_ticket(assignee=ana)
    travel("2026-12-07 10:55")
    sweep_clocks()
    assert told(ana) == ["90 % of the time for the solution has passed; it is due Mon 7 Dec 11:00"]


def test_j08_what_breaks_at_night_is_told_at_the_next_opening_once(
    travel: Travel, office: Calendar, ana: User, settings: Any, tmp_path: Path
) -> None:
    settings.MAIL_OUTBOX = str(tmp_path)
    promise(office, mode="calendar", resolution=8 * HOUR)
    travel("2026-12-04 16:30")
    make_ticket(assignee=ana)
    for time in ("2026-12-04 22:31", "2026-12-05 00:31", "2026-12-05 12:00", "2026-12-06 12:00", "2026-12-07 08:59:59"):
        travel(time)
        sweep_clocks()
        mail_notifications()
        assert told(ana) == []
    assert list(tmp_path.iterdir()) == []
    for time in ("2026-12-07 09:00", "2026-12-07 09:00:15", "2026-12-08 09:00"):
        travel(time)
        sweep_clocks()
        mail_notifications()
        assert told(ana) == ["The solution was due Sat 5 Dec 00:30"]
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("night", ["2026-03-29", "2026-10-25"])
def test_j06_what_is_due_at_half_past_two_comes_once_in_both_nights_the_clock_changes(
    travel: Travel, ana: User, night: str
) -> None:
    """In March 02:30 does not exist in Berlin, in October it comes twice."""
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    early = Calendar.objects.create(
        name="Early", time_zone="Europe/Berlin", hours={day: [["02:30", "23:00"]] for day in days}
    )
    promise(early, mode="calendar", resolution=30 * MINUTE)
    eve = datetime.fromisoformat(f"{night}T00:00").date() - timedelta(days=1)
    travel(f"{eve} 23:10")
    make_ticket(assignee=ana)
    start = berlin(f"{eve} 23:10").astimezone(UTC)
    heard: list[datetime] = []
    for quarter in range(8 * 4):
        at = start + timedelta(minutes=15 * quarter)
        before = len(told(ana))
        sweep_clocks(now=at)
        if len(told(ana)) > before:
            heard.append(at)
    assert len(told(ana)) == 1
    # The first half past two there is: in March the hour that is skipped moves it forward.
    opening = berlin(f"{night} 03:30") if night.endswith("29") else berlin(f"{night} 02:30").replace(fold=0)
    assert heard == [min(at for at in _quarters(start) if at >= opening.astimezone(UTC))]


def _quarters(start: datetime) -> list[datetime]:
    return [start + timedelta(minutes=15 * quarter) for quarter in range(8 * 4)]


def test_without_an_owner_the_team_is_told_and_nobody_else(
    travel: Travel, office: Calendar, ana: User, admin: User, team: Team
) -> None:
    blind = make_user(User.Role.AGENT, ticket_scope="assigned")
    gone = make_user(User.Role.AGENT, is_active=False)
    for user in (blind, gone):
        Membership.objects.create(team=team, user=user)
    promise(office, resolution=HOUR)
    travel("2026-12-07 09:00")
    make_ticket(team=team)
    travel("2026-12-07 10:30")
    sweep_clocks()
    assert told(ana) == ["The solution was due Mon 7 Dec 10:00"]
    assert Notification.objects.count() == 1


def test_the_owner_alone_is_told(travel: Travel, office: Calendar, ana: User, admin: User, team: Team) -> None:
    promise(office, resolution=HOUR)
    travel("2026-12-07 09:00")
    make_ticket(team=team, assignee=admin)
    travel("2026-12-07 10:30")
    sweep_clocks()
    assert (told(ana), len(told(admin))) == ([], 1)


def test_a_breach_of_nobodys_ticket_is_told_to_the_administrators(
    travel: Travel, office: Calendar, ana: User, admin: User
) -> None:
    promise(office, resolution=8 * MINUTE)
    travel("2026-12-07 09:00")
    deserted = Team.objects.create(name="Deserted", slug="deserted")
    for team in (None, deserted):
        make_ticket(team=team)
    make_ticket(assignee=ana)
    beat(travel, since="2026-12-07 09:06", minutes=4)
    # Warnings are for those who can still keep a promise. Hers are in her own time zone.
    assert told(admin) == ["The solution was due Mon 7 Dec 08:08"] * 2
    assert [text for text in told(ana) if "was due" in text] == ["The solution was due Mon 7 Dec 09:08"]
