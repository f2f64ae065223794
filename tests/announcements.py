"""Messages as tests need them: through the product's own verbs."""

from __future__ import annotations

from typing import Any

from accounts.models import Organization, User
from knowledgebase.announcements.current import keep_current
from knowledgebase.models import Announcement
from knowledgebase.operations.announcing import publish_announcement, save_announcement


def make_announcement(by: User, title: str = "The Duo 2 is here", *, organizations: list[Organization] | None = None, out: bool = True, **fields: Any) -> Announcement:  # fmt: skip
    made = save_announcement(Announcement(title=title, **fields), organizations or [], by=by)
    if out:
        publish_announcement(made, by=by)
    # What pages read is written after commit, which a test's transaction never reaches.
    keep_current()
    return made
