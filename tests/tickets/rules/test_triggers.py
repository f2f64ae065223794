"""Triggers act when something happens: in order, once, and whatever fails in them stops nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Notification, Team, User
from helpdesk.lib.refusal import Refusal
from tests.factories import make_answer, make_customer, make_inbound, make_note, make_ticket
from tests.tickets.rules.conftest import do, make_rule, runs, when
from tickets.models import CustomField, Event, Rule, RuleRun, Ticket
from tickets.operations.assigning import assign_team
from tickets.operations.editing import set_priority, set_type
from tickets.operations.tagging import set_tags
from tickets.rule_actions import set_priority as priority_action
from tickets.rules import stopping

pytestmark = pytest.mark.django_db


def test_it_acts_on_what_it_waits_for(admin: User) -> None:
    team = Team.objects.create(name="Machines", slug="machines")
    rule = make_rule(
        do("set_priority", priority=4),
        do("set_team", team=team.pk),
        do("add_tags", tags=["machine down"]),
        conditions=when("subject", "contains", ["leak"]),
    )
    calm, leaking = make_ticket(subject="A question"), make_ticket(subject="It leaks")
    assert calm.priority == 2
    # Whoever opened it holds the ticket as the rule left it.
    assert (leaking.priority, leaking.team) == (4, team)
    assert [t.name for t in leaking.tags.all()] == ["machine down"]
    (run,) = RuleRun.objects.all()
    assert (run.rule, run.ticket, run.event_seq, run.outcome) == (rule, leaking, 1, "done")
    assert run.matched == [{"field": "subject", "label": "Subject", "value": "“leak”"}]
    assert [d["text"] for d in run.done] == [
        "Priority: Normal → Urgent",
        "Team: none → Machines",
        "Add tags: machine down",
    ]


def test_its_events_name_it_and_lead_to_their_root(admin: User) -> None:
    rule = make_rule(do("set_priority", priority=4))
    ticket = make_ticket()
    event = Event.objects.get(ticket=ticket, action="priority_changed")
    assert event.by_user is None
    assert event.particulars["rule"] == {"id": rule.pk, "name": "Machine down", "root": 1, "depth": 1}
    seqs = list(Event.objects.filter(ticket=ticket).order_by("seq").values_list("seq", flat=True))
    assert seqs == list(range(1, len(seqs) + 1))
    assert ticket.seq == len(seqs)


def test_rules_go_in_their_order_and_see_what_the_earlier_did(admin: User) -> None:
    make_rule(do("set_priority", priority=3), name="First")
    make_rule(do("add_tags", tags=["seen high"]), name="Second", conditions=when("priority", "is", [3]))
    ticket = make_ticket()
    assert runs() == [("First", "done"), ("Second", "done")]
    assert [t.name for t in ticket.tags.all()] == ["seen high"]


def test_a_rule_may_be_the_last_word(admin: User) -> None:
    make_rule(do("set_priority", priority=1), name="Spam", stops_here=True)
    make_rule(do("set_priority", priority=4), name="Never")
    assert make_ticket().priority == 1
    assert runs() == [("Spam", "done")]


def test_one_that_is_off_does_nothing(admin: User) -> None:
    make_rule(do("set_priority", priority=4), active=False)
    assert make_ticket().priority == 2
    assert runs() == []


@pytest.mark.parametrize(
    ("event", "change"),
    [
        ("customer_wrote", lambda t, a: make_inbound(t)),
        ("agent_replied", lambda t, a: make_answer(t, by=a)),
        ("note_added", lambda t, a: make_note(t, by=a)),
        ("status_changed", lambda t, a: make_answer(t, by=a)),
        ("priority_changed", lambda t, a: set_priority(t, to=4, by=a)),
        ("type_changed", lambda t, a: set_type(t, to="task", by=a)),
        ("tagged", lambda t, a: set_tags(t, to=["x"], by=a)),
    ],
)
def test_each_occasion_is_heard(admin: User, agent: User, event: str, change: Any) -> None:
    ticket = make_ticket()
    make_rule(do("add_tags", tags=["heard"]), events=(event,), conditions=when("actor", "is_not", ["machine"]))
    change(ticket, agent)
    assert "heard" in [t.name for t in ticket.tags.all()]
    assert runs()[0] == ("Machine down", "done")


def test_a_change_from_one_value_to_another_is_heard(admin: User, agent: User) -> None:
    ticket = make_ticket(priority=1)
    tree = {
        "match": "all",
        "conditions": [
            {"field": "priority", "op": "changed_from", "value": [1]},
            {"field": "priority", "op": "changed_to", "value": [4]},
        ],
    }
    make_rule(do("add_tags", tags=["jumped"]), events=("priority_changed",), conditions=tree)
    set_priority(ticket, to=3, by=agent)
    set_priority(ticket, to=1, by=agent)
    assert not ticket.tags.exists()
    set_priority(ticket, to=4, by=agent)
    assert ticket.tags.get().name == "jumped"


def test_doing_nothing_new_is_no_event(admin: User) -> None:
    make_rule(do("set_priority", priority=2))
    ticket = make_ticket()
    assert [e.action for e in ticket.events.all()] == ["opened"]
    assert runs() == [("Machine down", "unchanged")]


class TestFailures:
    """Nothing a rule does wrong reaches the mail that came in."""

    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def apply(ticket: Ticket, params: dict[str, Any], acting: Any) -> None:
            set_priority(ticket, to=params["priority"], by=None)
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

        monkeypatch.setattr(priority_action, "apply", apply)

    def test_a_fault_undoes_the_rule_and_nothing_else(
        self, broken: None, admin: User, caplog: pytest.LogCaptureFixture
    ) -> None:
        make_rule(do("add_tags", tags=["half"]), do("set_priority", priority=4), name="Broken")
        make_rule(do("add_tags", tags=["later"]), name="Later")
        ticket = make_ticket()
        ticket.refresh_from_db()
        assert ticket.priority == 2
        assert [t.name for t in ticket.tags.all()] == ["later"]
        assert runs() == [("Broken", "failed"), ("Later", "done")]
        assert RuleRun.objects.get(outcome="failed").error == "It failed and was undone (DataError)."
        assert make_inbound(ticket).pk

    def test_what_is_refused_is_noted_and_the_rest_is_done(self, admin: User) -> None:
        make_rule(do("reply", text="Hello {{ customer.first_name }}"), do("set_priority", priority=4))
        ticket = make_ticket()
        assert ticket.priority == 4
        (run,) = RuleRun.objects.all()
        assert run.outcome == "done"
        assert [bool(d["error"]) for d in run.done] == [True, False]
        assert "No email channel" in run.done[0]["error"]
        assert not ticket.messages.filter(kind="system").exists()

    def test_a_field_that_is_gone_switches_the_rule_off(self, admin: User) -> None:
        rule = make_rule(do("set_priority", priority=4))
        Rule.objects.update(conditions=when("colour", "is", ["red"]), version=2)
        assert make_ticket().priority == 2
        rule.refresh_from_db()
        assert (rule.active, rule.disabled_reason) == (False, "There is no field “colour” any more.")
        told = Notification.objects.get(user=admin, kind="rule_disabled")
        assert "Machine down" in told.text
        assert AuditEntry.objects.filter(kind="rule", action="disabled", by=None).exists()
        assert make_ticket().priority == 2
        assert Notification.objects.count() == 1

    def test_a_team_that_is_gone_switches_it_off_when_it_would_act(self, admin: User) -> None:
        team = Team.objects.create(name="Gone", slug="gone")
        rule = make_rule(do("add_tags", tags=["x"]), do("set_team", team=team.pk))
        team.delete()
        assert not make_ticket().tags.exists()
        rule.refresh_from_db()
        assert rule.disabled_reason == "Set team: The team named here does not exist any more."
        assert runs() == [("Machine down", "failed")]

    def test_the_minutes_look_finds_what_is_gone_before_it_matters(self, admin: User) -> None:
        team = Team.objects.create(name="Gone", slug="gone")
        rule = make_rule(do("set_priority", priority=4), conditions=when("team", "is_not", [team.pk]))
        assert stopping.stop_broken_rules() == 0
        team.delete()
        assert stopping.stop_broken_rules() == 1
        assert stopping.stop_broken_rules() == 0
        rule.refresh_from_db()
        assert not rule.active
        assert make_ticket().priority == 2


class TestLoops:
    def test_two_rules_that_set_each_other_off_are_cut_and_named(self, admin: User, agent: User) -> None:
        ticket = make_ticket(priority=2)
        make_rule(
            do("set_priority", priority=4),
            name="Up",
            events=("priority_changed",),
            conditions=when("priority", "is", [1]),
        )
        make_rule(
            do("set_priority", priority=1),
            name="Down",
            events=("priority_changed",),
            conditions=when("priority", "is", [4]),
        )
        set_priority(ticket, to=4, by=agent)
        assert runs() == [("Down", "loop"), ("Up", "done"), ("Down", "done")]
        cut = RuleRun.objects.get(outcome="loop")
        assert cut.error.startswith("“Down” → “Up” → “Down”")
        assert Notification.objects.get(user=admin, kind="rule").text.startswith("Rules go in a circle")
        ticket.refresh_from_db()
        assert ticket.priority == 4

    def test_a_rule_answers_its_own_note_no_second_time(self, admin: User, agent: User) -> None:
        ticket = make_ticket()
        make_rule(do("note", text="Look again."), events=("note_added",))
        make_note(ticket, by=agent)
        assert ticket.messages.filter(kind="note").count() == 2
        assert sorted(runs()) == [("Machine down", "done"), ("Machine down", "loop")]

    def test_wanting_what_is_so_already_is_no_loop(self, admin: User, agent: User) -> None:
        ticket = make_ticket()
        make_rule(do("set_type", type="incident"), do("add_tags", tags=["hot"]), events=("type_changed", "tagged"))
        set_type(ticket, to="task", by=agent)
        assert runs() == [("Machine down", "done")]

    def test_ten_rules_in_a_row_are_enough(self, admin: User, agent: User) -> None:
        ticket = make_ticket()
        for step in range(12):
            before = f"step {step}"
            set_tags(ticket, to=[before], by=agent)
            tag = ticket.tags.get().pk
            make_rule(
                do("add_tags", tags=[f"step {step + 1}"]),
                name=f"Rule {step}",
                events=("tagged",),
                conditions=when("tags", "added", [tag]),
            )
            RuleRun.objects.all().delete()
            set_tags(ticket, to=[], by=agent)
        RuleRun.objects.all().delete()
        set_tags(ticket, to=["step 0"], by=agent)
        assert sorted(outcome for _, outcome in runs()) == ["done"] * 10 + ["loop"]
        assert ticket.tags.count() == 11


def test_without_rules_nothing_is_asked(agent: User) -> None:
    """The fingerprint of the rules comes with the event's own statement."""
    ticket = make_ticket()
    set_priority(ticket, to=3, by=agent)
    with CaptureQueriesContext(connection) as captured:
        set_priority(ticket, to=4, by=agent)
    asked = [q["sql"] for q in captured]
    assert [s for s in asked if "tickets_rule" in s and not s.startswith("INSERT")] == []
    # Savepoint, lock, read, two updates, the event, release.
    assert len(asked) <= 8


