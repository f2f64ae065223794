"""Deflection is counted as it is defined: by a plain reading of the same visits, and by hand."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from insights.deflection import FEW, Deflection, deflection
from knowledgebase.models import Article, Category, Translation, Visit
from knowledgebase.operations.visits import record_visit
from knowledgebase.visitors import Visitor, cookie_visitor, user_visitor
from tests.channels_inbox.desk.conftest import signed_in
from tests.factories import make_ticket, make_user
from tests.insights.conftest import MONDAY

DAY = timedelta(hours=24)
KINDS = [Visit.Kind.SEARCHED, Visit.Kind.VIEWED, Visit.Kind.SUGGESTED, Visit.Kind.CONTACTED, Visit.Kind.SOLVED]
LOOKS = KINDS[:3]


@pytest.fixture
def texts(db: None) -> list[Translation]:
    shelf = Category.objects.create(slug="orders")
    made = []
    for n in range(3):
        article = Article.objects.create(category=shelf, source_locale="en")
        made.append(Translation.objects.create(article=article, locale="en", slug=f"text-{n}"))
    return made


def figures(days: int = 30) -> dict[int | None, Deflection]:
    return deflection(MONDAY, MONDAY + timedelta(days=days), now=MONDAY + timedelta(days=days + 8))


def look(
    clock: Any, who: Visitor, kind: Visit.Kind, at: datetime, text: Translation | None = None, **more: Any
) -> None:
    clock.move_to(at)
    record_visit(who, kind, translation=text, **more)


def test_who_reads_and_asks_nothing_found_it_alone(clock: Any, texts: list[Translation]) -> None:
    reader, asker = cookie_visitor("a"), cookie_visitor("b")
    for who in (reader, asker):
        look(clock, who, Visit.Kind.VIEWED, MONDAY, texts[0])
    look(clock, asker, Visit.Kind.CONTACTED, MONDAY + timedelta(hours=23))
    found = figures()
    assert (found[None].sessions, found[None].alone) == (2, 1)
    assert (found[texts[0].article_id].sessions, found[texts[0].article_id].alone) == (2, 1)
    assert found[None].few
    assert found[None].share_interval is None


def test_asking_a_day_later_is_another_matter(clock: Any, texts: list[Translation]) -> None:
    who = cookie_visitor("a")
    look(clock, who, Visit.Kind.VIEWED, MONDAY, texts[0])
    look(clock, who, Visit.Kind.CONTACTED, MONDAY + timedelta(hours=25))
    assert (figures()[None].sessions, figures()[None].alone) == (1, 1)


def test_a_ticket_on_any_channel_of_a_known_person_is_a_contact(
    clock: Any, customer: User, texts: list[Translation]
) -> None:
    who = user_visitor(customer)
    look(clock, who, Visit.Kind.VIEWED, MONDAY, texts[0])
    clock.move_to(MONDAY + timedelta(hours=2))
    make_ticket(customer.customer, channel="whatsapp")
    assert (figures()[None].sessions, figures()[None].alone) == (1, 0)


def test_sessions_that_are_not_over_and_those_of_colleagues_do_not_count(
    clock: Any, agent: User, texts: list[Translation]
) -> None:
    look(clock, user_visitor(agent), Visit.Kind.VIEWED, MONDAY, texts[0])
    look(clock, cookie_visitor("a"), Visit.Kind.VIEWED, MONDAY + timedelta(days=2), texts[0])
    now = MONDAY + timedelta(days=2, hours=20)
    assert deflection(MONDAY, MONDAY + timedelta(days=7), now=now)[None].sessions == 0
    assert deflection(MONDAY, MONDAY + timedelta(days=7), now=now + DAY)[None].sessions == 1


def test_letters_suggest_to_who_has_asked_already(clock: Any, texts: list[Translation]) -> None:
    look(clock, cookie_visitor("a"), Visit.Kind.SUGGESTED, MONDAY, texts[0], place=Visit.Place.MAIL)
    assert figures()[None].sessions == 0


def test_those_it_is_kept_from_are_what_the_others_are_compared_with(clock: Any, texts: list[Translation]) -> None:
    """Of 40 who were shown it 10 ask; of 40 it was kept from 24 do."""
    for n in range(80):
        held, asks = n >= 40, n % 40 < (24 if n >= 40 else 10)
        look(clock, cookie_visitor(str(n)), Visit.Kind.SUGGESTED, MONDAY, texts[1], holdout=held)
        if asks:
            look(clock, cookie_visitor(str(n)), Visit.Kind.CONTACTED, MONDAY + timedelta(hours=1))
    it = figures()[texts[1].article_id]
    assert (it.shown, it.shown_alone, it.held, it.held_alone) == (40, 30, 40, 16)
    # Nobody who was shown nothing counts as having been helped.
    assert (it.sessions, it.alone) == (40, 30)
    assert it.difference == pytest.approx(0.35)
    assert it.interval is not None
    assert it.proven
    assert it.interval[0] < 0.35 < it.interval[1]


def test_too_few_to_compare_is_said(clock: Any, texts: list[Translation]) -> None:
    for n in range(FEW + 5):
        look(clock, cookie_visitor(str(n)), Visit.Kind.SUGGESTED, MONDAY, texts[0], holdout=n < FEW - 1)
    it = figures()[None]
    assert (it.difference, it.interval, it.proven) == (None, None, False)


def test_the_page_and_the_file_say_it_with_its_interval(clock: Any, agent: User, texts: list[Translation]) -> None:
    for n in range(80):
        held, asks = n >= 40, n % 40 < (24 if n >= 40 else 10)
        look(clock, cookie_visitor(str(n)), Visit.Kind.SUGGESTED, MONDAY, texts[1], holdout=held)
        if asks:
            look(clock, cookie_visitor(str(n)), Visit.Kind.CONTACTED, MONDAY + timedelta(hours=1))
    clock.move_to(MONDAY + timedelta(days=3))
    desk = signed_in(agent)
    page = desk.get("/agent/insights/deflection/?range=7d").content.decode()
    assert "75%" in page
    assert "+35 points (+13 to +52)" in page
    assert "text-1" in page
    assert "style=" not in page.partition("<main")[2]
    sent = desk.get("/agent/insights/deflection/deflection.csv?range=7d").getvalue().decode()  # type: ignore[attr-defined]
    assert "text-1,40,30,40,30,40,16,35.0," in sent


def test_light_agents_read_no_address_of_a_text_that_is_not_published(
    clock: Any, agent: User, light_agent: User, texts: list[Translation]
) -> None:
    look(clock, cookie_visitor("a"), Visit.Kind.VIEWED, MONDAY, texts[1])
    clock.move_to(MONDAY + timedelta(days=3))
    pages = [signed_in(who).get("/agent/insights/deflection/?range=7d").text for who in (agent, light_agent)]
    assert ["text-1" in page for page in pages] == [True, False]
    assert "An article that is not published" in pages[1]


def test_outsiders_find_no_deflection(client: Client, customer: User, outsider: User) -> None:
    for path in ("/agent/insights/deflection/", "/agent/insights/deflection/deflection.csv"):
        assert client.get(path)["Location"].startswith("/account/login/")
        for person in (customer, outsider):
            assert signed_in(person).get(path).status_code == 404


def test_a_page_of_nothing_says_so(clock: Any, agent: User) -> None:
    page = signed_in(agent).get("/agent/insights/deflection/").content.decode()
    assert "Nobody looked for an answer" in page


@pytest.mark.parametrize("seed", range(4))
def test_the_statement_counts_what_the_definition_says(clock: Any, texts: list[Translation], seed: int) -> None:
    rng = random.Random(seed)
    people = [make_user() for _ in range(3)]
    visitors = [*(user_visitor(p) for p in people), *(cookie_visitor(str(n)) for n in range(6))]
    at, happened = MONDAY - timedelta(days=3), defaultdict(list)
    for _ in range(150):
        at += timedelta(minutes=rng.choice([5, 90, 400, 900]))
        who, kind = rng.choice(visitors), rng.choice(KINDS)
        text = rng.choice(texts) if kind not in {Visit.Kind.SEARCHED, Visit.Kind.CONTACTED} else None
        held = kind == Visit.Kind.SUGGESTED and rng.random() < 0.4
        look(clock, who, kind, at, text, holdout=held)
        happened[who.key].append((at, kind, text.article_id if text else None, held))
    assert figures(20) == _by_definition(happened, MONDAY, MONDAY + timedelta(days=20))


def _by_definition(happened: Any, start: datetime, end: datetime) -> dict[int | None, Deflection]:
    counted: dict[int | None, list[int]] = {None: [0] * 7}
    for course in happened.values():
        for session in _sessions([one for one in course if one[1] in LOOKS]):
            first, last = session[0][0], session[-1][0]
            if not start <= first < end:
                continue
            during = {kind for at, kind, *_ in course if first <= at <= last + DAY}
            for key in {None, *(article for *_, article, _ in session if article)}:
                mine = [one for one in session if key is None or one[2] == key]
                counts = any(kind != Visit.Kind.SUGGESTED or not held for _, kind, _, held in mine)
                shown = any(kind == Visit.Kind.SUGGESTED and not held for _, kind, _, held in mine)
                kept = any(held for *_, held in mine)
                alone = Visit.Kind.CONTACTED not in during
                solved = counts and Visit.Kind.SOLVED in during
                row = [counts, counts and alone, shown, shown and alone, kept, kept and alone, solved]
                before = counted.setdefault(key, [0] * 7)
                counted[key] = [a + int(b) for a, b in zip(before, row, strict=True)]
    return {key: Deflection(*row) for key, row in counted.items()}


def _sessions(looks: list[Any]) -> list[list[Any]]:
    found: list[list[Any]] = []
    for one in looks:
        if not found or one[0] - found[-1][-1][0] > DAY:
            found.append([])
        found[-1].append(one)
    return found
