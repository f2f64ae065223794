from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Notification, User
from community.errors import NotAllowed, NotNow
from community.models import Profile, Topic
from community.operations.answering import accept_answer, unaccept_answer
from community.operations.editing import remove_post
from community.operations.ideas import move_idea
from community.operations.voting import vote_for_post, vote_for_topic
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db


def test_several_answers_may_solve_a_question_and_each_can_be_taken_back(client: Client) -> None:
    topic = make_topic()
    asked = topic.author
    assert asked
    first, second, third = (make_answer(topic, f"Answer {n}") for n in "abc")
    accept_answer(second, by=asked)
    accept_answer(third, by=asked)
    topic.refresh_from_db()
    assert topic.solved_at
    page = client.get(topic.get_absolute_url()).content.decode()
    # Below the question, once, ahead of what did not solve it.
    assert page.index("Answer b") < page.index("Answer c") < page.index("Answer a")
    assert page.count("<p>Answer b</p>") == 1
    unaccept_answer(second, by=asked)
    unaccept_answer(third, by=asked)
    assert Topic.objects.get(pk=topic.pk).solved_at is None
    assert first.topic_id == topic.pk


def test_an_answer_that_solved_it_stays_and_its_author_hears_of_it(agent: User) -> None:
    topic = make_topic()
    helper = make_member()
    post = make_answer(topic, by=helper)
    ours = make_answer(topic, by=agent)
    accept_answer(post, by=topic.author)  # type: ignore[arg-type]
    accept_answer(ours, by=topic.author)  # type: ignore[arg-type]
    assert Profile.objects.get(user=helper).answers_accepted == 1
    assert Notification.objects.filter(user=agent, text__startswith="Your answer solved").count() == 1
    with pytest.raises(NotNow):
        remove_post(post, by=helper)
    remove_post(post, by=agent)
    remove_post(ours, by=agent)
    topic.refresh_from_db()
    assert topic.solved_at is None


def test_votes_count_each_person_once_and_never_oneself() -> None:
    topic = make_topic()
    post = make_answer(topic)
    voter = make_member()
    assert [vote_for_post(post, by=voter, helpful=on) for on in (True, True, False, False, True)] == [1, 1, 0, 0, 1]
    assert [vote_for_topic(topic, by=voter, wants=on) for on in (True, True, False)] == [1, 1, 0]
    post.refresh_from_db()
    assert post.votes == 1
    assert Profile.objects.get(user=voter).votes_given == Profile.objects.get(user=post.author).votes_received == 1
    with pytest.raises(NotAllowed):
        vote_for_post(post, by=post.author, helpful=True)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        vote_for_topic(topic, by=topic.author, wants=True)  # type: ignore[arg-type]


def test_filters_show_what_nobody_answered_what_is_not_solved_and_ones_own(client: Client) -> None:
    forum, me = make_forum(), make_member()
    silent = make_topic("Nobody answered this", forum=forum)
    open_one = make_topic("Not solved yet, this one", forum=forum, by=me)
    make_answer(open_one)
    solved = make_topic("This one is solved", forum=forum)
    accept_answer(make_answer(solved), by=solved.author)  # type: ignore[arg-type]
    chat = make_topic("Look at my corner", forum=make_forum(kind="discussion"))
    client.force_login(me)

    def shown(show: str) -> set[str]:
        return {topic.title for topic in client.get(f"/community/?show={show}").context["topics"]}

    assert shown("") == {silent.title, open_one.title, solved.title, chat.title}
    assert shown("unanswered") == {silent.title}
    assert shown("unsolved") == {silent.title, open_one.title}
    assert shown("mine") == {open_one.title}
    assert shown("following") == {open_one.title}
    assert client.get("/community/?show=everything").status_code == 404


def test_an_idea_goes_its_way_in_public(client: Client, agent: User) -> None:
    idea = make_topic("A quiet mode for mornings", forum=make_forum("Ideas", kind="idea"))
    for _ in range(3):
        vote_for_topic(idea, by=make_member(), wants=True)
    client.force_login(agent)
    answer = client.post(f"/community/t/{idea.pk}/state/", {"state": "declined", "note": ""})
    assert answer.status_code == 422
    assert "Say why" in answer.content.decode()
    data = {"state": "progress", "note": "It is **9 dB** quieter.", "expected": "Early 2027"}
    assert client.post(f"/community/t/{idea.pk}/state/", data).status_code == 302
    client.logout()
    page = client.get(idea.get_absolute_url()).content.decode()
    assert "<strong>9 dB</strong>" in page
    assert "Early 2027" in page
    assert "3, 3 this week" in page
    assert idea.title in client.get("/community/roadmap/").content.decode()
    move_idea(idea, to="shipped", by=agent)
    with pytest.raises(NotNow):
        vote_for_topic(idea, by=make_member(), wants=True)


def test_an_idea_nobody_may_see_is_not_on_the_roadmap(client: Client, agent: User, outsider: User) -> None:
    idea = make_topic("A secret machine", forum=make_forum(kind="idea", visibility="internal"), by=agent)
    move_idea(idea, to="planned", by=agent)
    client.force_login(outsider)
    assert idea.title not in client.get("/community/roadmap/").content.decode()
    client.force_login(agent)
    assert idea.title in client.get("/community/roadmap/").content.decode()
