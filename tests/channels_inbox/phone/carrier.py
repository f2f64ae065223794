"""A carrier as Twilio documents it: it signs what it posts, and reads what it is answered."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode, urlsplit
from xml.etree.ElementTree import Element, fromstring

from django.conf import settings
from django.test import Client

from channels_inbox.models import Channel, MenuVersion, PhoneMenu
from tests.channels_inbox.phone.calls import LINE, MAYA, make_line

TOKEN = "token-of-the-account"
ACCOUNT = f"AC{'1' * 32}"
START = "/hooks/phone/telephone/voice/"


def make_carrier_line(**more: Any) -> Channel:
    """Return a line of the carrier's."""
    channel = make_line(settings={"country": "DE", "provider": "twilio", "account_sid": ACCOUNT, **more})
    channel.secrets = {"auth_token": TOKEN}
    channel.save()
    return channel


def publish(line: Channel, tree: dict[str, Any]) -> dict[str, Any]:
    menu, _ = PhoneMenu.objects.get_or_create(channel=line)
    menu.published = MenuVersion.objects.create(menu=menu, number=menu.versions.count() + 1, tree=tree)
    menu.save()
    return tree


def sign(url: str, fields: dict[str, str], token: str = TOKEN) -> str:
    """Sign as documented, written out here a second time."""
    signed = url + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def ask(client: Client, path: str = START, **more: str) -> Element:
    """Post what a carrier posts and return the TwiML it gets."""
    fields = {"CallSid": "CA1", "From": MAYA, "To": LINE, "CallStatus": "in-progress", **more}
    parts = urlsplit(path)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    answer = client.post(
        path,
        urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": sign(settings.SITE_URL + path, fields)},
    )
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == "text/xml"
    return fromstring(answer.content)


def verbs(document: Element) -> list[str]:
    return [part.tag for part in document]


def action(document: Element, attribute: str = "action") -> str:
    return next(part.attrib[attribute] for part in document.iter() if attribute in part.attrib)


def key(client: Client, document: Element, digits: str) -> Element:
    return ask(client, action(document), Digits=digits)
