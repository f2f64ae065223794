from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from knowledgebase.models import HelpCentre, Translation, Visit
from knowledgebase.operations.visits import forget_visits, impersonal, record_visit
from knowledgebase.visitors import cookie_visitor, customer_visitor, user_visitor
from tests.factories import make_customer

pytestmark = pytest.mark.django_db
OURS = {"Origin": "http://testserver"}


def seen(client: Client, article: Translation, **headers: str) -> int:
    return client.post("/help/visits/", {"translation": article.pk}, headers={**OURS, **headers}).status_code


def test_a_visitor_is_counted_once_in_a_while_and_known_again(client: Client, article: Translation) -> None:
    assert (seen(client, article), seen(client, article)) == (204, 204)
    visit = Visit.objects.get()
    assert (visit.kind, visit.translation, visit.user, visit.locale) == ("viewed", article, None, "en")
    cookie = client.cookies["visitor"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie.value not in visit.visitor


def test_somebody_who_signed_in_is_known_by_their_account(client: Client, article: Translation, customer: User) -> None:
    client.force_login(customer)
    seen(client, article)
    visit = Visit.objects.get()
    assert (visit.user, visit.visitor) == (customer, user_visitor(customer).key)
    assert customer_visitor(customer.customer) == user_visitor(customer)
    assert "visitor" not in client.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Sec-GPC": "1"},
        {"DNT": "1"},
    ],
)
def test_machines_and_those_who_mind_are_not_counted(
    client: Client, article: Translation, headers: dict[str, str]
) -> None:
    assert seen(client, article, **headers) == 204
    client.get("/help/en/search/?q=pump", headers=headers)
    assert not Visit.objects.exists()
    assert not client.cookies


@pytest.mark.parametrize("translation", ["", "x", "-1", "9" * 40, "1e3"])
def test_nonsense_counts_nothing(client: Client, db: None, translation: str) -> None:
    assert client.post("/help/visits/", {"translation": translation}, headers=OURS).status_code == 422


def test_reading_the_page_alone_counts_nothing_and_sets_no_cookie(client: Client, article: Translation) -> None:
    assert not client.get(article.get_absolute_url()).cookies
    assert not Visit.objects.exists()


def test_a_search_is_kept_with_how_much_it_found(client: Client, article: Translation) -> None:
    client.get("/help/en/search/?q=bleed+pump")
    client.get("/help/en/search/?q=qqqq")
    assert sorted(Visit.objects.values_list("query", "found")) == [("bleed pump", 1), ("qqqq", 0)]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("where is order 48213 99", "where is order …"),
        ("I am maya@cafenorr.example, no pressure", "I am … no pressure"),
        ("call +46 70 123 45 67", "call …"),
        ("only 4 bar on a Duo 2", "only 4 bar on a Duo 2"),
        ("nul\0 byte", "nul byte"),
        ("x" * 900, "x" * 200),
    ],
)
def test_words_are_kept_without_what_names_somebody(text: str, kept: str) -> None:
    assert impersonal(text) == kept


def test_old_visits_go_and_younger_ones_stay(article: Translation) -> None:
    for _ in range(3):
        record_visit(cookie_visitor("x"), Visit.Kind.VIEWED, translation=article)
    old = Visit.objects.order_by("pk")[:2]
    days = HelpCentre.objects.get().visit_days
    Visit.objects.filter(pk__in=[row.pk for row in old]).update(at=timezone.now() - timedelta(days=days, hours=1))
    assert [forget_visits(limit=1), forget_visits(), forget_visits()] == [1, 1, 0]
    assert Visit.objects.count() == 1


def test_about_the_chosen_share_is_held_out_and_always_the_same_people() -> None:
    people = [cookie_visitor(str(n)) for n in range(4000)]
    few = {p.key for p in people if p.held_out(Decimal("5.0"))}
    more = {p.key for p in people if p.held_out(Decimal("20.0"))}
    assert 140 < len(few) < 260
    assert 680 < len(more) < 920
    assert few < more
    assert not any(p.held_out(Decimal(0)) for p in people)
    assert all(p.held_out(Decimal(100)) for p in people)


def test_customers_without_an_account_are_people_too(db: None) -> None:
    one, other = (make_customer(f"{n}@x.example", n) for n in ("a", "b"))
    assert customer_visitor(one) == customer_visitor(one) != customer_visitor(other)
