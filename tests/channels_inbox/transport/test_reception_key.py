"""The same delivery again is recognised; the same words again are not."""

from __future__ import annotations

from datetime import UTC, datetime

import time_machine

from channels_inbox.adapters.email.transport.reception import fingerprint, keep
from channels_inbox.models import Inbound
from tests.mail import make_channel, make_mail

ALARM = b"From: alarm@plant.example\r\nTo: support@halden.example\r\nSubject: Boiler 3\r\n\r\nBoiler 3 is down\r\n"
MONDAY, TUESDAY = datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 24, 9, tzinfo=UTC)


def key(raw: bytes, *recipients: str, sender: str = "a@x.example") -> str:
    return fingerprint("smtp", raw, sender=sender, recipients=recipients)


def test_a_letter_with_an_id_is_the_same_delivery_whenever_it_comes_again() -> None:
    raw = make_mail()
    with time_machine.travel(MONDAY, tick=False):
        first = key(raw, "s@halden.example")
    with time_machine.travel(TUESDAY, tick=False):
        assert key(raw, "s@halden.example") == first


def test_an_alarm_that_sends_the_same_bytes_every_day_is_heard_every_day(db: None) -> None:
    support = make_channel()
    for day in (MONDAY, MONDAY, TUESDAY):
        with time_machine.travel(day, tick=False):
            keep([(support, support.address)], raw=ALARM, sender="alarm@plant.example")
    assert Inbound.objects.count() == 2


def test_the_same_bytes_to_another_reply_address_are_another_delivery(db: None) -> None:
    support = make_channel()
    for address in ("support+ra@halden.example", "support+rb@halden.example"):
        keep([(support, address)], raw=make_mail(message_id="<one@x>"), sender="m@x.example")
    assert Inbound.objects.count() == 2


def test_the_order_of_recipients_does_not_matter() -> None:
    assert key(ALARM, "a@x", "b@x") == key(ALARM, "b@x", "a@x")
