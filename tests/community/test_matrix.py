"""Who may do what, by trust: every level against every act, through the operations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import User
from community.errors import CommunityError
from community.models import Post, Profile, Topic
from community.operations.answering import accept_answer
from community.operations.calming import silence, suspend
from community.operations.claiming import claim_topic
from community.operations.editing import edit_post, remove_post, retitle_topic
from community.operations.flagging import decide, flag_post
from community.operations.following import follow_topic
from community.operations.ideas import move_idea
from community.operations.merging import merge_topics
from community.operations.posting import add_post
from community.operations.steering import close_topic, move_topic, pin_topic
from community.operations.taking_up import take_up
from community.operations.voting import vote_for_post, vote_for_topic
from tests.community.writing import make_answer, make_forum, make_member, make_topic
from tests.factories import make_user

pytestmark = pytest.mark.django_db

Act = Callable[[Topic, Post, User], object]
# What, and from which trust on; 5 is for people of the company alone.
ACTS: dict[str, tuple[int, Act]] = {
    "follow": (0, lambda topic, post, by: follow_topic(topic, by=by, follow=True)),
    "answer": (0, lambda topic, post, by: add_post(topic, by=by, body="Have you tried the tap?")),
    "vote for a topic": (0, lambda topic, post, by: vote_for_topic(topic, by=by, wants=True)),
    "vote for a post": (0, lambda topic, post, by: vote_for_post(post, by=by, helpful=True)),
    "flag": (1, lambda topic, post, by: flag_post(post, by=by, reason="rude")),
    "retitle": (3, lambda topic, post, by: retitle_topic(topic, by=by, title="A better title")),
    "move": (3, lambda topic, post, by: move_topic(topic, to=make_forum(), by=by)),
    "pin": (4, lambda topic, post, by: pin_topic(topic, by=by, pinned=True)),
    "close": (4, lambda topic, post, by: close_topic(topic, by=by, closed=True)),
    "edit": (4, lambda topic, post, by: edit_post(post, by=by, body="Other words")),
    "accept": (4, lambda topic, post, by: accept_answer(post, by=by)),
    "remove": (5, lambda topic, post, by: remove_post(post, by=by)),
    "moderate": (5, lambda topic, post, by: decide(post, keep=False, by=by)),
    "silence": (5, lambda topic, post, by: silence(make_member(), days=1, by=by)),
    "merge": (5, lambda topic, post, by: merge_topics(topic, into=make_topic(forum=topic.forum), by=by)),
    "claim": (5, lambda topic, post, by: claim_topic(topic, by=by)),
    "take up": (5, lambda topic, post, by: take_up(topic, by=by)),
}
PEOPLE = ["new", "basic", "member", "regular", "leader", "staff"]


def who(rank: int) -> User:
    return make_user(User.Role.AGENT) if rank == 5 else make_member(level=rank)


def allowed(act: Act, by: User) -> bool:
    topic = make_topic()
    post = make_answer(topic)
    try:
        act(topic, post, by)
    except CommunityError as refusal:
        if refusal.status != 403:
            raise
        return False
    return True


@pytest.mark.parametrize("rank", range(6), ids=PEOPLE)
@pytest.mark.parametrize("act", ACTS)
def test_trust_decides_what_somebody_may_do_with_what_others_wrote(act: str, rank: int) -> None:
    least, do = ACTS[act]
    assert allowed(do, who(rank)) == (rank >= least)


@pytest.mark.parametrize("act", ACTS)
def test_a_light_agent_follows_and_does_nothing_else(act: str, light_agent: User) -> None:
    assert allowed(ACTS[act][1], light_agent) == (act == "follow")


@pytest.mark.parametrize("act", ACTS)
def test_who_is_silenced_follows_and_who_is_suspended_does_nothing(act: str, agent: User) -> None:
    quiet, out = make_member(level=4), make_member(level=4)
    silence(quiet, days=1, by=agent)
    suspend(out, days=1, by=agent)
    assert allowed(ACTS[act][1], quiet) == (act == "follow")
    assert not allowed(ACTS[act][1], out)


def test_a_pause_that_is_over_is_no_pause(agent: User) -> None:
    member = make_member(level=1)
    silence(member, days=1, by=agent)
    Profile.objects.filter(user=member).update(silenced_until=timezone.now())
    assert allowed(ACTS["answer"][1], member)


def test_who_asked_accepts_changes_and_retitles_their_own() -> None:
    author = make_member(level=0)
    topic = make_topic(by=author)
    post = make_answer(topic)
    assert accept_answer(post, by=author).accepted_at is not None
    edit_post(topic.posts.get(number=1), by=author, body="It also ticks.")
    retitle_topic(topic, by=author, title="The pump hums and ticks")


def test_where_a_forum_says_so_only_leaders_and_staff_accept(agent: User) -> None:
    author = make_member()
    topic = make_topic(by=author, forum=make_forum(author_accepts=False))
    post = make_answer(topic)
    with pytest.raises(CommunityError):
        accept_answer(post, by=author)
    assert accept_answer(post, by=agent).accepted_at is not None


def test_what_staff_wrote_a_leader_cannot_change(agent: User) -> None:
    topic = make_topic()
    post = make_answer(topic, by=agent)
    with pytest.raises(CommunityError):
        edit_post(post, by=make_member(level=4), body="We give everybody a machine")


def test_only_staff_says_how_far_an_idea_is(agent: User) -> None:
    idea = make_topic(forum=make_forum(kind="idea"))
    with pytest.raises(CommunityError):
        move_idea(idea, to="planned", by=make_member(level=4))
    move_idea(idea, to="planned", by=agent, note="In spring.")
    idea.refresh_from_db()
    assert idea.state == "planned"


def test_only_staff_announces() -> None:
    news = make_forum(kind="announcement")
    with pytest.raises(CommunityError):
        make_topic(forum=news, by=make_member(level=4))


def test_a_forum_may_ask_for_more_trust_to_begin_a_topic() -> None:
    forum = make_forum(trust_to_write=2)
    with pytest.raises(CommunityError):
        make_topic(forum=forum, by=make_member(level=1))
    assert make_topic(forum=forum, by=make_member(level=2)).pk
