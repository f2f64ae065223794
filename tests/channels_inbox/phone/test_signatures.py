"""X05: telephone news without a valid signature are refused and leave nothing."""

from __future__ import annotations

import json

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from channels_inbox.forgeries import forgeries_today
from channels_inbox.models import Call, CallStep, Channel
from helpdesk.lib.posting import sign
from tests.channels_inbox.phone.calls import SECRET, make_line, post
from tests.factories import make_user
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
BODY = json.dumps({"event": "newCall", "callId": "c-1", "from": "+46701740605"}).encode()


def refused(client: Client, signature: str, *, slug: str = "telephone", body: bytes = BODY) -> bool:
    headers = {"X-Helpdesk-Signature": signature} if signature else {}
    answer = client.post(f"/hooks/phone/{slug}/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 403
    return not (Call.objects.exists() or CallStep.objects.exists() or Ticket.objects.exists())


def signed(secret: str = SECRET, body: bytes = BODY) -> str:
    return sign(secret, body, at=int(timezone.now().timestamp()))


def test_x05_no_signature_and_a_wrong_one_are_refused(client: Client) -> None:
    make_line()
    assert refused(client, "")
    assert refused(client, "t=1,v1=zz")
    assert refused(client, signed("another secret"))
    assert refused(client, signed(body=BODY + b" "))


def test_x05_an_unset_secret_refuses_everybody(client: Client) -> None:
    channel = make_line()
    Channel.objects.filter(pk=channel.pk).update(sealed_secrets="")
    assert refused(client, signed(""))
    assert refused(client, signed())


def test_x05_the_signature_of_another_channel_is_none(client: Client) -> None:
    make_line()
    other = make_line("other", address="+493098765432")
    other.secrets = {"secret": "whsec_other"}
    other.save()
    assert refused(client, signed(), slug="other")
    assert refused(client, signed(), slug="nobody")


def test_what_was_recorded_is_no_use_later(client: Client) -> None:
    make_line()
    old = signed()
    with time_machine.travel(timezone.now().timestamp() + 600):
        assert refused(client, old)


def test_get_and_what_is_too_big_are_refused(client: Client) -> None:
    make_line()
    assert client.get("/hooks/phone/telephone/").status_code == 405
    assert post(client, BODY + b" " * 20000).status_code == 403


def test_what_is_refused_is_counted_and_a_flood_is_told_so(client: Client) -> None:
    channel = make_line()
    other = make_line("other", address="+493098765432")
    assert refused(client, "")
    assert client.post("/hooks/phone/telephone/voice/", {"CallSid": "CA1"}).status_code == 403
    assert post(client, BODY).status_code == 200
    assert forgeries_today([channel.pk, other.pk]) == {channel.pk: 2}
    answers = {
        client.post("/hooks/phone/telephone/", BODY, content_type="application/json").status_code for _ in range(70)
    }
    assert answers == {403, 429}
    assert post(client, BODY).status_code == 200

    ana = make_user(User.Role.ADMIN)
    client.force_login(ana)
    assert (
        "72 posts without a valid signature" in client.get(f"/agent/settings/channels/{channel.pk}/").content.decode()
    )
    listed = {row["slug"]: row["health"]["forged"] for row in client.get("/api/v1/channels/").json()}
    assert (listed["telephone"], listed["other"]) == (72, 0)
