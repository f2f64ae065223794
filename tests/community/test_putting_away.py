"""What is put away is read, and nothing is added to it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from community.errors import NotNow, TopicIsClosed
from community.models import Forum
from community.operations.posting import add_post
from community.operations.voting import vote_for_post, vote_for_topic
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db


def test_nobody_writes_or_votes_in_a_forum_that_is_put_away() -> None:
    forum = make_forum()
    topic = make_topic(forum=forum)
    answer = make_answer(topic)
    Forum.objects.filter(pk=forum.pk).update(archived_at=timezone.now())
    with pytest.raises(TopicIsClosed):
        add_post(topic, by=make_member(), body="One more thing.")
    with pytest.raises(NotNow):
        vote_for_post(answer, by=make_member(), helpful=True)
    with pytest.raises(NotNow):
        vote_for_topic(topic, by=make_member(), wants=True)
