"""Mail in through the real path: SMTP, stored, read, cleaned, placed in a ticket, its acknowledgement queued.

Sending the acknowledgements, which looks for articles, and the radar's hearing what is asked are measured by
themselves: both are held back until all letters are in tickets. Beside it
django-helpdesk's `get_email` on the same machine, database server and letters; it neither cleans HTML nor listens, and
its own acknowledgement goes to a dummy; and, where it is installed, Request Tracker's mail gateway. They take turns.
"""

from __future__ import annotations

import smtplib
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from bench.house import House, cpu, house
from bench.letters import letter
from bench.peers import django_helpdesk, request_tracker
from bench.table import show

LETTERS, CLIENTS, ROUNDS = 200, 4, 3
# Enough of the slow one: it takes a fifth of a second for each.
FEW = 30
_HOLD = """
CREATE OR REPLACE FUNCTION bench_hold() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN NEW.due_at = NEW.due_at + interval '1 day'; RETURN NEW; END $$;
CREATE TRIGGER bench_hold BEFORE INSERT ON channels_inbox_outbound FOR EACH ROW EXECUTE FUNCTION bench_hold();
"""
_RELEASE = "UPDATE channels_inbox_outbound SET due_at = now() WHERE state = 'queued'"
# The radar believes that it has heard all for a day, then that it has to begin at this bench's first ticket.
_DEAF = "UPDATE insights_radar SET settled = 1 << 40, marked_at = now() + interval '1 day'"
_HEARING = "UPDATE insights_radar SET settled = {settled}"
_UNHEARD = "id > {settled} AND NOT EXISTS (SELECT FROM insights_asking a WHERE a.ticket_id = tickets_ticket.id)"
# The demo company's policy and rules: the figures are of a desk without, and beside them what these add.
_PLAIN = """
UPDATE tickets_rule SET active = false;
UPDATE tickets_slapolicy SET retired_at = now() WHERE retired_at IS NULL
"""
_AGAIN = """
UPDATE tickets_rule SET active = true;
UPDATE tickets_slapolicy SET retired_at = NULL
"""
_WAKE = "from helpdesk.lib.wake import wake; wake('{task}')"


@dataclass
class Cost:
    """What one letter took, in milliseconds of CPU."""

    product: float = 0.0
    database: float = 0.0
    per_second: float = 0.0


def main() -> None:
    taken, sent, heard, peer, tracker = [], [], [], [], []
    with ExitStack() as stack:
        ours = stack.enter_context(house())
        gateway = stack.enter_context(request_tracker.running(ours)) if request_tracker.installed() else None
        ours.run(_HOLD)
        ours.run(_PLAIN)
        _round(ours, seed=1)  # to warm up
        for number in range(ROUNDS):
            intake, delivery, hearing = _round(ours, seed=10 + number)
            taken.append(intake)
            sent.append(delivery)
            heard.append(hearing)
            letters = [letter(n, seed=10 + number) for n in range(LETTERS)]
            peer.append(django_helpdesk.take_in(letters, env=ours.env))
            if gateway:
                tracker.append(gateway.take_in(letters[:FEW]))
        ours.run(_AGAIN)
        promised = _median([_round(ours, seed=100 + number)[0] for number in range(ROUNDS)])
    mine, acknowledged, listened = _median(taken), _median(sent), _median(heard)
    theirs = _median([Cost(p.cpu_ms, p.database_ms, p.per_second) for p in peer])
    slow = _median([Cost(p.cpu_ms, p.database_ms, p.per_second) for p in tracker]) if tracker else None
    show(
        ["CPU a mail, ms", "product", "PostgreSQL", "mails/s"],
        [
            ("help desk: in a ticket, acknowledgement queued", mine.product, mine.database, mine.per_second),
            ("with an SLA policy and three rules", promised.product, promised.database, promised.per_second),
            ("help desk: acknowledgement sent", acknowledged.product, acknowledged.database, acknowledged.per_second),
            ("help desk: heard by the question radar", listened.product, listened.database, listened.per_second),
            ("django-helpdesk get_email", theirs.product, theirs.database, theirs.per_second),
            *([("Request Tracker rt-mailgate", slow.product, slow.database, slow.per_second)] if slow else []),
        ],
    )
    print(f"  In a ticket: {mine.product:.1f} ms (goal <= 10 on a quiet machine),", end=" ")
    print(f"{theirs.product / mine.product:.2f}x django-helpdesk (goal >= 1.7x),", end=" ")
    print(f"with PostgreSQL {(theirs.product + theirs.database) / (mine.product + mine.database):.2f}x.")
    if slow:
        print(f"  {slow.product / mine.product:.1f}x Request Tracker (goal >= 25x),", end=" ")
        print(f"with PostgreSQL {(slow.product + slow.database) / (mine.product + mine.database):.1f}x.")
    else:
        print("  Request Tracker is not installed here (bench/peers/request_tracker.py).")
    print(f"  One mail is {len(letter(0)) / 1024:.0f} KiB; medians of {ROUNDS} turns of {LETTERS}.")


def _round(ours: House, *, seed: int) -> tuple[Cost, Cost, Cost]:
    """Take letters in, then let their acknowledgements go, then let the radar hear them."""
    letters = [letter(n, seed=seed) for n in range(LETTERS)]
    settled = ours.count("SELECT coalesce(max(id), 0) FROM tickets_ticket")
    ours.run(_DEAF)
    with _measured(ours) as intake:
        threads = [threading.Thread(target=_send, args=(ours.smtp, letters[n::CLIENTS])) for n in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        _until_none(ours, "channels_inbox_inbound", "state = 'pending'")
    with _measured(ours) as delivery:
        ours.run(_RELEASE)
        ours.manage("shell", "--no-imports", "-c", _WAKE.format(task="channels_inbox.deliver_pending"))
        _until_none(ours, "channels_inbox_outbound", "state IN ('queued', 'sending')")
    with _measured(ours) as hearing:
        ours.run(_HEARING.format(settled=settled))
        ours.manage("shell", "--no-imports", "-c", _WAKE.format(task="insights.listen"))
        _until_none(ours, "tickets_ticket", _UNHEARD.format(settled=settled))
    return intake, delivery, hearing


@contextmanager
def _measured(ours: House) -> Iterator[Cost]:
    cost, start = Cost(), time.perf_counter()
    product, database = cpu(ours.programs()), cpu(ours.databases())
    yield cost
    cost.per_second = LETTERS / (time.perf_counter() - start)
    cost.product = (cpu(ours.programs()) - product) * 1000 / LETTERS
    cost.database = (cpu(ours.databases()) - database) * 1000 / LETTERS


def _until_none(ours: House, table: str, which: str) -> None:
    while ours.count(f"SELECT count(*) FROM {table} WHERE {which}"):
        time.sleep(0.1)


def _median(costs: list[Cost]) -> Cost:
    return Cost(
        statistics.median(c.product for c in costs),
        statistics.median(c.database for c in costs),
        statistics.median(c.per_second for c in costs),
    )


def _send(port: int, letters: list[bytes]) -> None:
    with smtplib.SMTP("localhost", port) as server:
        for raw in letters:
            server.sendmail("sender@shop.example", ["support@halden.example"], raw)
