"""A question nobody answers in time: somebody is told, it comes into the inbox once, and one colleague looks at it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Notification, Team, User
from community.errors import NotNow
from community.models import Forum, Post, Topic, TopicTicket
from community.operations.answering import accept_answer
from community.operations.awaiting import tell_of_unanswered
from community.operations.claiming import claim_topic, release_topic
from community.operations.editing import remove_post
from community.operations.flagging import decide
from community.operations.posting import add_post, start_topic
from community.operations.shaping import save_forum
from community.operations.taking_up import take_up
from tests.community.writing import make_forum, make_member
from tests.factories import make_user
from tickets.models import Rating, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum() -> Forum:
    return make_forum(answer_hours=4, enters_inbox=True)


@pytest.fixture
def topic(forum: Forum, customer: User) -> Topic:
    return start_topic(forum, by=customer, title="The pump hums and stops", body="Since this morning.")


def later(hours: float) -> int:
    return tell_of_unanswered(now=timezone.now() + timedelta(hours=hours))


def told() -> list[User]:
    return [row.user for row in Notification.objects.filter(key__startswith="unanswered").order_by("pk")]


def test_somebody_is_told_in_time_once_and_it_comes_into_the_inbox(
    client: Client, topic: Topic, agent: User, light_agent: User
) -> None:
    assert later(3.9) == 0
    assert later(4.1) == 1
    assert later(4.1) == later(400) == 0
    assert agent in told()
    assert light_agent not in told()
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.subject, ticket.assignee) == ("community", topic.title, None)
    assert "Since this morning." in ticket.messages.get().text
    assert "Taken up" not in client.get(topic.get_absolute_url()).content.decode()


def test_the_team_of_the_forum_is_told_and_gets_the_ticket(forum: Forum, customer: User, agent: User) -> None:
    team = Team.objects.create(name="Community people", slug="community-people")
    team.members.add(agent)
    make_user(User.Role.AGENT)
    Forum.objects.filter(pk=forum.pk).update(answer_team=team)
    forum.refresh_from_db()
    start_topic(forum, by=customer, title="The pump hums and stops", body="Since this morning.")
    later(5)
    assert told() == [agent]
    assert Ticket.objects.get().team == team


def test_an_answer_in_time_and_a_forum_that_says_nothing_tell_nobody(topic: Topic, customer: User) -> None:
    start_topic(make_forum(), by=customer, title="Nobody waits for this", body="Really.")
    add_post(topic, by=customer, body="It still does")
    assert Topic.objects.exclude(alert_at=None).count() == 1
    add_post(topic, by=make_member(), body="Air in it")
    assert later(100) == 0
    assert not Ticket.objects.exists()


def test_what_is_accepted_solves_the_ticket_and_asks_for_no_rating_but_not_any_word(
    topic: Topic, customer: User
) -> None:
    later(5)
    post = add_post(topic, by=make_member(), body="I have this, too!")
    assert Ticket.objects.get().category == "new"
    accept_answer(post, by=customer)
    ticket = Ticket.objects.get()
    assert ticket.category == "resolved"
    assert not Rating.objects.filter(ticket=ticket, due_at__isnull=False).exists()


def test_an_answer_of_the_company_solves_the_ticket(topic: Topic, agent: User) -> None:
    later(5)
    add_post(topic, by=agent, body="Bleed it")
    assert Ticket.objects.get().category == "resolved"


def test_a_question_that_waited_for_a_moderator_is_told_of_once_it_is_shown(topic: Topic, agent: User) -> None:
    first = topic.posts.get()
    Topic.objects.filter(pk=topic.pk).update(held_at=timezone.now())
    type(first).objects.filter(pk=first.pk).update(held_at=timezone.now())
    assert later(5) == 0
    decide(first, keep=True, by=agent)
    assert later(5) == 1


def test_an_answer_that_nobody_gets_to_see_is_none(topic: Topic, agent: User) -> None:
    spam = add_post(topic, by=make_member(), body="Cheap watches")
    Post.objects.filter(pk=spam.pk).update(held_at=timezone.now())
    Topic.objects.filter(pk=topic.pk).update(replies=0, alert_at=topic.alert_at)
    decide(spam, keep=False, by=agent)
    assert Topic.objects.get(pk=topic.pk).alert_at == topic.alert_at
    assert later(5) == 1


def test_a_question_whose_only_answer_is_taken_away_waits_again(topic: Topic, agent: User) -> None:
    answer = add_post(topic, by=make_member(), body="Air in it")
    assert later(5) == 0
    remove_post(answer, by=agent, reason="moderated")
    assert later(5) == 1


def test_a_claim_gives_nobody_a_ticket_they_may_not_see(topic: Topic, agent: User) -> None:
    later(5)
    limited = User.objects.create_user("lim@halden.example", role="agent", ticket_scope="assigned", name="Lim Ited")
    claim_topic(topic, by=limited)
    assert Ticket.objects.get().assignee is None
    with pytest.raises(NotNow):
        take_up(topic, by=limited)
    assert Ticket.objects.get().assignee is None


def test_one_colleague_looks_at_it_and_is_reminded_when_nothing_comes(
    client: Client, topic: Topic, agent: User, admin: User
) -> None:
    later(5)
    Topic.objects.filter(pk=topic.pk).update(created_at=timezone.now() - timedelta(hours=5))
    client.force_login(agent)
    assert client.post(f"/community/t/{topic.pk}/claim/", {"on": "1"}).status_code == 302
    topic.refresh_from_db()
    assert topic.claimed_by == Ticket.objects.get().assignee == agent
    with pytest.raises(NotNow):
        claim_topic(topic, by=admin)
    before = len(told())
    assert later(1.9) == 0
    assert later(2.1) == 1
    assert len(told()) > before
    assert TopicTicket.objects.count() == 1
    add_post(topic, by=agent, body="Bleed it")
    topic.refresh_from_db()
    assert (topic.claimed_by, topic.alert_at) == (None, None)


def test_a_ticket_that_came_by_itself_is_the_one_that_is_taken_up(client: Client, topic: Topic, agent: User) -> None:
    later(5)
    taken = take_up(topic, by=agent, note="We look at it.")
    assert taken.ticket == Ticket.objects.get()
    assert Ticket.objects.get().assignee == agent
    assert "Taken up by" in client.get(topic.get_absolute_url()).content.decode()


def test_a_claim_that_is_let_go_makes_no_fresh_question_overdue(topic: Topic, agent: User) -> None:
    due = topic.alert_at
    assert due
    claim_topic(topic, by=agent)
    release_topic(topic, by=agent)
    topic.refresh_from_db()
    assert topic.alert_at == topic.created_at + timedelta(hours=4)
    assert later(3.9) == 0


def test_a_claim_that_is_let_go_is_there_for_others(topic: Topic, agent: User, admin: User) -> None:
    claim_topic(topic, by=agent)
    release_topic(topic, by=agent)
    assert claim_topic(topic, by=admin).claimed_by == admin


def test_a_new_setting_reaches_what_is_not_overdue_by_it(customer: User, admin: User) -> None:
    forum = make_forum()
    old, new = (start_topic(forum, by=customer, title=f"Question number {n}", body="Why?") for n in range(2))
    Topic.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=3))
    forum.answer_hours = 6
    save_forum(forum, by=admin, seen=forum.version)
    assert list(Topic.objects.exclude(alert_at=None)) == [new]
    forum.answer_hours = None
    save_forum(forum, by=admin, seen=forum.version)
    assert not Topic.objects.exclude(alert_at=None).exists()


@pytest.mark.parametrize("who", ["outsider", "light_agent"])
def test_only_who_answers_for_the_company_claims(
    client: Client, request: pytest.FixtureRequest, topic: Topic, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    client.post(f"/community/t/{topic.pk}/claim/", {"on": "1"})
    topic.refresh_from_db()
    assert topic.claimed_by is None
