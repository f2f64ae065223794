"""Old notifications go, oldest first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notification, User
from accounts.operations.forgetting import TOLD, forget_notifications
from accounts.operations.notifying import notify

pytestmark = pytest.mark.django_db


def test_after_ninety_days_a_notification_goes_and_younger_ones_stay(agent: User) -> None:
    for n in range(3):
        notify(agent, Notification.Kind.RULE, key=str(n), text="x")
    old = Notification.objects.order_by("pk")[:2]
    Notification.objects.filter(pk__in=[row.pk for row in old]).update(
        created_at=timezone.now() - TOLD - timedelta(hours=1)
    )
    assert [forget_notifications(limit=1), forget_notifications(), forget_notifications()] == [1, 1, 0]
    assert Notification.objects.get().key == "2"
