"""People choose what others see of them, everywhere alike."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Customer, Organization, User
from community.models import Profile
from community.operations.answering import accept_answer
from community.operations.presenting import save_choices
from tests.community.writing import make_answer, make_member, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def maya() -> User:
    return make_member(name="Maya Lindqvist")


def choose(user: User, **choices: Any) -> Profile:
    return save_choices(by=user, choices=choices)


def test_with_initials_the_name_is_nowhere(client: Client, maya: User, agent: User) -> None:
    topic = make_topic(by=maya)
    answer = make_answer(make_topic(by=maya, forum=topic.forum), by=maya)
    accept_answer(answer, by=agent)
    choose(maya, name_shown="initials")
    maya.refresh_from_db()
    paths = ["/community/", topic.get_absolute_url(), answer.topic.get_absolute_url(), "/community/feed/"]
    paths += [maya.profile.get_absolute_url(), f"/community/posts/{answer.pk}/history/"]  # type: ignore[attr-defined]
    paths += ["/api/v1/community/topics/", f"/api/v1/community/topics/{topic.pk}/posts/", "/community/roadmap/"]
    for path in paths:
        page = client.get(path).content.decode()
        assert "Lindqvist" not in page, path
        assert "lindqvist" not in page, path
    assert "M. L." in client.get(topic.get_absolute_url()).content.decode()
    client.force_login(agent)
    assert "Maya Lindqvist" in client.get(maya.profile.get_absolute_url()).content.decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("seen_by", "open_to"),
    [
        ("everyone", {"stranger", "outsider", "light_agent", "self"}),
        ("signed_in", {"outsider", "light_agent", "self"}),
        ("nobody", {"light_agent", "self"}),
    ],
)
@pytest.mark.parametrize("who", ["stranger", "outsider", "light_agent", "self"])
def test_a_page_opens_for_whom_its_person_chose(
    client: Client, request: pytest.FixtureRequest, maya: User, seen_by: str, open_to: set[str], who: str
) -> None:
    topic = make_topic(by=maya)
    profile = choose(maya, seen_by=seen_by)
    if who != "stranger":
        client.force_login(maya if who == "self" else request.getfixturevalue(who))
    assert client.get(profile.get_absolute_url()).status_code == (200 if who in open_to else 404)
    # A name does not lead where nothing opens.
    page = client.get(topic.get_absolute_url()).content.decode()
    assert (profile.get_absolute_url() in page) == (who in open_to)


def test_activity_and_organization_are_shown_as_chosen(client: Client, maya: User) -> None:
    make_topic("A grinder that squeals", by=maya)
    Customer.objects.create(user=maya, name="Maya", organization=Organization.objects.create(name="Café Norr"))
    page = client.get(choose(maya).get_absolute_url()).content.decode()
    assert "A grinder that squeals" in page
    assert "Café Norr" not in page
    page = client.get(choose(maya, hides_activity=True, shows_organization=True).get_absolute_url()).content.decode()
    assert "A grinder that squeals" not in page
    assert "Helped" not in page
    assert "Café Norr" in page


def test_the_page_of_choices_saves_them_and_keeps_what_is_wrong(client: Client, maya: User) -> None:
    assert client.get("/community/profile/").status_code == 302
    client.force_login(maya)
    assert client.get("/community/profile/").status_code == 200
    sent = {"about": "Café Norr", "name_shown": "initials", "seen_by": "signed_in", "hides_activity": "on"}
    wrong = client.post("/community/profile/", {**sent, "seen_by": "friends"})
    assert wrong.status_code == 422
    assert "Café Norr" in wrong.content.decode()
    done = client.post("/community/profile/", sent)
    profile = Profile.objects.get(user=maya)
    assert done["Location"] == profile.get_absolute_url()
    assert (profile.about, profile.name_shown, profile.seen_by) == ("Café Norr", "initials", "signed_in")
    assert profile.hides_activity
    assert "maya" not in profile.handle
