"""Mail in through the real path: SMTP, stored, read, cleaned, placed, acknowledged, and the acknowledgement sent.

Beside it django-helpdesk's `get_email` on the same machine, database server and letters.
"""

from __future__ import annotations

import smtplib
import threading
import time

from bench.house import House, cpu, house
from bench.letters import letter
from bench.peers import django_helpdesk
from bench.table import show

LETTERS = 300
CLIENTS = 4


def main() -> None:
    letters = [letter(n) for n in range(LETTERS)]
    with house() as ours:
        _take_in(ours, [letter(n, seed=2) for n in range(60)])  # warm
        product, server = ours.programs(), ours.databases()
        before, before_server = cpu(product), cpu(server)
        seconds = _take_in(ours, letters)
        mine = (cpu(product) - before) * 1000 / LETTERS
        database = (cpu(ours.databases()) - before_server) * 1000 / LETTERS
        peer = django_helpdesk.take_in(letters, env=ours.env)
    show(
        ["", "CPU a mail, ms", "PostgreSQL's, ms", "mails/s"],
        [
            ("help desk", mine, database, LETTERS / seconds),
            ("django-helpdesk get_email", peer.cpu_ms, peer.database_ms, peer.per_second),
            ("ratio", f"{peer.cpu_ms / mine:.2f}x (goal 1.70x)", "", f"{LETTERS / seconds / peer.per_second:.2f}x"),
        ],
    )
    print(f"  CPU a mail: goal <= 10 ms on a quiet machine. One mail is {len(letters[0]) / 1024:.0f} KiB.")


def _take_in(ours: House, letters: list[bytes]) -> float:
    """Send all letters from several clients and wait until the last is read; return the seconds it took."""
    start = time.perf_counter()
    threads = [threading.Thread(target=_send, args=(ours.smtp, letters[n::CLIENTS])) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while ours.count("SELECT count(*) FROM channels_inbox_inbound WHERE state = 'pending'"):
        time.sleep(0.1)
    while ours.count("SELECT count(*) FROM channels_inbox_outbound WHERE state IN ('queued', 'sending')"):
        time.sleep(0.1)
    return time.perf_counter() - start


def _send(port: int, letters: list[bytes]) -> None:
    with smtplib.SMTP("localhost", port) as server:
        for raw in letters:
            server.sendmail("sender@shop.example", ["support@halden.example"], raw)
