"""An answer finds its ticket by proof, and strangers find no way in."""

from __future__ import annotations

import pytest

from accounts.models import Organization, OrganizationDomain, User
from channels_inbox.composing import compose
from channels_inbox.models import Channel, Outbound
from tests.factories import make_answer
from tests.mail import deliver, make_channel, make_mail
from tickets.models import Ticket
from tickets.operations.progress import close_ticket, resolve_ticket

MAYA = "Maya Lindqvist <maya@cafenorr.example>"
STRANGER = "Mallory <mallory@elsewhere.example>"


@pytest.fixture
def ticket(support: Channel) -> Ticket:
    found = deliver(support, make_mail(message_id="<first@cafenorr.example>")).ticket
    assert found is not None
    return found


@pytest.fixture
def letter(ticket: Ticket, agent: User) -> Outbound:
    """Our answer, as it left."""
    return make_answer(ticket, by=agent).deliveries.get()  # type: ignore[attr-defined, no-any-return]


def reply_to(letter: Outbound) -> str:
    return compose(letter).reply_to[0].email


def test_an_answer_to_the_reply_address_is_certain(support: Channel, ticket: Ticket, letter: Outbound) -> None:
    row = deliver(support, make_mail("Thanks", to=reply_to(letter), subject="whatever"))
    assert (row.outcome, row.ticket, row.evidence["rule"]) == ("appended", ticket, "reply_address")


def test_mail_servers_may_change_the_case_of_the_reply_address(
    support: Channel, ticket: Ticket, letter: Outbound
) -> None:
    row = deliver(support, make_mail("Thanks", to=reply_to(letter).upper()))
    assert (row.ticket, row.evidence["rule"]) == (ticket, "reply_address")


def test_the_envelope_counts_when_headers_hide_the_address(support: Channel, ticket: Ticket, letter: Outbound) -> None:
    row = deliver(support, make_mail("Thanks", to="undisclosed@x.example"), envelope_to=(reply_to(letter),))
    assert row.ticket == ticket


def test_our_message_id_places_an_answer(support: Channel, ticket: Ticket, letter: Outbound) -> None:
    row = deliver(support, make_mail("Thanks", in_reply_to=f"<{letter.external_id}>"))
    assert (row.ticket, row.evidence["rule"]) == (ticket, "signed_message_id")


def test_the_customer_s_own_earlier_mail_places_an_answer(support: Channel, ticket: Ticket) -> None:
    row = deliver(support, make_mail("One more thing", in_reply_to="<first@cafenorr.example>"))
    assert (row.ticket, row.evidence["rule"]) == (ticket, "known_message_id")


def test_a_shared_ancestor_places_an_answer(support: Channel) -> None:
    first = deliver(support, make_mail("One", references="<root@cafenorr.example>"))
    row = deliver(support, make_mail("Two", references="<root@cafenorr.example> <other@cafenorr.example>"))
    assert (row.ticket, row.evidence["rule"]) == (first.ticket, "shared_ancestor")


def test_the_number_in_the_subject_places_a_participant_s_mail(support: Channel, ticket: Ticket) -> None:
    row = deliver(support, make_mail("Thanks", subject=f"AW: No pressure [#{ticket.number}]"))
    assert (row.ticket, row.evidence["rule"]) == (ticket, "subject_number")


def test_somebody_in_copy_takes_part(support: Channel) -> None:
    first = deliver(support, make_mail(cc="bao@cafenorr.example"))
    row = deliver(
        support,
        make_mail("I saw it too", sender="bao@cafenorr.example", subject=f"Re [#{first.ticket.number}]"),  # type: ignore[union-attr]
    )
    assert (row.ticket, row.outcome) == (first.ticket, "appended")
    assert row.message.public  # type: ignore[union-attr]


