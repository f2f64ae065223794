"""What letters of the status page say, in which language, and who is told of what not everybody may read."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Organization, User
from channels_inbox.status_mail.sending import mail_status_updates
from knowledgebase.models import Component, Subscriber, SubscriberDelivery
from knowledgebase.operations.components import delete_component
from knowledgebase.operations.incident_records import Settings, settle_incident
from knowledgebase.operations.incidents import open_incident
from knowledgebase.operations.maintenances import plan_maintenance
from tests.factories import make_customer, make_user

pytestmark = pytest.mark.django_db
MAYA = "maya@cafenorr.example"


@pytest.fixture
def shop(db: None) -> Component:
    return Component.objects.create(name="Shop")


@pytest.fixture
def outbox(tmp_path: Path, settings: Any) -> Any:
    settings.MAIL_OUTBOX = str(tmp_path)

    def letters() -> dict[str, Any]:
        mail_status_updates()
        read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in tmp_path.glob("*.eml")]
        for path in tmp_path.glob("*.eml"):
            path.unlink()
        return {str(one["To"]): one for one in read}

    return letters


def subscribe(email: str, **fields: Any) -> Subscriber:
    return Subscriber.objects.create(email=email, confirmed_at=timezone.now(), **fields)


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("de-AT", "Wir sehen nach: Slow", ("Shop: Langsam oder eingeschränkt", "Alles dazu:")),
        ("fr", "Nous examinons: Slow", ("Tout à ce sujet", "Vous recevez ce message")),
        ("xx", "Looking into it: Slow", ("Shop: Slow or limited", "All about it:")),
    ],
)
def test_letters_speak_the_language_of_the_page_they_were_asked_for_on(
    language: str, subject: str, words: tuple[str, ...], agent: User, shop: Component, outbox: Any
) -> None:
    subscribe(MAYA, language=language)
    open_incident("Slow", components={shop: "degraded"}, body="We look into it.", by=agent)
    letter = outbox()[MAYA]
    assert subject in letter["Subject"]
    text = letter.get_content()
    for one in (*words, "We look into it."):
        assert one in text


def test_planned_work_is_told_with_both_its_days(agent: User, shop: Component, outbox: Any) -> None:
    subscribe(MAYA, language="de")
    begins = timezone.now() + timedelta(days=3)
    ends = begins + timedelta(days=2)
    plan_maintenance("Move", components=[shop], begins=begins, ends=ends, body="", by=agent)
    text = outbox()[MAYA].get_content()
    assert "Mehr gibt es noch nicht zu sagen." in text
    assert f"{begins:%Y, %H:%M} bis " in text
    assert f"{ends:%Y, %H:%M} UTC" in text


def test_what_only_some_may_read_is_told_those_by_mail(agent: User, shop: Component, outbox: Any) -> None:
    cafe = Organization.objects.create(name="Café Norr")
    customer = make_customer(MAYA, user=make_user(email=MAYA))
    customer.organization = cafe
    customer.save()
    make_user(email="signed-in@example.com")
    make_user(email="left@example.com", is_active=False)
    for email in (MAYA, "signed-in@example.com", "left@example.com", "nobody@example.com", agent.email):
        subscribe(email)
    subscribe(MAYA, kind="webhook", url="https://example.com/hook")
    hidden = Component.objects.create(name="Back office", visibility="internal")
    parts = {shop: "degraded", hidden: "degraded"}
    open_incident("Ours", components=parts, body="x", by=agent, visibility="organizations", organizations=[cafe])
    letters = outbox()
    assert letters.keys() == {MAYA, agent.email}
    assert "Back office" in letters[agent.email].get_content()
    assert "Back office" not in letters[MAYA].get_content()
    open_incident("Signed in", components=parts, body="x", by=agent, visibility="signed_in")
    assert outbox().keys() == {MAYA, agent.email, "signed-in@example.com"}
    open_incident("Colleagues", components=parts, body="x", by=agent, visibility="internal")
    assert outbox().keys() == {agent.email}


def test_who_may_no_longer_read_it_when_the_letter_is_written_gets_none(
    agent: User, shop: Component, outbox: Any
) -> None:
    make_user(email=MAYA)
    subscribe(MAYA)
    subscribe("nobody@example.com")
    incident = open_incident("Slow", components={shop: "degraded"}, body="x", by=agent)
    settle_incident(incident, Settings(title="Slow", visibility="signed_in"), by=agent, seen=incident.version)
    assert outbox().keys() == {MAYA}
    assert SubscriberDelivery.objects.get(subscriber__email="nobody@example.com").state == "failed"


def test_whose_only_part_is_taken_off_the_page_hears_of_everything(admin: User, shop: Component) -> None:
    chat = Component.objects.create(name="Chat")
    alone, both = subscribe(MAYA, whole_page=False), subscribe("both@example.com", whole_page=False)
    alone.components.set([shop])
    both.components.set([shop, chat])
    delete_component(shop, by=admin)
    assert list(Subscriber.objects.order_by("pk").values_list("whole_page", flat=True)) == [True, False]
