"""What its reader sees: read it, answer it, want no more of these. Looking changes nothing."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import TimeMachineFixture

from accounts.models import Consent, Identity, User
from accounts.operations.consenting import last_word, note_consent
from channels_inbox.models import ReachOutDelivery
from channels_inbox.reaching_out import in_app, sending
from channels_inbox.reaching_out.links import reading_token, unsubscribe_link
from channels_inbox.reaching_out.planning import record_event
from tests.channels_inbox.portal.browsing import token
from tests.channels_inbox.reaching_out.conftest import DAY, Make
from tests.channels_inbox.reaching_out.test_after_an_event import WORDS
from tests.channels_inbox.widget.test_messages import READER, SECRET, looks, post, signed
from tests.chatting import make_widget
from tests.factories import make_ticket
from tickets.models import Event, Ticket
from tickets.operations.progress import resolve_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(clock: TimeMachineFixture, make_reach_out: Make, customer: User) -> ReachOutDelivery:
    """What Maya has to read on our pages."""
    texts = {"en": {"subject": "How was it?", "body": "Tell us about <b>{{ event.room }}</b>."}}
    make_reach_out("Your stay", happening="booking.made", delay_seconds=0, way="in_app", texts=texts)
    in_app.keep_whether_any()
    record_event("booking.made", customer.customer, at=timezone.now(), properties={"room": "the suite"})
    assert sending.send_reach_outs() == 1
    return ReachOutDelivery.objects.get()


def ending(row: ReachOutDelivery) -> str:
    return "/no-more/" + unsubscribe_link(row).partition("/no-more/")[2]


def test_one_click_of_a_mail_program_ends_them_all(shown: ReachOutDelivery) -> None:
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert "No more letters like this?" in client.get(ending(shown)).text
    assert last_word(shown.customer_id) is None
    assert "You get no more of these" in client.post(ending(shown), {"List-Unsubscribe": "One-Click"}).text
    assert last_word(shown.customer_id) is False
    client.post(ending(shown))
    assert Consent.objects.count() == 1
    shown.refresh_from_db()
    assert shown.unsubscribed_at is not None
    # Taken back it is as before: no yes to offers.
    for _ in range(2):
        client.post(ending(shown), {"again": "1"})
        assert last_word(shown.customer_id) is None
    note_consent(shown.customer, given=True, source="a box", by=None)
    client.post(ending(shown), {"again": "1"})
    client.post(ending(shown))
    client.post(ending(shown), {"again": "1"})
    assert last_word(shown.customer_id) is True


def test_unsubscribing_takes_back_what_waits(client: Client, shown: ReachOutDelivery, make_reach_out: Make) -> None:
    make_reach_out("Later", happening="visit.made", delay_seconds=60, texts=WORDS)
    record_event("visit.made", shown.customer, at=timezone.now(), properties={})
    client.post(ending(shown))
    assert ReachOutDelivery.objects.get(reach_out__name="Later").state == "cancelled"
    assert not in_app.unread().exists()


def test_its_reader_finds_it_in_the_help_centre_and_nobody_else(
    client: Client, shown: ReachOutDelivery, customer: User, outsider: User, agent: User
) -> None:
    for person in (None, outsider, agent):
        if person:
            client.force_login(person)
        assert "How was it?" not in client.get("/help/en/").text
    client.force_login(customer)
    for path in ("/help/en/", "/requests/"):
        assert "Tell us about &lt;b&gt;the suite&lt;/b&gt;." in client.get(path).text
    assert client.get(f"/reach-outs/{reading_token(shown)}/dismissal/").status_code == 405
    client.post(f"/reach-outs/{reading_token(shown)}/dismissal/")
    assert "How was it?" not in client.get("/help/en/").text


def test_a_link_to_answer_runs_out_and_one_to_end_does_not(
    client: Client, clock: TimeMachineFixture, shown: ReachOutDelivery
) -> None:
    path = f"/reach-outs/{reading_token(shown)}/"
    ends = ending(shown)
    clock.shift(91 * DAY)
    assert client.get(path).status_code == 404
    assert client.get(ends).status_code == 200


def test_an_answer_on_the_page_opens_one_ticket(client: Client, shown: ReachOutDelivery) -> None:
    path = f"/reach-outs/{reading_token(shown)}/"
    page = client.get(path)
    assert "How was it?" in page.text
    assert page["Referrer-Policy"] == "same-origin"
    said = {"once": token(page), "message": "Too loud."}
    assert client.post(path, {**said, "message": ""}).status_code == 422
    for _ in range(2):
        client.post(path, said)
    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.subject) == (shown.customer, "How was it?")
    assert Event.objects.get(action="reach_out_answered").particulars["name"] == "Your stay"
    assert "We have your answer" in client.get(path).text
    assert in_app.unread().count() == 0


def test_about_a_solved_ticket_an_answer_goes_into_it(
    client: Client, clock: TimeMachineFixture, make_reach_out: Make, customer: User, agent: User
) -> None:
    make_reach_out(way="in_app", delay_seconds=60)
    ticket = make_ticket(customer.customer)
    resolve_ticket(ticket, by=agent)
    clock.shift(60)
    sending.send_reach_outs()
    row = ReachOutDelivery.objects.get()
    assert (row.state, row.message) == ("sent", None)
    path = f"/reach-outs/{reading_token(row)}/"
    client.post(path, {"once": token(client.get(path)), "message": "It leaks again."})
    ticket.refresh_from_db()
    assert (Ticket.objects.count(), ticket.messages.count(), ticket.category) == (1, 2, "open")


@pytest.mark.parametrize("path", ["/reach-outs/1.x/", "/reach-outs/1.x/dismissal/", "/no-more/1.x/"])
def test_a_link_nobody_here_made_opens_nothing(client: Client, shown: ReachOutDelivery, path: str) -> None:
    assert client.post(path).status_code == 404
    assert last_word(shown.customer_id) is None


def test_one_link_does_not_open_the_other(client: Client, shown: ReachOutDelivery) -> None:
    assert client.get(f"/no-more/{reading_token(shown)}/").status_code == 404
    assert client.get(ending(shown).replace("/no-more/", "/reach-outs/")).status_code == 404


def test_a_site_that_signs_who_is_there_shows_it_to_them_alone(
    client: Client, time_machine: TimeMachineFixture, shown: ReachOutDelivery
) -> None:
    widget = make_widget()
    widget.secret = SECRET
    widget.save()
    Identity.objects.create(customer=shown.customer, kind="external", value=f"{widget.site_key}:maya-7")
    assert looks(client, widget).json()["asks"] is True

    def told(person: str) -> list[dict[str, Any]]:
        answer = post(client, widget, "messages/", identity=signed(widget, sub=person))
        found: list[dict[str, Any]] = answer.json()["messages"]
        return found

    [drawn] = told("maya-7")
    assert (drawn["title"], drawn["text"]) == ("How was it?", "Tell us about <b>the suite</b>.")
    assert client.get(urlsplit(drawn["action_url"]).path).status_code == 200
    # Its name is the same a second later: browsers remember by it.
    time_machine.shift(1)
    assert [one["id"] for one in told("maya-7")] == [drawn["id"]]
    assert told("noor-8") == []
    for what, left in (("shown", 1), ([], 1), ("dismissed", 0)):
        assert post(client, widget, "messages/told/", id=drawn["id"], what=what, reader=READER).status_code == 204
        assert len(told("maya-7")) == left
    assert post(client, widget, "messages/told/", id="7.x", what="shown", reader=READER).status_code == 422


def test_without_any_no_page_asks_the_database_for_them(client: Client, customer: User) -> None:
    client.force_login(customer)
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/requests/").status_code == 200
    assert not [one for one in asked if "reachout" in one["sql"]]
