"""Macros: several things at once, seen before they are done, and only by those they are for."""

from __future__ import annotations

import pytest

from accounts.models import Membership, Team, User
from tests.api import Api
from tests.factories import make_customer, make_mailbox, make_ticket, make_user
from tests.tickets.rules.conftest import do
from tickets.errors import TicketClosed
from tickets.models import Macro, Status, Ticket
from tickets.operations.macros import apply_macro, preview_macro, save_macro
from tickets.operations.progress import close_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def macro(admin: User) -> Macro:
    waiting = Status.objects.get(category="waiting_customer")
    actions = [
        do(
            "reply",
            text="Hi {{customer.first_name}}, about #{{ ticket.number }}: bleed the pump. {{ agent.first_name }}",
        ),
        do("set_status", status=waiting.pk),
        do("add_tags", tags=["descaled"]),
        do("set_priority", priority=2),
        do("assign", assignee="me"),
    ]
    return save_macro(Macro(name="Bleed", visibility="all", actions=actions), by=admin)


@pytest.fixture
def ticket(db: None) -> Ticket:
    make_mailbox()
    return make_ticket(make_customer("maya@cafenorr.example", "Maya Lindqvist"))


def test_a_preview_shows_words_and_changes_and_does_nothing(macro: Macro, ticket: Ticket, agent: User) -> None:
    shown = preview_macro(ticket, macro, by=agent)
    assert shown.reply == f"Hi Maya, about #{ticket.number}: bleed the pump. Ana"
    assert shown.changes == ["Status: New → Waiting on customer", "Add tags: descaled", "Assignee: nobody → Ana Ruiz"]
    ticket.refresh_from_db()
    assert ticket.seq == 1


def test_using_it_does_what_the_preview_said(macro: Macro, ticket: Ticket, agent: User) -> None:
    done = apply_macro(ticket, macro, by=agent)
    ticket.refresh_from_db()
    assert ticket.assignee == agent
    assert ticket.category == "waiting_customer"
    assert [t.name for t in ticket.tags.all()] == ["descaled"]
    (sent,) = ticket.messages.filter(kind="reply")
    assert sent.author_user == agent
    assert sent.text == done.reply


def test_only_its_changes_are_made_when_the_composer_keeps_the_words(macro: Macro, ticket: Ticket, agent: User) -> None:
    done = apply_macro(ticket, macro, by=agent, text=False)
    assert done.reply == ""
    assert not ticket.messages.filter(kind="reply").exists()
    assert ticket.tags.exists()


def test_all_or_nothing(macro: Macro, ticket: Ticket, agent: User) -> None:
    Macro.objects.filter(pk=macro.pk).update(actions=[do("add_tags", tags=["half"]), do("reply", text="Hello")])
    macro.refresh_from_db()
    close_ticket(ticket, by=agent)
    with pytest.raises(TicketClosed):
        apply_macro(ticket, macro, by=agent)
    assert not ticket.tags.exists()


def test_what_a_stranger_calls_themselves_stays_words(macro: Macro, agent: User) -> None:
    hostile = "{{agent.name}} https://evil.example/<b>x"
    ticket = make_ticket(make_customer("eve@elsewhere.example", hostile), subject="{{ ticket.number }} {% now %}")
    Macro.objects.filter(pk=macro.pk).update(
        actions=[do("reply", text="{{customer.name}} | {{ticket.subject}} | {{ 7*7 }} {% load x %}")]
    )
    macro.refresh_from_db()
    shown = preview_macro(ticket, macro, by=agent)
    assert shown.reply == ("{{agent.name}} evil.example/<b>x | {{ ticket.number }} {% now %} | {{ 7*7 }} {% load x %}")


def test_a_macro_that_names_what_is_gone_says_so(macro: Macro, ticket: Ticket, agent: User) -> None:
    Macro.objects.filter(pk=macro.pk).update(actions=[do("set_team", team=10**6)])
    answer = Api(agent).post(f"tickets/{ticket.number}/macros/{macro.pk}/", {})
    assert answer.status_code == 400
    assert "cannot be used any more" in answer.json()["detail"]


