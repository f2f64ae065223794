from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from community.errors import NotNow
from community.models import PostArticle, TopicTicket
from community.operations.answering import accept_answer
from community.operations.promoting import promote_answer
from community.operations.taking_up import take_up, tell_result
from knowledgebase.models import Translation
from tests.community.writing import make_answer, make_forum, make_topic
from tests.knowledgebase.writing import make_category
from tests.mail import make_channel
from tickets.models import Ticket
from tickets.operations.replying import add_note, post_reply

pytestmark = pytest.mark.django_db


def test_a_topic_becomes_a_ticket_of_its_author_with_a_copy_and_says_so(
    client: Client, agent: User, customer: User
) -> None:
    topic = make_topic("The wand drips", "My Duo, serial 21-0815-4711.", by=customer)
    make_answer(topic, "Not for the desk")
    client.force_login(agent)
    page = client.get(f"/community/t/{topic.pk}/ticket/").content.decode()
    assert "We have taken this up and look at it with Maya Lindqvist in private" in page
    answer = client.post(f"/community/t/{topic.pk}/ticket/", {"note": "We look at it."})
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/agent/tickets/{ticket.number}/"
    assert (ticket.subject, ticket.channel, ticket.requester.user, ticket.assignee) == (
        *("The wand drips", "community", customer, agent),
    )
    said = ticket.messages.get()
    assert "serial 21-0815-4711" in said.text
    assert topic.get_absolute_url() in said.text
    assert "Not for the desk" not in said.text
    client.logout()
    page = client.get(topic.get_absolute_url()).content.decode()
    assert "Taken up by" in page
    assert "We look at it." in page
    assert str(ticket.number) not in page
    with pytest.raises(NotNow):
        take_up(topic, by=agent)


def test_what_came_of_it_is_posted_without_names_numbers_and_notes(client: Client, agent: User, customer: User) -> None:
    make_channel()
    topic = make_topic("The wand drips", by=customer)
    taken = take_up(topic, by=agent)
    text = "Hello Maya,\n\nthe ring of 8.5 mm fits. Write to parts@halden.example and name order 4711-2210-8899."
    post_reply(taken.ticket, by=agent, text=text, channel="email")
    add_note(taken.ticket, by=agent, text="She sounded angry")
    client.force_login(agent)
    path = f"/community/t/{topic.pk}/ticket/{taken.ticket.number}/result/"
    page = client.get(path)
    begun = page.context["form"].initial["body"]
    assert "8.5 mm fits" in begun
    for private in ("Maya", "parts@halden.example", "4711-2210", "angry"):
        assert private not in begun
    assert "parts@halden.example" in " ".join(page.context["told"].removed)
    assert client.post(path, {"body": "The ring of 8.5 mm fits."}).status_code == 302
    taken.refresh_from_db()
    assert taken.result
    assert taken.result.body == "The ring of 8.5 mm fits."
    with pytest.raises(NotNow):
        tell_result(taken, by=agent, body="Again")


def test_an_agent_who_may_not_see_the_ticket_tells_nothing_of_it(client: Client, agent: User, customer: User) -> None:
    topic = make_topic("The wand drips", by=customer)
    taken = take_up(topic, by=agent)
    limited = User.objects.create_user("lim@halden.example", role="agent", ticket_scope="assigned", name="Lim Ited")
    client.force_login(limited)
    assert client.get(f"/community/t/{topic.pk}/ticket/{taken.ticket.number}/result/").status_code == 404


def test_what_a_colleague_began_has_no_customer_to_talk_to(agent: User) -> None:
    with pytest.raises(NotNow):
        take_up(make_topic(by=agent), by=agent)
    assert not TopicTicket.objects.exists()


def test_an_accepted_answer_becomes_the_draft_of_an_article_in_one_step(
    client: Client, agent: User, customer: User
) -> None:
    topic = make_topic("Which ring fits the wand?", by=customer, tags="steam-wand")
    post = make_answer(topic, "Maya Lindqvist, take the ring of 8.5 mm. Mine is ab@c.example.")
    with pytest.raises(NotNow):
        promote_answer(post, to=make_category(), by=agent)
    accept_answer(post, by=agent)
    category = make_category()
    client.force_login(agent)
    answer = client.post(f"/community/posts/{post.pk}/article/", {"category": category.pk})
    made = PostArticle.objects.get()
    assert answer["Location"] == f"/agent/knowledge/{made.article_id}/"
    draft = Translation.objects.get(article=made.article).revisions.get()
    assert (draft.title, draft.keywords, draft.state) == ("Which ring fits the wand", "steam wand", "draft")
    assert "ring of 8.5 mm" in draft.body
    assert "Maya" not in draft.body
    assert "ab@c.example" not in draft.body
    assert promote_answer(post, to=category, by=agent).article_id == made.article_id


@pytest.mark.parametrize("path", ["t/{t}/ticket/", "posts/{p}/article/"])
def test_bridges_are_for_those_who_answer_for_the_company(
    client: Client, light_agent: User, outsider: User, path: str
) -> None:
    topic = make_topic(forum=make_forum())
    post = make_answer(topic)
    for user in (light_agent, outsider):
        client.force_login(user)
        assert client.get(f"/community/{path.format(t=topic.pk, p=post.pk)}").status_code == 404
