"""What letters of the community say when they go, and when there is nothing left to say."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Customer, Organization, User
from community.mail.links import Ending
from community.mail.writing import write
from community.models import CommunityLetter, Notice, Post, ReachSettings, ReachWishes, Topic, TopicReader
from community.operations.calming import suspend
from community.operations.editing import edit_post, remove_post
from community.operations.flagging import flag_post
from community.operations.following import read_topic, wish_for_topic
from community.operations.ideas import move_idea
from community.operations.reaching import wish_for_mail, write_digests
from helpdesk.lib.letters import Letter
from tests.community.writing import make_answer, make_forum, make_member, make_topic

pytestmark = pytest.mark.django_db


def letter_to(user: User | None) -> Letter | None:
    assert user is not None
    return write(CommunityLetter.objects.filter(user=user).latest("pk").pk)


def test_a_letter_says_who_wrote_what_and_where_to_answer() -> None:
    topic = make_topic("The pump hums")
    post = make_answer(topic, "Bleed the **air** from it.", by=make_member(name="Linh Tran"))
    letter = letter_to(topic.author)
    assert letter is not None
    assert topic.author is not None
    assert (letter.to, letter.name) == (topic.author.email, "Linh Tran · Halden Community")
    assert letter.subject.endswith("The pump hums")
    assert "Linh Tran answers you in “The pump hums”" in letter.text
    assert "Bleed the **air** from it." in letter.text
    assert post.get_absolute_url() in letter.text
    assert letter.unsubscribe == Ending(topic.author.pk, topic.pk).one_click
    assert letter.references == (f"community.topic.{topic.pk}@{letter.message_id.partition('@')[2]}",)


def test_a_letter_waits_for_changes_and_goes_with_the_last_of_them() -> None:
    topic = make_topic()
    post = make_answer(topic, "First words")
    row = CommunityLetter.objects.get()
    assert row.due_at is not None
    assert timedelta(minutes=4) < row.due_at - timezone.now() < timedelta(minutes=6)
    assert post.author is not None
    edit_post(post, by=post.author, body="Second thoughts")
    letter = letter_to(topic.author)
    assert letter is not None
    assert "Second thoughts" in letter.text
    assert "First words" not in letter.text


@pytest.mark.parametrize(
    "what", ["removed", "held", "flagged", "topic", "lost", "read", "seen", "muted", "unwanted", "off", "left"]
)
def test_what_changed_meanwhile_is_not_mailed(what: str, agent: User, customer: User) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    Customer.objects.filter(user=customer).update(organization=cafe)
    customer.refresh_from_db()
    topic = make_topic(forum=make_forum(visibility="organizations", organizations=[cafe]), by=customer)
    post = make_answer(topic, by=agent)
    assert letter_to(customer) is not None
    topic.refresh_from_db()
    match what:
        case "removed":
            remove_post(post, by=agent)
        case "held":
            Post.objects.filter(pk=post.pk).update(held_at=timezone.now())
        case "flagged":
            flag_post(post, by=make_member(level=2), reason="rude")
        case "topic":
            Topic.objects.filter(pk=topic.pk).update(removed_at=timezone.now())
        case "lost":
            Customer.objects.filter(user=customer).update(organization=None)
        case "read":
            Notice.objects.update(read_at=timezone.now())
        case "seen":
            read_topic(topic, by=customer, number=2)
        case "muted":
            wish_for_topic(topic, by=customer, level="mute")
        case "unwanted":
            wish_for_mail(customer, mail="none")
        case "off":
            ReachSettings.objects.create(mails=False)
        case "left":
            User.objects.filter(pk=customer.pk).update(is_active=False)
    assert letter_to(customer) is None


def test_a_letter_about_an_idea_carries_its_note(agent: User) -> None:
    idea = make_topic("A quiet mode", forum=make_forum(kind="idea"))
    move_idea(idea, to="declined", by=agent, note="The motor cannot do it.")
    letter = letter_to(idea.author)
    assert letter is not None
    assert "“A quiet mode” is now declined" in letter.text
    assert "The motor cannot do it." in letter.text


def test_opening_a_link_changes_nothing_and_the_button_does(client: Client) -> None:
    topic = make_topic()
    user = topic.author
    assert user is not None
    ending = Ending(user.pk, topic.pk)
    path = f"/community/mail/{ending.token}/"
    for address in (path, f"{path}end/"):
        assert client.get(address).status_code == 200
    assert not ReachWishes.objects.exists()
    assert TopicReader.objects.get(topic=topic, user=user).level == "watch"
    client.post(path, {"mute": "1"})
    assert TopicReader.objects.get(topic=topic, user=user).level == "mute"
    client.post(path, {"mail": "mine", "digest": "weekly"})
    wishes = ReachWishes.objects.get(user=user)
    assert (wishes.mail, wishes.digest) == ("mine", "weekly")


def test_muting_takes_no_right(client: Client, agent: User) -> None:
    topic = make_topic()
    assert topic.author is not None
    suspend(topic.author, days=3, by=agent)
    client.post(f"/community/mail/{Ending(topic.author.pk, topic.pk).token}/", {"mute": "1"})
    assert TopicReader.objects.get(topic=topic, user=topic.author).level == "mute"


def test_a_link_names_no_topic_that_is_not_for_everybody(client: Client) -> None:
    topic = make_topic("Zebra stripes", forum=make_forum(visibility="signed_in"))
    assert topic.author is not None
    path = f"/community/mail/{Ending(topic.author.pk, topic.pk).token}/"
    assert "Zebra" not in client.get(path).content.decode()
    client.force_login(topic.author)
    assert "Zebra" in client.get(path).content.decode()


def test_a_mail_program_ends_letters_with_one_click() -> None:
    topic = make_topic()
    assert topic.author is not None
    browser = Client(enforce_csrf_checks=True)
    for about in (topic.pk, 0):
        path = f"/community/mail/{Ending(topic.author.pk, about).token}/end/"
        assert browser.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    wishes = ReachWishes.objects.get(user=topic.author)
    assert (wishes.mail, wishes.digest) == ("none", "none")


def test_a_link_nobody_made_is_good_for_nothing(client: Client) -> None:
    token = Ending(1, 1).token
    for forged in (token.replace("1-1", "2-1"), "1-1", "x"):
        assert client.post(f"/community/mail/{forged}/", {"mute": "1"}).status_code == 410
        assert client.post(f"/community/mail/{forged}/end/").status_code == 410


def test_a_link_shows_no_title_its_person_may_not_read(client: Client, outsider: User) -> None:
    topic = make_topic("Zebra stripes", forum=make_forum(visibility="internal"), by=User.objects.get(role="admin"))
    page = client.get(f"/community/mail/{Ending(outsider.pk, topic.pk).token}/").content.decode()
    assert "Zebra" not in page


def test_a_digest_tells_what_its_reader_may_see_and_did_not_mute() -> None:
    reader = make_member()
    wish_for_mail(reader, digest="weekly")
    open_one, muted = make_topic("Milk foams too much"), make_topic("Grinder too coarse")
    followed = make_topic("The pump hums", by=reader)
    make_answer(followed)
    make_topic("Zebra stripes", forum=make_forum(visibility="internal"), by=User.objects.get(role="admin"))
    wish_for_topic(muted, by=reader, level="mute")
    later = timezone.now() + timedelta(days=8)
    assert [write_digests(now=later), write_digests(now=later)] == [1, 0]
    letter = write(CommunityLetter.objects.get(kind="digest").pk)
    assert letter is not None
    assert letter.text.index(followed.title) < letter.text.index(open_one.title)
    assert muted.title not in letter.text
    assert "Zebra" not in letter.text
    assert letter.unsubscribe == Ending(reader.pk, 0).one_click


def test_a_digest_with_nothing_in_it_is_not_sent_and_nobody_gets_one_unasked() -> None:
    reader, other = make_member(), make_member()
    wish_for_mail(reader, digest="daily")
    wish_for_mail(other, mail="mine")
    assert write_digests(now=timezone.now() + timedelta(days=2)) == 1
    assert write(CommunityLetter.objects.get().pk) is None
