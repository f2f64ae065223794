"""A call whose hang-up never came ends by itself, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from channels_inbox.models import CallStep
from channels_inbox.phone.sweeping import end_silent_calls
from tests.channels_inbox.phone.calls import call, make_line, tell
from tickets.models import Event

pytestmark = pytest.mark.django_db


def test_a_silent_call_ends_once_and_a_late_hang_up_changes_nothing(client: Client) -> None:
    make_line()
    tell(client, "newCall")
    assert end_silent_calls() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=4)):
        assert end_silent_calls() == 1
        assert end_silent_calls() == 0
        assert (call().state, call().due_at) == ("missed", None)
        tell(client, "hangup")
    assert call().state == "missed"
    assert Event.objects.filter(action="call_ended").count() == 1


def test_a_call_that_was_heard_of_lately_goes_on(client: Client) -> None:
    make_line()
    tell(client, "newCall")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        tell(client, "answer")
    with time_machine.travel(timezone.now() + timedelta(hours=4)):
        assert end_silent_calls() == 0
    assert not CallStep.objects.filter(kind="hung_up").exists()
