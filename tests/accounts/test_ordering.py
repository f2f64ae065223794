"""Things of a list that has an order of its own."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import transaction

from accounts.models import Team, User
from accounts.operations.ordering import move
from tests.factories import make_user
from tests.queueing import meanwhile, waits


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_once_both_count(db: None) -> None:
    """Rows that were waited for come in the order of before the wait."""
    admin = make_user(User.Role.ADMIN)
    one, _, _, four = (Team.objects.create(name=name, slug=name, position=n) for n, name in enumerate("abcd", start=1))
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            move(four, Team.objects.all(), to=1, by=admin)
            second = meanwhile(pool, move, one, Team.objects.all(), to=4, by=admin)
            waits()
        second.result(30)
    assert [team.name for team in Team.objects.order_by("position")] == ["d", "b", "c", "a"]
