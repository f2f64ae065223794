"""What is made of each other: a change on one side is to be looked at on the other, once, by who may see it."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Notification, User
from community.models import LineageChange, Post, PostArticle
from community.operations.answering import accept_answer, unaccept_answer
from community.operations.editing import edit_post
from community.operations.promoting import promote_answer
from community.operations.taking_up import take_up, tell_result
from knowledgebase.models import Translation
from knowledgebase.operations.drafting import save_draft
from knowledgebase.operations.reviewing import approve
from knowledgebase.operations.writing import Text
from tests.community.writing import make_answer, make_topic
from tests.knowledgebase.writing import make_category
from tickets.operations.progress import reopen_ticket, resolve_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(agent: User, customer: User) -> PostArticle:
    post = make_answer(make_topic("Which ring fits the wand?", by=customer), "Take the ring of 8.5 mm.")
    accept_answer(post, by=agent)
    return promote_answer(Post.objects.get(pk=post.pk), to=make_category(), by=agent)


def open_changes() -> list[str]:
    return list(LineageChange.objects.filter(seen_at=None).values_list("what", flat=True))


def test_a_changed_answer_flags_its_article_once(client: Client, made: PostArticle, agent: User) -> None:
    assert open_changes() == []
    author = made.post.author
    assert author
    for body in ("Take the ring of 9 mm.", "Take the ring of 9.5 mm."):
        edit_post(made.post, by=author, body=body)
    assert open_changes() == ["answer"]
    assert Notification.objects.filter(user=agent, key__startswith="answer").count() == 1
    client.force_login(agent)
    page = client.get(made.post.topic.get_absolute_url()).content.decode()
    assert "The answer was changed" in page
    change = LineageChange.objects.get()
    assert client.post(f"/community/changes/{change.pk}/look/", {"list": "1"})["Location"] == "/community/changes/"
    assert open_changes() == []
    edit_post(made.post, by=author, body="Take the ring of 10 mm.")
    unaccept_answer(made.post, by=agent)
    assert sorted(open_changes()) == ["answer", "withdrawn"]


def test_a_changed_article_flags_its_answer_but_its_first_words_do_not(
    made: PostArticle, admin: User, agent: User
) -> None:
    translation = Translation.objects.get(article=made.article)
    approve(translation.revisions.get(), by=admin)
    assert open_changes() == []
    draft = save_draft(
        translation, by=admin, text=Text("Which ring fits the wand", body="The ring of 9 mm."), seen=None
    )
    approve(draft, by=admin)
    assert open_changes() == ["article"]


def test_a_ticket_that_is_open_again_flags_what_was_told_of_it(client: Client, agent: User, customer: User) -> None:
    topic = make_topic("The wand drips", by=customer)
    taken = take_up(topic, by=agent)
    resolve_ticket(taken.ticket, by=agent)
    reopen_ticket(taken.ticket, by=agent)
    assert open_changes() == []
    told = tell_result(taken, by=agent, body="The ring of 8.5 mm fits.")
    resolve_ticket(taken.ticket, by=agent)
    reopen_ticket(taken.ticket, by=agent)
    assert open_changes() == ["reopened"]
    edit_post(told, by=agent, body="The ring of 9 mm fits.")
    assert sorted(open_changes()) == ["reopened", "topic"]
    client.force_login(agent)
    assert "The ticket was opened again" in client.get("/community/changes/").content.decode()
    assert "look at it" in client.get(f"/community/tickets/{taken.ticket.number}/").content.decode()


def test_who_may_not_see_the_ticket_sees_no_flag_of_it(
    client: Client, agent: User, customer: User, outsider: User, light_agent: User
) -> None:
    topic = make_topic("The wand drips", by=customer)
    taken = take_up(topic, by=agent)
    tell_result(taken, by=agent, body="The ring of 8.5 mm fits.")
    resolve_ticket(taken.ticket, by=agent)
    reopen_ticket(taken.ticket, by=agent)
    change = LineageChange.objects.get()
    limited = User.objects.create_user("lim@halden.example", role="agent", ticket_scope="assigned", name="Lim Ited")
    client.force_login(limited)
    assert "opened again" not in client.get(topic.get_absolute_url()).content.decode()
    assert "opened again" not in client.get("/community/changes/").content.decode()
    assert client.post(f"/community/changes/{change.pk}/look/").status_code == 404
    for user in (outsider, light_agent):
        client.force_login(user)
        assert client.get("/community/changes/").status_code == 404
        assert client.post(f"/community/changes/{change.pk}/look/").status_code == 404
    assert open_changes() == ["reopened"]
