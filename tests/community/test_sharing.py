"""A solved ticket becomes a topic: with its customer's yes or without a trace of them, and never with their files."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client

from accounts.models import Notification, User
from community.errors import CommunityError, NotNow
from community.models import Forum, Topic, TopicProposal, TopicReader
from community.operations.proposing import answer_proposal, propose_topic, withdraw_proposal
from tests.community.writing import make_forum
from tests.factories import make_ticket
from tests.mail import make_channel
from tickets.models import Participant, Ticket
from tickets.operations.replying import add_note, post_reply

pytestmark = pytest.mark.django_db

WORDS = {"title": "Which ring fits the wand?", "question": "My wand drips.", "answer": "Take the ring of 8.5 mm."}


@pytest.fixture
def forum() -> Forum:
    return make_forum()


@pytest.fixture
def ticket(customer: User, agent: User) -> Ticket:
    make_channel()
    ticket = make_ticket(customer.customer, text="I am Maya Lindqvist, serial 4711-2210-8899. My wand drips.")
    text = "Hello Maya,\n\ntake the ring of 8.5 mm, or call +46 8 1234 5678."
    post_reply(ticket, by=agent, text=text, channel="email")
    add_note(ticket, by=agent, text="She sounded angry")
    ticket.refresh_from_db()
    return ticket


def propose(ticket: Ticket, forum: Forum, by: User, **more: Any) -> TopicProposal:
    return propose_topic(ticket, by=by, forum=forum, **{**WORDS, "ask": True, **more})


def test_the_page_begins_without_names_numbers_and_notes_and_shows_what_it_took_out(
    client: Client, ticket: Ticket, forum: Forum, agent: User
) -> None:
    client.force_login(agent)
    page = client.get(f"/community/tickets/{ticket.number}/topic/")
    begun = " ".join(str(value) for value in page.context["form"].initial.values())
    assert "My wand drips" in begun
    assert "8.5 mm" in begun
    for private in ("Maya", "Lindqvist", "4711", "1234 5678", "angry"):
        assert private not in begun
    assert "Lindqvist" in " ".join(page.context["told"].removed)


def test_it_is_looked_at_first_and_what_still_names_somebody_is_said(
    client: Client, ticket: Ticket, forum: Forum, agent: User
) -> None:
    client.force_login(agent)
    path = f"/community/tickets/{ticket.number}/topic/"
    data = {**WORDS, "forum": forum.slug, "ask": "0", "question": "Maya Lindqvist has a wand that drips."}
    preview = client.post(path, data)
    assert preview.status_code == 200
    assert preview.context["left"] == ["Maya Lindqvist"]
    refused = client.post(path, {**data, "sure": "1"})
    assert refused.status_code == 422
    assert "Maya Lindqvist has a wand" in refused.content.decode()
    assert not Topic.objects.exists()
    assert client.post(path, {**data, "sure": "1", "back": "1"}).status_code == 200
    done = client.post(path, {**data, "question": "A wand drips.", "sure": "1"})
    assert done["Location"] == Topic.objects.get().get_absolute_url()


def test_a_text_nobody_recognises_is_published_in_the_companys_name(
    client: Client, ticket: Ticket, forum: Forum, agent: User
) -> None:
    topic = propose(ticket, forum, agent, ask=False).topic
    assert topic
    assert (topic.author, topic.replies) == (agent, 1)
    assert topic.solved_at is not None
    with pytest.raises(NotNow):
        propose(ticket, forum, agent)
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "8.5 mm" in page
    assert str(ticket.number) not in page
    client.force_login(agent)
    assert f"Made of ticket #{ticket.number}" in client.get(topic.get_absolute_url()).content.decode()
    limited = User.objects.create_user("lim@halden.example", role="agent", ticket_scope="assigned", name="Lim Ited")
    client.force_login(limited)
    assert str(ticket.number) not in client.get(topic.get_absolute_url()).content.decode()


def test_the_customer_is_asked_by_letter_and_publishes_it_with_a_yes(
    client: Client, ticket: Ticket, forum: Forum, agent: User, customer: User
) -> None:
    proposal = propose(ticket, forum, agent)
    letter = ticket.messages.filter(public=True).latest("pk")
    path = f"/community/shares/{proposal.token}/"
    assert path in letter.text
    assert not Topic.objects.exists()
    page = client.get(path)
    assert "Take the ring of 8.5 mm" in page.content.decode()
    assert page["Referrer-Policy"] == "no-referrer"
    assert not Topic.objects.exists()
    assert client.post(path, {"agrees": "1"}).status_code == 302
    topic = Topic.objects.get()
    assert topic.get_absolute_url() in client.get(path).content.decode()
    assert TopicReader.objects.filter(topic=topic, user=customer, followed_at__isnull=False).exists()
    assert Notification.objects.filter(user=agent, key=f"proposal {proposal.pk}").exists()
    assert client.post(path, {"agrees": "0"}).status_code == 409
    assert Topic.objects.count() == 1
    assert not mail.outbox


def test_nobody_says_yes_in_the_customers_place(
    client: Client, ticket: Ticket, forum: Forum, agent: User, outsider: User
) -> None:
    path = f"/community/shares/{propose(ticket, forum, agent).token}/"
    for user in (agent, outsider):
        client.force_login(user)
        assert "Yes, share it" not in client.get(path).content.decode()
        assert client.post(path, {"agrees": "1"}).status_code == 403
    assert not Topic.objects.exists()


def test_who_gets_copies_of_the_letters_is_not_asked_along(
    ticket: Ticket, forum: Forum, agent: User, outsider: User
) -> None:
    Participant.objects.create(ticket=ticket, email=outsider.email, customer=outsider.customer)
    with pytest.raises(NotNow):
        propose(ticket, forum, agent)
    assert propose(ticket, forum, agent, ask=False).topic


def test_a_no_publishes_nothing_and_leaves_room_for_words_nobody_recognises(
    client: Client, ticket: Ticket, forum: Forum, agent: User
) -> None:
    proposal = propose(ticket, forum, agent)
    client.post(f"/community/shares/{proposal.token}/", {"agrees": "0"})
    assert not Topic.objects.exists()
    with pytest.raises(NotNow):
        answer_proposal(proposal, agrees=True)
    assert propose(ticket, forum, agent, ask=False).topic


def test_a_question_taken_back_cannot_be_answered_any_more(ticket: Ticket, forum: Forum, agent: User) -> None:
    proposal = propose(ticket, forum, agent)
    withdraw_proposal(proposal, by=agent)
    with pytest.raises(NotNow):
        answer_proposal(proposal, agrees=True)
    assert not Topic.objects.exists()


def test_sharing_is_for_those_who_answer_and_see_the_ticket(
    client: Client, ticket: Ticket, forum: Forum, agent: User, light_agent: User, outsider: User, customer: User
) -> None:
    limited = User.objects.create_user("lim@halden.example", role="agent", ticket_scope="assigned", name="Lim Ited")
    proposal = propose(ticket, forum, agent)
    paths = [f"/community/tickets/{ticket.number}/topic/", f"/community/tickets/{ticket.number}/"]
    for user in (outsider, customer, limited, light_agent):
        client.force_login(user)
        statuses = [client.get(path).status_code for path in paths]
        assert statuses == ([404, 200] if user == light_agent else [404, 404])
        assert client.post(f"/community/proposals/{proposal.pk}/withdrawal/").status_code == 404
        with pytest.raises(CommunityError):
            propose(ticket, forum, user)
    assert client.get("/community/shares/guessed/").status_code == 404
    client.force_login(agent)
    part = client.get(paths[1]).content.decode()
    assert "The customer is asked" in part
    assert "Take the question back" in part