def test_through_the_api(macro: Macro, ticket: Ticket, agent: User) -> None:
    api = Api(agent)
    path = f"tickets/{ticket.number}/macros/{macro.pk}/"
    assert api.get(path).json()["changes"][0] == "Status: New → Waiting on customer"
    assert api.post(path, {}).json()["reply"].startswith("Hi Maya")
    assert [(m["name"], m["is_snippet"]) for m in api.get("macros/").json()] == [("Bleed", False)]
    own = api.post("macros/", {"name": "Thanks", "actions": [do("reply", text="Thank you!")]}).json()
    assert own["is_snippet"]
    put = {"name": "Thank you", "actions": [do("reply", text="Thank you!")]}
    assert api.put(f"macros/{own['id']}/", {**put, "version": 1}).json()["version"] == 2
    assert api.put(f"macros/{own['id']}/", {**put, "version": 1}).status_code == 409
    assert api.delete(f"macros/{own['id']}/").status_code == 204
    assert api.get(f"macros/{own['id']}/").status_code == 404


def test_each_sees_and_changes_what_is_theirs(admin: User, agent: User, macro: Macro) -> None:
    team = Team.objects.create(name="Machines", slug="machines")
    other = make_user(User.Role.AGENT)
    Membership.objects.create(team=team, user=agent)
    text = [do("reply", text="Hello")]
    mine = save_macro(Macro(name="Mine", visibility="me", actions=text), by=agent)
    ours = save_macro(Macro(name="Ours", visibility="team", team=team, actions=text), by=agent)
    assert [m["name"] for m in Api(agent).get("macros/").json()] == ["Bleed", "Mine", "Ours"]
    assert [m["name"] for m in Api(other).get("macros/").json()] == ["Bleed"]
    # Not even an administrator reads somebody's own.
    assert [m["name"] for m in Api(admin).get("macros/").json()] == ["Bleed"]
    stranger = Api(other)
    for pk in (mine.pk, ours.pk):
        assert stranger.get(f"macros/{pk}/").status_code == 404
        assert stranger.delete(f"macros/{pk}/").status_code == 404
    for name, visibility, code in (("x", "all", 403), ("y", "me", 201)):
        body = {"name": name, "visibility": visibility, "actions": text}
        assert stranger.post("macros/", body).status_code == code
    assert (
        stranger.post("macros/", {"name": "z", "visibility": "team", "team": "machines", "actions": text}).status_code
        == 403
    )
    assert stranger.put(f"macros/{macro.pk}/", {"name": "B", "actions": text, "version": 1}).status_code == 403
    assert (
        stranger.post("macros/", {"name": "n", "actions": [do("notify", to=["assignee"], text="x")]}).status_code == 400
    )


def test_outsiders_and_limited_agents_find_nothing(
    macro: Macro, ticket: Ticket, customer: User, outsider: User, light_agent: User
) -> None:
    path = f"tickets/{ticket.number}/macros/{macro.pk}/"
    assert Api().get("macros/").status_code == 401
    for person in (customer, outsider):
        assert Api(person).get("macros/").status_code == 403
        assert Api(person).get(path).status_code == 403
        assert Api(person).post(path, {}).status_code == 403
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.ASSIGNED)
    assert Api(limited).get(path).status_code == 404
    assert Api(limited).post(path, {}).status_code == 404
    assert Api(light_agent).post(path, {}).status_code == 403
    ticket.refresh_from_db()
    assert ticket.seq == 1


def test_each_macro_writes_its_own_note_and_each_of_its_texts(ticket: Ticket, admin: User, agent: User) -> None:
    texts = [["Called the roaster."], ["Ordered a valve.", "It comes on Friday."]]
    for name, said in zip("AB", texts, strict=True):
        macro = save_macro(Macro(name=name, visibility="all", actions=[do("note", text=t) for t in said]), by=admin)
        apply_macro(ticket, macro, by=agent)
    apply_macro(ticket, macro, by=agent, key="a form")
    apply_macro(ticket, macro, by=agent, key="a form")
    notes = list(ticket.messages.filter(kind="note").order_by("pk").values_list("text", flat=True))
    assert notes == [*texts[0], *texts[1], *texts[1]]


def test_a_client_that_heard_no_answer_sends_one_reply(macro: Macro, ticket: Ticket, agent: User) -> None:
    api, path = Api(agent), f"tickets/{ticket.number}/macros/{macro.pk}/"
    first, again = (api.post(path, {}, key="once") for _ in range(2))
    assert again["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert ticket.messages.filter(kind="reply").count() == 1
