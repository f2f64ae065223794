"""The bell and the page behind it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Notification, Team, User
from accounts.operations.notifying import notify
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_note, make_ticket, make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
PAGE = "agent_notifications"


@pytest.fixture
def owned(agent: User) -> Ticket:
    return make_ticket(subject="The secret grinder", assignee=agent)


def rung(client: Client, **query: Any) -> str:
    return client.get(reverse("agent_bell"), query, headers=HTMX).content.decode()


def page(client: Client, **query: Any) -> str:
    return client.get(reverse(PAGE), query).content.decode()


def test_the_bell_counts_what_is_unread(desk: Client, agent: User, owned: Ticket, admin: User) -> None:
    assert ">1<span" in rung(desk)
    make_note(owned, by=admin)
    assert ">2<span" in rung(desk)
    Notification.objects.update(read_at=owned.created_at)
    assert "hidden>" in rung(desk)


def test_the_bell_stops_counting_at_a_hundred(desk: Client, agent: User) -> None:
    for n in range(101):
        notify(agent, "rule", key=str(n), text="Look")
    assert ">99+<span" in rung(desk)


def test_a_toast_tells_only_what_is_newer(desk: Client, agent: User, owned: Ticket, admin: User) -> None:
    first = Notification.objects.get().pk
    assert "toast" not in rung(desk)
    assert "toast" not in rung(desk, after=first)
    make_note(owned, by=admin, text="Batch 88.")
    assert "Ingrid Falk wrote a note: Batch 88." in rung(desk, after=first)
    make_note(owned, by=admin, text="And 89.")
    told = rung(desk, after=first)
    assert "And 89." in told
    assert "and 1 more" in told


def test_news_stand_under_their_ticket(desk: Client, owned: Ticket, admin: User) -> None:
    make_note(owned, by=admin, text="One.")
    make_note(owned, by=admin, text="Two.")
    shown = page(desk)
    assert shown.count("The secret grinder") == 1
    assert shown.index("Two.") < shown.index("One.") < shown.index("It was given to you")


def test_an_empty_page_says_what_will_be_here(desk: Client) -> None:
    assert "Nothing yet" in page(desk)
    assert "Nothing unread" in page(desk, show="unread")


def test_older_ones_are_a_page_away(desk: Client, agent: User) -> None:
    for n in range(70):
        notify(agent, "rule", key=str(n), text=f"Number {n}.")
    shown = page(desk)
    assert "Number 69." in shown
    assert "Number 3." not in shown
    oldest = Notification.objects.order_by("pk")[10].pk
    assert f"?before={oldest}" in shown
    assert "Number 3." in page(desk, before=oldest)


def test_one_ticket_all_or_what_was_on_the_page_are_noted_as_read(
    desk: Client, agent: User, owned: Ticket, admin: User
) -> None:
    other = make_ticket(assignee=agent)
    url = reverse("agent_notification_readings")
    answer = desk.post(url, {"ticket": owned.number}, headers=HTMX)
    assert "Mark #" in answer.content.decode()
    assert Notification.objects.get(read_at=None).ticket_number == other.number
    until = Notification.objects.latest("pk").pk
    make_note(owned, by=admin)
    assert desk.post(url, {"until": until}).headers["Location"] == reverse(PAGE)
    assert Notification.objects.get(read_at=None).kind == "note"


@pytest.mark.parametrize("sent", [{}, {"ticket": "x"}, {"until": "-1"}, {"id": "9" * 30}])
def test_nonsense_reads_nothing(desk: Client, owned: Ticket, sent: dict[str, str]) -> None:
    assert desk.post(reverse("agent_notification_readings"), sent).status_code == 302
    assert Notification.objects.filter(read_at=None).exists()


def test_opening_leads_there_and_notes_it_as_read(desk: Client, agent: User, owned: Ticket) -> None:
    done = notify(agent, "finished", key="export:1", text="Your export is ready", path="/agent/views/all/")
    assert done is not None
    assert desk.post(reverse("agent_notification_opening", args=[done.pk])).headers["Location"] == "/agent/views/all/"
    about = Notification.objects.get(read_at=None)
    led = desk.post(reverse("agent_notification_opening", args=[about.pk])).headers["Location"]
    assert led == reverse("agent_ticket", args=[owned.number])
    assert not Notification.objects.filter(read_at=None).exists()


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_a_path_never_leads_off_the_site(desk: Client, agent: User, path: str) -> None:
    row = notify(agent, "finished", key="x", text="x", path=path)
    assert row is not None
    assert desk.post(reverse("agent_notification_opening", args=[row.pk])).headers["Location"] == reverse(PAGE)


def test_seeing_the_ticket_quiets_the_bell(desk: Client, owned: Ticket) -> None:
    desk.post(reverse("agent_visit", args=[owned.number]), {"seq": owned.seq})
    assert "hidden>" in rung(desk)


def test_a_ticket_out_of_sight_is_neither_counted_nor_named(admin: User) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope="teams")
    ticket = make_ticket(subject="The secret grinder", assignee=limited)
    make_note(ticket, by=admin, text="Secret words.")
    client = signed_in(limited)
    first = Notification.objects.filter(user=limited).earliest("pk").pk
    assert ">2<span" in rung(client)
    Ticket.objects.update(team=Team.objects.create(name="Others", slug="others"), assignee=None)
    assert "hidden>" in rung(client)
    for shown in (page(client), page(client, show="unread"), rung(client, after=first - 1)):
        assert "secret" not in shown.lower()
        assert str(ticket.number) not in shown
    assert client.post(reverse("agent_notification_opening", args=[first])).status_code == 404


def test_nobody_reads_or_opens_what_others_were_told(desk: Client, admin: User) -> None:
    theirs = notify(admin, "rule", key="x", text="For Ingrid alone")
    assert theirs is not None
    assert "Ingrid alone" not in page(desk) + rung(desk, after=0)
    assert desk.post(reverse("agent_notification_opening", args=[theirs.pk])).status_code == 404
    desk.post(reverse("agent_notification_readings"), {"id": theirs.pk, "until": theirs.pk})
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_pages_cost_the_same_however_much_there_is(
    desk: Client, agent: User, admin: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        make_note(make_ticket(assignee=agent), by=admin)
    with django_assert_max_num_queries(4):
        desk.get(reverse(PAGE))
    with django_assert_max_num_queries(5):
        rung(desk, after=0)


def test_what_one_hears_of_is_chosen_by_kind(desk: Client, agent: User) -> None:
    url = reverse("agent_notification_wishes")
    kinds = dict.fromkeys(Notification.Kind.values, "desk")
    assert desk.post(url, {**kinds, "rule": "off", "digest_minutes": 15}).status_code == 302
    assert notify(agent, "rule", key="x", text="x") is None
    assert desk.post(url, {**kinds, "rule": "shout", "digest_minutes": 15}).status_code == 422
    assert desk.post(url, {**kinds, "digest_minutes": 7}).status_code == 422
    agent.notification_wishes.refresh_from_db()
    assert (agent.notification_wishes.ways["rule"], agent.notification_wishes.digest_minutes) == ("off", 15)


def test_the_bell_and_the_mail_walk_indexes_of_what_is_unread_and_due(agent: User, owned: Ticket) -> None:
    with connection.cursor() as db:
        db.execute("SET LOCAL enable_seqscan = off")
        db.execute("SET LOCAL enable_sort = off")
        db.execute("SET LOCAL enable_bitmapscan = off")
    unread = Notification.objects.filter(user=agent, read_at=None).order_by("-pk")[:100]
    assert "notification_unread" in unread.explain()
    assert "notification_to_mail" in Notification.objects.filter(mail_at__lte=owned.created_at).order_by().explain()
