"""A topic's page hears at once that somebody wrote, and only while its reader may read the topic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from websockets.exceptions import InvalidStatus

from accounts.models import User
from channels_inbox.realtime.watchers import NOT_YOURS
from community.models import Forum, Topic
from tests.channels_inbox.realtime.pages import Page, open_socket, sign_in
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.slow

Watch = Callable[[Topic, User | None], Page]


@pytest.fixture
def watch(socket_url: str, committed: None) -> Iterator[Watch]:
    """Open a topic's socket for somebody, or for a stranger; closed after the test."""
    with ExitStack() as sockets:

        def watch(topic: Topic, user: User | None) -> Page:
            key = sign_in(user) if user else ""
            page = Page(sockets.enter_context(open_socket(f"{socket_url}watch/topic/{topic.pk}/", key)))
            page.hear("resync")
            return page

        yield watch


def refused(watch: Watch, topic: Topic, user: User | None) -> bool:
    try:
        watch(topic, user)
    except InvalidStatus as error:
        return error.response.status_code == 403
    return False


def test_strangers_and_members_hear_of_a_post_in_a_public_topic(watch: Watch, outsider: User) -> None:
    topic, other = make_topic(), make_topic()
    pages = [watch(topic, None), watch(topic, outsider)]
    make_answer(other)
    make_answer(topic)
    for page in pages:
        assert page.hear() == {"kind": "topic_changed", "id": topic.pk}


def test_nobody_listens_to_what_they_may_not_read(watch: Watch, outsider: User, agent: User) -> None:
    signed_in = make_topic(forum=make_forum(visibility="signed_in"), by=agent)
    internal = make_topic(forum=make_forum(visibility="internal"), by=agent)
    gone = make_topic()
    Topic.objects.filter(pk=gone.pk).update(removed_at=gone.created_at)
    for topic in (signed_in, internal, gone, Topic(pk=10**9)):
        assert refused(watch, topic, None)
    for topic in (internal, gone):
        assert refused(watch, topic, outsider)
    page = watch(internal, agent)
    make_answer(internal, by=agent)
    assert page.hear()["kind"] == "topic_changed"


def test_who_lost_sight_is_put_out_and_hears_nothing(watch: Watch, outsider: User, agent: User) -> None:
    topic = make_topic()
    pages = [watch(topic, None), watch(topic, outsider)]
    Forum.objects.filter(pk=topic.forum_id).update(visibility="internal")
    make_answer(topic, by=agent)
    for page in pages:
        assert page.closed_with() == NOT_YOURS


def test_signing_out_ends_it_at_the_next_post(watch: Watch, outsider: User) -> None:
    topic = make_topic(forum=make_forum(visibility="signed_in"))
    page = watch(topic, outsider)
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    make_answer(topic)
    assert page.closed_with() == NOT_YOURS


def test_a_page_elsewhere_and_a_page_that_speaks_are_refused(socket_url: str, watch: Watch) -> None:
    topic = make_topic()
    url = f"{socket_url}watch/topic/{topic.pk}/"
    with pytest.raises(InvalidStatus), open_socket(url, "", origin="https://evil.example"):
        pass
    with pytest.raises(InvalidStatus), open_socket(f"{socket_url}watch/ticket/{topic.pk}/", ""):
        pass
    page = watch(topic, make_member())
    page.say(kind="hello")
    assert page.closed_with() == 1008
