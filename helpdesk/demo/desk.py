"""Fill an empty desk with Halden's."""

from __future__ import annotations

import random
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from helpdesk.demo.company import DOMAIN, make_company
from helpdesk.demo.dates import opening_times
from helpdesk.demo.inbox import Inbox
from helpdesk.demo.past import tell_past
from helpdesk.demo.telling import Teller
from helpdesk.demo.writing import write_histories

SEED = 48213


def is_seeded() -> bool:
    return User.objects.filter(email=f"ana@{DOMAIN}").exists()


@transaction.atomic
def seed_demo(*, now: datetime | None = None) -> int:
    """Make the company and its tickets and return how many; the same every time but for the dates."""
    now = (now or timezone.now()).replace(microsecond=0)
    company = make_company(now=now)
    teller = Teller(company, random.Random(SEED), now)  # noqa: S311
    times = opening_times(rng=teller.rng, now=now)
    told = list(Inbox(company, now=now, times=times).tell())
    taken = {history.number for history, _ in told}
    told += tell_past(teller, {number: at for number, at in times.items() if number not in taken})
    told.sort(key=lambda t: t[0].number)
    histories = [history for history, _ in told]
    write_histories(histories)
    _advance_numbers(max(h.number for h in histories))
    return len(histories)


def _advance_numbers(last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('ticket_number', greatest(%s, (SELECT last_value FROM ticket_number)))", [last])
