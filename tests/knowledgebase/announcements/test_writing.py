"""A message is written with care: what cannot work is refused, two editors see each other, each change is on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.errors import ChangedMeanwhile
from accounts.models import AuditEntry, User
from knowledgebase.announcements.current import current, messages_for, news_for
from knowledgebase.announcements.fitting import HELP, WIDGET
from knowledgebase.models import Announcement
from knowledgebase.operations.announcing import publish_announcement, save_announcement, stop_announcement
from tests.announcements import make_announcement

pytestmark = pytest.mark.django_db
LINK: dict[str, Any] = {"action": "link", "action_label": "Look"}


@pytest.mark.parametrize(
    ("field", "fields"),
    [
        *(
            ("action_url", {**LINK, "action_url": url})
            for url in ("javascript:alert(1)", "//evil.example", "/\\evil", "")
        ),
        ("action_label", {"action": "chat"}),
        ("in_widget", {"in_widget": False, "in_help": False}),
        ("ends_at", {"starts_at": timezone.now(), "ends_at": timezone.now() - timedelta(hours=1)}),
        ("title", {"title": ""}),
    ],
)
def test_what_cannot_work_is_refused_beside_its_cause(field: str, fields: dict[str, Any], admin: User) -> None:
    with pytest.raises(ValidationError) as refused:
        save_announcement(Announcement(**{"title": "x", **fields}), [], by=admin)
    assert field in refused.value.message_dict


def test_publishing_stopping_and_changing_are_on_record(admin: User) -> None:
    made = make_announcement(admin, out=False)
    assert current() == []
    assert publish_announcement(made, by=admin)
    assert not publish_announcement(made, by=admin)
    assert stop_announcement(made, by=admin)
    assert not stop_announcement(made, by=admin)
    made.title = "Another"
    save_announcement(made, [], by=admin, seen=1)
    with pytest.raises(ChangedMeanwhile):
        save_announcement(made, [], by=admin, seen=1)
    actions = AuditEntry.objects.filter(kind="announcement").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["added", "published", "stopped", "changed"]


def test_pages_get_words_alone_and_the_heaviest_first(admin: User) -> None:
    make_announcement(admin, "Light", priority=1)
    make_announcement(admin, "Heavy", priority=9, body="**Bold** <script>alert(1)</script>", pages=["/cart*"])
    make_announcement(admin, "News", kind="feed", in_widget=False)
    shown = messages_for(WIDGET)
    assert [one["title"] for one in shown] == ["Heavy", "Light"]
    assert "**" not in shown[0]["text"]
    assert shown[0]["text"].startswith("Bold")
    assert shown[0]["pages"] == ["/cart*"]
    assert "pages" not in shown[1], "what says nothing is not sent"
    assert [one.shown["title"] for one in news_for(HELP)] == ["News", "Light"]
    assert "<script" not in news_for(HELP)[0].html
