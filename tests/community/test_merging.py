"""Topics become one and come apart again: posts, votes, followers and addresses go along, and nothing is lost."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import Notification, User
from community.errors import CommunityError, NotNow
from community.models import CommunityEvent, Notice, Post, Topic, TopicMove, TopicReader
from community.operations.answering import accept_answer
from community.operations.editing import remove_post
from community.operations.following import follow_topic
from community.operations.merging import merge_topics
from community.operations.posting import add_post
from community.operations.splitting import split_topic
from community.operations.undoing import undo_move
from community.operations.voting import vote_for_topic
from community.search import visible
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def ideas() -> tuple[Topic, Topic]:
    """Two ideas that say the same, of two forums everybody reads."""
    one = make_topic("A quiet mode for mornings", forum=make_forum(kind="idea"))
    return one, make_topic("Less noise before eight", "Please.", forum=make_forum(kind="idea"))


def texts(topic: Topic) -> list[tuple[int, str]]:
    return list(topic.posts.order_by("number").values_list("number", "body"))


def test_posts_stand_behind_the_others_and_addresses_lead_on(
    client: Client, ideas: tuple[Topic, Topic], agent: User
) -> None:
    into, source = ideas
    make_answer(into, "Yes, please")
    answer = make_answer(source, "Mine hums, too")
    merge_topics(source, into=into, by=agent)
    assert texts(into) == [
        *((1, "Since this morning."), (2, "Yes, please")),
        *((3, "Please."), (4, "Mine hums, too")),
    ]
    into.refresh_from_db()
    assert (into.last_number, into.replies, into.last_poster) == (4, 3, answer.author)
    moved = client.get(source.get_absolute_url(), follow=True)
    assert moved.status_code == 200
    assert moved.redirect_chain[-1][0] == f"{into.get_absolute_url()}#post-3"
    assert client.get(f"/community/posts/{answer.pk}/")["Location"].endswith("#post-4")
    page = moved.content.decode()
    assert "is part of this topic since" in page
    assert "Take it back" not in page
    listed = client.get("/community/").content.decode()
    assert f'href="{source.get_absolute_url()}"' not in listed
    assert not visible(agent).filter(pk=source.pk).exists()


def test_a_person_counts_once_and_who_began_the_other_counts_too(ideas: tuple[Topic, Topic], agent: User) -> None:
    into, source = ideas
    both, one = make_member(), make_member()
    for topic, voter in ((into, both), (source, both), (source, one), (source, into.author)):
        assert voter
        vote_for_topic(topic, by=voter, wants=True)
    merge_topics(source, into=into, by=agent)
    into.refresh_from_db()
    # Both, one, and who began the other; never the one who began this.
    assert into.votes == 3
    assert set(into.moves_in.get().gained["voters"]) == {one.pk, source.author_id}


def test_followers_go_along_but_not_those_who_muted_it(ideas: tuple[Topic, Topic], agent: User) -> None:
    into, source = ideas
    follower, muted = make_member(), make_member()
    for person in (follower, muted):
        follow_topic(source, by=person, follow=True)
    follow_topic(into, by=muted, follow=False)
    merge_topics(source, into=into, by=agent)
    into.refresh_from_db()
    following = set(TopicReader.objects.filter(topic=into, followed_at__isnull=False).values_list("user", flat=True))
    assert following == {into.author_id, source.author_id, follower.pk}
    assert into.followers == 3


def test_who_voted_for_it_is_told_where_it_went_and_nobody_else(
    client: Client, ideas: tuple[Topic, Topic], agent: User, admin: User
) -> None:
    into, source = ideas
    voter, muted = make_member(), make_member()
    for person in (admin, voter, muted):
        vote_for_topic(source, by=person, wants=True)
    follow_topic(source, by=muted, follow=False)
    merge_topics(source, into=into, by=agent)
    told = Notification.objects.get(key__startswith="merged")
    assert (told.user, told.path) == (admin, source.moves_out.get().first.get_absolute_url())  # type: ignore[union-attr]
    heard = set(Notice.objects.filter(kind="merged").values_list("user", flat=True))
    assert heard == {voter.pk, source.author_id}
    client.force_login(voter)
    assert "became part of “A quiet mode for mornings”" in client.get("/community/notices/").content.decode()


def test_taking_it_back_restores_both_and_keeps_what_was_written_since(
    client: Client, ideas: tuple[Topic, Topic], agent: User
) -> None:
    into, source = ideas
    voter = make_member()
    vote_for_topic(source, by=voter, wants=True)
    make_answer(source, "Mine hums, too")
    before = texts(into), texts(source)
    move = merge_topics(source, into=into, by=agent)
    make_answer(into, "Written since")
    undo_move(move, by=agent)
    into.refresh_from_db()
    source.refresh_from_db()
    assert texts(source) == before[1]
    assert [body for _, body in texts(into)] == [body for _, body in before[0]] + ["Written since"]
    assert (source.votes, into.votes, source.replies, into.replies) == (1, 0, 1, 1)
    assert into.followers == TopicReader.objects.filter(topic=into, followed_at__isnull=False).count()
    assert client.get(source.get_absolute_url()).status_code == 200
    with pytest.raises(NotNow):
        undo_move(move, by=agent)
    assert CommunityEvent.objects.filter(action__in=["merged", "unmerged"]).count() == 2


def test_a_late_answer_stands_in_the_topic_it_became_part_of(
    client: Client, ideas: tuple[Topic, Topic], agent: User
) -> None:
    into, source = ideas
    stale = Topic.objects.get(pk=source.pk)
    merge_topics(source, into=into, by=agent)
    assert add_post(stale, by=make_member(), body="From an open page").topic_id == into.pk
    client.force_login(make_member())
    answer = client.post(f"/community/t/{source.pk}/posts/", {"body": "And by the form"})
    assert answer["Location"].startswith(into.get_absolute_url())


def test_only_what_is_alike_becomes_one(ideas: tuple[Topic, Topic], agent: User) -> None:
    into, source = ideas
    hidden = make_topic(forum=make_forum(kind="idea", visibility="internal"), by=agent)
    gone = make_topic(forum=into.forum)
    remove_post(gone.posts.get(), by=agent)
    for wrong in (make_topic(), hidden, gone, into):
        with pytest.raises(NotNow):
            merge_topics(wrong, into=into, by=agent)
    merge_topics(source, into=into, by=agent)
    with pytest.raises(NotNow):
        merge_topics(source, into=make_topic(forum=into.forum), by=agent)
    assert TopicMove.objects.count() == 1


def test_the_answer_that_solved_the_other_solves_it_too(agent: User) -> None:
    into, source = make_topic(), make_topic("Why does the pump hum?")
    accept_answer(make_answer(source, "Air"), by=agent)
    move = merge_topics(source, into=into, by=agent)
    into.refresh_from_db()
    assert into.solved_at is not None
    undo_move(move, by=agent)
    into.refresh_from_db()
    assert into.solved_at is None


def test_a_merge_into_what_was_merged_since_is_taken_back_in_order(ideas: tuple[Topic, Topic], agent: User) -> None:
    into, source = ideas
    third = make_topic("Silence in the morning", forum=into.forum)
    first = merge_topics(source, into=into, by=agent)
    second = merge_topics(into, into=third, by=agent)
    with pytest.raises(NotNow):
        undo_move(first, by=agent)
    undo_move(second, by=agent)
    undo_move(first, by=agent)
    assert [topic.posts.count() for topic in (into, source, third)] == [1, 1, 1]
    assert not Post.objects.filter(number=0).exists()


def test_taking_it_back_takes_no_post_that_stands_where_one_of_them_stood(
    ideas: tuple[Topic, Topic], agent: User
) -> None:
    into, source = ideas
    move = merge_topics(source, into=into, by=agent)
    away = split_topic(into, numbers=[2], title="Less noise before eight", to=into.forum, by=agent)
    newer = make_answer(into, "Written since")
    assert newer.number == 2
    with pytest.raises(NotNow):
        undo_move(move, by=agent)
    undo_move(away, by=agent)
    with pytest.raises(NotNow):
        undo_move(move, by=agent)
    newer.refresh_from_db()
    assert newer.topic == into


def test_the_page_shows_what_would_come_of_it_before_it_does(
    client: Client, ideas: tuple[Topic, Topic], agent: User
) -> None:
    into, source = ideas
    vote_for_topic(source, by=make_member(), wants=True)
    client.force_login(agent)
    path = f"/community/t/{source.pk}/merge/"
    assert into.title in client.get(path, {"q": str(into.pk)}).content.decode()
    assert into.title in client.get(path, {"q": f"https://help.example{into.get_absolute_url()}"}).content.decode()
    sure = client.get(path, {"into": into.pk}).content.decode()
    assert "2 in all, 2 of them new" in sure
    assert "1 answer in all" in sure
    assert Topic.objects.filter(merged_into=None).count() == 2
    assert client.post(path, {"into": into.pk})["Location"] == into.get_absolute_url()
    page = client.get(into.get_absolute_url()).content.decode()
    assert "Take it back" in page
    move = TopicMove.objects.get()
    assert client.post(f"/community/moves/{move.pk}/undoing/").status_code == 302
    assert client.get(source.get_absolute_url()).status_code == 200
    assert client.post(path, {"into": ""}).status_code == 422
    assert client.get(path, {"into": make_topic().pk}).status_code == 404


def test_moving_posts_is_for_people_of_the_company(
    client: Client, ideas: tuple[Topic, Topic], light_agent: User
) -> None:
    into, source = ideas
    move = merge_topics(source, into=into, by=User.objects.get(role="admin"))
    for user in (None, make_member(level=4), light_agent):
        client.logout()
        if user:
            client.force_login(user)
        seen = 302 if user is None else 404
        for path in (f"t/{into.pk}/merge/", f"t/{into.pk}/split/"):
            assert client.get(f"/community/{path}").status_code == seen
        assert client.post(f"/community/moves/{move.pk}/undoing/").status_code == seen
        if user is not None:
            with pytest.raises(CommunityError):
                undo_move(move, by=user)


def test_the_api_merges_and_takes_it_back_with_the_same_rights(
    client: Client, ideas: tuple[Topic, Topic], agent: User
) -> None:
    into, source = ideas
    path = f"/api/v1/community/topics/{source.pk}/merge/"
    assert client.post(path, {"into": into.pk}, content_type="application/json").status_code in {401, 403}
    client.force_login(make_member())
    assert client.post(path, {"into": into.pk}, content_type="application/json").status_code == 403
    client.force_login(agent)
    made = client.post(path, {"into": into.pk}, content_type="application/json")
    assert made.status_code == 201
    assert client.get(f"/api/v1/community/topics/{source.pk}/").json()["id"] == into.pk
    third = make_topic("Silence in the morning", forum=into.forum)
    # What is not there any more moves nothing else.
    assert client.post(path, {"into": third.pk}, content_type="application/json").status_code == 404
    undone = client.delete(f"/api/v1/community/moves/{made.json()['id']}/")
    assert undone.status_code == 200
    assert client.get(f"/api/v1/community/topics/{source.pk}/").json()["id"] == source.pk
