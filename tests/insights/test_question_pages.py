"""The question radar: what it shows, to whom, what people may decide there, and at what cost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from time_machine import TimeMachineFixture

from accounts.models import AuditEntry, Team, User
from channels_inbox.models import Channel
from insights.models import Asking, Question
from insights.operations.drafting import draft_article
from insights.operations.gathering import gather
from insights.operations.listening import listen
from insights.operations.settling import settle
from knowledgebase.models import Article, Category, Revision
from tests.api import Api
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_answer, make_customer, make_ticket, make_user
from tickets.models import Tag, Ticket
from tickets.operations.progress import resolve_ticket

BASE = "/agent/insights/questions/"
LATE = [
    "Where is my parcel, it should have come on Monday?",
    "My parcel has not arrived yet, where is it?",
    "When does my parcel arrive, nothing was delivered so far?",
    "Still no parcel, where is it?",
]
DESCALE = [
    "How do I descale the machine?",
    "How often do I descale my machine?",
    "Descale the machine: how do I do it?",
]


def ask(text: str, name: str = "Maya Lindqvist", **more: Any) -> Ticket:
    return make_ticket(make_customer(name=name), subject="Question", text=text, **more)


@pytest.fixture
def asked(clock: TimeMachineFixture, mailbox: Channel, teams: list[Team]) -> Callable[[], None]:
    """Ask about parcels (Orders) and descaling (Grinders, a chat among them), and let it be heard."""
    for text in LATE:
        ask(text, team=teams[1])
    for n, text in enumerate(DESCALE):
        ask(text, team=teams[0], channel="chat" if n == 0 else "email")
    heard()
    return heard


def heard() -> None:
    listen()
    settle()


def question(text: str) -> Question:
    found = Asking.objects.filter(text=text).earliest("pk").question
    assert found is not None
    return found


def text(response: Any) -> str:
    assert response.status_code == 200, response.status_code
    content = response.getvalue() if response.streaming else response.content
    return str(content.decode())


@pytest.fixture
def desk(agent: User) -> Client:
    return signed_in(agent)


def test_the_board_shows_each_question_once_with_how_often_and_where(desk: Client, asked: Any) -> None:
    page = desk.get(BASE)
    rows = {row.key: row for row in page.context["board"].rows}
    late, descale = rows[question(LATE[0]).pk], rows[question(DESCALE[0]).pk]
    assert (late.asked, descale.asked, len(rows)) == (4, 3, 2)
    assert (late.channels, sorted(descale.channels)) == (["email"], ["chat", "email"])
    assert late.answering.kind == "nothing"
    shown = text(page)
    assert late.wording in shown
    assert shown.count('class="spark"') == 2
    assert shown.count("No article yet") == 2
    assert "style=" not in shown.partition("<main")[2]
    assert page.context["board"].totals.asked == 7


def test_rising_questions_come_first(desk: Client, clock: TimeMachineFixture, asked: Any) -> None:
    clock.shift(timedelta(days=20))
    for n in range(5):
        ask(DESCALE[n % 3])
    heard()
    rows = desk.get(BASE).context["board"].rows
    assert [(row.rising, row.key) for row in rows] == [(True, question(DESCALE[0]).pk), (False, question(LATE[0]).pk)]


def test_filters_and_days_keep_what_fits(desk: Client, clock: TimeMachineFixture, asked: Any) -> None:
    def counts(**query: str) -> list[int]:
        return [row.asked for row in desk.get(BASE, query).context["board"].rows]

    tag = Tag.objects.create(name="delivery")
    tag.tickets.add(*Ticket.objects.filter(asking__text__in=LATE[:2]))
    assert counts() == [4, 3]
    assert counts(channel="chat") == [1]
    assert counts(tag="delivery") == [2]
    assert counts(q="descale") == [3]
    assert counts(language="de") == []
    clock.shift(timedelta(days=10))
    assert counts(range="7d") == []
    assert counts(range="30d") == [4, 3]
    assert "Nobody asked anything here" in text(desk.get(BASE, {"q": "spaceship"}))
    assert desk.get(BASE, {"channel": "pigeon"}).status_code == 422


def test_a_question_leads_to_its_tickets(desk: Client, asked: Any) -> None:
    page = text(desk.get(f"{BASE}{question(LATE[0]).pk}/"))
    for ticket in Ticket.objects.filter(asking__text__in=LATE):
        assert f"/agent/tickets/{ticket.number}/" in page
    for ticket in Ticket.objects.filter(asking__text__in=DESCALE):
        assert f"/agent/tickets/{ticket.number}/" not in page


def test_the_ticket_says_how_often_its_question_is_asked(desk: Client, asked: Any) -> None:
    ticket = Ticket.objects.get(asking__text=LATE[0])
    assert "Asked 4 times in the last 30 days" in text(desk.get(f"{BASE}of-ticket/{ticket.number}/"))
    silent = ask("Thank you!")
    assert "No question was found" in text(desk.get(f"{BASE}of-ticket/{silent.number}/"))


def test_a_file_holds_the_rows_of_the_board(desk: Client, asked: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(text(desk.get(f"{BASE}questions.csv")).removeprefix("\ufeff"))))
    assert next((row["Asked"], row["Answered by"], row["Channels"]) for row in rows) == ("4", "nothing", "Email")


def test_a_name_given_by_hand_stays(desk: Client, asked: Callable[[], None]) -> None:
    it = question(LATE[0])
    desk.post(f"{BASE}{it.pk}/name/", {"name": "  Where is my   parcel? "})
    for _n in range(3):
        ask("My parcel is missing, where is it now?")
    asked()
    assert Question.objects.get(pk=it.pk).wording == "Where is my parcel?"
    entry = AuditEntry.objects.get(kind="question", action="renamed")
    assert entry.after == {"wording": "Where is my parcel?", "named": True}
    desk.post(f"{BASE}{it.pk}/name/", {"name": ""})
    assert Question.objects.get(pk=it.pk).named_at is None


def test_questions_put_together_count_as_one_until_taken_out(desk: Client, asked: Callable[[], None]) -> None:
    late, descale = question(LATE[0]), question(DESCALE[0])
    assert desk.post(f"{BASE}{descale.pk}/together/", {"into": late.pk})["Location"] == f"{BASE}{late.pk}/"
    assert [row.asked for row in desk.get(BASE).context["board"].rows] == [7]
    ask("How do I descale my machine now?")
    asked()
    assert [row.asked for row in desk.get(BASE).context["board"].rows] == [8]
    assert desk.get(f"{BASE}{descale.pk}/")["Location"] == f"{BASE}{late.pk}/"
    desk.post(f"{BASE}{late.pk}/parts/{descale.pk}/out/")
    asked()
    assert [row.asked for row in desk.get(BASE).context["board"].rows] == [4, 4]
    assert list(AuditEntry.objects.filter(kind="question").values_list("action", flat=True)) == [
        "taken out",
        "put together",
    ]


def test_tickets_told_apart_stay_apart(desk: Client, asked: Callable[[], None]) -> None:
    it = question(LATE[0])
    chosen = Asking.objects.get(text=LATE[3])
    answer = desk.post(f"{BASE}{it.pk}/apart/", {"askings": [chosen.pk]})
    new = question(LATE[3])
    assert answer["Location"] == f"{BASE}{new.pk}/"
    Question.objects.update(unsettled=True)
    asked()
    assert new.pk != it.pk
    assert question(LATE[3]) == new
    assert {question(text) for text in LATE[:3]} == {it}
    assert sorted(row.asked for row in desk.get(BASE).context["board"].rows) == [1, 3, 3]


def test_what_cannot_be_told_apart_is_said(desk: Client, asked: Any) -> None:
    it = question(LATE[0])
    nothing = desk.post(f"{BASE}{it.pk}/apart/", {})
    assert nothing.status_code == 422
    assert "Choose the tickets that ask something else." in nothing.text
    everything = desk.post(f"{BASE}{it.pk}/apart/", {"askings": [a.pk for a in it.askings.all()]})
    assert everything.status_code == 422
    assert "At least one ticket has to stay" in everything.text
    assert desk.post(f"{BASE}{it.pk}/together/", {"into": it.pk}).status_code == 422


def test_an_article_is_drafted_from_the_best_answers_without_personal_data(
    desk: Client, agent: User, light_agent: User, asked: Any
) -> None:
    Category.objects.create(slug="orders")
    tickets = list(Ticket.objects.filter(asking__text__in=LATE).order_by("pk"))
    said = (
        "Hello Maya,\n\nthe carrier has your parcel 40113-7 and brings it within two days. The link in the mail we sent "
        "to maya@cafenorr.example shows where it is.\n\nBest regards\nAna Ruiz"
    )
    make_answer(tickets[0], by=agent, text=said)
    resolve_ticket(tickets[0], by=agent)
    make_answer(
        tickets[1], by=agent, text="I have no idea, but somebody will surely write to you about it some day soon."
    )
    gather()
    it = question(LATE[0])
    answer = desk.post(f"{BASE}{it.pk}/draft/")
    assert answer.status_code == 302
    draft = Revision.objects.get()
    assert draft.state == Revision.State.DRAFT
    assert draft.title == it.wording
    assert draft.body.startswith("The carrier has your parcel [number] and brings it within two days.")
    for personal in ("Maya", "maya@", "40113", "Ana Ruiz", "Best regards", "no idea"):
        assert personal not in draft.body
    assert Question.objects.get(pk=it.pk).article == Article.objects.get()
    row = next(row for row in desk.get(BASE).context["board"].rows if row.key == it.pk)
    assert (row.answering.kind, row.answering.title) == ("draft", draft.title)
    # Pressed twice, or by a colleague, it is begun once.
    assert desk.post(f"{BASE}{it.pk}/draft/")["Location"] == answer["Location"]
    assert Article.objects.count() == 1
    # A draft's title is for those who write.
    row = next(row for row in signed_in(light_agent).get(BASE).context["board"].rows if row.key == it.pk)
    assert (row.answering.kind, row.answering.title) == ("draft", "")


def test_what_cannot_be_drafted_leaves_nothing_behind(agent: User, asked: Any) -> None:
    ticket = Ticket.objects.get(asking__text=LATE[0])
    make_answer(
        ticket, by=agent, text="The carrier has your parcel and brings it within two days, sorry that it is late."
    )
    resolve_ticket(ticket, by=agent)
    shelf = Category.objects.create(slug="orders")

    def fail(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "insights_question"'):
            raise OperationalError("The connection is lost.")
        return execute(sql, *rest)

    with connection.execute_wrapper(fail), pytest.raises(OperationalError):
        draft_article(question(LATE[0]), by=agent, category=shelf, locale="en")
    assert not Article.objects.exists()


@pytest.mark.parametrize("page", ["²", "99999999999999999999", "0", "-1", "x", "999999"])
def test_an_odd_page_of_the_board_is_a_page_all_the_same(desk: Client, agent: User, asked: Any, page: str) -> None:
    assert desk.get(BASE, {"page": page}).status_code == 200
    answer = Api(agent).get("questions/", page=page)
    assert answer.status_code == 400


def test_without_answers_or_shelves_nothing_is_drafted(desk: Client, asked: Any) -> None:
    answer = desk.post(f"{BASE}{question(LATE[0]).pk}/draft/")
    assert answer.status_code == 422
    assert "There is no shelf" in answer.text
    Category.objects.create(slug="orders")
    answer = desk.post(f"{BASE}{question(LATE[0]).pk}/draft/")
    assert answer.status_code == 422
    assert "No ticket with this question was solved" in answer.text
    assert not Article.objects.exists()


def test_the_api_gives_what_the_board_shows(agent: User, asked: Any) -> None:
    api = Api(agent)
    found = api.get("questions/").json()
    it = found["questions"][0]
    assert (found["asked"], len(found["questions"]), found["more"]) == (7, 2, False)
    assert (it["id"], it["asked"], it["answered_by"], it["channels"]) == (question(LATE[0]).pk, 4, "nothing", ["email"])
    assert it["days"] == {"2026-10-05": 4}
    assert [q["asked"] for q in api.get("questions/", channel="chat").json()["questions"]] == [1]
    one = api.get(f"questions/{it['id']}/").json()
    assert sorted(one["tickets"]) == sorted(
        Ticket.objects.filter(asking__text__in=LATE).values_list("number", flat=True)
    )
    assert one["found"]["sessions"] == 0
    assert api.get("deflection/").json()["all"]["interval"] is None
    for path, query in (("questions/", {"range": "2d"}), ("questions/", {"tag": "none"}), ("deflection/", {"a": "b"})):
        assert api.get(path, **query).status_code == 400, path
    assert api.get("questions/0/").status_code == 404


def test_the_api_tells_others_nothing(customer: User, outsider: User, asked: Any, teams: list[Team]) -> None:
    paths = ["questions/", f"questions/{question(LATE[0]).pk}/", "deflection/"]
    for person in (customer, outsider):
        for path in paths:
            assert Api(person).get(path).status_code in {403, 404}, path
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    limited.memberships.create(team=teams[0])
    assert [q["asked"] for q in Api(limited).get("questions/").json()["questions"]] == [3]
    assert Api(limited).get(paths[1]).status_code == 404


PAGES = ["", "questions.csv", "{}/", "of-ticket/{ticket}/"]
POSTS = ["{}/name/", "{}/together/", "{}/apart/", "{}/draft/", "{}/parts/{}/out/"]


def test_outsiders_find_no_radar(client: Client, customer: User, outsider: User, asked: Any) -> None:
    it = question(LATE[0])
    ticket = Ticket.objects.get(asking__text=LATE[0]).number
    for page in PAGES:
        path = BASE + page.format(it.pk, ticket=ticket)
        assert client.get(path)["Location"].startswith("/account/login/")
        for person in (customer, outsider):
            assert signed_in(person).get(path).status_code == 404, path
    for page in POSTS:
        path = BASE + page.format(it.pk, it.pk)
        assert client.post(path)["Location"].startswith("/account/login/")
        for person in (customer, outsider):
            assert signed_in(person).post(path).status_code == 404, path


def test_limited_agents_read_only_what_was_asked_on_their_tickets(asked: Any, teams: list[Team]) -> None:
    limited = make_user(User.Role.AGENT, ticket_scope=User.TicketScope.TEAMS)
    limited.memberships.create(team=teams[0])
    mixed = ask("My parcel of the grinder has not arrived yet, where is it?", team=teams[0])
    heard()
    late, descale = question(LATE[0]), question(DESCALE[0])
    assert Asking.objects.get(ticket=mixed).question == late
    desk = signed_in(limited)
    rows = {row.key: row for row in desk.get(BASE).context["board"].rows}
    assert {key: row.asked for key, row in rows.items()} == {late.pk: 1, descale.pk: 3}
    # The wording is of a ticket they see, however typical another one is.
    assert rows[late.pk].wording == "My parcel of the grinder has not arrived yet, where is it?"
    page = text(desk.get(f"{BASE}{late.pk}/"))
    assert str(mixed.number) in page
    for ticket in Ticket.objects.filter(asking__text__in=LATE):
        assert f"/agent/tickets/{ticket.number}/" not in page
    assert desk.get(BASE, {"q": "Monday"}).context["board"].rows == []
    hidden = Ticket.objects.get(asking__text=LATE[0]).number
    assert desk.get(f"{BASE}of-ticket/{hidden}/").status_code == 404
    for path in POSTS:
        assert desk.post(BASE + path.format(late.pk, late.pk)).status_code == 403
    own = signed_in(make_user(User.Role.AGENT, ticket_scope=User.TicketScope.ASSIGNED))
    assert own.get(f"{BASE}{late.pk}/").status_code == 404


def test_light_agents_read_and_decide_nothing(light_agent: User, asked: Any) -> None:
    desk = signed_in(light_agent)
    it = question(LATE[0])
    page = text(desk.get(f"{BASE}{it.pk}/"))
    assert "Put it right" not in page
    assert "Write it" not in text(desk.get(BASE))
    for path in POSTS:
        assert desk.post(BASE + path.format(it.pk, it.pk)).status_code == 403


def test_spam_and_merged_tickets_do_not_count(desk: Client, asked: Any) -> None:
    Ticket.objects.filter(asking__text=LATE[0]).update(category="spam")
    Ticket.objects.filter(asking__text=LATE[1]).update(category="merged")
    assert sorted(row.asked for row in desk.get(BASE).context["board"].rows) == [2, 3]


def test_a_page_takes_as_many_statements_however_much_it_shows(desk: Client, agent: User, asked: Any) -> None:
    def cost(path: str) -> int:
        desk.get(path)
        with CaptureQueriesContext(connection) as queries:
            text(desk.get(path))
        return len(queries)

    solved = Ticket.objects.get(asking__text=LATE[1])
    make_answer(solved, by=agent, text="The carrier has it and brings it within two days, sorry that it took so long.")
    resolve_ticket(solved, by=agent)
    it = question(LATE[0])
    paths = [BASE, f"{BASE}{it.pk}/", f"{BASE}of-ticket/{Ticket.objects.get(asking__text=LATE[0]).number}/"]
    before = {path: cost(path) for path in paths}
    subjects = ["grinder jammed", "voucher refused", "invoice copy", "password forgotten", "beans stale", "foam thin"]
    for n in range(24):
        ticket = ask(LATE[n % 4] if n % 2 else f"Why is it so: {subjects[n % 6]}?")
        if n % 3 == 0:
            make_answer(
                ticket, by=agent, text=f"The carrier brings it within {n} days, sorry that it took so long for you."
            )
            resolve_ticket(ticket, by=agent)
    heard()
    assert {path: cost(path) for path in paths} == before
    assert before[BASE] <= 14
    assert before[paths[1]] <= 26
