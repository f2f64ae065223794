"""What somebody read and searched for goes along with their request, and stands on the ticket."""

from __future__ import annotations

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import User
from channels_inbox.selectors.happenings import describe
from knowledgebase.models import Translation, Visit
from tests.channels_inbox.portal.browsing import ask
from tests.knowledgebase.writing import make_article
from tickets.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(db: None) -> Translation:
    return make_article("Bleed air from the pump")


def test_the_form_says_what_goes_along(client: Client, article: Translation) -> None:
    page = client.get(f"/contact/?read={article.pk}&q=no+pressure").content.decode()
    assert f'name="read" value="{article.pk}"' in page
    assert 'name="q" value="no pressure"' in page
    assert "Bleed air from the pump" in page
    assert "We pass on" not in client.get("/contact/").content.decode()


def test_an_agent_sees_what_was_read_before_asking(
    client: Client, clock: TimeMachineFixture, article: Translation
) -> None:
    other = make_article("Descaling")
    ask(client, clock, read=[article.pk, other.pk, "999999", "x"], q="no <b>pressure</b>")
    event = Event.objects.get(action="read_before")
    said = str(describe(event).text)
    assert said.startswith("Read before asking: ")
    assert f'<a href="{article.get_absolute_url()}">Bleed air from the pump</a>' in said
    assert "Descaling" in said
    assert "no &lt;b&gt;pressure&lt;/b&gt;" in said


def test_a_request_with_nothing_read_says_nothing(client: Client, clock: TimeMachineFixture) -> None:
    ask(client, clock, read=["999999", "-1", "x" * 900])
    assert not Event.objects.filter(action="read_before").exists()


def test_what_a_visitor_may_not_read_goes_nowhere(client: Client, clock: TimeMachineFixture) -> None:
    hidden = make_article("For us alone", visibility="internal")
    assert "For us alone" not in client.get(f"/contact/?read={hidden.pk}").content.decode()
    ask(client, clock, read=[hidden.pk])
    assert not Event.objects.filter(action="read_before").exists()


def test_a_visitor_we_met_is_counted_as_one_who_asked(
    client: Client, clock: TimeMachineFixture, article: Translation, customer: User
) -> None:
    ask(client, clock)
    assert not Visit.objects.exists()
    client.post("/help/visits/", {"translation": article.pk}, headers={"Origin": "http://testserver"})
    ask(client, clock, subject="Again no pressure")
    asked = Visit.objects.get(kind="contacted")
    assert (asked.visitor, asked.place) == (Visit.objects.get(kind="viewed").visitor, "form")
    assert asked.query == "Again no pressure"
