"""The desk a first start shows."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Identity, User
from helpdesk.demo.company import PASSWORD
from helpdesk.demo.desk import seed_demo
from helpdesk.demo.hours import GOTHENBURG
from tests.invariants import broken_rules
from tickets.models import Message, Ticket
from tickets.operations.opening import next_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> None:
    seed_demo()


def test_every_ticket_keeps_the_rules(desk: None) -> None:
    assert Ticket.objects.count() > 300
    assert broken_rules() == []


def test_a_second_run_changes_nothing_and_says_so(desk: None) -> None:
    before = Ticket.objects.count()
    said = StringIO()
    call_command("seed_demo", stdout=said)
    assert "nothing to do" in said.getvalue()
    assert Ticket.objects.count() == before


@pytest.mark.parametrize("email", ["ana@halden.example", "priya@halden.example", "maya@cafenorr.example"])
def test_the_logins_shown_on_the_first_screen_work(desk: None, email: str) -> None:
    assert Client().login(email=email, password=PASSWORD)
    assert EmailAddress.objects.filter(user__email=email, verified=True, primary=True).exists()


def test_maya_is_the_customer_of_her_login_and_has_a_history(desk: None) -> None:
    maya = User.objects.get(email="maya@cafenorr.example")
    assert Ticket.objects.visible_to(maya).count() > 5
    assert Identity.objects.get(value=maya.email).verified_at is not None


def test_the_inbox_of_the_first_screen_is_on_top(desk: None) -> None:
    newest = list(Ticket.objects.order_by("-last_message_at").values_list("number", flat=True)[:6])
    assert newest == [48213, 48231, 48230, 48226, 48219, 48217]
    maya = Ticket.objects.get(number=48213)
    assert maya.subject == "Duo won’t build pressure after descaling"
    assert maya.last_message_preview.startswith("Is there any way to get the part before Friday?")
    assert str(maya.assignee) == "Ana Ruiz"


def test_new_tickets_go_on_counting_where_the_demo_ends(desk: None) -> None:
    assert next_number() == 48232


def test_numbers_and_dates_rise_together(desk: None) -> None:
    opened = list(Ticket.objects.order_by("number").values_list("created_at", flat=True))
    assert opened == sorted(opened)
    assert opened[-1] <= timezone.now()
    assert timezone.now() - opened[0] > timedelta(days=60)


def test_agents_write_during_office_hours(desk: None) -> None:
    """All but the chat that is going on while one looks."""
    at = Message.objects.exclude(author_user=None).exclude(ticket__number=48226).values_list("created_at", flat=True)
    hours = Counter(moment.astimezone(GOTHENBURG).hour for moment in at)
    assert set(hours) <= set(range(7, 19))
    assert not [m for m in at if m.astimezone(GOTHENBURG).weekday() == 6]


def test_people_answer_to_their_own_name(desk: None) -> None:
    for message in Message.objects.filter(kind="reply", text__startswith="Hi ").select_related("ticket__requester"):
        assert message.text.split(",")[0] == f"Hi {message.ticket.requester.name.split(' ')[0]}"


def test_nothing_a_story_leaves_open_is_left_open(desk: None) -> None:
    assert not Message.objects.filter(text__contains="{").exists()
    assert not Ticket.objects.filter(subject__contains="{").exists()
