"""Administrators write messages: with what they typed kept, and what became of each beside it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organization, User
from knowledgebase.models import Announcement
from knowledgebase.operations.announcing import note_told
from knowledgebase.visitors import cookie_visitor
from tests.announcements import make_announcement
from tests.channels_inbox.desk.conftest import signed_in

pytestmark = pytest.mark.django_db
FORM: dict[str, Any] = {
    "title": "The Duo 2 is here",
    "body": "Two **boilers**.",
    "kind": "banner",
    "action": "link",
    "action_label": "Look at it",
    "action_url": "/duo",
    "in_widget": "on",
    "pages": "/shop*\n\n/cart",
    "languages": "en, pt-BR",
    "attributes": "plan = pro",
    "delay": "3",
    "starts_at": "2026-10-05T09:00",
    "frequency": "every_days",
    "every_days": "7",
    "priority": "5",
    "holdout": "10",
    "goal": "/duo*",
}


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


def test_a_message_is_written_sent_out_and_stopped(desk: Client) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    answer = desk.post(reverse("agent_new_announcement"), {**FORM, "organizations": [cafe.pk]})
    made = Announcement.objects.get()
    where = reverse("agent_announcement", args=[made.pk])
    assert answer["Location"] == where
    assert (made.pages, made.languages, made.attributes) == (["/shop*", "/cart"], ["en", "pt-BR"], {"plan": "pro"})
    assert (made.in_help, made.holdout, list(made.organizations.all())) == (False, 10, [cafe])
    assert not made.is_out
    publication = reverse("agent_announcement_publication", args=[made.pk])
    for sent, out in (({}, True), ({"stop": ""}, False)):
        desk.post(publication, sent)
        made.refresh_from_db()
        assert made.is_out is out
    page = desk.get(where).text
    assert "plan = pro" in page
    assert 'value="2026-10-05T09:00"' in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", "", "fill this in"),
        ("pages", "shop", "is no path"),
        ("goal", "https://x.example/ y", "is no path"),
        ("languages", "english!", "is no language"),
        ("attributes", "plan", "Write a name"),
        ("action_url", "javascript:alert(1)", "https://"),
        ("action_label", "", "Say what the button does"),
        ("holdout", "80", "50"),
        ("starts_at", "soon", "enter a day"),
        ("starts_at", "0001-01-01T00:00", "between 2000 and 2099"),
        ("ends_at", "9999-12-31T23:59", "between 2000 and 2099"),
    ],
)
def test_what_is_wrong_is_said_beside_its_cause_and_nothing_is_lost(
    desk: Client, name: str, value: str, said: str
) -> None:
    answer = desk.post(reverse("agent_new_announcement"), {**FORM, name: value})
    assert answer.status_code == 422
    assert said in " ".join(answer.context["form"].errors[name])
    assert "Two **boilers**." in answer.text
    assert not Announcement.objects.exists()


def test_somebody_else_was_faster(desk: Client, admin: User) -> None:
    made = make_announcement(admin)
    where = reverse("agent_announcement", args=[made.pk])
    assert desk.post(where, {**FORM, "version": made.version}).status_code == 302
    assert desk.post(where, {**FORM, "version": made.version}).status_code == 409


def test_the_list_counts_with_two_statements_however_many_there_are(desk: Client, admin: User) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3):
            made = make_announcement(admin, goal="/duo*", holdout=10)
            note_told(made.pk, cookie_visitor("a"), "shown")
            note_told(made.pk, cookie_visitor("b"), "held")
        with CaptureQueriesContext(connection) as asked:
            page = desk.get(reverse("agent_announcements"))
        counts.append(len(asked))
        assert "1 kept back" in page.text
    assert counts[0] == counts[1]
