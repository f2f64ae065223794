"""Workers killed while a vendor has their message: nobody reads it twice. The vendor's own ledger decides."""

from __future__ import annotations

import signal
import subprocess
import sys
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from channels_inbox.delivering import deliver_pending
from channels_inbox.models import Channel, Conversation, Outbound
from channels_inbox.registry import capabilities
from helpdesk.lib.delivery import State
from tests.channels_inbox.transport.running import ROOT, environment
from tests.channels_inbox.transport.test_crashes_out import WORKER
from tests.channels_inbox.wires.conftest import take
from tests.channels_inbox.wires.playing import HOOKED, Player
from tests.channels_inbox.wires.vendor import Vendor
from tickets.operations.replying import post_reply

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.parametrize("kind", HOOKED, indirect=True),
]


def test_a_worker_killed_while_the_vendor_thinks_leaves_no_second_message(
    channel: Channel, play: Player, vendor: Vendor, agent: User, kind: str
) -> None:
    ticket = take(channel, play, play.message("The gauge stays at 4 bar.")).ticket
    assert ticket
    post_reply(ticket, by=agent, text="Bleed the pump first.", channel=kind, wire=Conversation.objects.get().pk)
    vendor.has_request.clear()
    vendor.stall = True
    settings: dict[str, Any] = {**environment(), "WEBHOOK_NETWORKS": "127.0.0.1/32"}
    worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=settings)
    try:
        assert vendor.has_request.wait(60)
        worker.send_signal(signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait(10)
    vendor.stall = False
    vendor.go_on.set()
    Outbound.objects.update(due_at=timezone.now())
    deliver_pending()
    row = Outbound.objects.get()
    sent = vendor.posts()
    if capabilities(kind).idempotent:
        assert row.state == State.SENT
        assert {asked.headers["x-helpdesk-delivery"] for asked in sent} == {row.external_id}
    else:
        assert (row.state, len(sent)) == (State.UNCERTAIN, 1)
