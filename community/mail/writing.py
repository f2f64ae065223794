"""Write a letter of the community at the moment it goes, from what its reader may still see and has not read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from accounts.models import User
from accounts.zones import zone_of
from community.mail.answers import mark_for
from community.mail.bounces import message_id
from community.mail.links import Ending
from community.models import CommunityLetter, Flag, Notice, Post, ReachSettings, ReachWishes, Topic, TopicReader
from community.selectors.digest import digest_of
from community.templatetags.community import called
from community.wording import words_of
from helpdesk.lib.letters import Letter

Kind = CommunityLetter.Kind
Mail = ReachWishes.Mail
_ABOUT = (
    "notice__topic",
    "notice__post__topic",
    "notice__post__author",
    "notice__step",
    "notice__by__profile",
    "post__topic",
)


def write(pk: int) -> Letter | None:
    """Return a row's letter; None when nothing is left to say. Asked again at each try: rights and wishes change."""
    row = CommunityLetter.objects.select_related("user", *_ABOUT).get(pk=pk)
    rules = ReachSettings.current()
    if not row.user.is_active or (not rules.mails and row.kind != Kind.ANSWER):
        return None
    with zone_of(row.user):
        if row.kind == Kind.DIGEST:
            return _digest(row, rules)
        return _about_answer(row, rules) if row.kind == Kind.ANSWER else _news(row, rules)


def _news(row: CommunityLetter, rules: ReachSettings) -> Letter | None:
    notice, user = row.notice, row.user
    if notice is None or not _wanted(notice) or not Notice.objects.visible_to(user).filter(pk=notice.pk).exists():
        return None
    post = notice.post
    if post is not None and Flag.objects.filter(post=post, decided_at=None).exists():
        # Somebody asked a moderator to look at it: it stands in the bell, and is not carried further.
        return None
    topic = post.topic if post else notice.topic
    said = post.body if post and notice.kind != Notice.Kind.ACCEPTED else notice.step.note if notice.step else ""
    path = post.get_absolute_url() if post else topic.get_absolute_url()
    to = post or topic.posts.filter(number=1).first()
    answers = mark_for(user, to) if rules.answers and to is not None and topic.is_open else ""
    link = settings.SITE_URL + path
    text = _text("notice", user, topic.pk, line=words_of(notice), said=said, link=link, answers=bool(answers))
    name = " ".join(called(notice.by).split())
    return _letter(row, rules, topic.title, text, topic=topic, name=name, answers=answers)


def _wanted(notice: Notice) -> bool:
    """Tell whether its reader still wants it by mail, and has not seen it meanwhile."""
    mail = ReachWishes.of(notice.user_id).mail
    if notice.read_at is not None or mail == Mail.NONE:
        return False
    if mail == Mail.MINE and notice.kind in {Notice.Kind.TOPIC, Notice.Kind.POST}:
        return False
    topic = notice.post.topic_id if notice.post else notice.topic_id
    reader = TopicReader.objects.filter(topic=topic, user=notice.user_id).first()
    if reader is None:
        return True
    seen = notice.kind != Notice.Kind.ACCEPTED and notice.post is not None and reader.read_number >= notice.post.number
    return reader.muted_at is None and not seen


def _about_answer(row: CommunityLetter, rules: ReachSettings) -> Letter | None:
    user, post = row.user, row.post
    shown = post is not None and Post.objects.visible_to(user).filter(pk=post.pk).exists()
    title, link = (post.topic.title, settings.SITE_URL + post.get_absolute_url()) if post and shown else ("", "")
    text = _text("answer", user, 0, said=row.said, title=title, link=link)
    return _letter(row, rules, title or "Your answer by mail", text, ended=False)


def _digest(row: CommunityLetter, rules: ReachSettings) -> Letter | None:
    user = row.user
    wishes = ReachWishes.of(user.pk)
    if wishes.digest == ReachWishes.Digest.NONE or row.since is None:
        return None
    digest = digest_of(user, since=row.since)
    if not digest:
        return None
    text = _text("digest", user, 0, digest=digest, site=settings.SITE_URL, daily=wishes.digest == "daily")
    return _letter(row, rules, "What was new in the community", text)


def _text(name: str, user: User, topic: int, **context: Any) -> str:
    more = {"user": user, "site_name": settings.SITE_NAME, "choices": Ending(user.pk, topic).choices}
    return render_to_string(f"community/mail/{name}.txt", {**context, **more}).strip() + "\n"


def _letter(
    row: CommunityLetter,
    rules: ReachSettings,
    subject: str,
    text: str,
    *,
    topic: Topic | None = None,
    name: str = "",
    answers: str = "",
    ended: bool = True,
) -> Letter:
    community = f"{settings.SITE_NAME} Community"
    return Letter(
        to=row.user.email,
        name=f"{name} · {community}" if name else community,
        ours=rules.sender,
        subject=f"[{community}] {subject}"[:180],
        text=text,
        # However often it is tried, it stays one letter; those of one topic stand together.
        message_id=message_id(row),
        references=(f"community.topic.{topic.pk}@{settings.MAIL_DOMAIN}",) if topic else (),
        answers=answers,
        unsubscribe=Ending(row.user_id, topic.pk if topic else 0).one_click if ended else "",
    )
