"""An answer to a letter of the community becomes a post: by who was sent the letter, under the rules of the browser."""

from __future__ import annotations

import hashlib
import re

from allauth.account.models import EmailAddress
from django.db import transaction

from accounts.models import User
from community.models import CommunityLetter, Post, ReachSettings, Topic
from community.operations.posting import add_post
from helpdesk.lib.letters import Answer, mark
from helpdesk.lib.limits import allow
from helpdesk.lib.refusal import Refusal

INITIAL = "c"
_VALUE = re.compile(r"(?P<user>[0-9a-f]{1,12})-(?P<post>[0-9a-f]{1,12})\Z")
FILES = "Your words are posted. The files that came with them are not: files cannot be posted by mail."
NO_WORDS = "There were no words of yours above what you quoted."


def mark_for(user: User, post: Post) -> str:
    """Return the mark of an address for answers: it is good for this person, to this post and its topic."""
    return mark(INITIAL, f"{user.pk:x}-{post.pk:x}")


def take(answer: Answer) -> str | None:
    """Post an answer and say what became of it; None when it must not be posted in the name of who was sent the letter.

    Then it is mail to the company like any other: nothing is lost, and nothing private appears in public.
    """
    found = _VALUE.match(answer.value)
    if found is None or answer.forged or not ReachSettings.current().answers:
        return None
    user = User.objects.filter(pk=int(found["user"], 16), is_active=True).first()
    post = Post.objects.select_related("topic").filter(pk=int(found["post"], 16)).first()
    if user is None or post is None or not _writes_from(user, answer.sender):
        return None
    if not Topic.objects.visible_to(user).filter(pk=post.topic_id).exists():
        return None
    if not answer.text.strip():
        return _tell(user, post, NO_WORDS)
    key = f"mail {hashlib.sha256(answer.message_id.encode()).hexdigest()[:32]}"
    try:
        with transaction.atomic():
            made = add_post(post.topic, by=user, body=answer.text, reply_to=None if post.is_first else post, key=key)
    except Refusal as refusal:
        return _tell(user, post, str(refusal))
    if answer.files:
        _tell(user, made, FILES)
    waits = " It waits for a moderator." if made.held_at else ""
    return f"Posted in the community: post {made.number} of “{made.topic.title}”.{waits}"


def _writes_from(user: User, sender: str) -> bool:
    """Tell whether an address is one this person has proven to be theirs."""
    sender = sender.strip().lower()
    proven = EmailAddress.objects.filter(user=user, verified=True, email__iexact=sender)
    return sender == user.email.lower() or proven.exists()


def _tell(user: User, post: Post, why: str) -> str:
    """Queue a letter that says why an answer is not posted as it came. Not many a day: a machine might answer them."""
    if allow("community_mail_answer", str(user.pk), limit=10, seconds=86_400):
        CommunityLetter.objects.create(user=user, kind=CommunityLetter.Kind.ANSWER, post=post, said=why)
    return f"Not posted as it came: {why}"
