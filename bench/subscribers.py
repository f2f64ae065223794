"""One update for ten thousand subscribers: how long queueing takes, and whether each gets one letter while workers die.

The worker is killed (kill -9) again and again in the middle of its letters; the supervisor starts the next. The mail
server's ledger decides.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import psutil
from aiosmtpd.smtp import SMTP

from bench.house import ROOT, House, command, free_port, house
from bench.table import show

SUBSCRIBERS = 10_000
# How often, and after how many letters of each worker.
KILLS, AFTER = 5, 500
LONGEST = 300


def main() -> None:
    port = free_port()
    ledger = subprocess.Popen(
        [sys.executable, "-m", "bench.subscribers", "mail", str(port)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        with house(EMAIL_HOST="127.0.0.1", EMAIL_PORT=str(port)) as desk:
            desk.run(_subscribers())
            done = subprocess.run(
                [sys.executable, "-m", "bench.subscribers", "inside"],
                cwd=ROOT,
                env=desk.env,
                stdout=subprocess.PIPE,
                check=True,
            )
            queued = json.loads(done.stdout)
            began = time.monotonic()
            _kill_workers(desk)
            _finish(desk)
            seconds = time.monotonic() - began
            uncertain = desk.count("SELECT count(*) FROM knowledgebase_subscriberdelivery WHERE state = 'uncertain'")
    finally:
        ledger.terminate()
    told = Counter(json.loads(ledger.communicate(timeout=30)[0]))
    twice = sum(count > 1 for count in told.values())
    show(
        ["queued", "in s", "letters", "told", "told twice", "may not have arrived", "workers killed", "a second"],
        [(queued["rows"], queued["seconds"], told.total(), len(told), twice, uncertain, KILLS, told.total() / seconds)],
    )
    print(f"  Goals: {SUBSCRIBERS:,} queued in <= 10 s; nobody told twice; told or shown to a person: everybody.")


def inside() -> None:
    """Tell of an incident as a colleague does; runs inside the desk's environment."""
    from helpdesk.local.servers import ensure

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings.local")
    os.environ.update(ensure())
    import django

    django.setup()
    from accounts.models import User
    from knowledgebase.models import SubscriberDelivery
    from knowledgebase.operations.incidents import open_incident

    agent = User.objects.filter(role="agent", is_active=True).first()
    began = time.monotonic()
    open_incident("Measured", components={}, body="We look into it.", by=agent)
    seconds = time.monotonic() - began
    print(json.dumps({"rows": SubscriberDelivery.objects.count(), "seconds": seconds}))


def _subscribers() -> str:
    return f"""
        INSERT INTO knowledgebase_subscriber (kind, email, url, sealed, whole_page, confirmed_at, created_at)
        SELECT 'email', 'reader' || n || '@example.com', '', '', true, now(), now()
        FROM generate_series(1, {SUBSCRIBERS}) AS n
    """


def _kill_workers(desk: House) -> None:
    end = time.monotonic() + LONGEST
    sent = "SELECT count(*) FROM knowledgebase_subscriberdelivery WHERE state = 'sent'"
    for _ in range(KILLS):
        before = desk.count(sent)
        while desk.count(sent) < before + AFTER and time.monotonic() < end:
            time.sleep(0.2)
        for process in desk.programs():
            if any("worker" in word for word in command(process)):
                try:
                    process.send_signal(signal.SIGKILL)
                except psutil.NoSuchProcess:
                    continue


def _finish(desk: House) -> None:
    """Wait until nothing waits any more; leases of the dead are brought forward, not waited for."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if not desk.count("SELECT count(*) FROM knowledgebase_subscriberdelivery WHERE state IN ('queued', 'sending')"):
            return
        time.sleep(5)
        desk.run(
            "UPDATE knowledgebase_subscriberdelivery SET due_at = now()"
            " WHERE state = 'sending' AND (transmitting_at < now() - interval '30 seconds'"
            " OR transmitting_at IS NULL AND due_at < now() + interval '90 seconds')"
        )


async def serve(port: int) -> None:
    """Take every letter; say at the end whom they were for."""
    taken: list[str] = []

    class Ledger:
        async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
            taken.extend(envelope.rcpt_tos)
            return "250 OK"

    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await loop.create_server(lambda: SMTP(Ledger(), hostname="ledger", loop=loop), "127.0.0.1", port)
    await stop.wait()
    print(json.dumps(taken), flush=True)


if __name__ == "__main__" and sys.argv[1:2] == ["mail"]:
    asyncio.run(serve(int(sys.argv[2])))
elif __name__ == "__main__" and sys.argv[1:2] == ["inside"]:
    inside()
