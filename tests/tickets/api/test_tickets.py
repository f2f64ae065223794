"""Tickets through the API: the same operations, the same rows as in the browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Customer, Identity, Membership, Organization, OrganizationDomain, Team, User
from tests.api import Api
from tests.factories import make_customer, make_inbound, make_ticket, make_user
from tests.invariants import broken_rules
from tickets.models import Message, Ticket
from tickets.models.kinds import Category
from tickets.operations.assigning import assign_ticket
from tickets.operations.progress import close_ticket
from tickets.operations.tagging import set_tags

pytestmark = pytest.mark.django_db


def test_an_agent_opens_a_ticket_for_a_new_customer(api: Api, agent: User, grinders: Team) -> None:
    organization = Organization.objects.create(name="Café Norr")
    OrganizationDomain.objects.create(organization=organization, domain="cafenorr.example")
    answer = api.post(
        "tickets/",
        {
            "requester": {"email": "Elin@CafeNorr.example", "name": "Elin Norr"},
            "subject": "Grinder hums",
            "text": "It only hums.\nSince today.",
            "team": "grinders",
            "assignee_id": agent.pk,
            "priority": "high",
            "type": "incident",
            "tags": ["jam"],
        },
    )
    assert answer.status_code == 201, answer.content
    shown = answer.json()
    assert shown["requester"] == {
        "id": Customer.objects.get(name="Elin Norr").pk,
        "name": "Elin Norr",
        "email": "elin@cafenorr.example",
    }
    assert (shown["organization"]["name"], shown["team"]["slug"]) == ("Café Norr", "grinders")
    assert (shown["priority"], shown["type"], shown["tags"], shown["channel"]) == ("high", "incident", ["jam"], "api")
    ticket = Ticket.objects.get(number=shown["number"])
    message = ticket.messages.get()
    assert (message.kind, message.text) == (Message.Kind.INBOUND, "It only hums.\nSince today.")
    assert message.author_customer == ticket.requester
    assert not message.sender_verified
    assert broken_rules([ticket]) == []


def test_an_agent_writes_first_and_the_customer_gets_mail(api: Api, support: None) -> None:
    from channels_inbox.models import Outbound

    customer = make_customer("oliver@grantcoffee.example", "Oliver Grant")
    answer = api.post(
        "tickets/", {"requester_id": customer.pk, "author": "me", "subject": "Your order", "text": "It left today."}
    )
    assert answer.status_code == 201, answer.content
    message = Ticket.objects.get(number=answer.json()["number"]).messages.get()
    assert message.kind == Message.Kind.REPLY
    assert Outbound.objects.get(message=message).to == ["oliver@grantcoffee.example"]


def test_a_customer_asks_and_reads_the_shorter_form(customer: User) -> None:
    answer = Api(customer).post("tickets/", {"subject": "No pressure", "text": "4 bar."})
    assert answer.status_code == 201
    assert set(answer.json()) == {
        "number",
        "subject",
        "status",
        "is_finished",
        "channel",
        "created_at",
        "last_message_at",
        "last_message_preview",
    }
    ticket = Ticket.objects.get(number=answer.json()["number"])
    assert ticket.requester == customer.customer
    assert ticket.messages.get().sender_verified


def test_a_follow_up_points_to_the_closed_request(customer: User, agent: User, ticket: Ticket) -> None:
    close_ticket(ticket, by=agent)
    api = Api(customer)
    assert api.post(f"tickets/{ticket.number}/messages/", {"text": "Again!"}).status_code == 409
    answer = api.post("tickets/", {"subject": "Again", "text": "It is back.", "follow_up_of": ticket.number})
    assert Ticket.objects.get(number=answer.json()["number"]).follow_up_of == ticket


def test_a_follow_up_of_somebody_elses_request_is_none(outsider: User, ticket: Ticket) -> None:
    answer = Api(outsider).post("tickets/", {"subject": "x", "text": "y", "follow_up_of": ticket.number})
    assert answer.status_code == 400
    assert "does not exist" in answer.json()["errors"]["follow_up_of"][0]


def test_each_thing_is_set_at_its_own_address(api: Api, ticket: Ticket, agent: User, grinders: Team) -> None:
    Membership.objects.create(team=grinders, user=agent)
    base = f"tickets/{ticket.number}"
    assert api.put(f"{base}/assignment/", {"assignee_id": agent.pk}).json()["assignee"]["name"] == "Ana Ruiz"
    assert api.put(f"{base}/team/", {"team": "grinders"}).json()["team"]["slug"] == "grinders"
    assert api.put(f"{base}/status/", {"status": "open"}).json()["status"]["category"] == "open"
    assert api.put(f"{base}/priority/", {"priority": "urgent"}).json()["priority"] == "urgent"
    assert api.put(f"{base}/tags/", {"tags": ["leak", "warranty"]}).json()["tags"] == ["leak", "warranty"]
    shown = api.patch(f"{base}/", {"subject": "Leak at the pump", "type": "problem"}).json()
    assert (shown["subject"], shown["type"]) == ("Leak at the pump", "problem")
    assert api.put(f"{base}/assignment/", {"assignee_id": None}).json()["assignee"] is None
    assert broken_rules([ticket]) == []


def test_setting_what_is_set_already_leaves_no_trace(api: Api, ticket: Ticket) -> None:
    api.put(f"tickets/{ticket.number}/priority/", {"priority": "high"})
    ticket.refresh_from_db()
    before = ticket.seq
    assert api.put(f"tickets/{ticket.number}/priority/", {"priority": "high"}).status_code == 200
    ticket.refresh_from_db()
    assert ticket.seq == before


def test_a_closed_ticket_stays_closed(api: Api, ticket: Ticket, agent: User) -> None:
    close_ticket(ticket, by=agent)
    answer = api.put(f"tickets/{ticket.number}/status/", {"status": "open"})
    assert answer.status_code == 409
    assert "closed" in answer.json()["detail"]


def test_nobody_is_given_tickets_who_cannot_answer(api: Api, ticket: Ticket, light_agent: User, customer: User) -> None:
    for person in (light_agent, customer):
        answer = api.put(f"tickets/{ticket.number}/assignment/", {"assignee_id": person.pk})
        assert answer.status_code in {400, 403}
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_a_team_agent_hands_a_ticket_out_of_their_sight(customer: User, grinders: Team) -> None:
    scoped = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    Membership.objects.create(team=grinders, user=scoped)
    Team.objects.create(name="Orders", slug="orders")
    ticket = make_ticket(customer.customer, team=grinders)
    api = Api(scoped)
    assert api.put(f"tickets/{ticket.number}/team/", {"team": "orders"}).json()["team"]["slug"] == "orders"
    assert api.get(f"tickets/{ticket.number}/").status_code == 404


def test_the_list_narrows_by_what_is_asked(api: Api, agent: User, grinders: Team) -> None:
    plain = make_ticket()
    mine = make_ticket(team=grinders)
    assign_ticket(mine, to=agent, by=agent)
    set_tags(mine, to=["jam"], by=agent)
    close_ticket(plain, by=agent)

    def numbers(**query: object) -> set[int]:
        answer = api.get("tickets/", **query)
        assert answer.status_code == 200, answer.content
        return {row["number"] for row in answer.json()["results"]}

    assert numbers() == {plain.number, mine.number}
    assert numbers(category="closed") == {plain.number}
    assert numbers(category="new,open") == {mine.number}
    assert numbers(status="closed") == {plain.number}
    assert numbers(assignee="me") == numbers(assignee=agent.pk) == {mine.number}
    assert numbers(assignee="none") == {plain.number}
    assert numbers(team="grinders") == numbers(tag="JAM") == {mine.number}
    assert numbers(team="none") == {plain.number}
    assert numbers(requester=mine.requester_id) == {mine.number}
    assert numbers(tag="unheard-of") == numbers(status="unheard-of") == set()
    assert numbers(channel="phone") == numbers(priority="urgent") == set()


def test_pages_hold_each_ticket_once_while_new_ones_arrive(api: Api) -> None:
    now = timezone.now()
    # Three share one moment: the cursor must tell them apart.
    tickets = [make_ticket(at=now - timedelta(minutes=5 * (n // 3))) for n in range(9)]
    seen = []
    answer = api.get("tickets/", page_size=2).json()
    while True:
        seen += [row["number"] for row in answer["results"]]
        if answer["next"] is None:
            break
        make_ticket()
        answer = api.get(answer["next"]).json()
    assert len(seen) == len(set(seen)) == 9
    assert set(seen) == {t.number for t in tickets}


def test_a_copy_of_the_desk_follows_the_changes(api: Api, agent: User) -> None:
    first, second = make_ticket(), make_ticket()
    since = timezone.now()
    make_inbound(first)
    answer = api.get("tickets/", updated_after=since.isoformat()).json()
    assert [row["number"] for row in answer["results"]] == [first.number]
    set_tags(second, to=["x"], by=agent)
    answer = api.get("tickets/", updated_after=answer["results"][-1]["updated_at"]).json()
    assert [row["number"] for row in answer["results"]] == [second.number]


def test_events_are_read_from_where_one_stopped(api: Api, ticket: Ticket, agent: User) -> None:
    assign_ticket(ticket, to=agent, by=agent)
    answer = api.get(f"tickets/{ticket.number}/events/", after=1).json()
    assert answer["seq"] == 2
    (event,) = answer["results"]
    assert (event["seq"], event["action"]) == (2, "assigned")
    assert event["by"] == {"type": "agent", "id": agent.pk, "name": "Ana Ruiz"}
    assert event["particulars"]["after"] == "Ana Ruiz"


def test_the_small_lists(api: Api, agent: User, grinders: Team, ticket: Ticket) -> None:
    set_tags(ticket, to=["jam", "leak"], by=agent)
    assert api.get("teams/").json() == [{"slug": "grinders", "name": "Grinders"}]
    assert [row["name"] for row in api.get("tags/", search="ja").json()] == ["jam"]
    assert {row["category"] for row in api.get("statuses/").json()} == set(Category.values)
    assert [row["email"] for row in api.get("agents/").json()] == ["ana@halden.example"]
    assert api.get("me/").json()["role"] == "agent"


def test_customers_are_found_by_name_and_address(api: Api) -> None:
    maya = make_customer("maya@cafenorr.example", "Maya Lindqvist")
    make_customer("bao@postbox.example", "Bao Tran")
    for query in ({"search": "lindq"}, {"search": "cafenorr"}, {"email": "MAYA@cafenorr.example"}):
        assert [row["id"] for row in api.get("customers/", **query).json()["results"]] == [maya.pk], query
    shown = api.get(f"customers/{maya.pk}/").json()
    assert shown["identities"] == [
        {"kind": "email", "value": "maya@cafenorr.example", "is_primary": True, "verified": False}
    ]


def test_a_customer_is_added_once(api: Api) -> None:
    body = {"email": "Rui@Postbox.example", "name": "Rui Carvalho", "phone": "+351 21 555 0200"}
    added = api.post("customers/", body)
    assert added.status_code == 201, added.content
    assert set(Identity.objects.filter(customer=added.json()["id"]).values_list("value", flat=True)) == {
        "rui@postbox.example",
        "+351215550200",
    }
    again = api.post("customers/", {**body, "email": "rui2@postbox.example"})
    assert again.status_code == 409
    assert not Identity.objects.filter(value="rui2@postbox.example").exists()
