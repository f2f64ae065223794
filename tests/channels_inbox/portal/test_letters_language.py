"""Who writes on a German page is answered in German, from the page that thanks them to the letters."""

from __future__ import annotations

import pytest
from django.test import Client
from time_machine import TimeMachineFixture

from accounts.models import Customer, User
from channels_inbox.composing import compose
from channels_inbox.models import Outbound
from knowledgebase.models import HelpCentre
from tests.channels_inbox.portal.browsing import ask
from tests.factories import make_answer, make_mailbox
from tests.knowledgebase.writing import make_article, make_translation
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
GERMAN = {"lang": "de", "subject": "Die Pumpe ist laut", "message": "Die Pumpe ist laut und klappert."}


@pytest.fixture(autouse=True)
def mailbox(db: None) -> None:
    HelpCentre.objects.update(holdout_percent=0)
    make_mailbox("help@halden.example")


def test_a_request_on_a_german_page_is_acknowledged_in_german(client: Client, clock: TimeMachineFixture) -> None:
    german = make_translation(make_article("The pump is loud"), "Die Pumpe ist laut", "Die Pumpe klappert ohne Wasser.")
    sent = ask(client, clock, **GERMAN)
    assert sent["Location"].endswith("?lang=de")
    assert "Danke, es ist angekommen" in client.get(sent["Location"]).text
    outbound = Outbound.objects.get()
    assert outbound.subject == f"Wir haben Ihre Nachricht [#{Ticket.objects.get().number}]"
    letter = compose(outbound)
    for words in (
        "Ein Mensch liest sie",
        "Vielleicht ist das schon die Antwort",
        "Das hat geholfen",
        "Ihre Anfrage ansehen",
    ):
        assert words in letter.text
        assert words in (letter.html or "")
    assert german.get_absolute_url() in letter.text
    assert 'lang="de"' in (letter.html or "")


def test_a_language_is_kept_from_the_first_time_it_is_known(
    client: Client, clock: TimeMachineFixture, agent: User
) -> None:
    ask(client, clock, **GERMAN)
    ask(client, clock, lang="fr", subject="Encore", message="Une question.")
    assert [customer.language for customer in Customer.objects.all()] == ["de"]
    answer = make_answer(Ticket.objects.latest("pk"), text="Gern.", by=agent)
    assert "Ihre Anfrage ansehen" in compose(Outbound.objects.get(message=answer)).text


@pytest.mark.parametrize("language", ["", "sv", "pt-BR"])
def test_a_language_we_do_not_have_is_answered_in_the_first(
    client: Client, clock: TimeMachineFixture, language: str
) -> None:
    ask(client, clock)
    Customer.objects.update(language=language)
    Outbound.objects.all().delete()
    ask(client, clock, subject="Another thing")
    assert Outbound.objects.get().subject.startswith("We have your message")


def test_a_wrong_form_says_so_in_german(client: Client) -> None:
    page = client.post("/contact/", {"lang": "de", "subject": "", "website": "x"})
    assert page.status_code == 422
    assert "Sagen Sie in ein paar Worten" in page.text
    page = client.post("/contact/", {**GERMAN, "email": "maya@cafenorr.example", "website": "x"})
    assert "Drücken Sie den Knopf noch einmal" in page.text
    assert "Press the button" not in page.text
