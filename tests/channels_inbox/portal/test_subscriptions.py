"""Hearing of incidents: ask, confirm, choose, end. Nobody is told anything they did not confirm."""

from __future__ import annotations

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.models import User
from channels_inbox.status_mail.sending import mail_status_updates
from helpdesk.lib.crypto import unseal
from knowledgebase.models import Component, Subscriber, SubscriberDelivery
from knowledgebase.operations.incidents import open_incident
from knowledgebase.operations.subscribing import confirm_subscription, forget_unconfirmed
from knowledgebase.subscriptions import CONFIRM_DAYS, confirm_link, make_token, manage_link, unsubscribe_link
from tests.channels_inbox.portal.browsing import token

pytestmark = pytest.mark.django_db
PAGE = "/status/subscriptions/"
MAYA = "maya@cafenorr.example"


@pytest.fixture
def shop(db: None) -> Component:
    return Component.objects.create(name="Shop")


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Any:
    settings.MAIL_OUTBOX = str(tmp_path)

    def letters() -> list[EmailMessage]:
        mail_status_updates()
        found = sorted(tmp_path.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
        return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]

    return letters


def subscribe(client: Client, clock: TimeMachineFixture, **fields: Any) -> Any:
    once = token(client.get(PAGE))
    clock.shift(30)
    return client.post(PAGE, {"email": MAYA, "scope": "whole", "once": once, **fields})


def path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def link_in(letter: EmailMessage, part: str) -> str:
    found = re.search(rf"https?://\S+/{part}/\S+", str(letter.get_content()))
    assert found, letter.get_content()
    return path(found[0])


def confirmed(**fields: Any) -> Subscriber:
    return Subscriber.objects.create(email=MAYA, confirmed_at=timezone.now(), **fields)


def test_one_asks_confirms_and_hears(client: Client, clock: Any, outbox: Any, shop: Component, agent: User) -> None:
    assert subscribe(client, clock).headers["Location"] == f"{PAGE}sent/"
    (letter,) = outbox()
    assert letter["To"] == MAYA
    assert "List-Unsubscribe" not in letter
    confirm = link_in(letter, "confirm")
    assert "Yes, tell me" in client.get(confirm).content.decode()
    assert not Subscriber.objects.confirmed().exists()
    assert "You will hear of it first" in client.post(confirm).content.decode()
    clock.shift(1)
    open_incident("Checkout is slow", components={shop: "degraded"}, body="We look into it.", by=agent)
    update = outbox()[-1]
    assert update["Subject"].endswith("Looking into it: Checkout is slow")
    assert "We look into it." in str(update.get_content())
    assert update["Auto-Submitted"] == "auto-generated"
    assert update["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    ended = Client(enforce_csrf_checks=True).post(
        path(update["List-Unsubscribe"].strip("<>")), {"List-Unsubscribe": "One-Click"}
    )
    assert ended.status_code == 200
    assert not Subscriber.objects.exists()


def test_the_answer_tells_nobody_whether_an_address_is_known(client: Client, clock: Any, outbox: Any) -> None:
    confirmed()
    known, unknown = subscribe(client, clock), subscribe(client, clock, email="new@example.com")
    assert known.headers["Location"] == unknown.headers["Location"]
    assert {letter["Subject"].split()[0] for letter in outbox()} == {"You", "Do"}


def test_l05_an_address_gets_few_letters_however_often_it_is_typed(client: Client, clock: Any, outbox: Any) -> None:
    for _ in range(6):
        assert subscribe(client, clock).status_code == 302
    assert len(outbox()) == 3


def test_asking_again_does_not_change_what_was_confirmed(client: Client, clock: Any, shop: Component) -> None:
    subscriber = confirmed(whole_page=False)
    subscriber.components.add(shop)
    subscribe(client, clock)
    subscriber.refresh_from_db()
    assert not subscriber.whole_page


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"email": "nobody"}, "email"),
        ({"scope": "chosen"}, "components"),
        ({"url": "http://127.0.0.1:6379/"}, "url"),
        ({"url": "http://169.254.169.254/"}, "url"),
        ({"website": "spam"}, "website"),
    ],
)
def test_what_cannot_be_is_told_beside_its_cause(
    client: Client, clock: Any, shop: Component, fields: Any, wrong: str
) -> None:
    answer = subscribe(client, clock, **fields)
    assert answer.status_code == 422
    assert answer.context["form"].errors[wrong]
    assert not Subscriber.objects.exists()


