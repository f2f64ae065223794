"""A stranger's first mail becomes a ticket."""

from __future__ import annotations

from accounts.models import Team, User
from channels_inbox.composing import compose
from channels_inbox.models import Channel, Outbound
from tests.invariants import broken_rules
from tests.mail import deliver, make_mail
from tickets.models import Message, Rule, Ticket
from tickets.operations.ruling import save_rule


def test_a_mail_opens_a_ticket_of_its_writer(support: Channel) -> None:
    row = deliver(support, make_mail())

    assert (row.state, row.outcome) == ("done", "created")
    ticket = row.ticket
    assert ticket is not None
    assert ticket.subject == "No pressure after descaling"
    assert ticket.channel == "email"
    assert ticket.category == "new"
    assert ticket.requester.name == "Maya Lindqvist"
    assert ticket.requester.email == "maya@cafenorr.example"
    assert ticket.last_message_preview == "The gauge stays at 4 bar."
    assert ticket.waiting_since == row.message.created_at  # type: ignore[union-attr]


def test_events_are_numbered_without_gaps(support: Channel) -> None:
    ticket = deliver(support, make_mail()).ticket
    assert ticket is not None
    assert [e.seq for e in ticket.events.all()] == list(range(1, ticket.seq + 1))
    assert [e.action for e in ticket.events.all()] == ["opened", "message_added"]


def test_the_channel_s_team_gets_the_ticket(support: Channel) -> None:
    support.team = Team.objects.create(name="Espresso machines", slug="espresso")
    support.save()
    ticket = deliver(support, make_mail()).ticket
    assert ticket is not None
    assert ticket.team == support.team


def test_html_is_kept_as_sent_and_cleaned_once(support: Channel) -> None:
    html = '<p onclick="x()">Hello<script>alert(1)</script><img src="https://track.example/p.png"></p>'
    message = deliver(support, make_mail(html=html)).message
    assert message is not None
    body = message.html_body
    assert "onclick" in body.source
    assert "onclick" not in body.cleaned
    assert "script" not in body.cleaned
    assert body.has_remote
    assert body.sanitiser


def test_the_writer_is_thanked_in_words_of_ours_only(support: Channel) -> None:
    row = deliver(support, make_mail("Buy pills at pills.example", subject="PILLS at pills.example"))
    ack = Outbound.objects.get()
    assert ack.automatic
    assert ack.to == ["maya@cafenorr.example"]
    assert ack.message.kind == Message.Kind.SYSTEM
    written = compose(ack)
    assert "pills" not in (written.subject + written.text + str(written.html)).lower()
    assert "<br>" in str(written.html), "its lines are lines, not the letters of a tag"
    assert "&lt;" not in str(written.html)
    assert str(row.ticket.number) in ack.subject  # type: ignore[union-attr]


def test_people_in_copy_of_the_first_mail_get_answers_too(support: Channel) -> None:
    mail = make_mail(to="support@halden.example, Bao <bao@cafenorr.example>", cc="Liv <liv@cafenorr.example>")
    ticket = deliver(support, mail).ticket
    assert ticket is not None
    assert {p.email for p in ticket.participants.all()} == {"bao@cafenorr.example", "liv@cafenorr.example"}


def test_i06_two_letters_without_message_id_are_two_tickets_and_a_second_delivery_is_none(support: Channel) -> None:
    same = make_mail(message_id="")
    deliver(support, same, external_id="imap:INBOX:1:10")
    deliver(support, same, external_id="imap:INBOX:1:11")
    deliver(support, same, external_id="imap:INBOX:1:10")
    assert Ticket.objects.count() == 2


def test_i07_one_letter_to_two_of_our_mailboxes_is_one_message_and_both_are_recorded(support: Channel) -> None:
    from tests.mail import make_channel

    billing = make_channel("billing@halden.example")
    mail = make_mail(to="support@halden.example", cc="billing@halden.example")
    first, second = deliver(support, mail), deliver(billing, mail)
    assert Ticket.objects.count() == 1
    assert second.outcome == "duplicate"
    assert (second.state, second.ticket, second.message) == ("done", first.ticket, first.message)


def test_a_reused_message_id_with_other_words_is_another_letter(support: Channel) -> None:
    deliver(support, make_mail("First", message_id="<same@x>", sender="a@one.example"))
    row = deliver(support, make_mail("Second", message_id="<same@x>", sender="b@two.example"))
    assert row.outcome == "created"
    assert Ticket.objects.count() == 2


def test_what_a_rule_does_comes_before_the_acknowledgement_in_time_as_in_number(support: Channel, admin: User) -> None:
    rule = Rule(
        kind="trigger",
        name="Everything is urgent",
        events=["opened"],
        actions=[{"action": "set_priority", "params": {"priority": 4}}],
    )
    save_rule(rule, by=admin)
    ticket = deliver(support, make_mail()).ticket
    assert ticket is not None
    assert [e.action for e in ticket.events.all()] == ["opened", "priority_changed", "message_added"]
    assert list(broken_rules()) == []
