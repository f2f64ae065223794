"""The audit log speaks of things by the names people know."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry, User
from tests.channels_inbox.desk.conftest import signed_in


@pytest.fixture
def desk(admin: User) -> Client:
    return signed_in(admin)


@pytest.mark.parametrize(
    ("action", "kind", "words"),
    [
        ("added", "slapolicy", "added the SLA policy “Hello”"),
        ("changed", "savedview", "changed the saved view “Hello”"),
        ("retired", "customfield", "retired the custom field “Hello”"),
        ("moved", "requesttype", "moved the request type “Hello”"),
        ("changed", "ratingsettings", "changed the rating settings “Hello”"),
        ("deactivated", "user", "deactivated the agent “Hello”"),
        ("new secret", "webhook", "gave a new secret to the webhook “Hello”"),
        ("made default", "calendar", "made a default of the calendar “Hello”"),
        ("removed", "gone", "removed the gone “Hello”"),
    ],
)
def test_each_change_is_a_sentence(desk: Client, admin: User, action: str, kind: str, words: str) -> None:
    AuditEntry.objects.create(by=admin, action=action, kind=kind, object_id=1, name="Hello")
    assert words in desk.get(reverse("agent_audit")).content.decode()