def test_a_link_to_confirm_runs_out_and_so_does_the_wish(client: Client, clock: Any) -> None:
    subscribe(client, clock)
    link = path(confirm_link(Subscriber.objects.get()))
    clock.shift(timedelta(days=CONFIRM_DAYS, seconds=1))
    assert client.post(link).status_code == 410
    forget_unconfirmed()
    assert not Subscriber.objects.exists()


def test_a_program_gets_its_secret_once(client: Client, clock: Any) -> None:
    subscribe(client, clock, url="https://93.184.215.14/hook")
    subscriber = Subscriber.objects.get()
    link = path(confirm_link(subscriber))
    first = client.post(link).content.decode()
    subscriber.refresh_from_db()
    secret = unseal(subscriber.sealed)["secret"]
    assert secret in first
    assert secret not in client.post(link).content.decode()
    subscriber.refresh_from_db()
    assert unseal(subscriber.sealed)["secret"] == secret


def test_one_chooses_parts_and_comes_back_to_everything(client: Client, shop: Component) -> None:
    subscriber = confirmed()
    page = path(manage_link(subscriber))
    assert client.post(page, {"scope": "chosen"}).status_code == 422
    client.post(page, {"scope": "chosen", "components": [shop.pk]})
    subscriber.refresh_from_db()
    assert (subscriber.whole_page, list(subscriber.components.all())) == (False, [shop])
    client.post(page, {"scope": "whole"})
    subscriber.refresh_from_db()
    assert (subscriber.whole_page, subscriber.components.count()) == (True, 0)


def test_u05_looking_at_a_link_changes_nothing(client: Client, shop: Component) -> None:
    waiting = Subscriber.objects.create(email="b@example.com")
    subscriber = confirmed()
    for link in (confirm_link(waiting), manage_link(subscriber), unsubscribe_link(subscriber)):
        answer = client.get(path(link))
        assert answer.status_code == 200
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert "no-store" in answer.headers["Cache-Control"]
    assert Subscriber.objects.count() == 2
    assert Subscriber.objects.confirmed().count() == 1


def test_an_outsider_with_a_made_up_link_finds_nothing(client: Client, outsider: User) -> None:
    subscriber = confirmed()
    client.force_login(outsider)
    good = make_token(subscriber)
    for bad in (
        f"{subscriber.pk}",
        f"{subscriber.pk}.x",
        good[:-1],
        f"{subscriber.pk + 1}{good[len(str(subscriber.pk)) :]}",
    ):
        for end in ("", "end/"):
            assert client.post(f"{PAGE}{bad}/{end}", {"scope": "whole"}).status_code == 404
        assert client.post(f"{PAGE}confirm/{bad}/").status_code == 410
    assert Subscriber.objects.count() == 1


def test_hidden_parts_are_offered_to_nobody_who_may_not_see_them(client: Client, shop: Component, agent: User) -> None:
    hidden = Component.objects.create(name="Back office", visibility="signed_in")
    assert "Back office" not in client.get(PAGE).content.decode()
    subscriber = confirmed()
    page = path(manage_link(subscriber))
    assert client.post(page, {"scope": "chosen", "components": [hidden.pk]}).status_code == 422
    client.force_login(agent)
    assert "Back office" in client.get(PAGE).content.decode()


def test_many_askers_from_one_place_are_asked_to_wait(client: Client, clock: Any) -> None:
    answers = [subscribe(client, clock, email=f"a{n}@example.com").status_code for n in range(22)]
    assert answers.count(429) == 2
    assert Subscriber.objects.count() == 20


def test_a_letter_is_not_sent_to_somebody_who_left(agent: User, shop: Component, outbox: Any) -> None:
    subscriber = confirmed()
    open_incident("Slow", components={shop: "degraded"}, body="We look.", by=agent)
    subscriber.delete()
    assert outbox() == []
    assert not SubscriberDelivery.objects.exists()
    assert confirm_subscription(subscriber.pk or 1) is None


def test_letters_keep_the_language_of_the_page_they_were_asked_for_on(
    client: Client, clock: TimeMachineFixture, outbox: Any
) -> None:
    german = f"{PAGE}?lang=de"
    once = token(client.get(german))
    clock.shift(30)
    client.post(german, {"email": MAYA, "scope": "whole", "once": once})
    assert Subscriber.objects.get().language == "de"
    (letter,) = outbox()
    assert "Möchten Sie von Störungen" in letter["Subject"]
    assert "bestätigen Sie es hier" in letter.get_content()
