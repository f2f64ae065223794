"""What a ticket one sees has to do with one that is hidden: neither page nor program gives the hidden one away."""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organization, Team, User
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_customer, make_note, make_ticket, make_user
from tickets.models import BulkJob, Macro, SavedView, Ticket, TicketLink, TicketMerge
from tickets.operations.messages import NewFile, store_file


@pytest.fixture
def hidden(mailbox: object) -> Ticket:
    others = Team.objects.create(name="Others", slug="others")
    return make_ticket(subject="The secret grinder", text="Secret words.", team=others)


@pytest.fixture
def limited(db: None) -> User:
    return make_user(User.Role.AGENT, name="Lena Limited", ticket_scope=User.TicketScope.TEAMS)


@pytest.fixture
def client(limited: User) -> Client:
    return signed_in(limited)


def test_a_follow_up_does_not_name_what_it_follows(hidden: Ticket, limited: User, agent: User) -> None:
    ticket = make_ticket(hidden.requester, subject="It broke again", follow_up_of=hidden)
    address = reverse("agent_ticket", args=[ticket.number])
    events = f"tickets/{ticket.number}/events/"
    for reader, named in ((agent, True), (limited, False)):
        page = signed_in(reader).get(address).content.decode()
        assert (f"#{hidden.number}" in page) is named
        assert (f"/agent/tickets/{hidden.number}/" in page) is named
        assert (Api(reader).get(events).json()["results"][0]["particulars"]["follow_up_of"] is not None) is named


def test_nothing_is_begun_merged_split_or_changed_that_is_hidden(hidden: Ticket, limited: User, agent: User) -> None:
    ticket = make_ticket(subject="In plain sight")
    secret = make_note(hidden, by=agent, text="Secret note.")
    api, base = Api(limited), f"tickets/{ticket.number}/"
    before = Ticket.objects.count()
    actions = [{"action": "set_priority", "params": {"priority": 4}}]
    requester = {"requester": {"email": "a@b.example"}, "subject": "x", "text": "x"}
    for nothing in (hidden.number, 99_999_999):
        for answer in (
            api.put(f"{base}merge/", {"into": nothing}),
            api.post(f"{base}links/", {"kind": "parent", "to": nothing}),
            api.post("bulk/", {"tickets": [ticket.number, nothing], "actions": actions}),
            api.post("tickets/", {**requester, "follow_up_of": nothing}),
        ):
            assert answer.status_code == 400, answer.content
            assert "secret" not in answer.content.decode().lower()
    for message in (secret.pk, 2**60):
        answer = api.post(f"{base}split/", {"subject": "Mine now", "messages": [message]})
        assert answer.status_code in {400, 409, 422}, answer.content
    assert Ticket.objects.count() == before
    assert [model.objects.count() for model in (TicketMerge, TicketLink, BulkJob)] == [0, 0, 0]


def test_a_hidden_message_is_not_split_off_in_the_browser(hidden: Ticket, client: Client, agent: User) -> None:
    ticket = make_ticket()
    secret = make_note(hidden, by=agent, text="Secret note.")
    page = client.post(
        reverse("agent_split", args=[ticket.number]),
        {"subject": "Mine now", "messages": [secret.pk], "key": str(uuid.uuid4())},
    )
    assert page.status_code == 422
    assert "Secret note." not in page.content.decode()
    assert not Ticket.objects.filter(subject="Mine now").exists()


def test_a_macro_is_not_previewed_on_it(hidden: Ticket, client: Client, limited: User) -> None:
    text = "{{ ticket.subject }} of {{ customer.name }}"
    macro = Macro.objects.create(name="Say it", owner=limited, actions=[{"action": "note", "params": {"text": text}}])
    answers = [
        client.post(reverse("agent_macro_preview"), {"name": macro.name, "number": str(number)}).content.decode()
        for number in (hidden.number, 99_999_999)
    ]
    assert answers[0] == answers[1]
    assert "There is no such ticket, or not for you." in answers[0]


def test_its_files_are_no_files(
    hidden: Ticket, limited: User, client: Client, tmp_path: object, settings: object
) -> None:
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    file = store_file(NewFile("plan.txt", "text/plain", b"secret"), message=hidden.messages.get())
    assert client.get(reverse("file", args=[file.token, file.name])).status_code == 404
    api = Api(limited)
    for address in (f"attachments/{file.token}/", f"attachments/{file.token}/content/"):
        assert api.get(address).status_code == 404
    answer = api.post(
        f"tickets/{make_ticket().number}/messages/", {"kind": "note", "text": "x", "attachments": [file.token]}
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("words", ["grinder", "Secret", "subject:secret", "team:others", "is:open"])
def test_no_list_search_view_or_palette_holds_it(words: str, hidden: Ticket, limited: User, client: Client) -> None:
    view = SavedView.objects.create(
        name="All of them",
        conditions={"match": "all", "conditions": [{"field": "subject", "op": "contains", "value": ["grinder"]}]},
    )
    addresses = [
        reverse("agent_view", args=["all"]) + f"?q={words}",
        reverse("agent_view", args=[f"saved-{view.pk}"]),
        reverse("agent_palette") + f"?q={words}",
        reverse("agent_bulk_selection") + f"?view=all&q={words}",
    ]
    for address in addresses:
        page = client.get(address, headers={"HX-Request": "true"})
        assert page.status_code in {200, 404}, address
        assert "The secret grinder" not in page.content.decode()
        assert 'data-count="1"' not in page.content.decode()
    assert "secret" not in Api(limited).get("search/", q=words).content.decode().replace(words, "")


def test_a_view_tells_no_limited_agent_who_the_customers_are(hidden: Ticket, limited: User, client: Client) -> None:
    acme = Organization.objects.create(name="Acme Roasters")
    secret = make_customer("secret.sam@acme.example", "Secret Sam")
    asks = {"requester": [secret.pk], "organization": [acme.pk]}
    row = {"c-match": "all", "c-row": "r1", "c-r1-op": "is"}
    for field, value in asks.items():
        tree = {"match": "all", "conditions": [{"field": field, "op": "is", "value": value}]}
        refused = Api(limited).post("views/", {"name": "Mine", "conditions": tree})
        # Shared by somebody who sees all, made before the rights were taken.
        shared = SavedView.objects.create(name="Everybody's", conditions=tree)
        own = SavedView.objects.create(name="Older", conditions=tree, owner=limited)
        drawn = {**row, "c-r1-field": field, "c-r1-was": field, "c-r1-value": "secret.sam@acme.example"}
        told = [
            client.post(reverse("agent_conditions", args=["view"]), {**row, "c-r1-field": field}),
            client.post(reverse("agent_conditions", args=["narrow_view"]), {**row, "c-r1-field": field}),
            client.get(reverse("agent_saved_views")),
            client.get(reverse("agent_saved_view", args=[own.pk])),
        ]
        assert refused.status_code == 400
        for page in told:
            assert "Acme" not in page.content.decode()
            assert "secret" not in page.content.decode().lower()
        known, unknown = (
            client.post(reverse("agent_saved_view_preview"), {**drawn, "c-r1-value": address}).content.decode()
            for address in ("secret.sam@acme.example", "nobody@acme.example")
        )
        assert known == unknown
        assert client.get(reverse("agent_view", args=[f"saved-{shared.pk}"])).status_code == 200