def test_a_colleague_of_the_same_organization_takes_part(support: Channel) -> None:
    norr = Organization.objects.create(name="Café Norr")
    OrganizationDomain.objects.create(organization=norr, domain="cafenorr.example")
    first = deliver(support, make_mail(message_id="<o1@cafenorr.example>"))
    row = deliver(support, make_mail("Me too", sender="bao@cafenorr.example", in_reply_to="<o1@cafenorr.example>"))
    assert row.ticket == first.ticket


@pytest.mark.parametrize("sender", ["mallory@notcafenorr.example", "m@cafenorr.example.evil.example"])
def test_s08_a_domain_that_only_looks_alike_is_no_colleague(support: Channel, sender: str) -> None:
    norr = Organization.objects.create(name="Café Norr")
    OrganizationDomain.objects.create(organization=norr, domain="cafenorr.example")
    first = deliver(support, make_mail(message_id="<o1@cafenorr.example>"))
    row = deliver(support, make_mail("Hi", sender=sender, in_reply_to="<o1@cafenorr.example>"))
    assert row.ticket != first.ticket


def test_s06_a_stranger_who_names_the_number_or_guesses_an_id_gets_a_ticket_of_their_own(
    support: Channel, ticket: Ticket
) -> None:
    by_number = deliver(support, make_mail("Let me in", sender=STRANGER, subject=f"Re: [#{ticket.number}]"))
    by_id = deliver(support, make_mail("Let me in too", sender=STRANGER, in_reply_to="<first@cafenorr.example>"))
    assert ticket not in (by_number.ticket, by_id.ticket)
    assert by_number.evidence["possibly"] == ticket.number
    assert by_id.evidence["possibly"] == ticket.number


@pytest.mark.parametrize("change", ["key", "mac"])
def test_s03_a_mark_we_did_not_sign_is_no_mark(support: Channel, ticket: Ticket, letter: Outbound, change: str) -> None:
    key, _, mac = reply_to(letter).partition("@")[0].partition("+r")[2].partition(".")
    forged = f"{'0' * 20}.{mac}" if change == "key" else f"{key}.{'0' * 20}"
    row = deliver(support, make_mail("Hi", sender=STRANGER, to=f"support+r{forged}@halden.example"))
    assert row.ticket != ticket


def test_s02_s07_a_stranger_with_the_reply_address_is_filed_unseen_by_the_requester(
    support: Channel, ticket: Ticket, letter: Outbound
) -> None:
    resolve_ticket(ticket, by=None)
    row = deliver(support, make_mail("Your code is 123456", sender=STRANGER, to=reply_to(letter)))
    ticket.refresh_from_db()
    assert row.ticket == ticket
    assert row.message is not None
    assert not row.message.public
    assert ticket.category == "resolved", "a stranger wakes nobody"
    assert ticket.requester.email == "maya@cafenorr.example"
    assert "123456" not in ticket.last_message_preview


def test_s01_copies_of_a_later_mail_get_nothing(
    support: Channel, ticket: Ticket, letter: Outbound, agent: User
) -> None:
    deliver(support, make_mail("Add my friend", to=reply_to(letter), cc="mallory@elsewhere.example"))
    answer = make_answer(ticket, by=agent).deliveries.get()  # type: ignore[attr-defined]
    assert answer.to == ["maya@cafenorr.example"]
    assert answer.cc == []


def test_s05_reply_to_is_never_who_somebody_is(support: Channel, ticket: Ticket) -> None:
    row = deliver(support, make_mail("Hi", sender=STRANGER, reply_to=MAYA, subject=f"[#{ticket.number}]"))
    assert row.ticket != ticket
    assert row.ticket.requester.email == "mallory@elsewhere.example"  # type: ignore[union-attr]


