"""What browsers tell is kept once for each, and never of somebody it was kept from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import User
from knowledgebase.models import AnnouncementReader
from knowledgebase.operations.announcing import note_told, stop_announcement
from knowledgebase.selectors.announcements import counted, goals
from knowledgebase.visitors import cookie_visitor
from tests.announcements import make_announcement

pytestmark = pytest.mark.django_db


def test_each_moment_counts_once_for_each_browser(admin: User) -> None:
    made = make_announcement(admin, goal="/duo*")
    for reader, moments in {
        "a": ["eligible", "shown", "shown", "clicked", "goal", "goal"],
        "b": ["eligible", "shown", "dismissed"],
        "c": ["held", "shown", "clicked", "goal"],
        "d": ["held"],
    }.items():
        for what in moments:
            note_told(made.pk, cookie_visitor(reader), what)
    row = counted().get()
    found = row.__dict__
    names = ("eligible", "held", "shown", "clicked", "dismissed")
    assert [found[name] for name in names] == [4, 2, 2, 1, 1]
    with_it, without = goals(row)
    assert (with_it.n, with_it.of, with_it.percent) == (1, 2, "50 %")
    assert (without.n, without.of) == (1, 2)


def test_what_is_stopped_or_never_was_counts_nothing(admin: User) -> None:
    made = make_announcement(admin)
    stop_announcement(made, by=admin)
    note_told(made.pk, cookie_visitor("a"), "shown")
    note_told(made.pk + 1000, cookie_visitor("a"), "shown")
    assert not AnnouncementReader.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_told_by_two_windows_at_once_is_one(admin: User) -> None:
    made = make_announcement(admin)

    def tell(_: int) -> None:
        try:
            note_told(made.pk, cookie_visitor("a"), "shown")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, range(8)))
    assert AnnouncementReader.objects.get().shown_at is not None
