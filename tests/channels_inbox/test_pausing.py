"""Channels that stop and go on while messages come and go."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from accounts.models import User
from channels_inbox.models import Channel, Inbound, Outbound
from channels_inbox.operations.channels import pause_channel, resume_channel
from channels_inbox.storing import store_raw
from tests.factories import make_answer, make_user
from tests.mail import deliver, make_channel, make_mail
from tests.queueing import meanwhile, waits

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_comes_for_a_channel_that_goes_on_meanwhile_is_read(db: None) -> None:
    admin, channel = make_user(User.Role.ADMIN), make_channel()
    pause_channel(channel, by=admin)
    seen_paused = Channel.objects.get(pk=channel.pk)
    resume_channel(channel, by=admin)
    store_raw(seen_paused, external_id="one", raw=make_mail())
    assert Inbound.objects.get().due_at is not None


def test_a_channel_goes_on_with_a_reply_that_was_being_written(db: None) -> None:
    admin, agent, channel = make_user(User.Role.ADMIN), make_user(User.Role.AGENT), make_channel()
    ticket = deliver(channel, make_mail()).ticket
    assert ticket is not None
    pause_channel(channel, by=admin)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            message = make_answer(ticket, by=agent)
            assert Outbound.objects.get(message=message).due_at is None
            going_on = meanwhile(pool, resume_channel, channel, by=admin)
            waits()
        going_on.result(30)
    assert Outbound.objects.get(message=message).due_at is not None