def test_rules_that_do_not_match_cost_no_statement(admin: User, agent: User) -> None:
    ticket = make_ticket()
    set_priority(ticket, to=3, by=agent)
    with CaptureQueriesContext(connection) as captured:
        set_priority(ticket, to=4, by=agent)
    alone = len(captured)
    for n in range(20):
        make_rule(
            do("set_priority", priority=4),
            name=f"Rule {n}",
            events=("priority_changed",),
            conditions=when("subject", "contains", ["nowhere"]),
        )
    set_priority(ticket, to=3, by=agent)
    with CaptureQueriesContext(connection) as captured:
        set_priority(ticket, to=4, by=agent)
    assert len(captured) == alone


def test_a_customer_who_writes_again_is_no_loop(admin: User) -> None:
    maya = make_customer()
    ticket = make_ticket(maya)
    make_rule(do("set_priority", priority=3), events=("customer_wrote",))
    for _ in range(3):
        make_inbound(ticket)
    assert [outcome for _, outcome in runs()] == ["done", "unchanged", "unchanged"]


def test_a_custom_field_is_looked_up_once_for_all_rules(admin: User, agent: User) -> None:
    CustomField.objects.create(key="machine", label="Machine", kind="text")
    ticket = make_ticket()

    def statements() -> int:
        set_priority(ticket, to=3, by=agent)
        with CaptureQueriesContext(connection) as captured:
            set_priority(ticket, to=4, by=agent)
        return len(captured)

    alone = statements()
    for n in range(5):
        make_rule(
            do("set_type", type="task"),
            name=f"Rule {n}",
            events=("priority_changed",),
            conditions=when("custom_machine", "contains", ["Duo"]),
        )
    assert statements() == alone + 1


