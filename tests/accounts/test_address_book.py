"""Who may look customers up through the API, and what others learn by trying to add one."""

from __future__ import annotations

import pytest

from accounts.models import Customer, User
from tests.api import Api
from tests.factories import make_customer, make_user

KNOWN = "maya@cafenorr.example"


@pytest.fixture(autouse=True)
def maya(db: None) -> Customer:
    return make_customer(KNOWN, "Maya Lindqvist")


@pytest.mark.parametrize("scope", ["teams", "assigned"])
def test_who_sees_few_tickets_cannot_tell_a_known_address_from_a_new_one(scope: str) -> None:
    api = Api(make_user(User.Role.AGENT, ticket_scope=scope))
    assert api.get("customers/").json()["results"] == []
    known, new = (api.post("customers/", {"email": email}) for email in (KNOWN, "new@cafenorr.example"))
    assert known.status_code == new.status_code == 403
    assert known.content == new.content
    assert Customer.objects.count() == 1


def test_agents_who_see_all_tickets_are_told_that_an_address_is_taken(agent: User) -> None:
    assert Api(agent).post("customers/", {"email": KNOWN}).status_code == 409


@pytest.mark.parametrize("scope", ["all", "teams", "assigned"])
def test_an_administrator_finds_everybody_whatever_their_scope(scope: str, maya: Customer) -> None:
    api = Api(make_user(User.Role.ADMIN, ticket_scope=scope))
    assert [row["id"] for row in api.get("customers/").json()["results"]] == [maya.pk]
    assert api.get(f"customers/{maya.pk}/").status_code == 200
