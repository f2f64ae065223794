"""Two tickets are locked in the order of their ids, so that nobody waits in a ring."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from accounts.models import User
from tests.factories import make_inbound, make_ticket
from tests.invariants import broken_rules
from tests.queueing import meanwhile, waits
from tickets.models import Ticket, TicketMerge
from tickets.operations.merging import merge_tickets, undo_merge
from tickets.selectors import locked


@pytest.mark.django_db(transaction=True)
def test_mail_that_comes_during_a_merge_lets_go_before_it_waits_for_the_target(agent: User) -> None:
    target, source = make_ticket(), make_ticket()
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            edge = merge_tickets(source, into=target, by=agent)
            mail = meanwhile(pool, make_inbound, source)
            waits()
            undo = meanwhile(pool, undo_as_soon_as_it_can, edge.pk, target.pk, agent)
            waits(2)
        message = mail.result(30)
        undo.result(30)
    assert message.ticket in {source, target}
    assert not TicketMerge.objects.filter(undone_at=None).exists()
    assert broken_rules() == []


@transaction.atomic
def undo_as_soon_as_it_can(edge: int, target: int, by: User) -> None:
    """Wait for the target, as undoing does: its id is the smaller one."""
    locked(Ticket(pk=target))
    undo_merge(TicketMerge.objects.get(pk=edge), by=by)
