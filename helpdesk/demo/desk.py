"""Fill an empty desk with Halden's."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from channels_inbox.models import Conversation, Outbound
from helpdesk.demo import traces
from helpdesk.demo.community import open_community
from helpdesk.demo.company import DOMAIN, Company, make_company
from helpdesk.demo.dates import opening_times
from helpdesk.demo.habits import make_habits
from helpdesk.demo.history import History
from helpdesk.demo.inbox import Inbox
from helpdesk.demo.junk import tell_junk
from helpdesk.demo.knowledge import write_down
from helpdesk.demo.messages import tell_messages
from helpdesk.demo.outage import link_outage
from helpdesk.demo.past import tell_past
from helpdesk.demo.promises import Clocks, make_policy
from helpdesk.demo.questions import ask_questions
from helpdesk.demo.reaching import reach_out
from helpdesk.demo.readers import let_them_look
from helpdesk.demo.rows import settle
from helpdesk.demo.status import tell_status
from helpdesk.demo.talks import connect_talks
from helpdesk.demo.telephone import connect_telephone
from helpdesk.demo.telling import Teller
from helpdesk.demo.verdicts import Verdicts, write_verdicts
from helpdesk.demo.watching import watch_over
from helpdesk.demo.wires import Wires, fail_one, quarantine
from helpdesk.demo.writing import write_histories
from insights.operations.gathering import rebuild
from tickets.models import Event, Message, Ticket

SEED = 48213
JUNK = (48009, 48117, 48181)


def is_seeded() -> bool:
    return User.objects.filter(email=f"ana@{DOMAIN}").exists()


@transaction.atomic
def seed_demo(*, now: datetime | None = None) -> int:
    """Make the company, its tickets and its articles and return how many tickets; the same but for the dates."""
    now = (now or timezone.now()).replace(microsecond=0)
    company = make_company(now=now)
    count = fill_inbox(company, now=now)
    write_down(company, random.Random(SEED + 4), now=now)  # noqa: S311
    let_them_look(random.Random(SEED + 5), now=now)  # noqa: S311
    tell_status(now=now)
    link_outage()
    watch_over(now=now)
    open_community(company, random.Random(SEED + 6), now=now)  # noqa: S311
    tell_messages(random.Random(SEED + 7), now=now)  # noqa: S311
    reach_out(random.Random(SEED + 8), now=now)  # noqa: S311
    rebuild()
    return count


def fill_inbox(company: Company, *, now: datetime) -> int:
    """Tell every ticket of the company and return how many there are."""
    # What is told by hand is the latest of all, so the rest ends a little earlier.
    ends = now - timedelta(minutes=80)
    # Chances of their own: what customers say of it changes nothing of what happened.
    verdicts = Verdicts(random.Random(SEED + 1), ends)  # noqa: S311
    teller = Teller(company, random.Random(SEED), ends, verdicts)  # noqa: S311
    histories = _tell(company, teller, now=now)
    clocks = Clocks(make_policy(company), now)
    clocks.run(histories)
    write_histories(histories)
    clocks.write()
    write_verdicts(histories)
    _advance_numbers(max(h.number for h in histories))
    wires = Wires(company, teller.rng, now=now)
    wires.add(histories)
    wires.write()
    settle(Ticket, Message, Event, Conversation, Outbound)
    fail_one()
    quarantine(company, now=now)
    connect_telephone(company, histories, random.Random(SEED + 3), now=now)  # noqa: S311
    connect_talks(company, histories, now=now)
    traces.store_files(histories)
    traces.keep_html(histories)
    traces.leave_drafts(company)
    traces.copy_in_the_barista(company)
    traces.read_up(histories, rng=teller.rng)
    ask_questions(random.Random(SEED + 2))  # noqa: S311
    make_habits(company)
    return len(histories)


def _tell(company: Company, teller: Teller, *, now: datetime) -> list[History]:
    """Return all tickets in the order of their numbers."""
    times = opening_times(rng=teller.rng, now=now)
    histories = list(Inbox(company, now=now, times=times).tell())
    left = {number: at for number, at in times.items() if number not in {h.number for h in histories}}
    junk = list(tell_junk(teller, {number: left[number] for number in JUNK}))
    histories += junk
    histories += tell_past(teller, {number: at for number, at in left.items() if number not in JUNK})
    return sorted(histories, key=lambda h: h.number)


def _advance_numbers(last: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('ticket_number', greatest(%s, (SELECT last_value FROM ticket_number)))", [last])
