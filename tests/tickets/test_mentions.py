"""`@name` in a note."""

from __future__ import annotations

import pytest

from accounts.models import Notification, User
from tests.factories import make_note, make_ticket, make_user
from tickets.mentions import MentionOutOfSight, MentionUnclear, marked, mentioned_in
from tickets.models import Follower, Mention, Message, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(db: None) -> Ticket:
    return make_ticket()


def people(text: str, ticket: Ticket) -> list[User]:
    return list(mentioned_in(text, ticket).values())


@pytest.mark.parametrize(
    "text",
    ["@Ana Ruiz, look", "please @ana look", "(@ana@halden.example)", "@ANA RUIZ", "line\n@Ana", "@ana: look", "@Ana's"],
)
def test_each_way_to_name_her_is_a_mention(ticket: Ticket, agent: User, text: str) -> None:
    assert people(text, ticket) == [agent]


@pytest.mark.parametrize(
    "text",
    [
        "ana@halden.example",
        "mail maya+@ana",
        "@anabel",
        "@ ana",
        "@nobody",
        "Ana",
        "foo.@ana",
        "@@ana",
        "https://example.com/@ana",
    ],
)
def test_anything_else_is_only_text(ticket: Ticket, agent: User, text: str) -> None:
    assert people(text, ticket) == []


def test_the_longest_name_counts(ticket: Ticket, agent: User) -> None:
    berg = make_user(User.Role.AGENT, name="Ana Ruiz Berg", email="berg@halden.example")
    assert people("@Ana Ruiz Berg and @Ana Ruiz", ticket) == [berg, agent]


def test_a_name_two_people_share_is_asked_about(ticket: Ticket, agent: User) -> None:
    make_user(User.Role.AGENT, name="Ana Berg", email="berg@halden.example")
    with pytest.raises(MentionUnclear, match=r"Write @ana@halden\.example or @berg@halden\.example"):
        mentioned_in("@Ana", ticket)
    assert [user.name for user in people("@Ana Berg", ticket)] == ["Ana Berg"]


def test_a_mention_is_told_once_and_makes_a_follower(ticket: Ticket, agent: User, light_agent: User) -> None:
    note = make_note(ticket, by=light_agent, text="@Ana Ruiz and again @ana: have you seen this?")
    assert Mention.objects.get().user == agent
    assert Follower.objects.get().user == agent
    told = Notification.objects.get()
    assert (told.user, told.kind, told.ticket_number) == (agent, "mentioned", ticket.number)
    assert told.text == "Jonas Weber mentions you: @Ana Ruiz and again @ana: have you seen this?"
    assert note.event.particulars["mentioned"] == [agent.pk]


def test_the_owner_who_is_mentioned_hears_it_once_as_a_mention(agent: User, light_agent: User) -> None:
    ticket = make_ticket(assignee=agent)
    Notification.objects.all().delete()
    make_note(ticket, by=light_agent, text="@ana look")
    assert [row.kind for row in Notification.objects.all()] == ["mentioned"]


def test_mentioning_oneself_tells_nobody(ticket: Ticket, agent: User) -> None:
    make_note(ticket, by=agent, text="@ana must look tomorrow")
    assert not Notification.objects.exists()
    assert not Follower.objects.exists()


def test_someone_who_may_not_see_the_ticket_is_not_mentioned_and_nothing_is_written(
    ticket: Ticket, agent: User
) -> None:
    make_user(User.Role.AGENT, name="Lena Limited", ticket_scope="assigned")
    with pytest.raises(MentionOutOfSight, match="Lena Limited cannot see this ticket"):
        make_note(ticket, by=agent, text="@Lena Limited look")
    assert not Message.objects.filter(kind="note").exists()
    assert not Notification.objects.exists()


def test_customers_are_never_mentioned(ticket: Ticket, agent: User, customer: User) -> None:
    assert people("@Maya Lindqvist", ticket) == []


def test_a_mention_is_marked_where_it_stands_and_nothing_else_is_touched() -> None:
    html = '<a href="https://x.example/@ana">@anabel</a> @ana &amp; <b>@O&#x27;Hara</b>, x@ana'
    assert marked(html, ["ana", "O'Hara"]) == (
        '<a href="https://x.example/@ana">@anabel</a> <span class="mention">@ana</span> &amp; '
        '<b><span class="mention">@O&#x27;Hara</span></b>, x@ana'
    )


def test_marking_brings_no_markup_of_anybodys() -> None:
    html = "look (@Eve &lt;img src=x&gt;) @Eve"
    assert marked(html, ["Eve", "Eve <img src=x>"]) == (
        'look (<span class="mention">@Eve &lt;img src=x&gt;</span>) <span class="mention">@Eve</span>'
    )
