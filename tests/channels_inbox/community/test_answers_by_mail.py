"""An answer to a letter of the community, as it comes in by mail: posted, or mail like any other, or nothing."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox.bounces import receive_bounce
from channels_inbox.messages import BouncedRecipient, BounceReport
from channels_inbox.models import Channel, Inbound
from channels_inbox.neighbours import take_answer
from community.mail.answers import mark_for
from community.mail.writing import write
from community.models import CommunityLetter, Forum, Post, ReachSettings, ReachWishes, Topic
from community.operations.steering import close_topic
from tests.community.writing import make_answer, make_forum, make_member, make_topic
from tests.mail import deliver, make_channel, make_mail
from tickets.models import Message, Ticket

pytestmark = pytest.mark.django_db

QUOTED = (
    "Try it cold first.\n\nOn Sun, 22 Nov 2026 at 10:00, Halden Community wrote:\n> Linh answers you\n> Bleed it.\n"
)


@pytest.fixture
def channel() -> Channel:
    return make_channel()


@pytest.fixture
def post() -> Post:
    topic = make_topic()
    return make_answer(topic, by=make_member())


def address_for(user: User | None, post: Post) -> str:
    assert user is not None
    return f"support+{mark_for(user, post)}@halden.example"


def mailed(channel: Channel, post: Post, text: str = QUOTED, *, user: User | None = None, **more: str) -> Inbound:
    user = user or post.topic.author
    assert user is not None
    to = address_for(user, post)
    more.setdefault("sender", user.email)
    return deliver(
        channel, make_mail(text, to=to, subject="Re: [Halden Community] The pump", **more), envelope_to=(to,)
    )


def said(post: Post) -> list[str]:
    return list(post.topic.posts.filter(number__gt=post.number).values_list("body", flat=True))


def test_an_answer_is_posted_without_what_it_quotes(channel: Channel, post: Post) -> None:
    row = mailed(channel, post)
    assert (row.state, row.outcome) == (Inbound.State.DONE, "posted")
    made = post.topic.posts.get(number=3)
    assert (made.body, made.author, made.reply_to) == ("Try it cold first.", post.topic.author, post)
    assert not Ticket.objects.exists()


def test_the_same_letter_by_two_ways_is_one_post(channel: Channel, post: Post) -> None:
    for _ in range(2):
        mailed(channel, post, message_id="<once@cafenorr.example>")
    assert said(post) == ["Try it cold first."]


def test_somebody_else_with_the_address_posts_nothing_and_is_heard_all_the_same(channel: Channel, post: Post) -> None:
    row = mailed(channel, post, sender="mallory@elsewhere.example")
    assert row.outcome == "created"
    assert said(post) == []


def test_a_mark_nobody_made_is_mail_like_any_other(channel: Channel, post: Post) -> None:
    assert post.topic.author is not None
    forged = address_for(post.topic.author, post).replace("+c", "+c1")
    raw = make_mail(to=forged, sender=post.topic.author.email)
    assert deliver(channel, raw, envelope_to=(forged,)).outcome == "created"
    assert said(post) == []


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"X_Autoreply": "yes"}],
)
def test_machines_never_post(channel: Channel, post: Post, headers: dict[str, str]) -> None:
    row = mailed(channel, post, "I am on holiday.", user=None, **headers)
    assert row.outcome == "ignored"
    assert said(post) == []
    assert not Message.objects.exists()
    assert not CommunityLetter.objects.filter(kind="answer").exists()


def test_our_own_letter_come_back_is_ignored(channel: Channel, post: Post, settings: object) -> None:
    domain = settings.MAIL_DOMAIN  # type: ignore[attr-defined]
    assert mailed(channel, post, X_Helpdesk_Loop=domain).outcome == "ignored"
    assert said(post) == []


def test_who_lost_sight_posts_nothing(channel: Channel, post: Post) -> None:
    Forum.objects.filter(pk=post.topic.forum_id).update(visibility="internal")
    assert mailed(channel, post).outcome == "created"
    assert said(post) == []


def test_a_refusal_is_told_by_one_letter(channel: Channel, post: Post, agent: User) -> None:
    close_topic(post.topic, by=agent, closed=True)
    assert "closed" in mailed(channel, post).reason
    assert said(post) == []
    letter = write(CommunityLetter.objects.get(kind="answer").pk)
    assert letter is not None
    assert "This topic is closed" in letter.text
    assert not letter.answers


def test_an_answer_without_words_is_told_so(channel: Channel, post: Post) -> None:
    mailed(channel, post, "On Sun, 22 Nov 2026 at 10:00, Halden Community wrote:\n> Bleed it.\n")
    assert said(post) == []
    assert "no words of yours" in CommunityLetter.objects.get(kind="answer").said


def test_the_limits_of_who_is_new_hold_by_mail_too(channel: Channel, post: Post) -> None:
    newcomer = make_member(level=0)
    links = "[a](https://a.example/x) [b](https://b.example/y) [c](https://c.example/z)"
    mailed(channel, post, links, user=newcomer)
    assert said(post) == []
    assert "at most 2 links" in CommunityLetter.objects.get(kind="answer").said


def test_files_are_left_out_and_said_to_be(channel: Channel, post: Post) -> None:
    user = post.topic.author
    assert user is not None
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"] = user.email, address_for(user, post)
    mail["Subject"], mail["Message-ID"] = "Re: pump", "<files@cafenorr.example>"
    mail.set_content("It looks like this.")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="pump.pdf")
    deliver(channel, bytes(mail), envelope_to=(address_for(user, post),))
    assert said(post) == ["It looks like this."]
    assert "files" in CommunityLetter.objects.get(kind="answer").said


def test_switched_off_an_answer_is_mail_like_any_other(channel: Channel, post: Post) -> None:
    ReachSettings.objects.create(answers=False)
    assert mailed(channel, post).outcome == "created"
    assert said(post) == []


def test_a_topic_taken_away_takes_no_answers(channel: Channel, post: Post) -> None:
    Topic.objects.filter(pk=post.topic_id).update(removed_at=timezone.now())
    assert mailed(channel, post).outcome == "created"
    assert Post.objects.filter(topic=post.topic).count() == 2


def test_mail_without_a_mark_costs_nothing(django_assert_num_queries: object) -> None:
    from channels_inbox.adapters.email.parse import parse

    message = parse(make_mail())
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert take_answer(message, ["support@halden.example", "support+r123@halden.example"]) is None


def test_an_internal_forum_is_no_place_for_customers_answers(channel: Channel, agent: User) -> None:
    topic = make_topic(forum=make_forum(visibility="internal"), by=agent)
    outsider = make_member()
    assert mailed(channel, topic.posts.get(number=1), user=outsider).outcome == "created"
    assert topic.posts.count() == 1


def test_an_address_letters_come_back_from_is_written_to_no_more(post: Post) -> None:
    user = post.topic.author
    assert user is not None
    for number in range(3):
        assert not ReachWishes.objects.filter(user=user, mail="none").exists(), number
        letter = CommunityLetter.objects.create(user=user, kind="answer", post=post, said="Closed.")
        sent = write(letter.pk)
        assert sent is not None
        gone = BouncedRecipient(user.email, status="5.1.1", diagnostic="No such user")
        stranger = BouncedRecipient("mallory@elsewhere.example", status="5.1.1")
        assert receive_bounce(BounceReport((stranger,), sent.message_id)).outcome == "ignored"
        assert receive_bounce(BounceReport((gone,), sent.message_id)).outcome == "bounce"
        letter.refresh_from_db()
        assert (letter.state, letter.trouble) == ("bounced", "No such user")
    assert ReachWishes.objects.get(user=user).mail == "none"
    assert receive_bounce(BounceReport((gone,), f"community.{letter.pk}.{'0' * 20}@localhost")).outcome == "ignored"
