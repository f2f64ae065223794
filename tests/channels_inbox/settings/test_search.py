from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry, User
from knowledgebase.models import SearchSettings, Visit
from knowledgebase.search import search
from tests.channels_inbox.desk.conftest import signed_in
from tests.knowledgebase.writing import make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(admin: User) -> Client:
    return signed_in(admin)


@pytest.fixture
def url() -> str:
    return reverse("agent_search_settings") + "?locale=en"


def test_a_synonym_is_known_to_the_next_search_and_to_the_audit_log(client: Client, url: str) -> None:
    article = make_article("Connect the gizmo", "Press its button.")
    asked = "doohickey"
    assert not search(AnonymousUser(), asked, locale="en").results
    answer = client.post(url, {"version": 0, "synonyms": "gizmo,  doohickey\n\n", "stop_words": "Halden, halden"})
    assert answer.status_code == 302
    assert [result.row for result in search(AnonymousUser(), asked, locale="en").results] == [article]
    assert not search(AnonymousUser(), f'"{asked}"', locale="en").results
    kept = SearchSettings.objects.get()
    assert (kept.synonyms, kept.stop_words) == ("gizmo, doohickey", "halden")
    assert AuditEntry.objects.filter(kind="searchsettings").count() == 1


def test_what_cannot_be_a_group_is_said_beside_it_and_kept(client: Client, url: str) -> None:
    answer = client.post(url, {"version": 0, "synonyms": "login, sign in\nalone", "stop_words": ""})
    assert answer.status_code == 422
    assert "Line 2" in answer.text
    assert "alone</textarea>" in answer.text
    assert not SearchSettings.objects.exists()


def test_who_saves_over_newer_words_is_told(client: Client, url: str) -> None:
    client.post(url, {"version": 0, "synonyms": "login, sign in", "stop_words": ""})
    answer = client.post(url, {"version": 0, "synonyms": "a, b", "stop_words": ""})
    assert answer.status_code == 409
    assert SearchSettings.objects.get().synonyms == "login, sign in"


def test_markup_in_a_synonym_is_text(client: Client, url: str) -> None:
    client.post(url, {"version": 0, "synonyms": "<script>alert(1)</script>, x", "stop_words": ""})
    assert "<script>alert(1)" not in client.get(url).text


def test_what_was_not_found_and_tried_again_is_shown(client: Client, url: str) -> None:
    now = timezone.now()
    said = [
        ("a" * 32, "espresso grinder", 0, 50),
        ("a" * 32, "coffee mill", 2, 40),
        ("b" * 32, "Espresso Grinder", 0, 20),
    ]
    for visitor, query, found, ago in said:
        at = now - timedelta(seconds=ago)
        Visit.objects.create(visitor=visitor, kind="searched", query=query, found=found, locale="en", at=at)
    page = client.get(url)
    assert [(row["words"], row["people"]) for row in page.context["not_found"]] == [("espresso grinder", 2)]
    assert [(row.first, row.then) for row in page.context["tried"]] == [("espresso grinder", "coffee mill")]


def test_a_language_nobody_has_is_not_found(client: Client) -> None:
    assert client.get(reverse("agent_search_settings"), {"locale": "xx"}).status_code == 404
