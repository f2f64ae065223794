"""What a notice says, in one line."""

from __future__ import annotations

from community.models import Notice
from community.templatetags.community import called

Kind = Notice.Kind


def words_of(notice: Notice) -> str:
    """Return what a notice says, in one line. Reads its topic, post and step."""
    topic = (notice.post.topic if notice.post else notice.topic).title
    name = called(notice.by)
    if notice.kind == Kind.STATE and notice.step is not None:
        return f"“{topic}” is now {notice.step.get_state_display().lower()}"
    if notice.kind == Kind.ACCEPTED:
        mine = notice.post is not None and notice.post.author_id == notice.user_id
        return f"Your answer solved “{topic}”" if mine else f"{name} chose an answer to “{topic}”"
    said = {
        Kind.MENTION: "{name} names you in “{topic}”",
        Kind.REPLY: "{name} answers you in “{topic}”",
        Kind.MERGED: "What you began, voted for or follow became part of “{topic}”",
        Kind.SPLIT: "What you wrote is a topic of its own now: “{topic}”",
        Kind.TOPIC: "{name} began “{topic}”",
    }
    return said.get(Kind(notice.kind), "{name} wrote in “{topic}”").format(name=name, topic=topic)