@pytest.mark.parametrize("prefix", ["Fwd: ", "WG: ", "TR: ", "RV: "])
def test_a_forward_opens_a_new_ticket_unless_sent_to_the_reply_address(
    support: Channel, ticket: Ticket, letter: Outbound, prefix: str
) -> None:
    ids = f"<{letter.external_id}>"
    apart = deliver(support, make_mail("See below", subject=f"{prefix}No pressure", in_reply_to=ids))
    inside = deliver(support, make_mail("See here", subject=f"{prefix}No pressure", to=reply_to(letter)))
    assert apart.ticket != ticket
    assert inside.ticket == ticket


def test_an_answer_wakes_a_resolved_ticket(support: Channel, ticket: Ticket, letter: Outbound) -> None:
    resolve_ticket(ticket, by=None)
    deliver(support, make_mail("Still broken", to=reply_to(letter)))
    ticket.refresh_from_db()
    assert ticket.category == "open"


def test_an_answer_to_a_closed_ticket_opens_a_linked_follow_up(
    support: Channel, ticket: Ticket, letter: Outbound
) -> None:
    close_ticket(ticket, by=None)
    row = deliver(support, make_mail("It is back", to=reply_to(letter)))
    assert row.outcome == "created"
    follow_up = row.ticket
    assert follow_up is not None
    assert follow_up.follow_up_of == ticket
    assert follow_up.requester == ticket.requester
    assert follow_up.assignee is None


def test_a_follow_up_goes_on_under_the_old_subject_unless_they_chose_another(
    support: Channel, ticket: Ticket, letter: Outbound
) -> None:
    close_ticket(ticket, by=None)
    answered = deliver(support, make_mail("It is back", subject=f"AW: {letter.subject}", to=reply_to(letter)))
    renamed = deliver(support, make_mail("Something else", subject="My new kettle", to=reply_to(letter)))
    assert answered.ticket is not None
    assert renamed.ticket is not None
    assert answered.ticket.subject == ticket.subject
    assert renamed.ticket.subject == "My new kettle"


def test_a_stranger_s_answer_to_a_closed_ticket_is_linked_to_nothing(
    support: Channel, ticket: Ticket, letter: Outbound
) -> None:
    close_ticket(ticket, by=None)
    row = deliver(support, make_mail("Hi", sender=STRANGER, to=reply_to(letter)))
    follow_up = row.ticket
    assert follow_up is not None
    assert follow_up.follow_up_of is None
    assert follow_up.requester.email == "mallory@elsewhere.example"


def test_a_stranger_who_writes_to_another_mailbox_draws_the_answers_nowhere(
    support: Channel, ticket: Ticket, letter: Outbound, agent: User
) -> None:
    billing = make_channel("billing@halden.example")
    deliver(billing, make_mail("Hi", sender=STRANGER, to=reply_to(letter)))
    answer = make_answer(ticket, by=agent).deliveries.get()  # type: ignore[attr-defined]
    assert answer.to == ["maya@cafenorr.example"]


def test_a_colleague_s_answer_to_a_closed_ticket_keeps_its_requester(support: Channel, agent: User) -> None:
    first = deliver(support, make_mail(cc="bao@cafenorr.example")).ticket
    assert first is not None
    close_ticket(first, by=None)
    mail = make_mail("It is back", sender="bao@cafenorr.example", subject=f"Re: [#{first.number}]")
    follow_up = deliver(support, mail).ticket
    assert follow_up is not None
    answer = make_answer(follow_up, by=agent).deliveries.get()  # type: ignore[attr-defined]
    assert (answer.to, answer.cc) == (["maya@cafenorr.example"], ["bao@cafenorr.example"])


def test_s01_a_forged_answer_to_a_closed_ticket_adds_nobody(support: Channel, ticket: Ticket) -> None:
    close_ticket(ticket, by=None)
    mail = make_mail("Send it here too", cc="mallory@elsewhere.example", in_reply_to="<first@cafenorr.example>")
    follow_up = deliver(support, mail).ticket
    assert follow_up is not None
    assert follow_up.follow_up_of == ticket
    assert not follow_up.participants.exists()
