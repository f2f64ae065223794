"""Links between tickets: one row, no rings, one parent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import User
from tests.factories import make_ticket
from tickets.errors import NotAllowed
from tickets.models import Event, TicketLink
from tickets.operations.relating import CannotLink, link_tickets, unlink_tickets

pytestmark = pytest.mark.django_db


def test_a_link_is_made_once_and_told_in_both(agent: User) -> None:
    a, b = make_ticket(), make_ticket()
    link = link_tickets(b, to=a, kind="related", by=agent)
    assert link_tickets(a, to=b, kind="related", by=agent) == link
    told = Event.objects.filter(action="linked").values_list("ticket_id", "particulars__other")
    assert set(told) == {(a.pk, b.pk), (b.pk, a.pk)}
    assert unlink_tickets(link, by=agent)
    assert not unlink_tickets(link, by=agent)
    assert Event.objects.filter(action="unlinked").count() == 2


def test_a_family_has_no_rings_and_one_parent(agent: User, light_agent: User) -> None:
    a, b, c = make_ticket(), make_ticket(), make_ticket()
    link_tickets(a, to=b, kind="child", by=agent)
    link_tickets(b, to=c, kind="child", by=agent)
    for parent in (a, b):
        with pytest.raises(CannotLink, match="ring"):
            link_tickets(c, to=parent, kind="child", by=agent)
    with pytest.raises(CannotLink, match="part of another"):
        link_tickets(a, to=c, kind="child", by=agent)
    with pytest.raises(CannotLink, match="itself"):
        link_tickets(a, to=a, kind="related", by=agent)
    with pytest.raises(NotAllowed):
        link_tickets(a, to=c, kind="related", by=light_agent)


@pytest.mark.django_db(transaction=True)
def test_a_ring_is_not_closed_by_many_at_once(agent: User) -> None:
    ring = [make_ticket() for _ in range(4)]

    def link(n: int) -> bool:
        try:
            link_tickets(ring[n], to=ring[(n + 1) % 4], kind="child", by=agent)
            return True
        except CannotLink:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(link, range(4))) == [False, True, True, True]
    assert TicketLink.objects.count() == 3