def test_each_rule_that_writes_a_note_costs_few_statements(admin: User, agent: User) -> None:
    ticket = make_ticket(assignee=agent)

    def statements() -> int:
        set_priority(ticket, to=3, by=agent)
        with CaptureQueriesContext(connection) as captured:
            set_priority(ticket, to=4, by=agent)
        return len(captured)

    alone = statements()
    for n in range(5):
        make_rule(do("note", text=f"Rule {n} was here."), name=f"Rule {n}", events=("priority_changed",))
    # A savepoint, the note, its event, its place in the ticket, whom to tell; and all rows of the log together.
    assert statements() <= alone + 5 * 8 + 2


def test_after_a_refusal_a_rule_sees_the_ticket_as_it_is_stored(
    admin: User, agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = make_ticket()
    carried_out = priority_action.apply

    def change_and_refuse(ticket: Ticket, *args: Any) -> None:
        with transaction.atomic():
            carried_out(ticket, *args)
            raise Refusal("Not today.")

    monkeypatch.setattr(priority_action, "apply", change_and_refuse)
    words = "It is {{ ticket.priority }}."
    make_rule(do("set_priority", priority=4), do("note", text=words), events=("type_changed",))
    set_type(ticket, to="task", by=agent)
    assert list(ticket.messages.values_list("text", flat=True))[-1] == "It is Normal."
    events = list(ticket.events.order_by("seq").values_list("seq", "action"))
    assert [action for _, action in events] == ["opened", "type_changed", "message_added"]
    assert [seq for seq, _ in events] == [1, 2, 3]


def test_a_rule_mended_meanwhile_stays_on(admin: User) -> None:
    read_before = make_rule(do("set_priority", priority=4), events=("type_changed",))
    Rule.objects.filter(pk=read_before.pk).update(version=read_before.version + 1)
    assert not stopping.stop_rule(read_before, "There is no field “colour” any more.")
    assert Rule.objects.get().active


def test_a_rule_that_answers_a_new_team_may_choose_who_works_on_it(admin: User, agent: User) -> None:
    team = Team.objects.create(name="Billing", slug="billing")
    make_rule(do("assign", assignee=str(agent.pk)), events=("team_changed",))
    ticket = make_ticket()
    assign_team(ticket, to=team, by=admin)
    assert Ticket.objects.get(pk=ticket.pk).assignee == agent
    assert "unassigned" not in ticket.events.values_list("action", flat=True)
    # Whoever had it before still lets go of it.
    other = make_ticket(assignee=admin)
    assign_team(other, to=team, by=admin)
    assert Ticket.objects.get(pk=other.pk).assignee == agent
