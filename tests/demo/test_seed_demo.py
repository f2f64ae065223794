"""The desk a first start shows."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from django.test import Client, override_settings
from django.utils import timezone

from accounts.models import Identity, User
from channels_inbox.models import Chat, Inbound, Outbound
from channels_inbox.registry import Unreadable, adapter
from channels_inbox.reply_address import key_in_message_id
from channels_inbox.selectors.reaching import reaches_of
from helpdesk.demo.company import PASSWORD
from helpdesk.demo.desk import seed_demo
from helpdesk.demo.hours import GOTHENBURG
from helpdesk.demo.talks import keep_waiting
from tests.invariants import broken_rules
from tickets.models import (
    Attachment,
    Draft,
    Event,
    HtmlBody,
    Macro,
    Message,
    Rule,
    RuleRun,
    RuleTimer,
    SavedView,
    Ticket,
    Visit,
)
from tickets.operations.macros import preview_macro
from tickets.operations.opening import next_number
from tickets.operations.timing import plan_rules
from tickets.rules.stopping import stop_broken_rules
from tickets.saved_views import tickets_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        yield


@pytest.fixture(scope="module")
def desk(files: None, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One desk for all tests here; each looks at it in a savepoint of its own."""
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        # Other tests have counted on: no rollback takes numbers back.
        cursor.execute("SELECT setval('ticket_number', 1)")
        seed_demo()
        yield
        transaction.set_rollback(True)


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


def test_the_teams_have_the_load_of_the_first_screen(desk: None) -> None:
    open_now = Ticket.objects.unfinished()
    assert open_now.filter(assignee__email="ana@halden.example").count() == 14
    assert open_now.filter(assignee=None).count() == 23
    teams = {"espresso-machines": 58, "grinders": 21, "orders-returns": 47}
    assert {slug: open_now.filter(team__slug=slug).count() for slug in teams} == teams


def test_nobody_asked_before_they_were_a_customer(desk: None) -> None:
    known = Ticket.objects.filter(requester__organization__isnull=False)
    assert not known.filter(created_at__lt=F("requester__created_at")).exists()


def test_every_mail_has_a_thread_that_an_answer_would_find(desk: None) -> None:
    mailed = Ticket.objects.filter(channel__in=["email", "web_form"])
    assert not mailed.filter(conversations=None).exists()
    for letter in Outbound.objects.filter(channel__kind="email").select_related("conversation"):
        assert key_in_message_id(letter.external_id) == letter.conversation.key
        assert letter.to == [letter.conversation.address]
    replies = Message.objects.filter(kind="reply", channel__in=["email", "web_form"])
    assert replies.filter(deliveries=None).count() == 0


def test_chats_and_messengers_have_their_wires(desk: None) -> None:
    """What waits in the queue, what goes on, and what came by WhatsApp, SMS, Instagram and Messenger."""
    waiting = Chat.objects.filter(owner="queue", ended_at=None, missed_at=None)
    assert set(waiting.values_list("conversation__ticket", flat=True)) == set(
        Ticket.objects.filter(number__in=[48215, 48216]).values_list("pk", flat=True)
    )
    assert Chat.objects.get(conversation__ticket__number=48226).owner == "agent"
    for chat in Chat.objects.all():
        assert list(chat.conversation.entries.values_list("seq", flat=True)) == list(range(1, chat.seq + 1))
    for ticket in Ticket.objects.unfinished().filter(channel__in=["whatsapp", "sms", "instagram"]):
        ways = [way.kind for way in reaches_of(ticket)]
        assert ticket.channel in ways, ticket
    keep_waiting()
    assert waiting.count() == 2


def test_letters_as_they_came_say_what_the_ticket_says(desk: None) -> None:
    for row in Inbound.objects.filter(state="done").select_related("message", "channel")[:60]:
        assert row.message is not None
        read = adapter(row.channel.kind).parse(bytes(row.raw), row.channel)
        assert read.sender.email == row.envelope_from
        assert row.message.reply_text.split() == read.reply_text.split()


def test_one_letter_failed_with_a_reason(desk: None) -> None:
    (failed,) = Outbound.objects.exclude(state="sent")
    assert failed.state == "failed"
    assert "does not exist" in failed.trouble


def test_two_letters_nobody_could_read_are_kept(desk: None) -> None:
    rows = Inbound.objects.filter(state="quarantined").select_related("channel")
    assert len(rows) == 2
    for row in rows:
        with pytest.raises(Unreadable, match=row.reason):
            adapter(row.channel.kind).parse(bytes(row.raw), row.channel)


def test_files_and_bodies_are_real(desk: None) -> None:
    assert HtmlBody.objects.count() > 30
    for file in Attachment.objects.all():
        start = file.file.open("rb").read(8)
        assert start.startswith({"image/png": b"\x89PNG", "application/pdf": b"%PDF"}.get(file.content_type, b""))
        assert file.size == file.file.size
        file.file.close()


def test_work_is_half_done(desk: None) -> None:
    ana = User.objects.get(email="ana@halden.example")
    assert Draft.objects.filter(user=ana).count() == 2
    maya = Visit.objects.get(user=ana, ticket__number=48213)
    assert maya.seen_seq < maya.ticket.seq
    assert Visit.objects.filter(seen_seq__gt=F("ticket__seq")).count() == 0


def test_no_page_of_habits_is_empty_and_none_is_broken(desk: None) -> None:
    ana, priya = (User.objects.get(email=f"{name}@halden.example") for name in ("ana", "priya"))
    assert Macro.objects.visible_to(ana).count() >= 6
    maya = Ticket.objects.get(number=48213)
    for macro in Macro.objects.all():
        assert "{{" not in preview_macro(maya, macro, by=ana).reply
    rules = Rule.objects.values_list("kind", "active")
    assert sorted(rules) == [("timed", True), ("trigger", False), ("trigger", True)]
    assert stop_broken_rules() == 0
    views = SavedView.objects.shown_to(ana)
    assert views.count() == 4
    for view in views:
        assert tickets_of(view.conditions, finished=view.finished, user=priya).exists(), view.name


def test_its_rules_leave_what_is_told_alone(desk: None) -> None:
    told = Event.objects.count()
    plan_rules()
    assert not RuleTimer.objects.exists()
    assert (Event.objects.count(), RuleRun.objects.count()) == (told, 0)


@pytest.mark.parametrize("email", ["ana@halden.example", "priya@halden.example"])
def test_each_list_is_sent_in_less_than_twelve_kilobytes(desk: None, email: str) -> None:
    client = Client(headers={"Accept-Encoding": "gzip"})
    client.force_login(User.objects.get(email=email))
    first = gzip.decompress(client.get("/agent/views/mine/").content).decode()
    lists = re.findall(r'id="view_[\w-]+" href="(/agent/views/[^"]+)"', first)
    pages = {path: client.get(path).content for path in [*lists, "/agent/views/all/", "/agent/views/all/?q=the"]}
    assert len(pages) > 15
    assert max(gzip.decompress(page).count(b'id="row_') for page in pages.values()) == 50
    assert {path: len(page) for path, page in pages.items() if len(page) > 12_000} == {}
