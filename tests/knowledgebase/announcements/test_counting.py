"""What browsers tell is kept once for each, and never of somebody it was kept from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import Announcement, AnnouncementReader
from knowledgebase.operations.announcing import forget_readers, note_told, stop_announcement
from knowledgebase.selectors.announcements import counted, goals, listed
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
    (row,) = counted(Announcement.objects.all())
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


def test_many_are_counted_with_one_statement_more(admin: User) -> None:
    told, untold = make_announcement(admin), make_announcement(admin)
    note_told(told.pk, cookie_visitor("a"), "shown")
    with CaptureQueriesContext(connection) as asked:
        found = counted(listed()[:100])
    assert len(asked) == 2
    assert [(row.pk, vars(row)["shown"]) for row in found] == [(untold.pk, 0), (told.pk, 1)]
    assert counted([]) == []


def test_browsers_are_forgotten_a_year_after_a_message_is_over(admin: User) -> None:
    now = timezone.now()
    out = make_announcement(admin)
    stopped, ended, lately = make_announcement(admin), make_announcement(admin), make_announcement(admin)
    for one in (out, stopped, ended, lately):
        note_told(one.pk, cookie_visitor("a"), "shown")
    Announcement.objects.filter(pk=stopped.pk).update(stopped_at=now - timedelta(days=366))
    Announcement.objects.filter(pk=ended.pk).update(ends_at=now - timedelta(days=366))
    Announcement.objects.filter(pk=lately.pk).update(stopped_at=now - timedelta(days=364))
    assert (forget_readers(now=now), forget_readers(now=now)) == (2, 0)
    assert set(AnnouncementReader.objects.values_list("announcement", flat=True)) == {out.pk, lately.pk}


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
