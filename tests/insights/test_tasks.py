"""What the worker is woken for does not gather its threads."""

from __future__ import annotations

from contextlib import closing

import psycopg2
import pytest
from django.db import connection

from helpdesk.lib.advisory import Lock
from insights import tasks
from insights.models import Asking
from tests.factories import make_customer, make_ticket

pytestmark = pytest.mark.django_db


def test_a_second_listener_leaves_at_once() -> None:
    make_ticket(make_customer(), subject="Question", text="Where is my parcel?")
    with closing(psycopg2.connect(**connection.get_connection_params())) as another, another.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [Lock.LISTENERS])
        tasks.listen()
        assert not Asking.objects.exists()
        # A connection's end is heard of a moment later.
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [Lock.LISTENERS])
    tasks.listen()
    assert Asking.objects.count() == 1
