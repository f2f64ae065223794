"""Every address of the desk, tried by everyone who has no business there."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from accounts.models import Leave, Team, User
from accounts.operations.notifying import notify
from channels_inbox import incident_urls, knowledge_urls, settings_urls, status_urls, urls
from channels_inbox.models import Call, Channel, Conversation, Inbound, Outbound
from tests.channels_inbox.desk.conftest import HTMX, signed_in
from tests.factories import make_answer, make_customer, make_ticket, make_user
from tickets.models import HtmlBody, Macro, SavedView, Ticket
from tickets.operations.bulk import start_bulk
from tickets.operations.conferring import start_side

CALL_PAGES = [
    *("agent_call_done", "agent_call_move", "agent_call_pickup"),
    *("agent_call_hold", "agent_call_transfer", "agent_call_caller"),
]
# Addresses that are one person's own, or change nothing by themselves: nothing of anybody's to see.
PERSONAL = {
    *("agent_saved_views", "agent_new_saved_view", "agent_saved_view_preview"),
    *("agent_palette", "agent_guide"),
    "agent_inbox",
    "agent_view",
    "agent_new_ticket",
    "agent_conditions",
    "agent_actions",
    "agent_macros",
    "agent_new_macro",
    "agent_macro_preview",
    "agent_after_send",
    "agent_uploads",
    "agent_profile",
    "agent_tokens",
    *("agent_availability", "agent_leaves"),
    *("agent_notifications", "agent_bell", "agent_notification_readings", "agent_notification_wishes"),
    *("agent_bulk", "agent_bulk_menu", "agent_bulk_selection"),
    # Chats have a test of their own: tests/channels_inbox/chat/test_outsiders.py.
    *("agent_chats", "agent_chat_count"),
    # What of calls is one's own, or everybody's at the desk; the calls themselves are tried below.
    *("agent_calls", "agent_call_pops", "agent_call_pop", "agent_phone_seat"),
    *("agent_blocked_numbers", "agent_unblocked_number"),
}
ADMINS = {
    *("agent_quarantine", "agent_quarantine_raw", "agent_quarantine_attempts"),
}
# The settings, articles and the status page have tests of their own: tests/channels_inbox/settings/test_outsiders.py,
# tests/knowledgebase/test_roles.py and tests/channels_inbox/status/test_outsiders.py.
OTHERS = [
    *settings_urls.urlpatterns,
    *knowledge_urls.urlpatterns,
    *status_urls.urlpatterns,
    *incident_urls.urlpatterns,
]
NAMES = [str(pattern.name) for pattern in urls.urlpatterns if isinstance(pattern, URLPattern) and pattern not in OTHERS]


@pytest.fixture
def addresses(ticket: Ticket, agent: User, mailbox: object) -> dict[str, str]:
    message = make_answer(ticket, by=agent)
    HtmlBody.objects.create(message=message, source="<p>x</p>", cleaned="<p>x</p>", sanitiser="test")
    letter = Outbound.objects.get(message=message)
    held = Inbound.objects.create(
        channel=letter.channel,
        external_id="x",
        raw=b"x",
        received_at=ticket.created_at,
        state=Inbound.State.QUARANTINED,
    )
    told = notify(agent, "assigned", key="x", text="It was given to you", ticket_number=ticket.number)
    assert told is not None
    actions = [{"action": "set_priority", "params": {"priority": 4}}]
    macro = Macro.objects.create(name="x", owner=agent, actions=actions)
    job = start_bulk([ticket.pk], actions, by=agent, key="x")
    arguments: dict[str, list[object]] = {
        "agent_view": ["mine"],
        "agent_bulk_menu": ["status"],
        **{name: [ticket.number, macro.pk] for name in ("agent_ticket_macro", "agent_ticket_macro_application")},
        **{name: [job.pk] for name in ("agent_bulk_job", "agent_bulk_items", "agent_bulk_cancellation")},
        **{name: [_call_of(ticket)] for name in CALL_PAGES},
        **{name: [1] for name in ("agent_call_pop", "agent_unblocked_number")},
        "agent_conditions": ["view"],
        "agent_actions": ["macro"],
        "agent_guide": ["keys"],
        "agent_macro": [1],
        "agent_macro_retirement": [1],
        "agent_notification_opening": [told.pk],
        "agent_colleague_draft": [ticket.number, agent.pk],
        "agent_message_html": [message.pk],
        "agent_withdrawal": [message.pk],
        "agent_delivery_attempts": [letter.pk],
        "agent_quarantine_raw": [held.pk],
        "agent_quarantine_attempts": [held.pk],
        "agent_token_revocation": [1],
        "agent_link_removal": [ticket.number, 1],
        **{name: [ticket.number, 1] for name in ("agent_ticket_answer", "agent_ticket_answer_flag")},
        "agent_side": [_asked_outside(ticket, agent)],
        "agent_leave_end": [_leave(agent).pk],
        "agent_saved_view": [SavedView.objects.create(owner=agent).pk],
        "agent_saved_view_deletion": [SavedView.objects.create(owner=agent).pk],
    }
    ticketless = PERSONAL | {"agent_quarantine"}
    return {
        name: reverse(name, args=arguments.get(name, [] if name in ticketless else [ticket.number])) for name in NAMES
    }


def _call_of(ticket: Ticket) -> int:
    line, _ = Channel.objects.get_or_create(kind="phone", slug="telephone", defaults={"name": "Telephone"})
    wire, _ = Conversation.objects.get_or_create(channel=line, ticket=ticket, key="c-1")
    call, _ = Call.objects.get_or_create(
        channel=line,
        external_id="c-1",
        defaults={"conversation": wire, "direction": "in", "state": "missed", "started_at": timezone.now()},
    )
    return call.pk


def _leave(agent: User) -> Leave:
    now = timezone.now()
    return Leave.objects.create(user=agent, starts_at=now, ends_at=now + timedelta(days=1))


def _asked_outside(ticket: Ticket, agent: User) -> int:
    person = make_customer("parts@acme.example")
    event = start_side(ticket, person=person, subject="Burrs", text="Have you one?", by=agent)
    assert event.message is not None
    return int(event.message.aside.side_id)


def unexpected(
    client: Client, urls: Iterable[str], *, allowed: set[int], headers: dict[str, str] | None = None
) -> dict[str, set[int]]:
    """Try each address both ways and return the answers that should not have been given."""
    answers = {
        url: {client.get(url, headers=headers).status_code, client.post(url, {}, headers=headers).status_code}
        for url in urls
    }
    return {url: codes - allowed for url, codes in answers.items() if codes - allowed}


def test_strangers_are_asked_to_sign_in(addresses: dict[str, str], client: Client) -> None:
    assert unexpected(client, addresses.values(), allowed={302, 405}) == {}
    assert unexpected(client, addresses.values(), allowed={401, 405}, headers=HTMX) == {}
    assert client.get(addresses["agent_ticket"]).headers["Location"].startswith("/account/login/?next=/agent/")


def test_customers_find_nothing_there(addresses: dict[str, str], customer: User) -> None:
    assert unexpected(signed_in(customer), addresses.values(), allowed={404, 405}) == {}


def test_the_requester_finds_nothing_there_either(addresses: dict[str, str], ticket: Ticket) -> None:
    user = make_user(email="maya@cafenorr.example")
    ticket.requester.user = user
    ticket.requester.save()
    assert unexpected(signed_in(user), addresses.values(), allowed={404, 405}) == {}


def test_someone_who_was_let_go_finds_nothing_there(addresses: dict[str, str], agent: User) -> None:
    client = signed_in(agent)
    User.objects.filter(pk=agent.pk).update(is_active=False)
    assert unexpected(client, addresses.values(), allowed={302, 405}) == {}


@pytest.mark.parametrize("scope", ["teams", "assigned"])
def test_an_agent_does_not_reach_tickets_out_of_their_sight(
    scope: str, addresses: dict[str, str], ticket: Ticket
) -> None:
    Ticket.objects.update(team=Team.objects.create(name="Others", slug="others"), assignee=None)
    limited = make_user(User.Role.AGENT, ticket_scope=scope)
    others = [url for name, url in addresses.items() if name not in PERSONAL]
    assert unexpected(signed_in(limited), others, allowed={404, 405}) == {}


def test_the_quarantine_is_for_administrators(addresses: dict[str, str], desk: Client) -> None:
    assert unexpected(desk, [addresses[name] for name in ADMINS], allowed={404, 405}) == {}


def test_lists_show_and_count_only_what_one_may_see(addresses: dict[str, str], ticket: Ticket) -> None:
    team = Team.objects.create(name="Secret team", slug="secret")
    Ticket.objects.update(team=team, assignee=None)
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope="teams"))
    for view in ("open", "unassigned", "waiting-for-us", "all"):
        page = limited.get(reverse("agent_view", args=[view])).content.decode()
        assert ticket.subject not in page
        assert "Secret team" not in page
    assert limited.get(reverse("agent_view", args=["team-secret"])).status_code == 404
    assert limited.get(reverse("agent_view", args=["all"]), {"q": str(ticket.number)}).status_code == 200


def test_the_panel_lists_only_tickets_one_may_see(ticket: Ticket, mailbox: object) -> None:
    hidden = make_ticket(ticket.requester, subject="A private matter")
    Ticket.objects.filter(pk=hidden.pk).update(team=Team.objects.create(name="Others", slug="others"))
    limited = signed_in(make_user(User.Role.AGENT, ticket_scope="teams"))
    page = limited.get(reverse("agent_ticket", args=[ticket.number])).content.decode()
    assert ticket.subject in page
    assert "A private matter" not in page


def test_a_change_of_rights_is_felt_in_the_next_list(ticket: Ticket, mailbox: object) -> None:
    """Lists keep their statements; none may outlive the rights it was written for."""
    team = Team.objects.create(name="Others", slug="others")
    Ticket.objects.update(team=team, assignee=None)
    user = make_user(User.Role.AGENT)
    client = signed_in(user)

    def sees() -> bool:
        page = client.get(reverse("agent_view", args=["open"])).content.decode()
        assert (ticket.subject in page) == (
            re.search(r'id="view_open".*?class="count">1<', page, re.DOTALL) is not None
        )
        return ticket.subject in page

    assert sees()
    User.objects.filter(pk=user.pk).update(ticket_scope="teams")
    assert not sees()
    membership = user.memberships.create(team=team)
    assert sees()
    membership.delete()
    assert not sees()
    Ticket.objects.update(assignee=user)
    assert sees()
    User.objects.filter(pk=user.pk).update(ticket_scope="assigned")
    assert sees()
    Ticket.objects.update(assignee=None)
    assert not sees()
    User.objects.filter(pk=user.pk).update(role=User.Role.ADMIN)
    assert sees()


def test_a_right_taken_away_counts_at_the_next_request(desk: Client, agent: User, ticket: Ticket) -> None:
    page, news = f"/agent/tickets/{ticket.number}/", f"/agent/tickets/{ticket.number}/timeline/?after=0"
    assert [desk.get(page).status_code, desk.get(news).status_code] == [200, 200]
    agent.ticket_scope = User.TicketScope.ASSIGNED
    agent.save()
    assert [desk.get(page).status_code, desk.get(news).status_code] == [404, 404]
    agent.ticket_scope = User.TicketScope.TEAMS
    agent.save()
    team = Team.objects.create(name="Elsewhere", slug="elsewhere")
    Ticket.objects.filter(pk=ticket.pk).update(team=team)
    membership = agent.memberships.create(team=team)
    assert [desk.get(page).status_code, desk.get(news).status_code] == [200, 200]
    membership.delete()
    assert [desk.get(page).status_code, desk.get(news).status_code] == [404, 404]
