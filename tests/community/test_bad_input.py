"""Odd input is answered, not fallen over."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from community.models import Forum, Profile, Topic
from community.operations.joining import join
from community.operations.trusting import look_at_levels
from helpdesk.lib.personal import taken_out, without_personal
from tests.community.writing import make_forum, make_member, make_topic
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_a_sign_no_text_can_hold_is_left_out() -> None:
    client = Client()
    client.force_login(make_member())
    topic = make_topic()
    given = {"topic": str(topic.pk), "body": "a\x00b", "forum": "x\x00", "title": "", "tags": ""}
    assert client.post("/community/drafts/", given).status_code == 200
    assert client.post("/community/alike/", {"text": "the pump\x00 hums loudly"}).status_code == 200


def test_a_title_stays_when_the_move_beside_it_is_refused(admin: User) -> None:
    client = Client()
    client.force_login(admin)
    topic = make_topic("The pump hums")
    away = make_forum()
    Forum.objects.filter(pk=away.pk).update(archived_at=timezone.now())
    given = {"title": "Another title", "tags": "", "forum": away.slug}
    assert client.post(f"/community/t/{topic.pk}/settings/", given).status_code == 422
    assert Topic.objects.get().title == "The pump hums"


def test_everybody_gets_a_handle_whoever_came_before() -> None:
    bob = make_user(email="bob@postbox.example", name="Bob")
    for name in ("Bob", f"Bob {bob.pk}"):
        join(make_user(email=f"{len(name)}@postbox.example", name=name))
    assert join(bob).handle.startswith("bob-")
    assert join(make_user(email="under@postbox.example", name="Ann_Lee")).handle == "ann-lee"


def test_one_profile_that_cannot_be_looked_at_keeps_nobody_waiting() -> None:
    broken, sound = join(make_member()), join(make_member())
    begun = timezone.now()
    Profile.objects.filter(pk=broken.pk).update(due_at=begun - timedelta(hours=1))
    Profile.objects.filter(pk=sound.pk).update(due_at=begun)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE community_profile ADD CHECK (user_id <> {broken.pk} OR due_at IS NOT NULL)")
    look_at_levels()
    assert Profile.objects.get(pk=sound.pk).due_at is None
    assert (Profile.objects.get(pk=broken.pk).due_at or begun) > begun


def test_what_was_taken_out_of_a_long_ticket_is_told_at_once() -> None:
    told = "\n".join(f"Please write to parts{n}@halden.example about the seal, please." for n in range(2000))
    begun = time.process_time()
    removed = taken_out(told, without_personal(told))
    assert removed[:2] == ["parts0@halden.example", "parts1@halden.example"]
    assert len(removed) == 2000
    assert time.process_time() - begun < 5
